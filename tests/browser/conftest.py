"""The real service and a real browser. A page that complains fails its test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from tests.browser.three_labs import COUNT, Three
from tools import browser as chromium

HERE = Path(__file__).parent
SIZE: ViewportSize = {"width": 1440, "height": 900}

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright keeps an event loop running, beside which no other can run."""
    items.sort(key=lambda item: HERE in item.path.parents)


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


@dataclass
class Window:
    """A context with one page, used by one test after the other: whoever looks a second time has the files already."""

    context: BrowserContext
    page: Page
    options: dict[str, Any]

    def clear(self) -> None:
        """As if nobody had been here; another page would cost more than most tests do."""
        page = self.page
        page.unroute_all(behavior="ignoreErrors")
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.set_viewport_size(self.options["viewport"])
        page.emulate_media(color_scheme=self.options["color_scheme"])


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[dict[str, Window]]:
    """Those that are open, by their options."""
    known: dict[str, Window] = {}
    yield known
    for window in known.values():
        window.context.close()


@pytest.fixture
def open_page(browser: Browser, windows: dict[str, Window], server: str, complaints: list[str]) -> Iterator[OpenPage]:
    """A page; keyword arguments are those of `Browser.new_context`.

    It meets no other's storage. `fresh` asks for a context that nobody has used, as on a first visit; `script` is run
    before any of a page's own.
    """
    opened: list[tuple[Window, Callable[[], None]]] = []

    def open_page(*, fresh: bool = False, script: str = "", **options: Any) -> Page:
        # Without motion the first picture need not be waited for; tests of playing ask for it.
        wanted = {"base_url": server, "viewport": SIZE, "color_scheme": "light", "reduced_motion": "reduce"} | options
        which = len(windows) if fresh else sum(window.options == wanted for window, _ in opened)
        key = repr((wanted, script, fresh, which))  # who asks twice in one test has two pages
        if key not in windows:
            context = browser.new_context(**wanted)
            if script:
                context.add_init_script(script)
            windows[key] = Window(context, context.new_page(), wanted)
        window = windows[key]
        opened.append((window, _listen(window.page, server, complaints)))
        return window.page

    yield open_page
    for window, stop in opened:
        window.clear()
        stop()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page at 1440 × 900."""
    return open_page()


@pytest.fixture
def three(open_page: OpenPage) -> Three:
    """Three labs on one page, whose listeners are counted."""
    return Three(open_page(viewport={"width": 1440, "height": 640}, script=f"({COUNT})()"))


def _listen(page: Page, server: str, complaints: list[str]) -> Callable[[], None]:
    """Hear what the page complains of, until told to stop."""
    host = urlsplit(server).hostname

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console {message.type}: {message.text}")

    def on_request(request: Request) -> None:
        if urlsplit(request.url).hostname not in (None, host):  # data: and blob: addresses have none
            complaints.append(f"request to another host: {request.url}")

    def on_error(error: Error) -> None:
        complaints.append(f"page error: {error}")

    def stop() -> None:
        page.remove_listener("console", on_console)
        page.remove_listener("request", on_request)
        page.remove_listener("pageerror", on_error)

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", on_error)
    return stop
