"""Outcomes judged a second time, from the raw points, by a rule of the test's own that speaks only where it is sure."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from scipy.optimize import minimize

import descentlab
from descentlab.common.arrays import Float
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of
from descentlab.surfaces import surfaces
from descentlab.surfaces.loss import Loss
from descentlab.verdict.outcome import Outcome
from tests.helpers.registries import optimizers_for
from tests.helpers.textbook import ALL, LINES

# Surfaces whose files name every minimum.
SURFACES = ["ravine", "bowl", "saddle", "nonconvex", "three_hump_camel", "rosenbrock", "himmelblau"]
LANES = 24


def all_within(points: Float, place: tuple[float, float], radius: float) -> bool:
    return max(math.dist(point, place) for point in points) < radius


def any_within(points: Float, place: tuple[float, float], radius: float) -> bool:
    return min(math.dist(point, place) for point in points) < radius


def swings(points: Float, losses: Float) -> bool:
    """Whether it rose first, or a coordinate swung further and further: it may have been driven out across its way."""
    way = np.sign(np.diff(points, axis=0))
    turned = (way[1:] * way[:-1] < 0).any(axis=0)
    wider = np.abs(points).max(axis=0) > 1.2 * np.abs(points[0])
    rose = losses.max() > losses[0] + 1
    return rose or len(points) < 4 or bool((turned & wider).any())


def left_the_numbers(points: Float, losses: Float, bounded: bool) -> str | None:
    if losses[-1] > losses[0] + 1:
        return "diverged"
    if bounded or losses[-1] >= losses[0] - 1:
        return None
    return None if swings(points, losses) else "escaped"


def came_to_rest(tail: Float, loss: Loss) -> str | None:
    size = loss.diagonal
    for minimum in loss.minima:
        if all_within(tail, minimum.point, 2e-4 * size):
            return "converged" if minimum.value < loss.minima[0].value + 1e-6 else "trapped"
    for saddle in loss.saddles:
        if all_within(tail, saddle.point, 1e-3 * size):
            return "stalled"
    return None


def keeps_moving(points: Float, losses: Float, loss: Loss) -> str | None:
    xmin, xmax, ymin, ymax = loss.domain
    quarter = len(points) // 4
    tail, half = losses[-max(2, len(losses) // 10) :], points[len(points) // 2 :]
    x, y = points[-1]
    inside = xmin <= x <= xmax and ymin <= y <= ymax
    if not loss.minima and not inside and losses[-1] < losses[0] - 1 and (np.diff(tail) < 0).all():
        return None if swings(points, losses) else "escaped"
    if quarter < 6 or math.dist((x, y), ((xmin + xmax) / 2, (ymin + ymax) / 2)) > 90 * loss.diagonal:
        return None
    peaks = [losses[i * quarter : (i + 1) * quarter].max() for i in range(4)]
    if peaks[3] > 3 * abs(peaks[2]) > 9 * abs(peaks[1]) > 0 and losses[-1] > max(peaks[3] / 4, 10 * abs(losses[0])):
        return "diverged"
    path = sum(math.dist(a, b) for a, b in itertools.pairwise(half))
    straight = math.dist(half[0], half[-1]) / path if path else 1.0
    bounded = peaks[3] <= peaks[2] * 1.0001 + 1e-12
    if bounded and straight < 0.2 and path > 0.02 * loss.diagonal:
        return "oscillating"
    return "too_slow" if bounded and straight > 0.9 and loss.minima else None


def verdict(points: Float, losses: Float, steps: int, loss: Loss) -> str | None:
    """The outcome, or None where this rule is not sure."""
    if len(points) <= steps:
        return left_the_numbers(points, losses, bool(loss.minima))
    tail = points[-max(2, len(points) // 10) :]
    rests = came_to_rest(tail, loss)
    if rests or any(any_within(tail, each.point, 1e-2 * loss.diagonal) for each in loss.minima):
        return rests
    if any(any_within(tail, each.point, 3e-2 * loss.diagonal) for each in loss.saddles):
        return None
    return keeps_moving(points, losses, loss)


@pytest.mark.long
@pytest.mark.parametrize("surface", SURFACES)
def test_where_the_second_judge_is_sure_the_first_agrees(surface: str) -> None:
    rng = np.random.default_rng(SURFACES.index(surface))
    xmin, xmax, ymin, ymax = ALL[surface].domain
    sure: Counter[str] = Counter()
    for _ in range(60):
        setting = make_setting(
            surface=surface,
            optimizer=rng.choice(optimizers_for(surface)).item(),
            schedule=rng.choice(["constant", *SCHEDULES]).item(),
            steps=rng.choice([20, 60, 150, 400]).item(),
            start=(rng.uniform(xmin, xmax), rng.uniform(ymin, ymax) * rng.choice([1, 1e-12])),  # some on a ridge
        )
        family = family_of(lanes_at(setting, 10 ** rng.uniform(-4, 1, LANES)))
        for lane, length in enumerate(family.lengths):
            second = verdict(family.points[lane, :length], family.losses[lane, :length], setting.steps, setting.loss)
            if second is not None:
                sure[second] += 1
                assert family.outcomes[lane].value == second, (setting, family.learning_rates[lane])
    assert sure.total() > (0.3 if surface == "saddle" else 0.4) * 60 * LANES  # many runs swing out of a saddle
    assert len(sure) >= (2 if surface == "saddle" else 3), sure


def rests_in_a_hollow(points: Float, loss: Loss) -> bool:
    """Whether the last twentieth of the way lies beside a minimum that SciPy finds from its end, listed or not."""

    def value_and_slope(w: Float) -> tuple[float, Float]:
        return float(loss.value(w[0], w[1])), loss.gradient(w[:, np.newaxis])[:, 0]

    found = minimize(value_and_slope, points[-1], jac=True, method="BFGS", options={"gtol": 1e-7})
    tail = points[-max(1, len(points) // 20) :]
    near = 1.05e-3 * loss.diagonal  # beside a hundred listed minima the judge takes the very point, not the listed one
    return bool(np.hypot(*(tail - found.x).T).max() <= near)


def test_200_random_settings_as_an_independent_rule_judges_them() -> None:
    rng = np.random.default_rng(2)
    sure: Counter[str] = Counter()
    for index in range(200):
        listed = [each for each in surfaces().values() if each.id not in LINES]
        surface = listed[index % len(listed)]
        xmin, xmax, ymin, ymax = surface.domain
        run = descentlab.run(
            surface=surface.id,
            optimizer=(able := optimizers_for(surface.id))[index % len(able)],
            lr=10 ** rng.uniform(-4, 1),
            start=(rng.uniform(xmin, xmax), rng.uniform(ymin, ymax)),
            steps=rng.choice([60, 150, 400]).item(),
        )
        loss, second = run.setting.loss, verdict(run.points, run.losses, run.setting.steps, run.setting.loss)
        if second in (None, "too_slow") and run.outcome is Outcome.TRAPPED:
            assert loss.floor is not None
            assert rests_in_a_hollow(run.points, loss)
            assert run.losses[-1] > loss.floor
            second = "trapped"
        if second is not None:
            sure[second] += 1
            assert run.outcome.value == second, run.setting
    assert sure.total() > 80, sure
    assert len(sure) >= 5, sure
