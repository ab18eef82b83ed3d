"""Pools of workers, and the one loop that feeds them: never more than a few questions a worker under way.

What a pool computes are pure functions of their arguments. So an answer that is lost with its worker costs nothing but
the time to ask again.
"""

import multiprocessing
import os
import signal
import sys
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from descentlab.common.deadline import check_deadline

Q = TypeVar("Q")
A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

AHEAD = 2
"""Questions a worker has: one that it computes, one that waits, so that it never does."""
LOOK = 0.2
"""Seconds between two looks whether anybody still waits."""


class LostWorkers(Exception):
    """Workers have gone, and nobody took their place; or those who did have gone too."""


class Promise(Protocol[A_co]):
    """An answer to come: what futures of the standard library and of Dask have in common."""

    def result(self) -> A_co:
        """The answer; raises what went wrong."""

    def cancel(self) -> object:
        """Nobody waits for it any more."""

    def add_done_callback(self, function: Callable[[Any], object], /) -> None:
        """Call a function with it when it is there."""


class Pool(ABC):
    """Workers, until it is closed."""

    lost: tuple[type[BaseException], ...] = ()
    """What an answer raises that was lost with its worker."""
    tries = 5
    """Times that a question is asked whose worker died of it, or beside it."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many workers there are."""

    @property
    def room(self) -> int:
        """Questions that may be under way."""
        return AHEAD * self.size

    @abstractmethod
    def submit(self, work: Callable[[Q], A], question: Q) -> Promise[A]:
        """Have a question answered; work and question are pickled."""

    @abstractmethod
    def close(self) -> None:
        """Let the workers go; what waits is not begun."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class Here(Pool):
    """This process, which computes what it is asked at once."""

    @property
    def size(self) -> int:
        """Itself."""
        return 1

    @property
    def room(self) -> int:
        """One: nobody would compute a second."""
        return 1

    def submit(self, work: Callable[[Q], A], question: Q) -> Promise[A]:
        """Answer it now."""
        answer: Future[A] = Future()
        try:
            answer.set_result(work(question))
        except Exception as error:
            answer.set_exception(error)
        return answer

    def close(self) -> None:
        """There is nobody to let go."""


class Processes(Pool):
    """Processes of this machine; where one dies, all of them are replaced.

    Args:
        size: how many; as many as there are cores, if it is not said.
    """

    lost = (BrokenProcessPool,)

    def __init__(self, size: int | None = None) -> None:
        self._size = size or cores()
        self._executor = self._started()

    @property
    def size(self) -> int:
        """How many there are, also while some are replaced."""
        return self._size

    def submit(self, work: Callable[[Q], A], question: Q) -> Promise[A]:
        """Have a question answered, by new workers where the old ones have died."""
        with deaf_to_ctrl_c():
            try:
                return self._executor.submit(work, question)
            except BrokenProcessPool:
                self.close()
                self._executor = self._started()
                return self._executor.submit(work, question)

    def close(self) -> None:
        """Let the workers end what they are at, and go."""
        self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._size, multiprocessing.get_context("spawn"), initializer=_begin)


def cores() -> int:
    """Cores that this process may use."""
    with suppress(AttributeError):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Processes and threads that are started now do not hear Ctrl-C, which is for who asks them; nor do theirs."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # which would hear it again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """A worker does not wait for who has gone, however that was."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def answered(work: Callable[[Q], A], questions: Iterable[Q], pool: Pool) -> Generator[tuple[Q, A]]:
    """Each question and its answer, as they come. Who stops listening cancels what is under way.

    Args:
        questions: hashable; the next one is only looked at when there is room for it.

    Raises:
        LostWorkers: workers died again and again, or cannot be reached any more.
        OutOfTime: nobody waits any more (`common/deadline.py`).
    """
    rest, again = iter(questions), list[Q]()
    under_way: dict[Promise[A], Q] = {}
    done: SimpleQueue[Promise[A]] = SimpleQueue()
    deaths: Counter[Q] = Counter()
    try:
        while True:
            for question in _next(rest, again, pool.room - len(under_way)):
                promise = pool.submit(work, question)
                under_way[promise] = question
                promise.add_done_callback(done.put)
            if not under_way:
                return
            promise = _first(done)
            question = under_way.pop(promise)
            try:
                answer = promise.result()
            except pool.lost as error:
                deaths[question] += 1
                if deaths[question] >= pool.tries:
                    raise LostWorkers(f"workers died again and again of {question}, or beside it") from error
                again.append(question)
                continue
            except CancelledError as error:  # not by us
                raise LostWorkers("the connection to the workers was lost") from error
            yield question, answer
    finally:
        for promise in under_way:
            promise.cancel()


def _next(rest: Iterator[Q], again: list[Q], room: int) -> Iterator[Q]:
    """So many questions: first those whose answers were lost."""
    for _ in range(room):
        if again:
            yield again.pop()
        else:
            question = next(rest, None)
            if question is None:
                return
            yield question


def _first(done: "SimpleQueue[A]") -> A:
    """The first that is done; while there is none, look whether anybody waits for it."""
    while True:
        check_deadline()
        with suppress(Empty):
            return done.get(timeout=LOOK)
