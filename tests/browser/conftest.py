"""The real service and a real browser. A page that complains fails its test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tools import browser as chromium

HERE = Path(__file__).parent
SECONDS_TO_START = 30

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright keeps an event loop running, beside which no other can run."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service, run as its users run it: a process of its own on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "--factory", "descentlab.web.app:create_app"]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--log-level", "warning"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )
        try:
            _wait_until_ready(f"{address}/readyz", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=10)
    if "Traceback" in log.read_text():
        pytest.fail(f"the service complained:\n{log.read_text()}", pytrace=False)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=SECONDS_TO_START):
                return
        except URLError:  # not yet
            time.sleep(0.05)
    pytest.fail(f"the service did not start:\n{log.read_text()}", pytrace=False)


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
        defaults = {"base_url": server, "viewport": {"width": 1440, "height": 900}}
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
