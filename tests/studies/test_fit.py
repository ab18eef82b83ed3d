"""What a data surface fits, against NumPy alone: least squares, a logit by reweighting, the loss of each point."""

from typing import Any

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.common.errors import InvalidSetting
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import family
from descentlab.studies.fit import Fit, fit_along, fit_of_rates
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import surfaces

FITTED = [surface.id for surface in surfaces().values() if surface.model]
SETTINGS: list[dict[str, Any]] = [
    {"surface": "linear_regression"},
    {"surface": "linear_regression", "surface_options": {"scaled": True}, "lr": 0.5},
    {"surface": "logistic_regression"},
    {"surface": "tiny_network"},
    {"surface": "tiny_network", "batch": 4, "seed": 3},
]


def at_samples(fit: Fit) -> Float:
    """What the model says of each sample, at every point, (N, n)."""
    np.testing.assert_array_equal(fit.inputs[:, fit.at], fit.samples[:-1])
    return fit.curves[:, fit.at]


def losses(fit: Fit) -> Float:
    """The mean loss of what the model says, (N,)."""
    said, target = at_samples(fit), fit.samples[-1]
    if len(fit.inputs) == 2:
        return np.logaddexp(0, -target * said).mean(axis=1)  # type: ignore[no-any-return]
    return ((said - target) ** 2 / 2).mean(axis=1)  # type: ignore[no-any-return]


def test_every_data_surface_shows_its_model() -> None:
    assert sorted(FITTED) == ["linear_regression", "logistic_regression", "tiny_network"]
    assert all(surface.model for surface in surfaces().values() if surface.samples)


@pytest.mark.parametrize("given", SETTINGS, ids=str)
def test_its_error_is_the_loss_of_every_point(given: dict[str, Any]) -> None:
    setting = make_setting(**given, steps=40)
    np.testing.assert_allclose(losses(fit_along(setting)), run_of(setting).losses, rtol=1e-9)


@pytest.mark.parametrize("given", SETTINGS[:4], ids=str)
def test_of_rates_it_is_that_of_each_end(given: dict[str, Any]) -> None:
    setting, rates = make_setting(**given, steps=30), np.array([0.01, 0.05, 0.1])
    each = family(rates, **{key: value for key, value in given.items() if key != "lr"}, steps=30)
    np.testing.assert_allclose(losses(fit_of_rates(setting, rates)), each.last_losses, rtol=1e-9)


def last(setting: Setting) -> tuple[Fit, Float]:
    fit = fit_along(setting)
    return fit, fit.curves[-1]


@pytest.mark.parametrize("scaled", [False, True])
def test_at_the_minimum_the_line_is_that_of_least_squares(scaled: bool) -> None:
    options = {"scaled": scaled}
    setting = make_setting(surface="linear_regression", surface_options=options, optimizer="newton", lr=1.0, steps=5)
    fit, line = last(setting)
    slope, intercept = np.polyfit(fit.samples[0], fit.samples[1], 1)
    np.testing.assert_allclose(line, intercept + slope * fit.inputs[0])


def test_at_the_minimum_the_border_is_that_of_the_best_logit() -> None:
    """Iteratively reweighted least squares, Newton's method of a textbook, on the samples alone."""
    fit, margins = last(make_setting(surface="logistic_regression", optimizer="newton", lr=1.0, start=(0, 0), steps=20))
    features, labels = fit.samples[:2].T, (fit.samples[2] + 1) / 2
    weights = np.zeros(2)
    for _ in range(30):
        said = 1 / (1 + np.exp(-features @ weights))
        bend = said * (1 - said)
        weights += np.linalg.solve(features.T * bend @ features, features.T @ (labels - said))
    np.testing.assert_allclose(margins, weights @ fit.inputs, atol=1e-9)


def test_the_samples_of_a_batch_are_those_that_made_the_step() -> None:
    setting = make_setting(surface="linear_regression", batch=3, seed=5, steps=20, lr=0.02)
    fit, run = fit_along(setting), run_of(setting)
    assert fit.drawn is not None
    assert fit.drawn.shape == (20, 3)
    a, t = fit.samples
    for step, rows in enumerate(fit.drawn):
        x, y = run.points[step]
        off = x + y * a[rows] - t[rows]
        went = run.points[step] - 0.02 * np.array([off.mean(), (off * a[rows]).mean()])
        np.testing.assert_allclose(run.points[step + 1], went)


@pytest.mark.parametrize("batch", [None, 28])
def test_where_a_step_sees_all_none_is_drawn(batch: int | None) -> None:
    assert fit_along(make_setting(surface="linear_regression", batch=batch, steps=3)).drawn is None


def test_a_run_that_leaves_is_shown_as_far_as_it_goes() -> None:
    setting = make_setting(surface="linear_regression", lr=3.0, steps=600)
    fit = fit_along(setting)
    assert 2 < len(fit.curves) < 601
    ends = fit_of_rates(setting, np.array(learning_rate_grid(count=5)))
    assert ends.curves.shape[0] == 5


@pytest.mark.parametrize("given", [{"surface": "ravine"}, {"f": "x^2+y^2"}], ids=str)
def test_what_is_not_made_from_data_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidSetting) as refused:
        fit_along(make_setting(**given, steps=2))
    assert refused.value.errors[0].message.endswith("is not made from data")
