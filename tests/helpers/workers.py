"""Work for pools of workers that tells who did it, waits for others, or dies of it; and small maps."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from descentlab.setting.axis import axis_of
from descentlab.setting.setting import make_setting
from descentlab.studies.tiles import Plan, plan_of

PATIENCE = 60.0
"""Seconds; nothing takes as long."""


def small_plan(columns: int = 20, rows: int = 12, side: int = 8) -> Plan:
    """A map of a few tiles, the last ones smaller, on which some runs arrive and some diverge."""
    setting = make_setting(surface="bowl", optimizer="momentum", steps=40)
    x, y = axis_of(setting, "lr", 1e-2, 1.5, columns), axis_of(setting, "optimizer.momentum", 0, 0.9, rows)
    return plan_of(setting, x, y, side)


def wait_for(path: Path) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.005)


def own_pid(question: int) -> tuple[int, int]:
    """Who was asked."""
    return question, os.getpid()


def dies(question: int) -> int:
    """Question 3 is every worker's death."""
    if question == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return question


def fails(question: int) -> int:
    """Question 3 is a mistake."""
    if question == 3:
        raise ZeroDivisionError("three")
    return question


@dataclass(frozen=True)
class Together:
    """Nobody has an answer before so many processes have a question."""

    folder: Path
    processes: int

    def __call__(self, question: int) -> int:
        """Who was asked."""
        (self.folder / str(os.getpid())).touch()
        end = time.monotonic() + PATIENCE
        while len(list(self.folder.iterdir())) < self.processes:
            assert time.monotonic() < end, "some workers have nothing to do"
            time.sleep(0.005)
        return os.getpid()


@dataclass(frozen=True)
class Held:
    """Each question is noted with who has it, and held until the folder has a file `go`."""

    folder: Path

    def __call__(self, question: int) -> tuple[int, int]:
        """The question, and who answers it."""
        note = self.folder / f"{question}-{os.getpid()}.part"
        note.touch()
        note.rename(note.with_suffix(".asked"))
        wait_for(self.folder / "go")
        return question, os.getpid()

    def pids(self) -> list[int]:
        """Who has a question."""
        return [int(each.stem.partition("-")[2]) for each in self.folder.glob("*.asked")]

    def first_pid(self) -> int:
        """Who is the first to have one."""
        end = time.monotonic() + PATIENCE
        while not self.pids():
            assert time.monotonic() < end, "nobody is asked"
            time.sleep(0.005)
        return self.pids()[0]
