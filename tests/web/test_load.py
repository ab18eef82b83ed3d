"""Nobody starves: what others ask is answered while one asks for as much as is accepted, and leaves."""

import threading
from collections.abc import Iterator
from unittest.mock import AsyncMock

import anyio
import anyio.to_thread
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, Response
from starlette.types import Message

from descentlab.common.deadline import check_deadline
from descentlab.setting.lanes import Lanes
from descentlab.studies.family import Family, family_of
from descentlab.web import answers
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes import families
from descentlab.web.routes.endpoints import API
from descentlab.web.templating import static
from tests.helpers.asking import PAGES
from tests.helpers.reading import problem_of
from tests.web.conftest import ADDRESS, Client, client_of

pytestmark = pytest.mark.anyio

DEAR = f"{API}/family?surface=logistic_regression&steps=2000"
SMALL = f"{API}/family?surface=bowl&steps=5&lr_count=5"
FILE = f"/{static('pages/lab.js')}"
SECONDS = 20
"""Nothing takes as long."""


class Hold:
    """Work that waits until the test lets it go on, and tells that it has begun; it can be stopped."""

    def __init__(self) -> None:
        self.begun, self.release = threading.Semaphore(0), threading.Event()

    def wait(self) -> None:
        self.begun.release()
        while not self.release.wait(0.001):
            check_deadline()

    async def has_begun(self) -> None:
        assert await anyio.to_thread.run_sync(self.begun.acquire, True, SECONDS)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """Holds every family of 2000 steps."""
    hold = Hold()

    def wait(lanes: Lanes, *, keep_squares: bool) -> Family:
        if lanes.steps == 2000:
            hold.wait()
        return family_of(lanes.take(slice(0, 2)), keep_squares=keep_squares)

    monkeypatch.setattr(families, "family_of", wait)
    yield hold
    hold.release.set()


def from_address(app: FastAPI, address: str) -> Client:
    """A client with an address of its own."""
    transport = ASGITransport(app=app, raise_app_exceptions=False, client=(address, 1))
    return Client(transport=transport, base_url=ADDRESS, headers={"Accept-Encoding": "identity"})


async def status(client: Client, path: str) -> int:
    return (await client.get(path)).status_code


async def test_dear_requests_of_one_keep_nothing_from_others(held: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known answers and pages, new pages and small new families, health and files are served meanwhile.

    Who asks for more than a client may is told when to come again; others' dear requests are let in.
    """
    monkeypatch.setattr(answers, "DEAR_OF_A_CLIENT", 0.0)  # but one it always may have
    app = create_app(ServerConfig(threads=1))
    known = ("/", f"{API}/catalogue", SMALL)
    told: list[Response] = []

    async def ask(client: Client, path: str) -> None:
        told.append(await client.get(path))

    async with from_address(app, "10.0.0.1") as greedy, from_address(app, "10.0.0.2") as other:
        for path in known:
            assert await status(other, path) == 200
        async with anyio.create_task_group() as students:
            for batch in range(20, 30):
                students.start_soon(ask, greedy, f"{DEAR}&batch={batch}")
            await held.has_begun()
            while len(told) < 9:  # the refusals come at once
                await anyio.sleep(0.001)
            students.start_soon(ask, other, f"{DEAR}&batch=19")
            for client in (other, greedy):
                new = f"/?lr=0.0{client is other:d}3", f"{SMALL}&start=1,{client is other:d}"
                for path in (*known, *new, *PAGES, "/livez", "/readyz", FILE):
                    assert await status(client, path) == 200
            held.release.set()
    assert [answer.status_code for answer in told] == [503] * 9 + [200] * 2
    for answer in told[:9]:
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["cache-control"] == "no-store"
        assert problem_of(answer)["title"] == "Service Unavailable"


async def test_work_of_senders_who_leave_is_dropped(held: Hold) -> None:
    """What runs ends at its next look, what waits does not begin."""
    app = create_app(ServerConfig(threads=1))
    async with anyio.create_task_group() as leaving:
        for address in range(20):
            leaving.start_soon(status, from_address(app, f"10.0.1.{address}"), f"{DEAR}&batch={address + 1}")
        await held.has_begun()
        leaving.cancel_scope.cancel()
    async with from_address(app, "10.0.0.2") as other, anyio.create_task_group() as staying:
        staying.start_soon(status, other, DEAR)
        await held.has_begun()  # this one, and none of the twenty
        assert not held.begun.acquire(blocking=False)
        held.release.set()


async def test_a_connection_that_is_closed_is_noticed(held: Hold) -> None:
    app, closed, ended = create_app(ServerConfig(threads=1)), anyio.Event(), anyio.Event()

    async def receive() -> Message:
        await closed.wait()
        return {"type": "http.disconnect"}

    async def ask() -> None:
        path, _, query = DEAR.partition("?")
        scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
        await app(scope | {"client": ("10.0.0.1", 1)}, receive, AsyncMock())
        ended.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        await held.has_begun()
        assert not ended.is_set()
        closed.set()
        with anyio.fail_after(SECONDS):
            await ended.wait()


async def test_a_page_that_is_known_is_never_refused() -> None:
    app = create_app(ServerConfig(max_pending=1, threads=1))
    statuses: list[int] = []
    async with client_of(app) as client:
        await client.get("/")

        async def visit() -> None:
            statuses.append(await status(client, "/"))

        async with anyio.create_task_group() as hall:
            for _ in range(150):
                hall.start_soon(visit)
    assert statuses == [200] * 150


async def test_a_probe_is_told_when_nothing_new_can_be_answered() -> None:
    """What is known, alive or a file still is."""
    app, hold = create_app(ServerConfig(max_pending=2, threads=1)), Hold()
    known = (f"{API}/catalogue", "/", "/livez", FILE)
    async with client_of(app) as client, anyio.create_task_group() as students:
        for path in known:
            assert await status(client, path) == 200
        for address in ("10.0.0.1", "10.0.0.2"):
            students.start_soon(app.state.answers.work, {"client": (address, 1)}, hold.wait)
            await hold.has_begun()
        for path in ("/readyz", SMALL):
            refused = await client.get(path)
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) >= 1
        for path in known:
            assert await status(client, path) == 200
        hold.release.set()
    async with client_of(app) as client:
        assert await status(client, "/readyz") == 200


async def test_what_takes_too_long_is_ended_and_said_so(held: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.01)
    async with client_of(create_app(ServerConfig(threads=1))) as client:
        answer = await client.get(DEAR)
        assert answer.status_code == 503
        assert "fewer steps" in problem_of(answer)["detail"]


async def test_what_is_computed_ends_with_the_service(held: Hold) -> None:
    app = create_app(ServerConfig(threads=1))
    async with client_of(app) as client, anyio.create_task_group() as students, app.router.lifespan_context(app):
        students.start_soon(status, client, DEAR)
        await held.has_begun()
    assert not held.release.is_set()
