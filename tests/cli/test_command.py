"""The command as a whole: what it is told, what it imports, and who reads what it prints."""

import os
import shlex
import subprocess
import sys

import pytest

from descentlab import __version__
from descentlab.cli import main
from tests.cli.commands import refused


def test_help_runs_as_a_module_and_names_every_option() -> None:
    command = [sys.executable, "-m", "descentlab", "serve", "--help"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert all(option in answer.stdout for option in ("--host", "--port", "--workers", "--surfaces", "--open"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"descentlab {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["serve", "--nothing"]])
def test_unknown_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert "usage: descentlab" in refused(capsys, *arguments)


LOADED = """
import sys
from descentlab.cli import main
try:
    main({arguments})
finally:
    print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"numpy", "contourpy", "pydantic", "fastapi", "uvicorn", "jinja2", "latex2mathml", "matplotlib", "shtab"}
WEB = {"fastapi", "uvicorn", "starlette", "jinja2", "matplotlib", "descentlab.web"}


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--help"], HEAVY),
        (["--version"], HEAVY),
        (["nothing"], HEAVY),
        (["serve", "--help"], HEAVY),
        (["list"], WEB | {"contourpy"}),
        (["run", "--help"], WEB),
        (["run", "steps=2"], WEB),
        (["atlas", "--help"], WEB | {"distributed", "dask"}),
        (["atlas", "x=lr,1,2,2", "y=clip,1,2,2", "--out", "nowhere/map.png"], WEB | {"distributed", "dask"}),
        (["completion", "bash"], WEB),
    ],
)
def test_a_command_imports_what_it_needs_and_no_more(arguments: list[str], without: set[str]) -> None:
    """No clock: what is not imported costs nothing."""
    command = [sys.executable, "-c", LOADED.format(arguments=arguments)]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr.split())
    assert "descentlab.cli" in loaded
    assert not loaded & without


def piped(*arguments: str, reader: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m descentlab …` into a reader that a shell starts."""
    command = f"{sys.executable} -m descentlab {shlex.join(arguments)} | {reader}"
    return subprocess.run(
        command, shell=True, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "reader"),
    [
        (["run", "--all", "steps=3000"], "head -n 1"),
        (["run", "--json", "steps=3000"], "true"),
        (["run", "--help"], "head -n 1"),
        (["run", "--help"], "true"),
    ],
)
def test_a_reader_that_leaves_early_is_no_error(words: list[str], reader: str) -> None:
    assert piped(*words, reader=reader).stderr == ""


@pytest.mark.long
def test_a_terminal_without_greek() -> None:
    answer = piped("run", "lr=0.09", reader="cat", PYTHONIOENCODING="ascii")
    assert "Diverges" in answer.stdout
    assert answer.stderr == ""
