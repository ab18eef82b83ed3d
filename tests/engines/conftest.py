"""Firefox ESR and WebKitGTK, started once each. `make engines` finds or installs them, and alone runs what is here."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines.webdriver import MOST_SECONDS, Browser, over_http, over_marionette
from tools import engines
from tools.serving import free_port, once_up, running, started

HERE = Path(__file__).parent
PREFERENCES = {
    # Nothing but the pages under test goes over the network.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,none",
    # A window without questions.
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "devtools.console.stdout.content": True,
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only for who asks for this folder: elsewhere Chromium alone is there."""
    asked = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


def program(names: tuple[str, ...]) -> str:
    """The path of a program."""
    path = engines.find(names)
    if path is None:
        pytest.fail(f"no {engines.NOUNS[names]}: `make engines` finds or installs it", pytrace=False)
    return path


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen that nobody sees, as the environment of who draws on it."""
    command = [program(engines.SCREEN), "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield {"DISPLAY": f":{process.stdout.readline().strip()}"}
        finally:
            process.terminate()


def said_by_firefox(browser: Browser) -> list[str]:
    """What stands in its console of pages from here, scripts and policies alike."""
    browser.send("Marionette:SetContext", {"value": "chrome"})
    said: list[str] = browser.run(
        """() => {
          const said = Services.console.getMessageArray().map(({ message }) => message);
          Services.console.reset();
          return said;
        }"""
    )
    browser.send("Marionette:SetContext", {"value": "content"})
    return [each for each in said if "127.0.0.1" in each]


@contextmanager
def firefox(folder: Path) -> Iterator[Browser]:
    """Firefox ESR."""
    port = free_port()
    preferences = PREFERENCES | {"marionette.port": port}
    lines = (f'user_pref("{name}", {json.dumps(value)});\n' for name, value in preferences.items())
    (folder / "user.js").write_text("".join(lines))
    command = [program(engines.FIREFOX), "--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    log = folder / "log.txt"
    with (
        started([*command, "--profile", str(folder)], log) as process,
        once_up(
            lambda: socket.create_connection(("127.0.0.1", port), timeout=MOST_SECONDS), process, log
        ) as connection,
        connection.makefile("rb") as answers,
    ):
        send = over_marionette(connection, answers)
        send("NewSession", {"capabilities": {}})
        yield Browser(send, said_by_firefox)
    console = [line for line in log.read_text("utf-8", "replace").splitlines() if line.startswith("console.")]
    pages = [line for line in console if "127.0.0.1" in line]
    assert pages == []


@contextmanager
def minibrowser(address: str, folder: Path) -> Iterator[Path]:
    """WebKitGTK's own browser at a page, with nobody's hand on it; given is the file of what it says in the console."""
    browser = engines.find_minibrowser()
    if browser is None:
        pytest.fail("no MiniBrowser of WebKitGTK: `make engines` finds or installs it", pytrace=False)
    command = ["stdbuf", "-oL", browser, "--enable-write-console-messages-to-stdout=true", address]
    log = folder / "log.txt"
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(folder))
    with screen() as environment, started(command, log, environment | homes):
        yield log


@contextmanager
def webkit(folder: Path) -> Iterator[Browser]:
    """WebKitGTK's own browser. Under automation it is silent: what pages complain of, `test_webkit_is_silent` hears."""
    driver = f"http://127.0.0.1:{(port := free_port())}"
    command = [program(engines.WEBKIT), f"--port={port}"]
    with screen() as environment, running(command, f"{driver}/status", folder / "log.txt", environment):
        send = over_http(driver)
        send("NewSession", {"capabilities": {}})
        yield Browser(send, lambda browser: [])
        send("DeleteSession", {})


ENGINES = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser, started once."""
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param)) as browser:
        yield browser


@pytest.fixture
def browser(engine: Browser) -> Iterator[Browser]:
    """A browser at an empty page. One whose pages complain fails its test."""
    engine.leave()
    engine.open("about:blank")
    engine.complaints()
    yield engine
    assert engine.complaints() == []
