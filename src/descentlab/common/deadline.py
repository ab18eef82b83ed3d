"""An end to work that nobody waits for: the core's loops look, every so many turns, whether they may go on.

Who sets no deadline pays for a look at a context variable, and no number depends on it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

STRIDE = 16
"""Steps of a loop between two looks."""


class OutOfTime(Exception):
    """Work was stopped: its time was up, or nobody waited for it any more."""


class Deadline:
    """So many seconds of a thread's own processor time, however many threads share the processor.

    Args:
        seconds: from when the work begins.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end: float | None = None
        self._is_cancelled = False

    def cancel(self) -> None:
        """End the work at its next look, from any thread."""
        self._is_cancelled = True

    @contextmanager
    def applies(self) -> Iterator[None]:
        """While this lasts, the work of this thread must be done by then.

        Raises:
            OutOfTime: it has been cancelled already.
        """
        self._end = time.thread_time() + self.seconds
        token = _CURRENT.set(self)
        try:
            if self._is_cancelled:
                raise OutOfTime
            yield
        finally:
            _CURRENT.reset(token)

    def check(self) -> None:
        """Whether the work may go on.

        Raises:
            OutOfTime: it may not.
        """
        if self._is_cancelled or (self._end is not None and time.thread_time() > self._end):
            raise OutOfTime


_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def check_deadline() -> None:
    """A loop's look.

    Raises:
        OutOfTime: the work must end here.
    """
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.check()
