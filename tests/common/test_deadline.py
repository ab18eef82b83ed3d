"""Nothing outlives its budget: every loop of the core looks whether it may go on, and numbers do not depend on it."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import numpy as np
import pytest

import descentlab
from descentlab.common.deadline import Deadline, OutOfTime, check_deadline
from descentlab.surfaces.critical_points import find_critical_points
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.typed import formula_surface

SHARP = "abs(x - 0.3) + abs(y) + 0.1sin(9x)"

TYPED = formula_surface(SHARP).loss()
RUN = descentlab.run(surface="himmelblau", steps=40, lr=0.001)

WORK: dict[str, Callable[[], object]] = {
    "a run": lambda: descentlab.run(steps=300),
    "with a schedule that listens": lambda: descentlab.run(steps=300, schedule="plateau", noise=0.1),
    "on data": lambda: descentlab.run(surface="linear_regression", steps=300),
    "its sharpness": lambda: RUN.family.history.sharpness,
    "a map": lambda: descentlab.basins(8, 8, steps=300),
    "critical points": lambda: find_critical_points(TYPED),
    "a landscape": lambda: landscape(TYPED),
    "remedies": lambda: RUN.remedies,
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_work_ends_when_its_time_is_up(work: Callable[[], object]) -> None:
    with pytest.raises(OutOfTime), Deadline(0.0).applies():
        work()


def test_work_that_is_cancelled_ends_at_its_next_look() -> None:
    begun, ended, limit = Event(), Event(), Deadline(60.0)

    def loop() -> None:
        with suppress(OutOfTime), limit.applies():
            while True:
                begun.set()
                check_deadline()
        ended.set()

    thread = Thread(target=loop, daemon=True)
    thread.start()
    assert begun.wait(10)
    limit.cancel()
    assert ended.wait(10)


def test_work_that_is_cancelled_before_it_begins_does_not_begin() -> None:
    limit = Deadline(60.0)
    limit.cancel()
    with pytest.raises(OutOfTime), limit.applies():
        pytest.fail("it began")


def test_a_deadline_ends_with_its_work() -> None:
    with pytest.raises(OutOfTime), Deadline(0.0).applies():
        check_deadline()
    check_deadline()


def test_no_number_depends_on_it() -> None:
    free = descentlab.family([0.01, 0.1], surface="rosenbrock", optimizer="adam", noise=0.1, steps=100)
    with Deadline(60.0).applies():
        bound = descentlab.family([0.01, 0.1], surface="rosenbrock", optimizer="adam", noise=0.1, steps=100)
    assert np.array_equal(free.points, bound.points)
    assert free == bound
