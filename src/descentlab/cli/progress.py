"""How far a long command has come: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from typing import TextIO

WIDTH = 24
OFTEN, SELDOM = 0.1, 30.0
"""Seconds between two looks of the bar, and between two lines."""


class Progress:
    """Tells how many of so many things are done, and when all of them will be.

    Args:
        noun: what they are, in the plural.
        total: all of them.
        known: those that were done before.
    """

    def __init__(self, noun: str, total: int, known: int, out: TextIO | None = None) -> None:
        self.noun, self.total, self.known, self.done = noun, total, known, known
        self._out = sys.stderr if out is None else out
        self._is_bar = self._out.isatty()
        self._begin = self._told = time.monotonic()
        self._tell()

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        if time.monotonic() - self._told >= (OFTEN if self._is_bar else SELDOM) or self.done == self.total:
            self._tell()

    def end(self) -> None:
        """Leave the line to others."""
        if self._is_bar:
            self._write("\n")

    @property
    def line(self) -> str:
        """How far it is, in one line."""
        share = self.done / self.total
        told = f"{self.done} of {self.total} {self.noun} · {share:.0%}"
        if not self.known < self.done < self.total:
            return told
        left = (time.monotonic() - self._begin) / (self.done - self.known) * (self.total - self.done)
        return f"{told} · {duration(left)} left"

    def _tell(self) -> None:
        self._told = time.monotonic()
        if not self._is_bar:
            self._write(f"{self.line}\n")
            return
        full = WIDTH * self.done // self.total
        self._write(f"\r\033[K{'█' * full}{'░' * (WIDTH - full)} {self.line}")

    def _write(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        self._out.write(text.encode(encoding, "replace").decode(encoding))
        self._out.flush()


def duration(seconds: float) -> str:
    """A time to wait, as people say it.

    >>> duration(59.7), duration(95), duration(7260), duration(200_000)
    ('1 min', '1 min 35 s', '2 h 1 min', '2 d 8 h')
    """
    rest, parts = round(seconds), list[tuple[int, str]]()
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        number, rest = divmod(rest, size)
        if number or parts:
            parts.append((number, unit))
    told = parts[:2] or [(0, "s")]
    return " ".join(f"{number} {unit}" for number, unit in told if number or len(told) == 1)
