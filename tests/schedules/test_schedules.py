import math
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import descentlab
from descentlab.common.arrays import Float
from descentlab.common.errors import InvalidSetting
from descentlab.common.parameters import defaults
from descentlab.schedules import SCHEDULES, Schedule, learning_rates
from tests.helpers.registries import options

EVERY = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
ONE = np.array([0.1])


def rates(schedule: str, steps: int, lr: Float = ONE, warmup: int = 0, start: float = 0.01, **chosen: Any) -> Float:
    """η of every step, (T, N)."""
    entry = SCHEDULES[schedule]
    return learning_rates(entry, lr, steps, defaults(entry.parameters) | chosen, warmup, start)


START = {"one_cycle": 1 / 25, "cyclic": 0.1}
"""What a schedule starts at, as a factor of η, where it is not η itself."""


@EVERY
def test_a_schedule_starts_at_the_rate_of_the_slider(schedule: Schedule) -> None:
    lr = np.array([1e-4, 0.075, 10.0])
    assert rates(schedule.id, 100, lr)[0] == pytest.approx(lr * START.get(schedule.id, 1), rel=1e-14)


FINAL = {
    "constant": 0.1,
    "step": 0.1 * 0.1**6,
    "multistep": 0.1 * 0.1**2,
    "exponential": 0.1 * 0.98**199,
    "cosine": 0.1 * (1 + math.cos(math.pi * 199 / 200)) / 2,
    "cosine_restarts": 0.1 * (1 + math.cos(math.pi * 19 / 30)) / 2,
    "linear": 0.1 / 200,
    "polynomial": 0.1 / 200,
    "inverse_sqrt": 0.1 / math.sqrt(200),
    "one_cycle": 0.1 / 25 / 1e4,
    "cyclic": 0.01 + 0.09 * 199 / 2000,
    "plateau": 0.1,  # as far as it goes without hearing a loss
    "wsd": 0.1 / 40,
    "drawn": 0.001,
}


@EVERY
def test_a_schedule_ends_where_its_equation_says(schedule: Schedule) -> None:
    assert rates(schedule.id, 200)[-1, 0] == pytest.approx(FINAL[schedule.id], rel=1e-9)


@EVERY
def test_a_schedule_stays_positive_and_falls_unless_it_is_made_to_rise(schedule: Schedule) -> None:
    run = rates(schedule.id, 300)[:, 0]
    assert (run > 0).all()
    rises = schedule.id in {"cosine_restarts", "one_cycle", "cyclic"}
    assert bool((np.diff(run) <= 0).all()) is not rises


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
    lowest: Any = chosen.get("eta_min", 0)
    highest = max(cast("tuple[float, ...]", chosen.get("points", (0.0, 1.0)))[1::2])
    assert (run <= np.maximum(lr * max(highest, float(warmup > 0)), lowest) * (1 + 1e-13)).all()


@EVERY
def test_lanes_do_not_touch(schedule: Schedule) -> None:
    lr = np.geomspace(1e-4, 10, 7)
    side_by_side = rates(schedule.id, 50, lr, warmup=5)
    assert side_by_side.shape == (50, 7)
    for lane, rate in enumerate(lr):
        assert side_by_side[:, lane].tolist() == rates(schedule.id, 50, np.array([rate]), warmup=5)[:, 0].tolist()


def sequential_lr(own: float, warmup: int, start: float, then: Float, steps: int) -> list[float]:
    """torch's SequentialLR([LinearLR(start_factor, total_iters), …]) by torch's own recursion."""
    rate, run = own * start, []
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
    # torch's OneCycleLR makes η/25 the optimizer's own rate, to which the warm-up before it then rises.
    own = 0.1 / 25 if schedule.id == "one_cycle" else 0.1
    expected = sequential_lr(own, warmup, start, alone, 50)
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


@pytest.mark.parametrize(
    ("schedule", "length"),
    [("cosine", "t_max"), ("linear", "total_iters"), ("polynomial", "total_iters"), ("one_cycle", "total_steps")],
)
def test_a_length_left_empty_is_what_the_run_has_left(schedule: str, length: str) -> None:
    left = rates(schedule, 40, warmup=10)
    same, other = ({length: steps} for steps in (30, 40))
    assert left.tolist() == rates(schedule, 40, warmup=10, **cast(Any, same)).tolist()
    assert left.tolist() != rates(schedule, 40, warmup=10, **cast(Any, other)).tolist()


def test_linear_ends_at_nothing_and_not_below() -> None:
    assert rates("linear", 60, start_factor=0.1921953106666197, total_iters=24)[24:].tolist() == [[0.0]] * 36


def test_multistep_falls_at_its_milestones_whatever_their_order() -> None:
    run = rates("multistep", 8, milestones=(5, 2, 5), gamma=0.5)[:, 0]
    assert run == pytest.approx([0.1, 0.1, 0.05, 0.05, 0.05, 0.0125, 0.0125, 0.0125])


def test_cosine_restarts_jump_back_up_after_ever_longer_cycles() -> None:
    run = rates("cosine_restarts", 40, t_0=3, t_mult=2, eta_min=0.02)[:, 0]
    assert np.flatnonzero(run == 0.1).tolist() == [0, 3, 9, 21]
    assert run[15] == pytest.approx(0.06)


def test_polynomial_bends_down_and_stays() -> None:
    assert rates("polynomial", 6, total_iters=4, power=2)[:, 0] == pytest.approx([0.1, 0.05625, 0.025, 0.00625, 0, 0])


def test_inverse_sqrt() -> None:
    assert rates("inverse_sqrt", 100)[[0, 3, 8, 99], 0] == pytest.approx([0.1, 0.05, 0.1 / 3, 0.01])


def test_one_cycle_peaks_a_step_before_its_share() -> None:
    run = rates("one_cycle", 100, pct_start=0.4, div_factor=10, final_div_factor=100)[:, 0]
    assert run.argmax() == 39
    assert run[[0, 39, 99]] == pytest.approx([0.01, 0.1, 1e-4])
    three = rates("one_cycle", 100, pct_start=0.25, three_phase=True, anneal_strategy="linear", div_factor=10)[:, 0]
    assert three[[0, 12, 24, 36, 48, 99]] == pytest.approx([0.01, 0.055, 0.1, 0.055, 0.01, 1e-6])


def test_cyclic_swings_between_two_rates() -> None:
    run = rates("cyclic", 13, step_size_up=2, step_size_down=4, base_factor=0.2)[:, 0]
    assert run == pytest.approx([0.02, 0.06, 0.1, 0.08, 0.06, 0.04] * 2 + [0.02])
    halved = rates("cyclic", 9, step_size_up=2, base_factor=0.2, mode="triangular2")[:, 0]
    assert halved[[0, 2, 4, 6, 8]] == pytest.approx([0.02, 0.1, 0.02, 0.06, 0.02])
    shrinking = rates("cyclic", 7, step_size_up=2, base_factor=0, mode="exp_range", gamma=0.5)[:, 0]
    assert shrinking[[1, 2, 3, 6]] == pytest.approx([0.025, 0.025, 0.00625, 0.1 / 64])


def test_wsd_holds_and_then_comes_down() -> None:
    run = rates("wsd", 30, warmup=10, decay_fraction=0.25, end_factor=0.5)[10:, 0]
    assert run == pytest.approx([0.1] * 15 + [0.1, 0.09, 0.08, 0.07, 0.06])


def plain_plateau(losses: list[float], lr: float, patience: int, factor: float, cooldown: int) -> list[float]:
    """torch's ReduceLROnPlateau.step, relative, with the loss before each update."""
    best, bad, rest, run = math.inf, 0, 0, [lr]
    for loss in losses:
        if loss < best * (1 - 1e-4):
            best, bad = loss, 0
        else:
            bad += 1
        if rest > 0:
            rest, bad = rest - 1, 0
        if bad > patience:
            lr, rest, bad = lr * factor if lr - lr * factor > 1e-8 else lr, cooldown, 0
        run.append(lr)
    return run[:-1]


def test_plateau_hears_each_lanes_own_loss() -> None:
    options = {"patience": 3, "factor": 0.5, "cooldown": 2}
    lr = [0.01, 0.06, 0.09, 0.3]
    family = descentlab.family(lr, surface="ravine", schedule="plateau", schedule_options=options, steps=80)
    assert (family.history.rates[-1] < lr).any()
    for lane, rate in enumerate(lr):
        expected = plain_plateau(family.history.losses[:-1, lane].tolist(), rate, **options)  # type: ignore[arg-type]
        assert family.history.rates[:, lane] == pytest.approx(expected, rel=1e-12)


def drawn(steps: int, between: str, *points: float) -> list[float]:
    """A drawn curve at η = 1."""
    run: list[float] = rates("drawn", steps, np.array([1.0]), points=points, between=between)[:, 0].tolist()
    return run


def test_a_drawn_schedule_goes_through_its_points_and_is_level_beyond_them() -> None:
    assert drawn(5, "linear", 0.25, 1.0, 0.75, 0.5) == pytest.approx([1, 1, 0.75, 0.5, 0.5])
    assert drawn(5, "log", 0.25, 1.0, 0.75, 0.25) == pytest.approx([1, 1, 0.5, 0.25, 0.25])
    assert drawn(3, "linear", 0.4, 0.3) == pytest.approx([0.3] * 3)
    assert drawn(1, "log", 0.0, 1.0, 1.0, 0.1) == [1.0]


def test_where_two_points_stand_one_above_the_other_it_jumps() -> None:
    assert drawn(5, "linear", 0, 1, 0.5, 1, 0.5, 0.1, 1, 0.1) == pytest.approx([1, 1, 0.1, 0.1, 0.1])


def test_from_or_to_nothing_there_is_no_logarithm() -> None:
    assert drawn(5, "log", 0, 1, 1, 0) == pytest.approx([1, 0.75, 0.5, 0.25, 0])


@pytest.mark.parametrize(
    "points", ["", "0", "0,1,1", "1,1,0,1", "-0.1,1", "0,1,1.1,1", "0,-1", ",".join(["0", "1"] * 33), "0,x"]
)
def test_what_is_no_curve_is_refused(points: str) -> None:
    with pytest.raises(InvalidSetting, match="points"):
        descentlab.run(schedule="drawn", schedule_options={"points": points})
