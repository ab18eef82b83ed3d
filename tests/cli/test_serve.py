"""`descentlab serve`: folders of surfaces, ports that are taken, the browser that opens."""

import errno
import os
import re
import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from descentlab.cli import main
from descentlab.cli.serve import open_when_ready
from descentlab.surfaces import EXTRA_SURFACES, surfaces
from descentlab.web.config import ConnectionConfig
from descentlab.web.server import workers
from descentlab.web.server.sockets import listen
from tests.cli.commands import refused
from tools.serving import once_up, started

TOML = """
name = "Trough"
formula = "x**2 + a*y**2"
domain = [-2, 2, -2, 2]
start = [1, 1]
teaches = "It is a test."
source = "A test"
[[parameters]]
name = "a"
label = "A"
symbol = "a"
default = 2
minimum = 1
maximum = 9
help = "How steep."
[[minima]]
point = [0, 0]
value = 0
"""


class Listener:
    """A socket that listens nowhere."""

    def __init__(self, host: str, port: int) -> None:
        self.name = host, port or 54321

    def getsockname(self) -> tuple[str, int]:
        """Where it would listen."""
        return self.name

    def close(self) -> None:
        """It was never open."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been served."""
    calls: list[dict[str, Any]] = []

    def run(sockets: list[Listener], workers: int, address: str) -> int:
        (listener,) = sockets
        calls.append({"at": listener.name, "workers": workers, "address": address})
        return 0

    monkeypatch.setattr(workers, "run", run)
    monkeypatch.setattr("descentlab.web.server.sockets.listen", lambda host, port: [Listener(host, port)])
    for name in (EXTRA_SURFACES, "DESCENTLAB_ROOT_PATH"):
        monkeypatch.setenv(name, "")  # so that what `main` sets is undone
    monkeypatch.setenv("DESCENTLAB_ACCESS_LOG", "1")
    return calls


@pytest.fixture
def never_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be served."""
    monkeypatch.setattr(workers, "run", lambda *arguments: pytest.fail("it was started all the same"))


def test_serve(served: list[dict[str, Any]]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--port", "1234", "--workers", "3"]) == 0
    assert served == [{"at": ("0.0.0.0", 1234), "workers": 3, "address": "http://127.0.0.1:1234/"}]


def test_the_access_log_can_be_turned_off(served: list[dict[str, Any]]) -> None:
    assert main(["serve"]) == 0
    assert ConnectionConfig().access_log
    assert main(["serve", "--no-access-log"]) == 0
    assert not ConnectionConfig().access_log


def test_a_folder_of_surfaces_adds_them(served: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "trough.toml").write_text(TOML)
    own = set(surfaces())
    assert main(["serve", "--surfaces", str(tmp_path)]) == 0
    assert set(surfaces()) == own | {"trough"}
    assert served


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "broken.toml"),
        (TOML.replace('formula = "x**2 + a*y**2"', ""), "formula"),
        (TOML.replace("x**2", "x***2"), "broken.toml"),
        (TOML.replace("x**2", "z**2"), "z"),
        (TOML.replace("x**2", "().__class__"), "broken.toml"),
        (TOML.replace("[-2, 2, -2, 2]", "[2, -2, -2, 2]"), "domain"),
        (TOML.replace("[[minima]]", "[[minima]]\nkinks = true"), "kinks"),
        ("\0", "broken.toml"),
    ],
)
def test_a_broken_surface_is_one_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "broken.toml").write_text(text)
    line = refused(capsys, "serve", "--surfaces", str(tmp_path))
    assert line.startswith("descentlab: error: broken.toml")
    assert told in line
    assert line.count("\n") == 1
    assert not served


def test_every_mistake_of_every_file_is_a_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(TOML.replace("[1, 1]", "[nan, 1]").replace("default = 2", "default = inf"))
    (tmp_path / "b.toml").write_text(TOML)
    os.mkfifo(tmp_path / "c.toml")
    lines = refused(capsys, "serve", "--surfaces", str(tmp_path)).splitlines()
    assert [line.removeprefix("descentlab: error: ").split(": “")[0] for line in lines] == [
        "a.toml: start",
        "a.toml: parameters #1 default",
        "c.toml: it is no file",
    ]
    assert not served


@pytest.mark.parametrize("command", [["run", "surface=bowl"], ["run", "--help"], ["list"], ["completion", "bash"]])
def test_other_commands_tell_it_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "broken.toml").write_text(TOML.replace("x**2", "z**2"))
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert ": error: broken.toml: formula: “z” is not known here" in refused(capsys, *command)


def test_no_folder_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = refused(capsys, "serve", "--surfaces", str(tmp_path / "nothing"))
    assert line == f"descentlab: error: --surfaces: {tmp_path / 'nothing'} is not a folder\n"


@pytest.mark.parametrize("name", ["threads", "max_connections", "send_seconds"])
def test_a_bad_setting_is_one_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"DESCENTLAB_{name.upper()}", "0")
    line = refused(capsys, "serve")
    assert line.startswith(f"descentlab: error: {name}: ")
    assert line.count("\n") == 1
    assert not served


@pytest.mark.parametrize("option", ["--port", "--workers"])
@pytest.mark.parametrize("text", ["-1", "many", "99999", "1.5", "٣", ""])
def test_a_number_out_of_bounds(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    assert f"argument {option}" in refused(capsys, "serve", f"{option}={text}")


@pytest.mark.parametrize("name", ConnectionConfig.model_fields)
def test_the_readme_names_every_limit(name: str) -> None:
    default = ConnectionConfig.model_fields[name].default
    readme = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    assert f"| `DESCENTLAB_{name.upper()}` | {int(default)} |" in readme


@pytest.mark.long
def test_serving_a_folder_of_surfaces_for_real(tmp_path: Path) -> None:
    """The folder reaches the service through the environment, whatever the process's own folder."""
    (tmp_path / "trough.toml").write_text(TOML)
    code = (
        "import os; from descentlab.web.app import create_app; from descentlab.surfaces import surfaces; create_app()"
    )
    command = [sys.executable, "-c", f"{code}; print(*surfaces())"]
    environment = os.environ | {EXTRA_SURFACES: str(tmp_path)}
    answer = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert "trough" in answer.stdout.split()


def test_port_0_is_any_that_is_free(served: list[dict[str, Any]]) -> None:
    assert main(["serve", "--port", "0"]) == 0
    assert served[0]["at"] == ("127.0.0.1", 54321)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
@pytest.mark.usefixtures("never_served")
def test_a_taken_port_is_told_with_one_that_is_free(capsys: pytest.CaptureFixture[str], taken: int, host: str) -> None:
    line = refused(capsys, "serve", "--host", host, "--port", str(taken))
    told = re.fullmatch(
        rf"descentlab: error: --port: something listens on port {taken} already, perhaps a lab that still runs: "
        r"try --port (\d+), or --port 0 for any that is free\n",
        line,
    )
    assert told is not None, line
    assert port_of(host, int(told[1])) == int(told[1]) > taken
    assert port_of(host, 0) != taken


def port_of(host: str, port: int) -> int:
    """The port at which one listens for a moment."""
    listeners = listen(host, port)
    (found,) = {each.getsockname()[1] for each in listeners}
    for each in listeners:
        each.close()
    return int(found)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("nowhere.invalid", "nowhere.invalid is no address"),
        ("192.0.2.1", "192.0.2.1 is no address of this machine"),
        ("256.0.0.1", "256.0.0.1 is no address"),
    ],
)
@pytest.mark.usefixtures("never_served")
def test_a_host_that_is_none_of_this_machine(capsys: pytest.CaptureFixture[str], host: str, told: str) -> None:
    line = refused(capsys, "serve", "--host", host)
    assert line.startswith(f"descentlab: error: --host: {told}")
    assert "127.0.0.1" in line
    assert line.count("\n") == 1


def test_a_port_that_is_not_for_everybody(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(host: str, port: int) -> list[Listener]:
        if port < 1024:
            raise PermissionError(errno.EACCES, "Permission denied")
        return [Listener(host, port)]

    monkeypatch.setattr("descentlab.web.server.sockets.listen", forbidden)
    line = refused(capsys, "serve", "--port", "80")
    assert "port 80 is not for everybody, as those from 1024 are: try --port 8000" in line


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        ([], "http://127.0.0.1:8000/"),
        (["--host", "0.0.0.0", "--port", "81"], "http://127.0.0.1:81/"),
        (["--host", "::1"], "http://[::1]:8000/"),
        (["--root-path", "/lab"], "http://127.0.0.1:8000/lab/"),
        (["--root-path", "/lab/", "--port", "0"], "http://127.0.0.1:54321/lab/"),
    ],
)
def test_open_names_the_address_to_the_browser(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, arguments: list[str], address: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("descentlab.cli.serve.open_when_ready", opened.append)
    assert main(["serve", *arguments]) == 0
    assert opened == []
    others = set(threading.enumerate())  # of tests before, which may never end
    assert main(["serve", "--open", *arguments]) == 0
    for thread in set(threading.enumerate()) - others:
        thread.join(timeout=10)
    assert opened == [address]
    assert [each["address"] for each in served] == [address] * 2


def test_without_a_browser_the_address_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    open_when_ready("http://127.0.0.1:9/", patience=0)
    assert capsys.readouterr().err == "No browser was found: open http://127.0.0.1:9/\n"


@pytest.mark.long
def test_the_browser_opens_once_the_lab_answers(tmp_path: Path) -> None:
    """A program stands in for the browser; when it is called, the lab is there."""
    program, found = tmp_path / "browser", tmp_path / "found"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys, urllib.request\n"
        f"text = urllib.request.urlopen(sys.argv[1]).read().decode()\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).write_text(sys.argv[1] + text)\n"
        f"pathlib.Path({str(tmp_path / 'part')!r}).rename({str(found)!r})\n"
    )
    program.chmod(0o755)
    command = [sys.executable, "-m", "descentlab", "serve", "--port", "0", "--open"]
    log = tmp_path / "log.txt"
    with started(command, log, {"BROWSER": f"{program} %s"}) as process:
        page = once_up(found.read_text, process, log)
    assert page.startswith("http://127.0.0.1:")
    assert "<title>Descent Lab" in page
