"""The real service and a real browser. A page that complains fails its test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
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

from tests.browser.reading import Hear, RequestsOf
from tests.browser.three_labs import COUNT, Three
from tools import browser as chromium

HERE = Path(__file__).parent
SIZE: ViewportSize = {"width": 1440, "height": 900}

SLOW_READING = "GPU stall due to ReadPixels"
"""What Chromium without a graphics processor says of how it puts a canvas with depth on the screen."""

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

    def clear(self) -> None:
        """As if nobody had been here; another page would cost more than most tests do."""
        page = self.page
        page.unroute_all(behavior="ignoreErrors")
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.goto("about:blank")
        page.mouse.move(0, 0)

    def forget(self) -> None:
        """As if nothing had been answered here: an answer of a minute ago is shown, and asked for again beside that."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.clearBrowserCache")
        session.detach()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[dict[str, Window]]:
    """Those that are open, by their options."""
    known: dict[str, Window] = {}
    yield known
    for window in known.values():
        window.context.close()


@pytest.fixture
def hear() -> Iterator[Hear]:
    """Listens to a page until the test is over: others use it then, and to be told of requests costs time."""
    with ExitStack() as heard:

        def hear(page: Page, event: Any, handler: Callable[[Any], None]) -> None:
            page.on(event, handler)
            heard.callback(page.remove_listener, event, handler)

        yield hear


@pytest.fixture
def requests_of(hear: Hear, windows: dict[str, Window]) -> RequestsOf:
    """Lists that grow with every request a page makes from then on, each for an answer that nobody had before."""
    for window in windows.values():
        window.forget()

    def requests_of(page: Page) -> list[str]:
        seen: list[str] = []
        hear(page, "request", lambda request: seen.append(request.url))
        return seen

    return requests_of


@pytest.fixture
def open_page(
    browser: Browser, windows: dict[str, Window], server: str, complaints: list[str], hear: Hear
) -> Iterator[OpenPage]:
    """A page; further keyword arguments are those of `Browser.new_context`, for what a page cannot be told later.

    It meets no other's storage. `fresh` asks for a context that nobody has used, as on a first visit; `script` is run
    before any of a page's own. Without motion the first picture need not be waited for; tests of playing ask for it.
    """
    opened: list[str] = []

    def open_page(
        *,
        viewport: ViewportSize = SIZE,
        color_scheme: Literal["light", "dark"] = "light",
        reduced_motion: Literal["reduce", "no-preference"] = "reduce",
        fresh: bool = False,
        script: str = "",
        **options: Any,
    ) -> Page:
        kind = repr((options, script, fresh and len(windows)))
        key = f"{kind} {sum(each.startswith(kind) for each in opened)}"  # who asks twice in one test has two pages
        if key not in windows:
            context = browser.new_context(base_url=server, viewport=SIZE, reduced_motion="reduce", **options)
            if script:
                context.add_init_script(script)
            windows[key] = Window(context, context.new_page())
        page = windows[key].page
        page.set_viewport_size(viewport)
        # What a test before has set stays set, paper too.
        page.emulate_media(media="null", color_scheme=color_scheme, reduced_motion=reduced_motion)
        _hear_complaints(page, server, complaints, hear)
        opened.append(key)
        return page

    yield open_page
    for key in opened:
        windows[key].clear()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page at 1440 × 900."""
    return open_page()


@pytest.fixture
def three(open_page: OpenPage) -> Three:
    """Three labs on one page, whose listeners are counted."""
    return Three(open_page(viewport={"width": 1440, "height": 640}, script=f"({COUNT})()"))


def _hear_complaints(page: Page, server: str, complaints: list[str], hear: Hear) -> None:
    """What the page complains of."""
    host = urlsplit(server).hostname

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and SLOW_READING not in message.text:
            complaints.append(f"console {message.type}: {message.text} {message.location['url']}")

    def on_failure(request: Request) -> None:  # no other host is found: see `chromium.FLAGS`
        if urlsplit(request.url).hostname not in (None, host):  # data: and blob: addresses have none
            complaints.append(f"request to another host: {request.url}")

    def on_error(error: Error) -> None:
        complaints.append(f"page error: {error}")

    hear(page, "console", on_console)
    hear(page, "requestfailed", on_failure)
    hear(page, "pageerror", on_error)
