"""The command line, as a process of its own where it must be one."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from descentlab import __version__
from descentlab.cli import main
from descentlab.surfaces import EXTRA_SURFACES, surfaces

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


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What uvicorn would have been started with."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: calls.append({"app": app} | options))
    monkeypatch.setenv(EXTRA_SURFACES, "")  # so that what `main` sets is undone
    return calls


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which the arguments were refused."""
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def test_help_runs_as_a_module_and_names_every_option() -> None:
    command = [sys.executable, "-m", "descentlab", "serve", "--help"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert all(option in answer.stdout for option in ("--host", "--port", "--workers", "--surfaces"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_serve(served: list[dict[str, Any]]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--port", "1234", "--workers", "3"]) == 0
    app = "descentlab.web.app:create_app"
    assert served == [{"app": app, "factory": True, "host": "0.0.0.0", "port": 1234, "workers": 3}]


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
        ('name = "Trough"', "formula"),
        (TOML.replace("x**2", "x***2"), "broken.toml"),
        (TOML.replace("x**2", "z**2"), "z"),
        (TOML.replace("x**2", "().__class__"), "broken.toml"),
        (TOML.replace("[-2, 2, -2, 2]", "[2, -2, -2, 2]"), "domain"),
        (TOML.replace("help =", "helps ="), "helps"),
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


def test_no_folder_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    line = refused(capsys, "serve", "--surfaces", str(tmp_path / "nothing"))
    assert line == f"descentlab: error: --surfaces: {tmp_path / 'nothing'} is not a folder\n"


def test_a_bad_setting_is_one_line(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESCENTLAB_THREADS", "0")
    line = refused(capsys, "serve")
    assert line.startswith("descentlab: error: threads: ")
    assert line.count("\n") == 1
    assert not served


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["serve", "--nothing"]])
def test_unknown_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert "usage: descentlab" in refused(capsys, *arguments)


@pytest.mark.parametrize("option", ["--port", "--workers"])
@pytest.mark.parametrize("text", ["-1", "many", "99999", "1.5", "٣", ""])
def test_a_number_out_of_bounds(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    assert f"argument {option}" in refused(capsys, "serve", f"{option}={text}")


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
