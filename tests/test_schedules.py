import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.arrays import Float
from descentlab.parameters import defaults
from descentlab.schedules import SCHEDULES, Schedule, learning_rates
from tests.registries import options

EVERY = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
ONE = np.array([0.1])


def rates(schedule: str, steps: int, lr: Float = ONE, warmup: int = 0, start: float = 0.01, **chosen: Any) -> Float:
    """η of every step, (T, N)."""
    entry = SCHEDULES[schedule]
    return learning_rates(entry, lr, steps, defaults(entry.parameters) | chosen, warmup, start)


@EVERY
def test_a_schedule_starts_at_the_rate_of_the_slider(schedule: Schedule) -> None:
    lr = np.array([1e-4, 0.075, 10.0])
    assert rates(schedule.id, 100, lr)[0] == pytest.approx(lr, rel=1e-15)


FINAL = {
    "constant": 0.1,
    "step": 0.1 * 0.1**3,
    "exponential": 0.1 * 0.98**199,
    "cosine": 0.1 * (1 + math.cos(math.pi * 199 / 200)) / 2,
    "linear": 0.1 / 200,
}


@EVERY
def test_a_schedule_ends_where_its_equation_says(schedule: Schedule) -> None:
    assert rates(schedule.id, 200)[-1, 0] == pytest.approx(FINAL[schedule.id], rel=1e-12)


@EVERY
def test_a_schedule_falls_and_stays_positive(schedule: Schedule) -> None:
    run = rates(schedule.id, 300)[:, 0]
    assert (run > 0).all()
    assert (np.diff(run) <= 0).all()


@EVERY
@given(data=st.data())
def test_whatever_the_options_a_rate_is_a_number_that_is_not_negative(schedule: Schedule, data: st.DataObject) -> None:
    chosen = data.draw(options(schedule.parameters))
    steps, warmup = data.draw(st.integers(1, 60)), data.draw(st.integers(0, 80))
    start = data.draw(st.floats(0, 1, exclude_min=True))
    lr = np.array([1e-300, 1e-3, 10.0, 1e300])
    run = rates(schedule.id, steps, lr, warmup, start, **chosen)
    assert run.shape == (steps, 4)
    assert np.isfinite(run).all()
    assert (run >= 0).all()
    assert (run <= np.maximum(lr, chosen.get("eta_min", 0)) * (1 + 1e-15)).all()


@EVERY
def test_lanes_do_not_touch(schedule: Schedule) -> None:
    lr = np.geomspace(1e-4, 10, 7)
    side_by_side = rates(schedule.id, 50, lr, warmup=5)
    assert side_by_side.shape == (50, 7)
    for lane, rate in enumerate(lr):
        assert side_by_side[:, lane].tolist() == rates(schedule.id, 50, np.array([rate]), warmup=5)[:, 0].tolist()


def sequential_lr(warmup: int, start: float, then: Float, steps: int) -> list[float]:
    """torch's SequentialLR([LinearLR(start_factor, total_iters), …]) by torch's own recursion."""
    rate, run = 0.1 * start, []
    for k in range(min(warmup, steps)):
        run.append(rate)
        rate *= 1 + (1 - start) / (warmup * start + k * (1 - start))
    return [*run, *then[: max(steps - warmup, 0), 0].tolist()]


@EVERY
@pytest.mark.parametrize(("warmup", "start"), [(1, 0.5), (10, 0.01), (49, 1.0), (50, 0.1), (80, 0.1)])
def test_warm_up_comes_first_and_the_schedules_clock_starts_after_it(
    schedule: Schedule, warmup: int, start: float
) -> None:
    alone = rates(schedule.id, max(50 - warmup, 1))
    expected = sequential_lr(warmup, start, alone, 50)
    assert rates(schedule.id, 50, ONE, warmup, start)[:, 0].tolist() == pytest.approx(expected, rel=1e-12)


def test_step_falls_every_few_steps() -> None:
    assert rates("step", 7, step_size=3, gamma=0.5)[:, 0] == pytest.approx([0.1] * 3 + [0.05] * 3 + [0.025])


def test_exponential_falls_by_the_same_factor() -> None:
    run = rates("exponential", 50, gamma=0.9)[:, 0]
    assert run[1:] / run[:-1] == pytest.approx(np.full(49, 0.9))


def test_cosine_comes_down_to_its_lowest_rate_and_rises_again() -> None:
    run = rates("cosine", 31, t_max=10, eta_min=0.02)[:, 0]
    assert run[[0, 5, 10, 15, 20, 30]] == pytest.approx([0.1, 0.06, 0.02, 0.06, 0.1, 0.02])


def test_linear_goes_from_factor_to_factor_and_stays() -> None:
    run = rates("linear", 8, start_factor=0.5, end_factor=0.1, total_iters=4)[:, 0]
    assert run == pytest.approx([0.05, 0.04, 0.03, 0.02, 0.01, 0.01, 0.01, 0.01])


@pytest.mark.parametrize(("schedule", "length"), [("cosine", "t_max"), ("linear", "total_iters")])
def test_a_length_left_empty_is_what_the_run_has_left(schedule: str, length: str) -> None:
    left = rates(schedule, 40, warmup=10)
    assert left.tolist() == rates(schedule, 40, warmup=10, **{length: 30}).tolist()
    assert left.tolist() != rates(schedule, 40, warmup=10, **{length: 40}).tolist()
