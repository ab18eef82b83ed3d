"""Pools of workers: every question is answered once, by all of them, whoever dies; and never too many wait."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from descentlab.common.deadline import Deadline, OutOfTime
from descentlab.formats.tiles import Packed
from descentlab.studies.cluster import LOCAL, Cluster, Unreachable
from descentlab.studies.pools import AHEAD, Here, LostWorkers, Pool, Processes, answered, cores
from tests.helpers.workers import PATIENCE, Held, Together, dies, fails, own_pid, small_plan
from tools.serving import free_port

POOLS: dict[str, Callable[[int], Pool]] = {"processes": Processes, "cluster": partial(Cluster, LOCAL)}
every_pool = pytest.mark.parametrize("pool_of", POOLS.values(), ids=POOLS)


class Desk(Pool):
    """Takes questions, and answers the last one first, but none before its room is full or it has all there are."""

    def __init__(self, size: int, of: int) -> None:
        self._size, self._of = size, of
        self.taken: list[Future[str]] = []
        self.most = 0
        """Questions that waited at once."""

    @property
    def size(self) -> int:
        """As many as the test says."""
        return self._size

    @property
    def waiting(self) -> list[Future[str]]:
        """What is neither answered nor cancelled."""
        return [future for future in self.taken if not future.done()]

    def submit(self, work: Callable[[Any], Any], question: Any) -> Any:
        """Note it."""
        future: Future[str] = Future()
        self.taken.append(future)
        waiting = self.waiting
        self.most = max(self.most, len(waiting))
        if len(self.taken) == self._of:
            for each in waiting:
                each.set_result("at last")
        elif len(waiting) == self.room:
            future.set_result("at once")
        return future

    def close(self) -> None:
        """Nothing to close."""


def test_no_more_than_a_few_questions_a_worker_are_under_way() -> None:
    desk, looked_at = Desk(3, of=100), list[int]()

    def questions() -> Iterator[int]:
        for question in range(100):
            looked_at.append(question)
            yield question

    answers = answered(fails, questions(), desk)
    for known in range(100):
        next(answers)
        assert len(looked_at) == len(desk.taken) <= known + desk.room
    assert list(answers) == []
    assert desk.most == desk.room == 3 * AHEAD


def test_who_stops_listening_cancels_what_waits() -> None:
    desk = Desk(2, of=100)
    answers = answered(fails, range(100), desk)
    next(answers)
    answers.close()
    assert len(desk.taken) == desk.room
    assert [future.cancelled() for future in desk.taken] == [True] * (desk.room - 1) + [False]


def test_whoever_nobody_waits_for_any_more_cancels_what_waits() -> None:
    desk, deadline = Desk(2, of=100), Deadline(PATIENCE)
    with deadline.applies():
        answers = answered(fails, range(100), desk)
        next(answers)
        deadline.cancel()
        with pytest.raises(OutOfTime):
            list(answers)
    assert desk.waiting == []
    assert any(future.cancelled() for future in desk.taken)


@pytest.mark.parametrize("pool_of", [Here, partial(Processes, 2)], ids=["here", "processes"])
def test_a_mistake_is_raised_and_the_pool_goes_on(pool_of: Callable[[], Pool]) -> None:
    with pool_of() as pool:
        with pytest.raises(ZeroDivisionError, match="three"):
            list(answered(fails, range(10), pool))
        assert sorted(answered(fails, [1, 2], pool)) == [(1, 1), (2, 2)]


def test_a_pool_of_its_own_has_a_worker_a_core() -> None:
    with Processes() as pool:
        assert pool.size == cores() >= 1
    assert Here().size == Here().room == 1


@pytest.mark.long
@pytest.mark.parametrize("workers", [2, 4])
@every_pool
def test_questions_spread_over_all_workers(pool_of: Callable[[int], Pool], workers: int, tmp_path: Path) -> None:
    """None is answered before every worker has one."""
    with pool_of(workers) as pool:
        assert pool.size == workers
        answers = dict(answered(Together(tmp_path, workers), range(4 * workers), pool))
    assert answers.keys() == set(range(4 * workers))
    assert len(set(answers.values())) == workers
    assert os.getpid() not in answers.values()


@pytest.mark.long
@every_pool
def test_a_map_is_the_same_bit_for_bit_whoever_computes_it(pool_of: Callable[[int], Pool]) -> None:
    plan = small_plan()
    alone = dict(answered(Packed(plan), plan.tiles(), Here()))
    with pool_of(2) as pool:
        assert dict(answered(Packed(plan), plan.tiles(), pool)) == alone
    assert len(alone) == len(plan)


@pytest.mark.long
@every_pool
def test_a_killed_worker_loses_nothing(pool_of: Callable[[int], Pool], tmp_path: Path) -> None:
    held, killed = Held(tmp_path), list[int]()

    def kill() -> None:
        """Kill a worker that has a question, then let all answers come."""
        killed.append(held.first_pid())
        os.kill(killed[0], signal.SIGKILL)
        (tmp_path / "go").touch()

    killer = threading.Thread(target=kill)
    with pool_of(2) as pool:
        killer.start()
        answers = list(answered(held, range(12), pool))
        killer.join()
        assert killed[0] not in {pid for _, (_, pid) in answers}
        assert sorted(question for question, _ in answers) == list(range(12))
        assert all(question == told for question, (told, _) in answers)
        assert len(list(answered(own_pid, range(4), pool))) == 4  # and it works on
    assert held.pids().count(killed[0]) >= 1


@pytest.mark.long
@every_pool
def test_a_question_that_kills_every_worker_is_told(pool_of: Callable[[int], Pool]) -> None:
    with pool_of(1) as pool, pytest.raises(LostWorkers, match="workers died again and again of 3, or beside it"):
        list(answered(dies, [3], pool))


def test_processes_end_with_who_started_them_however_it_ends(tmp_path: Path) -> None:
    """A worker that holds a question is gone soon after the process that asked has been killed."""
    code = (
        "import pathlib; from descentlab.studies.pools import Processes, answered; "
        f"from tests.helpers.workers import Held; held = Held(pathlib.Path({str(tmp_path)!r})); "
        "list(answered(held, [1], Processes(1)))"
    )
    held = Held(tmp_path)
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as asker:
        worker = held.first_pid()
        asker.kill()
    wait_for_end_of(worker)


def wait_for_end_of(pid: int) -> None:
    """Wait until a process is gone."""
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text():
        assert time.monotonic() < end, f"{pid} lives on"
        time.sleep(0.01)


@pytest.mark.parametrize("address", ["", "here", "127.0.0.1:8786", "ftp://127.0.0.1:1", "tcp://127.0.0.1", "tcp://a:b"])
def test_what_is_no_address_is_refused_without_asking(address: str) -> None:
    with pytest.raises(Unreachable, match=r"is no scheduler's address, as tcp://192\.0\.2\.1:8786 is, or local"):
        Cluster(address)


def test_a_scheduler_that_is_not_there_is_told() -> None:
    with pytest.raises(Unreachable, match=r"no scheduler answers at tcp://127\.0\.0\.1:\d+: Connection refused"):
        Cluster(f"tcp://127.0.0.1:{free_port()}")
