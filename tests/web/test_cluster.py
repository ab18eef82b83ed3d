"""Maps that cost more than one answer may: a cluster computes them, few at a time, and only while somebody waits."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from typing import Any
from unittest.mock import AsyncMock

import anyio
import anyio.to_thread
import pytest
from distributed import LocalCluster
from fastapi import FastAPI
from httpx import Response
from pydantic import ValidationError
from starlette.types import Message

from descentlab.studies.cluster import Unreachable
from descentlab.studies.pools import AHEAD, LostWorkers, Pool, deaf_to_ctrl_c
from descentlab.web import config, maps
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes import maps as routes
from descentlab.web.routes.endpoints import API
from tests.cli.commands import refused
from tests.helpers.reading import problem_of
from tests.web.conftest import Client, client_of
from tests.web.test_load import SECONDS, from_address
from tools.serving import free_port

pytestmark = pytest.mark.anyio

SCHEDULER = "tcp://192.0.2.1:8786"
"""Nobody: an address of documentation."""
MAP = (
    f"{API}/atlas?surface=bowl&optimizer=momentum&steps=40&x=lr&x_min=0.01&x_max=1.5&nx=20"
    "&y=optimizer.momentum&y_min=0&y_max=0.9&ny=12"
)
SIDE, TILES = 8, 6
DEAR = f"{API}/atlas?surface=bowl&steps=10000&nx=512&ny=512"


class Desk(Pool):
    """Workers that hold what they are asked until the test lets them answer."""

    def __init__(self, scheduler: str = "") -> None:
        self.lost = ()
        self.known, self.is_there, self.closed = 2, True, False
        self.begun, self.release = threading.Semaphore(0), threading.Event()
        self.promises: list[Future[Any]] = []

    @property
    def size(self) -> int:
        """Two."""
        return self.known

    def submit(self, work: Callable[[Any], Any], question: Any) -> Any:
        """Answer it in a thread, when that is allowed."""
        promise: Future[Any] = Future()
        self.promises.append(promise)

        def answer() -> None:
            assert self.release.wait(SECONDS)
            if promise.set_running_or_notify_cancel():
                promise.set_result(work(question))

        threading.Thread(target=answer, daemon=True).start()
        self.begun.release()
        return promise

    def close(self) -> None:
        """Note it."""
        self.closed = True

    async def has_begun(self) -> None:
        """Wait until a question is there."""
        assert await anyio.to_thread.run_sync(self.begun.acquire, True, SECONDS)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A map of a few hundred pairs is large here, and so are tiles of a few."""
    monkeypatch.setattr(routes, "MOST_RUNS", 200)
    monkeypatch.setattr("descentlab.studies.tiles.SIDE", SIDE)
    monkeypatch.setattr("descentlab.studies.tiles.LEAST", SIDE)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """What stands in for a cluster."""
    desk = Desk()
    monkeypatch.setattr(maps, "Cluster", lambda scheduler: desk)
    yield desk
    desk.release.set()


def lab(**options: Any) -> FastAPI:
    """A service with a cluster."""
    return create_app(ServerConfig(scheduler=SCHEDULER, **options))


@pytest.fixture
async def alone(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The map as a service computes it that needs no cluster for it."""
    with monkeypatch.context() as patched:
        patched.setattr(routes, "MOST_RUNS", 512**2)
        async with client_of(create_app(ServerConfig())) as client:
            answer = await client.get(MAP)
    assert answer.status_code == 200
    return answer.content


@pytest.fixture
async def without() -> AsyncIterator[Client]:
    """A client of a service without a cluster."""
    async with client_of(create_app(ServerConfig())) as client:
        yield client


async def test_without_a_cluster_they_are_refused(without: Client) -> None:
    answer = await without.get(MAP)
    assert answer.status_code == 422
    assert problem_of(answer)["errors"] == [
        {"parameter": "nx", "message": "20 × 12 runs are too many for one answer: at most 200"}
    ]


async def test_without_a_cluster_dear_ones_are_refused(without: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_RUNS", 512**2)
    answer = await without.get(DEAR)
    assert answer.status_code == 422
    assert problem_of(answer)["errors"][0]["parameter"] == "steps"


async def test_a_cluster_answers_as_one_process_does(desk: Desk, alone: bytes) -> None:
    desk.release.set()
    async with client_of(lab()) as client:
        answer = await client.get(MAP)
        assert answer.status_code == 200
        assert answer.content == alone
        assert len(desk.promises) == TILES
        assert (await client.get(MAP)).content == alone
        assert len(desk.promises) == TILES  # it was kept


async def test_what_is_small_does_not_go_there(desk: Desk) -> None:
    async with client_of(lab()) as client:
        assert (await client.get(MAP.replace("nx=20", "nx=16"))).status_code == 200
    assert desk.promises == []


async def test_what_is_dear_goes_there_and_what_is_too_dear_nowhere(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST_RUNS", 512**2)
    async with client_of(lab()) as client:
        refusal = await client.get(DEAR.replace("512", "2048"))
        assert problem_of(refusal)["errors"][0]["message"].startswith("10000 is too many for bowl at 2048 × 2048 runs")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.get, DEAR)
            await desk.has_begun()
            tasks.cancel_scope.cancel()


async def test_few_are_under_way_and_the_next_is_told_when_to_come_again(desk: Desk) -> None:
    app, told = lab(maps=2), list[Response]()

    async def ask(address: str, seed: int) -> None:
        async with from_address(app, address) as client:
            told.append(await client.get(f"{MAP}&seed={seed}"))

    async with anyio.create_task_group() as tasks:
        for seed in (1, 2):
            tasks.start_soon(ask, f"10.0.0.{seed}", seed)
            await desk.has_begun()
        await ask("10.0.0.3", 3)
        await ask("10.0.0.1", 4)  # a client has one at a time
        assert [answer.status_code for answer in told] == [503, 503]
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in told)
        assert len(desk.promises) <= 2 * AHEAD * desk.size
        desk.release.set()
    assert [answer.status_code for answer in told] == [503, 503, 200, 200]
    await ask("10.0.0.3", 3)
    assert told[-1].status_code == 200


async def test_who_leaves_cancels_what_waits(desk: Desk) -> None:
    app, closed = lab(), anyio.Event()

    async def receive() -> Message:
        await closed.wait()
        return {"type": "http.disconnect"}

    path, _, query = MAP.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(app, scope | {"client": ("10.0.0.1", 1)}, receive, AsyncMock())
        await desk.has_begun()
        closed.set()
    with anyio.fail_after(SECONDS):
        while not desk.promises or not all(promise.cancelled() for promise in desk.promises):
            await anyio.sleep(0.01)
    assert len(desk.promises) <= AHEAD * desk.size < TILES  # and the rest was never asked
    desk.release.set()
    async with client_of(app) as client:
        assert (await client.get(MAP)).status_code == 200  # there is room for the next


@pytest.mark.parametrize("error", [Unreachable("nobody is there"), LostWorkers("they have gone")])
async def test_a_cluster_that_is_away_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    class Away(Desk):
        def submit(self, work: Callable[[Any], Any], question: Any) -> Any:
            self.is_there = False
            raise error

    reached: list[Desk] = []

    def reach(scheduler: str) -> Desk:
        reached.append(Away() if not reached else Desk())
        reached[-1].release.set()
        return reached[-1]

    monkeypatch.setattr(maps, "Cluster", reach)
    async with client_of(lab()) as client:
        answer = await client.get(MAP)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        assert problem_of(answer)["detail"].startswith("The cluster that computes large maps cannot do so now")
        assert caplog.messages == [f"maps: {error}"]
        assert (await client.get(MAP)).status_code == 200
    assert [each.closed for each in reached] == [True, False]


async def test_a_scheduler_that_is_not_there_keeps_nobody_from_the_rest() -> None:
    app = create_app(ServerConfig(scheduler=f"tcp://127.0.0.1:{free_port()}"))
    async with client_of(app) as client:
        assert (await client.get(MAP)).status_code == 503
        assert (await client.get(f"{API}/trajectory")).status_code == 200


@pytest.mark.long
async def test_a_cluster_for_real(alone: bytes) -> None:
    """Tiles over the loopback, to two processes and back."""
    with (
        deaf_to_ctrl_c(),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
    ):
        app = create_app(ServerConfig(scheduler=cluster.scheduler_address))
        async with client_of(app) as client:
            answer = await client.get(MAP)
        assert answer.status_code == 200, answer.text
        assert answer.content == alone
        await anyio.to_thread.run_sync(app.state.answers.maps.close)


def test_a_scheduler_is_an_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DESCENTLAB_SCHEDULER", "8786")
    with pytest.raises(ValidationError):
        ServerConfig()
    line = refused(capsys, "serve", "--port", "0")
    assert line == (
        "descentlab: error: scheduler: 8786 is no scheduler's address, as tcp://192.0.2.1:8786 is, or local\n"
    )


def test_a_service_without_dask_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("descentlab.studies.cluster.find_spec", lambda name: None)
    with pytest.raises(ValidationError, match=r"pip install 'descentlab\[cluster\]'"):
        config.ServerConfig(scheduler=SCHEDULER)
    assert config.ServerConfig().scheduler == ""
