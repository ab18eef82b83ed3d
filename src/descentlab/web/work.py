"""Who computes when: so many answers at a time, clients in turn, and nothing for those who have gone.

Everything here runs on the event loop but the work itself; so there is no lock.
"""

import asyncio
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar

from descentlab.common.deadline import Deadline

T = TypeVar("T")


class Busy(Exception):
    """Nothing more can be taken on; what waits already is done in about so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"busy for {seconds:.1f} s")
        self.retry_after = max(1, ceil(seconds))


@dataclass(eq=False)
class _Job:
    client: str
    seconds: float
    work: Callable[[], Any]
    deadline: Deadline
    done: "asyncio.Future[Any]"


class Slots:
    """Threads that compute, and who waits for them: the clients in turn, each in the order in which it asked.

    Where there are several, one client never has all of them.

    Args:
        threads: how many compute at the same time.
        most: jobs that wait or run, of all clients; of one little more than half.
        of_a_client: seconds of work that one client may have waiting and running; one job it always may.
        patience: seconds of processor time after which a job is stopped.
    """

    def __init__(self, name: str, threads: int, most: int, of_a_client: float, patience: float) -> None:
        self._threads, self._most, self._of_a_client, self._patience = threads, most, of_a_client, patience
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting: OrderedDict[str, deque[_Job]] = OrderedDict()
        self._running: list[_Job] = []
        self._seconds: defaultdict[str, float] = defaultdict(float)  # of what waits and runs, by client
        self._jobs = 0

    @property
    def has_room(self) -> bool:
        """Whether a client that has nothing here yet would be served."""
        return self._jobs < self._most

    async def run(self, client: str, seconds: float, work: Callable[[], T]) -> T:
        """What the work returns. Who is cancelled leaves: work that waits is not begun, work that runs is stopped.

        Args:
            client: its address.
            seconds: what the work is thought to take.

        Raises:
            Busy: too much waits already, of this client or of all.
            OutOfTime: the work took too long.
        """
        own = self._seconds.get(client, 0.0)
        if not self.has_room:
            raise Busy(sum(self._seconds.values()) / self._threads)
        if own and (own + seconds > self._of_a_client or self._count(client) > self._most // 2):
            raise Busy(own)
        job = _Job(client, seconds, work, Deadline(self._patience), asyncio.get_running_loop().create_future())
        self._jobs += 1
        self._seconds[client] += seconds
        self._waiting.setdefault(client, deque()).append(job)
        self._begin()
        try:
            result: T = await job.done
            return result
        finally:
            job.deadline.cancel()
            self._give_up(job)

    def stop(self) -> None:
        """Stop what runs, at its next look."""
        for job in self._running:
            job.deadline.cancel()

    def _count(self, client: str) -> int:
        """The jobs of a client that wait or run."""
        return len(self._waiting.get(client, ())) + sum(job.client == client for job in self._running)

    def _begin(self) -> None:
        """Begin what can be begun."""
        while (client := self._next()) is not None:
            jobs = self._waiting.pop(client)
            job = jobs.popleft()
            if jobs:
                self._waiting[client] = jobs  # last in turn
            self._running.append(job)
            self._pool.submit(self._work, job, asyncio.get_running_loop())

    def _next(self) -> str | None:
        """The first client in turn that has not all threads but one already; None where no thread is free."""
        if len(self._running) >= self._threads:
            return None
        running = Counter(job.client for job in self._running)
        return next((client for client in self._waiting if running[client] < max(self._threads - 1, 1)), None)

    def _work(self, job: _Job, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread: the work, and word of how it went."""
        result, error = None, None
        try:
            with job.deadline.applies():
                result = job.work()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has been closed
            loop.call_soon_threadsafe(self._ended, job, result, error)

    def _ended(self, job: _Job, result: Any, error: BaseException | None) -> None:
        self._running.remove(job)
        self._left(job)
        if not job.done.done():
            if error is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(error)
        self._begin()

    def _give_up(self, job: _Job) -> None:
        """Who waits no longer need not be served."""
        jobs = self._waiting.get(job.client, deque())
        if job in jobs:
            jobs.remove(job)
            if not jobs:
                del self._waiting[job.client]
            self._left(job)

    def _left(self, job: _Job) -> None:
        """A job neither waits nor runs."""
        self._jobs -= 1
        self._seconds[job.client] -= job.seconds
        if self._seconds[job.client] <= 1e-9:
            del self._seconds[job.client]


class SingleFlight:
    """Who asks for the same at once waits for one answer; when all of them have gone, nobody works on it."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, tuple[asyncio.Task[Any], list[int]]] = {}

    async def join(self, key: Hashable, start: Callable[[], Awaitable[T]]) -> T:
        """What the one that was started for this key returns, or raises."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.ensure_future(_coroutine(start)), [0]
        task, waiting = flight
        waiting[0] += 1
        try:
            result: T = await asyncio.shield(task)
            return result
        finally:
            waiting[0] -= 1
            if not waiting[0]:
                task.cancel()  # which does nothing to what is done
            if (task.done() or not waiting[0]) and self._flights.get(key) is flight:
                del self._flights[key]


async def _coroutine(start: Callable[[], Awaitable[T]]) -> T:
    return await start()
