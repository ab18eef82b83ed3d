"""The real service and a real browser. A page that complains fails its test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.serving import serve
from tools import browser as chromium

HERE = Path(__file__).parent

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright keeps an event loop running, beside which no other can run."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    path = chromium.find()
    if path is None:
        pytest.fail("no browser on the PATH: `make chromium` finds or installs one", pytrace=False)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield instance
        instance.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages of a test complained of; a test that provokes a complaint takes it off the list."""
    found: list[str] = []
    yield found
    if found:
        pytest.fail("the page complained:\n" + "\n".join(found), pytrace=False)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """Those that are open, by their options: whoever looks a second time has the files already."""
    known: dict[str, BrowserContext] = {}
    yield known
    for context in known.values():
        context.close()


@pytest.fixture
def open_page(
    browser: Browser, contexts: dict[str, BrowserContext], server: str, complaints: list[str]
) -> Iterator[OpenPage]:
    """Opens a page; keyword arguments are those of `Browser.new_context`.

    A page meets no other's storage. `fresh` asks for a context that nobody has used, as on a first visit.
    """
    pages: list[Page] = []

    def open_page(*, fresh: bool = False, **options: Any) -> Page:
        # Without motion the first picture need not be waited for; tests of playing ask for it.
        defaults = {"base_url": server, "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
        wanted = defaults | options
        key = repr(wanted) + (f", fresh {len(contexts)}" if fresh else "")
        if key not in contexts:
            contexts[key] = browser.new_context(**wanted)
        page = contexts[key].new_page()
        pages.append(page)
        _listen(page, server, complaints)
        return page

    yield open_page
    for page in pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page at 1440 × 900."""
    return open_page()


def _listen(page: Page, server: str, complaints: list[str]) -> None:
    host = urlsplit(server).hostname

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console {message.type}: {message.text}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in (None, host):  # data: and blob: addresses have none
            complaints.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
