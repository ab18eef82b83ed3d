"""`descentlab completion`: scripts for shells, tried in one."""

import shlex
import subprocess
from pathlib import Path

import pytest

from descentlab.optimizers import OPTIMIZERS
from tests.cli.commands import printed
from tests.helpers.registries import REGISTRIES

COMPLETE = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_shtab_descentlab
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["descentlab", ""], ["serve", "run", "atlas", "list", "completion"]),
        (["descentlab", "run", "--optimizer", "ada"], ["adagrad", "adadelta", "adam", "adamw", "adamax"]),
        (["descentlab", "run", "optimizer", "=", "ada"], ["adagrad", "adadelta", "adam", "adamw", "adamax"]),
        (["descentlab", "run", "optimizer", "="], list(OPTIMIZERS)),
        (["descentlab", "run", "schedule=st"], ["schedule=step"]),
        (["descentlab", "run", "lr=0.1", "surface", "=", "ras"], ["rastrigin"]),
        (["descentlab", "run", "--lr", "0.1", "--schedule", "st"], ["step"]),
        (["descentlab", "run", "--schedule.mode", "tri"], ["triangular", "triangular2"]),
        (["descentlab", "run", "--optimizer.amsg"], ["--optimizer.amsgrad"]),
        (["descentlab", "run", "--warm"], ["--warmup", "--warmup_start"]),
        (["descentlab", "atlas", "--wo"], ["--workers"]),
        (["descentlab", "atlas", "--hue", ""], ["outcome", "minimum"]),
        (["descentlab", "atlas", "surface", "=", "ras"], ["rastrigin"]),
        (["descentlab", "list", "s"], ["surfaces", "schedules"]),
        (["descentlab", "completion", ""], ["bash", "zsh", "fish"]),
        (["descentlab", "serve", "--o"], ["--open"]),
    ],
)
def test_bash_completes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], expected: list[str]
) -> None:
    script = tmp_path / "descentlab.bash"
    script.write_text(printed(capsys, "completion", "bash"))
    code = COMPLETE.format(script=script, words=shlex.join(words))
    answer = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stderr == ""
    assert answer.stdout.split() == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_scripts_with_every_id(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    script = printed(capsys, "completion", shell)
    for noun, registry in REGISTRIES.items():
        assert all(f"{noun}={id}" in script for id in registry)
    assert ("#compdef descentlab" if shell == "zsh" else "complete -c descentlab") in script
