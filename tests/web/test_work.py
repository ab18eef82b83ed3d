"""Who computes when: so many at a time, clients in turn, nothing for those who have gone."""

import asyncio
from collections.abc import Callable
from functools import partial
from threading import Barrier, Event

import pytest

from descentlab.common.deadline import OutOfTime, check_deadline
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.web.work import Busy, SingleFlight, Slots

pytestmark = pytest.mark.anyio

PATIENCE = 20.0
"""No test waits as long."""


def slots_of(threads: int, most: int = 100, of_a_client: float = 100.0, patience: float = PATIENCE) -> Slots:
    return Slots("test", threads, most, of_a_client, patience)


class Gate:
    """Work that begins, and waits until it may end."""

    def __init__(self) -> None:
        self.begun, self.open = Event(), Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.open.wait(PATIENCE)
        return "through"


async def begun(gate: Gate) -> None:
    """Wait, on the loop, until work has begun."""
    assert await asyncio.to_thread(gate.begun.wait, PATIENCE)


def endless(begun: Event) -> Callable[[], None]:
    """Work that ends only when it is stopped."""

    def work() -> None:
        begun.set()
        while True:
            check_deadline()

    return work


async def test_as_many_compute_at_once_as_there_are_threads() -> None:
    slots, together, third = slots_of(2), Barrier(2), Gate()
    clients = [asyncio.ensure_future(slots.run(name, 1, lambda: together.wait(PATIENCE))) for name in "ab"]
    await asyncio.gather(*clients)  # each waited for the other
    gates = [Gate() for _ in range(3)]
    jobs = [asyncio.ensure_future(slots.run(str(index), 1, gate)) for index, gate in enumerate(gates)]
    for gate in gates[:2]:
        await begun(gate)
    assert not gates[2].begun.is_set()
    for gate in gates:
        gate.open.set()
    assert await asyncio.gather(*jobs) == ["through"] * 3
    third.open.set()


async def test_clients_are_served_in_turn() -> None:
    slots, first, order = slots_of(1), Gate(), list[str]()
    held = asyncio.ensure_future(slots.run("a", 1, first))
    await begun(first)
    asked = ["a1", "a2", "a3", "b1", "c1", "b2"]
    jobs = [asyncio.ensure_future(slots.run(each[0], 1, partial(order.append, each))) for each in asked]
    await asyncio.sleep(0)
    first.open.set()
    await asyncio.gather(held, *jobs)
    assert order == ["a1", "b1", "c1", "a2", "b2", "a3"]


async def test_no_client_has_every_thread() -> None:
    slots, gates = slots_of(2), [Gate() for _ in range(3)]
    names = ("a", "a", "b")
    jobs = [asyncio.ensure_future(slots.run(name, 1, gate)) for name, gate in zip(names, gates, strict=True)]
    await begun(gates[0])
    await begun(gates[2])
    assert not gates[1].begun.is_set()
    for gate in gates:
        gate.open.set()
    await asyncio.gather(*jobs)


async def test_one_client_may_have_so_much_waiting_and_no_more() -> None:
    slots, gate = slots_of(1, of_a_client=4), Gate()
    held = asyncio.ensure_future(slots.run("a", 2.5, gate))
    await begun(gate)
    with pytest.raises(Busy) as refused:
        await slots.run("a", 2.5, pytest.fail)
    assert refused.value.retry_after == 3
    others = [
        asyncio.ensure_future(slots.run(name, seconds, lambda: "served")) for name, seconds in (("a", 1), ("b", 9))
    ]
    await asyncio.sleep(0)
    gate.open.set()
    assert await asyncio.gather(held, *others) == ["through", "served", "served"]
    assert await slots.run("a", 2.5, lambda: "served") == "served"


async def test_past_the_bound_nobody_is_let_in_and_told_when_to_come_again() -> None:
    slots, gate = slots_of(1, most=2), Gate()
    jobs = [asyncio.ensure_future(slots.run(name, 3.2, gate)) for name in "ab"]
    await begun(gate)
    with pytest.raises(Busy) as refused:
        await slots.run("c", 0.1, pytest.fail)
    assert refused.value.retry_after == 7
    gate.open.set()
    await asyncio.gather(*jobs)
    assert await slots.run("c", 0.1, lambda: "served") == "served"


async def test_one_client_leaves_room_for_others() -> None:
    slots, gate = slots_of(1, most=4), Gate()
    jobs = [asyncio.ensure_future(slots.run("a", 1, gate)) for _ in range(3)]
    await begun(gate)
    with pytest.raises(Busy):
        await slots.run("a", 1, pytest.fail)
    jobs.append(asyncio.ensure_future(slots.run("b", 1, gate)))
    gate.open.set()
    assert await asyncio.gather(*jobs) == ["through"] * 4


async def test_who_has_gone_is_not_served() -> None:
    slots, gate, after = slots_of(1), Gate(), list[str]()
    held = asyncio.ensure_future(slots.run("a", 1, gate))
    waiting = asyncio.ensure_future(slots.run("b", 1, lambda: after.append("gone")))
    await begun(gate)
    waiting.cancel()
    await asyncio.wait([waiting])
    gate.open.set()
    await held
    await slots.run("c", 1, lambda: after.append("here"))
    assert after == ["here"]


async def test_work_for_nobody_is_stopped_and_its_thread_free() -> None:
    slots, started = slots_of(1), Event()
    job = asyncio.ensure_future(slots.run("a", 1, endless(started)))
    assert await asyncio.to_thread(started.wait, PATIENCE)
    job.cancel()
    assert await asyncio.wait_for(slots.run("b", 1, lambda: "free"), PATIENCE) == "free"


async def test_what_takes_too_long_is_stopped() -> None:
    slots = slots_of(1, patience=0.01)
    with pytest.raises(OutOfTime):
        await asyncio.wait_for(slots.run("a", 1, endless(Event())), PATIENCE)
    assert await slots.run("a", 1, lambda: "free") == "free"


async def test_everything_can_be_stopped() -> None:
    slots, started = slots_of(1), Event()
    job = asyncio.ensure_future(slots.run("a", 1, endless(started)))
    assert await asyncio.to_thread(started.wait, PATIENCE)
    slots.stop()
    with pytest.raises(OutOfTime):
        await asyncio.wait_for(job, PATIENCE)


async def test_a_hall_that_asks_at_once_waits_for_one_computation() -> None:
    flights, slots, counted = SingleFlight(), slots_of(4), list[int]()

    def compute() -> bytes:
        counted.append(1)
        return b"answer"

    hall = (flights.join("question", lambda: slots.run("a", 1, compute)) for _ in range(8))
    assert await asyncio.gather(*hall) == [b"answer"] * 8
    assert counted == [1]
    await flights.join("question", lambda: slots.run("a", 1, compute))
    assert counted == [1, 1]


async def test_an_error_reaches_everyone_and_the_next_one_tries_again() -> None:
    flights, slots = SingleFlight(), slots_of(1)

    def fail() -> bytes:
        raise InvalidSetting(FieldError("start", "no"))

    hall = (flights.join("question", lambda: slots.run("a", 1, fail)) for _ in range(4))
    told = await asyncio.gather(*hall, return_exceptions=True)
    assert all(isinstance(each, InvalidSetting) for each in told)
    assert await flights.join("question", lambda: slots.run("a", 1, lambda: b"better")) == b"better"


async def test_work_goes_on_while_one_waits_for_it_and_ends_with_the_last() -> None:
    flights, slots, started = SingleFlight(), slots_of(1), Event()
    hall = [
        asyncio.ensure_future(flights.join("question", lambda: slots.run("a", 1, endless(started)))) for _ in range(2)
    ]
    assert await asyncio.to_thread(started.wait, PATIENCE)
    hall[0].cancel()
    await asyncio.wait([hall[0]])
    other = asyncio.ensure_future(slots.run("b", 1, lambda: "free"))
    assert not (await asyncio.wait([other], timeout=0.05))[0]  # the thread is not
    hall[1].cancel()
    assert await asyncio.wait_for(other, PATIENCE) == "free"
