"""Slices against closed forms, finite differences, and the runs that they are of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from safetensors.numpy import load

from descentlab import run
from descentlab.common.arrays import Float
from descentlab.formats.slices import slices_bytes
from descentlab.setting.lanes import lanes_at
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import make_setting
from descentlab.studies.slices import BACK, HEIGHTS, slices_along, slices_of

RATES = np.array(learning_rate_grid())


def places(reaches: Float) -> Float:
    """Where the heights of slices are, (N, HEIGHTS)."""
    shares: Float = np.linspace(-BACK, 1, HEIGHTS)
    return shares * reaches[:, np.newaxis]


@pytest.mark.parametrize("step", [0, 5])
def test_on_a_quadratic_the_parabola_is_the_curve(step: int) -> None:
    slices = slices_of(lanes_at(make_setting(surface="ravine", steps=20), RATES), step)
    along, t = slices.along_slope, places(slices.along_slope.reaches)
    parabola = along.slopes[:, np.newaxis] * t + along.curvatures[:, np.newaxis] * t**2 / 2
    size = np.abs(slices.losses[:, np.newaxis]) + np.abs(along.heights)
    assert (np.abs(along.heights - parabola) <= 1e-9 * size)[np.isfinite(size)].all()
    assert_allclose(along.promised, along.landings, rtol=1e-9)
    assert slices.along_step is None


def test_across_the_ravine_a_step_lands_at_one_minus_eta_lambda() -> None:
    """Beside the valley floor all of the slope is across: λ = κ, the bottom at 1/κ, as high as before at 2/κ."""
    rates = np.array([0.01, 0.04, 0.07, 0.08, 0.09])
    slices = slices_of(lanes_at(make_setting(surface="ravine", start=(0, 1), steps=3), rates), 0)
    along = slices.along_slope
    assert_allclose(along.bottoms, 1 / 25)
    assert_allclose(along.landings, 12.5 * (1 - 25 * rates) ** 2, atol=1e-14)
    assert_allclose(along.landings[3], slices.losses[3])
    assert (along.reaches >= rates).all()


@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "rastrigin", "logistic_regression"])
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_slopes_and_curvatures_are_those_of_the_curve(surface: str, optimizer: str) -> None:
    setting = make_setting(surface=surface, optimizer=optimizer, lr=1e-3, steps=8)
    slices = slices_along(setting, 1, 6)
    exact = run(surface=surface, optimizer=optimizer, lr=1e-3, steps=8)
    sides = [slices.along_slope] if slices.along_step is None else [slices.along_slope, slices.along_step]
    assert (len(sides) == 1) == (optimizer == "gd")
    for place, k in enumerate(slices.steps):
        gradient = setting.loss.gradient(exact.points[k][:, np.newaxis])[:, 0]
        moved = (exact.points[k] - exact.points[k + 1]) / exact.learning_rates[k]
        for along, u in zip(sides, (gradient, moved), strict=False):

            def at(t: float, k: int = k, u: Float = u) -> float:
                x, y = exact.points[k] - t * u
                return float(setting.loss.value(np.array(x), np.array(y)))

            h = along.reaches[place] * 1e-3
            assert_allclose(along.slopes[place], (at(h) - at(-h)) / (2 * h), rtol=1e-3, atol=1e-9)
            bend = (at(h) - 2 * at(0) + at(-h)) / h**2
            assert_allclose(along.curvatures[place], bend, rtol=1e-2, atol=1e-3 * abs(bend) + 1e-9 / h**2)
            assert_allclose(along.landings[place], at(exact.learning_rates[k]), rtol=1e-12)
            t = places(along.reaches)[place]
            assert_allclose(along.heights[place][::32], [at(each) - at(0) for each in t[::32]], atol=1e-12 * abs(at(0)))
    assert_allclose(sides[-1].landings, exact.losses[slices.steps + 1], rtol=1e-9)


@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "ravine"])
def test_plain_descent_steps_along_the_gradient_to_the_end(surface: str) -> None:
    """Though of its last steps little more than rounding is left."""
    setting = make_setting(surface=surface, lr=0.01 if surface != "rosenbrock" else 1e-3, steps=1000)
    assert slices_along(setting, 744, 256).along_step is None


def test_over_rates_and_over_steps_are_of_the_same_runs() -> None:
    setting = make_setting(surface="beale", optimizer="rmsprop", steps=30)
    over_rates = slices_of(lanes_at(setting, RATES[80:200:40]), 7)
    for place, lr in enumerate(over_rates.lanes):
        alone = slices_along(make_setting(surface="beale", optimizer="rmsprop", steps=30, lr=lr), 7, 1)
        assert alone.steps[0] == over_rates.steps[place]
        assert_allclose(alone.along_slope.heights[0], over_rates.along_slope.heights[place])
        assert alone.along_step is not None
        assert over_rates.along_step is not None
        assert_allclose(alone.along_step.landings[0], over_rates.along_step.landings[place])


def test_of_a_run_that_has_ended_it_is_the_last_step() -> None:
    setting = make_setting(surface="rosenbrock", lr=0.1, steps=50)
    slices = slices_of(lanes_at(setting, np.array([0.1])), 40)
    assert slices.steps[0] == run(surface="rosenbrock", lr=0.1, steps=50).points.shape[0] - 2
    along = slices_along(setting, 0, 50)
    assert along.steps[-1] == slices.steps[0]


def test_where_the_loss_has_no_value_there_is_none() -> None:
    setting = make_setting(f="sqrt(x)+y^2", domain="0,2,-1,1", start=(0.3, 0.5), lr=0.5, steps=5)
    along = slices_along(setting, 0, 1).along_slope
    assert np.isnan(along.landings[0])
    assert np.isnan(along.heights).any()
    assert np.isfinite(along.heights).any()
    assert np.isnan(along.bottoms[0]) == (along.curvatures[0] <= 0)


def test_the_bytes_are_safetensors() -> None:
    slices = slices_of(lanes_at(make_setting(optimizer="adam", steps=5), RATES), 2)
    tensors = load(slices_bytes(slices))
    assert tensors["slope_heights"].shape == tensors["step_heights"].shape == (241, HEIGHTS)
    assert_allclose(tensors["slope_heights"], slices.along_slope.heights, rtol=1 / 128)
    assert (tensors["step_landings"] == slices.along_step.landings).all()  # type: ignore[union-attr]
    assert "step_heights" not in load(slices_bytes(slices_of(lanes_at(make_setting(steps=5), RATES), 2)))
