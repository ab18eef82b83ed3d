import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.parameters import defaults
from descentlab.stability import curvatures, newton_distance, rate_limits, reference_curvature
from descentlab.surfaces import surfaces
from tests.textbook import ALL

numbers = st.floats(-1e6, 1e6)


@given(numbers, numbers, numbers)
def test_curvatures_are_the_eigenvalues(hxx: float, hxy: float, hyy: float) -> None:
    low, high = curvatures(np.array(hxx), np.array(hxy), np.array(hyy))
    expected = np.linalg.eigvalsh([[hxx, hxy], [hxy, hyy]])
    size = max(abs(expected))
    assert [float(low), float(high)] == pytest.approx(list(expected), abs=1e-14 * size + 1e-300)


def test_curvatures_of_what_does_not_mix_are_exact_numbers_or_arrays() -> None:
    assert curvatures(np.float64(25.1), np.float64(0), np.float64(0.3)) == (0.3, 25.1)
    low, high = curvatures(np.array([3.0, -1.0]), np.float64(0), np.float64(1))
    assert low.tolist() == [1, -1]
    assert high.tolist() == [3, 1]


def test_curvatures_of_huge_numbers_do_not_overflow() -> None:
    low, high = curvatures(np.array([1e200]), np.array([1e200]), np.array([1e200]))
    assert high[0] == pytest.approx(2e200)
    assert abs(low[0]) < 1e185


@given(numbers, numbers, st.floats(0.1, 100), st.floats(-0.05, 0.05), st.floats(-100, -0.1))
def test_newtons_step_ends_where_the_slope_is_zero(gx: float, gy: float, hxx: float, hxy: float, hyy: float) -> None:
    step = newton_distance(*map(np.array, (gx, gy, hxx, hxy, hyy)))
    left = np.array([gx, gy]) + np.array([[hxx, hxy], [hxy, hyy]]) @ np.array(step)
    assert np.abs(left).max() <= 1e-12 * (1 + abs(gx) + abs(gy)) * 1e3


def test_where_the_slope_is_zero_there_is_no_way_to_go() -> None:
    zero = np.zeros(1)
    with np.errstate(all="ignore"):
        dx, dy = newton_distance(zero, zero, zero, zero, zero)
    assert (dx[0], dy[0]) == (0, 0)


@pytest.mark.parametrize(
    ("surface", "options", "curvature"),
    [("bowl", {}, 2), ("ravine", {}, 25), ("ravine", {"kappa": 400}, 400), ("saddle", {}, 2), ("monkey_saddle", {}, None)],
)
def test_the_curvature_that_sets_the_limits(surface: str, options: dict[str, float], curvature: float | None) -> None:
    found = reference_curvature(ALL[surface].loss(options), (0.0, 0.0))
    assert found == (None if curvature is None else pytest.approx(curvature))


def test_without_a_known_point_the_start_is_measured() -> None:
    assert reference_curvature(ALL["monkey_saddle"].loss(), (0.6, 0.35)) == pytest.approx(6 * math.hypot(0.6, 0.35))


def test_of_several_minima_the_lowest_counts() -> None:
    loss = surfaces()["nonconvex"].loss()
    assert loss.minima[0].point[0] < 0
    assert reference_curvature(loss, (2.5, 1.5)) == max(loss.minima[0].curvatures)


@pytest.mark.parametrize(
    ("optimizer", "options", "constant"),
    [
        ("gd", {}, 2),
        ("momentum", {}, 3.8),
        ("momentum", {"momentum": 0.0}, 2),
        ("momentum", {"momentum": 0.5, "dampening": 0.5}, 6),
        ("momentum", {"dampening": 1.0}, None),
        ("nesterov", {}, 3.8 / 2.8),
        ("nesterov", {"momentum": 0.0}, 2),
        ("adagrad", {}, None),
        ("rmsprop", {}, None),
        ("adam", {}, None),
    ],
)
def test_the_limits_are_the_books(optimizer: str, options: dict[str, float], constant: float | None) -> None:
    entry = OPTIMIZERS[optimizer]
    limits = rate_limits(entry, defaults(entry.parameters) | options, 25.0)
    assert limits["constant"] == (None if constant is None else pytest.approx(constant))
    assert limits["stability"] == (None if constant is None else pytest.approx(constant / 25))
    assert limits["overshoot"] == (0.04 if optimizer == "gd" else None)


def test_weight_decay_is_one_more_curvature() -> None:
    gd = OPTIMIZERS["gd"]
    assert rate_limits(gd, {"weight_decay": 5.0}, 20.0) == {"constant": 2, "stability": 0.08, "overshoot": 0.04}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_no_curvature_no_mark(optimizer: Optimizer) -> None:
    limits = rate_limits(optimizer, defaults(optimizer.parameters), None)
    assert limits["stability"] is None
    assert limits["overshoot"] is None
    assert all(value is None or math.isfinite(value) for value in limits.values())
