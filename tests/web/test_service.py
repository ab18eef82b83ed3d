"""The service under load, its health and its settings."""

import threading
from collections.abc import Callable, Iterator

import anyio
import anyio.to_thread
import pytest
from pydantic import ValidationError

from descentlab.studies.trajectory import run_of
from descentlab.web.app import create_app
from descentlab.web.config import ServerConfig
from descentlab.web.routes import endpoints
from descentlab.web.routes.endpoints import API
from descentlab.web.templating import static
from tests.helpers.reading import Page, problem_of
from tests.web.conftest import Client, client_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes every run wait until the test lets them go on."""
    release = threading.Event()

    def wait(*arguments: object) -> object:
        release.wait(20)
        return run_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(endpoints, "run_of", wait)
    yield release.set
    release.set()


async def test_past_the_bound_requests_are_turned_away_and_the_rest_goes_on(slow: Callable[[], None]) -> None:
    app = create_app(ServerConfig(max_pending=2, threads=1))
    statuses: list[int] = []

    async def ask(client: Client, lr: float) -> None:
        statuses.append((await client.get(f"{API}/trajectory?lr={lr}")).status_code)

    async with client_of(app) as client, anyio.create_task_group() as students:
        for lr in (0.01, 0.02):
            students.start_soon(ask, client, lr)
        await anyio.wait_all_tasks_blocked()
        try:
            await assert_busy(client)
        finally:
            slow()
    assert statuses == [200, 200]
    async with client_of(app) as client:
        assert (await client.get(f"{API}/trajectory?lr=0.03")).status_code == 200


async def assert_busy(client: Client) -> None:
    for path in (f"{API}/trajectory?lr=0.03", f"{API}/catalogue", "/"):
        refused = await client.get(path)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["cache-control"] == "no-store"
        assert problem_of(refused)["title"] == "Service Unavailable"
    page = await client.get("/embed", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "Too many requests" in page.text
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    assert Page(page).of("script") == []
    for path in ("/livez", "/readyz", static("pages/lab.js")):
        assert (await client.get(path)).status_code == 200


@pytest.mark.long
async def test_the_event_loop_answers_while_every_thread_computes(slow: Callable[[], None]) -> None:
    app = create_app(ServerConfig(threads=1))
    async with app.router.lifespan_context(app), client_of(app) as client, anyio.create_task_group() as students:
        kept = ("/", f"{API}/catalogue")
        for path in kept:
            await client.get(path)
        for lr in range(1, 40):
            students.start_soon(client.get, f"{API}/trajectory?lr={lr}")
        await anyio.wait_all_tasks_blocked()
        try:
            with anyio.fail_after(30):
                for path in ("/livez", "/readyz", static("pages/lab.js"), *kept):
                    assert (await client.get(path)).status_code == 200
        finally:
            slow()


async def test_there_is_a_thread_for_everyone_let_in() -> None:
    limiter = anyio.to_thread.current_default_thread_limiter()
    before = limiter.total_tokens
    app = create_app(ServerConfig(max_pending=7))
    async with app.router.lifespan_context(app):
        assert limiter.total_tokens > 7
    limiter.total_tokens = before


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_health(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.text == "ok"
    assert answer.headers["cache-control"] == "no-store"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"THREADS": "3", "MAX_PENDING": "5", "CACHE_BYTES": "0"}.items():
        monkeypatch.setenv(f"DESCENTLAB_{name}", value)
    assert ServerConfig() == ServerConfig(threads=3, max_pending=5, cache_bytes=0)


@pytest.mark.parametrize(("name", "value"), [("THREADS", "0"), ("MAX_PENDING", "none"), ("CACHE_BYTES", "-1")])
def test_settings_out_of_bounds_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DESCENTLAB_{name}", value)
    with pytest.raises(ValidationError):
        ServerConfig()
