"""What is measured of a lane, at its thresholds and against the same counted out."""

import numpy as np
import pytest

from descentlab.descent.history import History
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import one
from descentlab.setting.setting import make_setting
from descentlab.surfaces.data_loss import DataLoss
from descentlab.verdict.curve import plateau
from descentlab.verdict.motion import edges
from descentlab.verdict.noise import noises


def test_a_plateau_is_flat_after_a_fall() -> None:
    """A run that was as slow from the beginning is on none."""
    even = np.linspace(1.0, 0.99, 21)
    assert np.isnan(plateau(even[:, np.newaxis], floor=np.zeros(1)))
    fallen = np.concatenate([np.linspace(3.0, 1.0, 10), np.linspace(1.0, 0.99, 11)])
    assert plateau(fallen[:, np.newaxis], floor=np.zeros(1)) == pytest.approx(0.01)


@pytest.mark.parametrize(("beyond", "is_edge"), [(5.0, True), (1e17, True), (1e20, False), (1e200, False)])
def test_only_small_numbers_leave_the_domain_of_a_formula(beyond: float, is_edge: bool) -> None:
    """A point that far out has overflowed instead."""
    points = np.array([[1.0, 2.0], [3.0, 4.0], [beyond, 0.0]])[:, :, np.newaxis]
    losses = np.array([[1.0], [2.0], [np.nan]])
    history = History(make_setting().loss, points, np.zeros((3, 2, 1)), losses, np.ones((2, 1)), np.array([2]), 2)
    assert edges(points, losses, history.lengths, np.array([0])).ravel().tolist() == pytest.approx(
        [3.0, 4.0] if is_edge else [np.nan] * 2, nan_ok=True
    )


def test_the_noise_of_batches_without_one_sample_is_their_spread() -> None:
    """Batches are drawn without putting back: there are as many that lack one as there are samples."""
    samples = len(make_setting(surface="linear_regression").surface.samples.columns[0])  # type: ignore[union-attr]
    setting = make_setting(surface="linear_regression", batch=samples - 1, steps=4)
    loss = setting.loss
    assert isinstance(loss, DataLoss)
    history = simulate(one(setting))
    rest = np.array([[other for other in range(samples) if other != left] for left in range(samples)])
    w = np.repeat(history.points[-1], samples, axis=1)
    gradients = loss.batch_gradient(w, rest, np.empty((2, samples)))
    expected = np.sqrt(gradients.var(axis=1).mean())
    assert noises(one(setting), history, np.array([0]))[0] == pytest.approx(expected, rel=1e-9)
