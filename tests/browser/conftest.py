"""The real service and a real browser. A page that complains fails its test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.serving import uvicorn
from tools import browser as chromium

HERE = Path(__file__).parent

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright keeps an event loop running, beside which no other can run."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service."""
    with uvicorn("descentlab.web.app:create_app", tmp_path_factory.mktemp("server") / "log.txt") as address:
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


@pytest.fixture
def open_page(browser: Browser, server: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; keyword arguments are those of `Browser.new_context`."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        # Without motion the first picture need not be waited for; tests of playing ask for it.
        defaults = {"base_url": server, "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(**(defaults | options))
        contexts.append(context)
        _listen(context, server, complaints)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page at 1440 × 900."""
    return open_page()


def _listen(context: BrowserContext, server: str, complaints: list[str]) -> None:
    host = urlsplit(server).hostname

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console {message.type}: {message.text}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in (None, host):  # data: and blob: addresses have none
            complaints.append(f"request to another host: {request.url}")

    context.on("console", on_console)
    context.on("request", on_request)
    context.on("weberror", lambda error: complaints.append(f"page error: {error.error}"))
