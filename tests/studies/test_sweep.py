"""The sweep: what it says of each rate, and the regimes, the best rate and the window that follow."""

from itertools import pairwise

import numpy as np
import pytest

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.setting.keywords import SettingKeywords
from descentlab.setting.rates import learning_rate_grid
from descentlab.verdict.outcome import Outcome


@pytest.mark.parametrize(
    ("given", "lr", "steps"),
    [
        ({"surface": "ravine", "start": (-8, 1.5)}, 2 / 26, 112),
        ({"surface": "ravine", "start": (-8, 1.5)}, 0.0795, 682),
        ({"surface": "bowl", "start": (2, 2)}, 0.01, 394),
        ({"surface": "bowl", "start": (2, 2)}, 0.1, 36),
        ({"surface": "bowl", "start": (2, 2)}, 0.5, 1),
        (
            {
                "surface": "ravine",
                "start": (-8, 1.5),
                "optimizer": "momentum",
                "optimizer_options": {"momentum": 4 / 9},
            },
            1 / 9,
            31,
        ),
    ],
)
def test_steps_to_a_millionth(given: SettingKeywords, lr: float, steps: int) -> None:
    """Windows and best rates as the lessons state them."""
    long: SettingKeywords = {**given, "steps": 1000}
    found = descentlab.sweep([lr], **long)
    assert found.steps_to_target.tolist() == [steps]


def test_on_a_bowl_the_steps_have_a_closed_form() -> None:
    """L = 8 (1 − 2η)^2k ≤ ε."""
    rates = [0.003, 0.02, 0.1, 0.3, 0.45, 0.55, 0.9, 0.97]
    found = descentlab.sweep(rates, surface="bowl", start=(2, 2), steps=2000, target=1e-4)
    expected = [int(np.ceil(np.log(8 / 1e-4) / (-2 * np.log(abs(1 - 2 * rate))))) for rate in rates]
    assert found.steps_to_target.tolist() == expected
    exact = [8 * (1 - 2 * rate) ** 4000 for rate in rates]
    np.testing.assert_allclose(found.final_losses, exact, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_regimes_are_contiguous_and_cover_every_rate(optimizer: str) -> None:
    found = descentlab.sweep(surface="three_hump_camel", optimizer=optimizer)
    assert found.learning_rates.tolist() == learning_rate_grid()
    assert sum(regime.notches for regime in found.regimes) == len(found.outcomes) == 241
    assert all(one.outcome is not other.outcome for one, other in pairwise(found.regimes))
    first = 0
    for regime in found.regimes:
        lanes = slice(first, first + regime.notches)
        assert set(found.outcomes[lanes]) == {regime.outcome}
        assert (regime.lowest, regime.highest) == tuple(found.learning_rates[lanes][[0, -1]])
        first += regime.notches


def test_the_best_rate_and_the_window() -> None:
    found = descentlab.sweep(surface="ravine", start=(-8, 1.5), steps=300)
    assert [regime.outcome for regime in found.regimes] == [Outcome.TOO_SLOW, Outcome.CONVERGED, Outcome.DIVERGED]
    assert found.window is not None
    assert found.window == found.regimes[1][1:3]
    assert found.window.ratio == pytest.approx(found.window.highest / found.window.lowest)
    assert found.window.highest == pytest.approx(0.08, rel=0.05)
    assert found.best == pytest.approx(2 / 26, rel=0.05)
    assert descentlab.sweep(surface="saddle").window is None
    assert descentlab.sweep(surface="saddle").best is None


def test_a_target_that_is_never_met_or_unknown() -> None:
    found = descentlab.sweep([1e-4, 0.1, 10.0], surface="ravine", steps=50)
    assert found.steps_to_target.tolist() == [-1, -1, -1]
    assert np.isfinite(found.final_losses[0])
    assert (descentlab.sweep(surface="saddle").steps_to_target == -1).all()
    lost = descentlab.sweep([1e6], surface="beale", steps=50)
    assert np.isnan(lost.final_losses).all()


def test_rates_come_out_rising_and_once() -> None:
    found = descentlab.sweep([0.1, 0.01, 0.1, 1.0], surface="bowl", noise=1, seed=3)
    again = descentlab.sweep([0.01, 1.0, 0.1], surface="bowl", noise=1, seed=3)
    assert found.learning_rates.tolist() == [0.01, 0.1, 1.0]
    assert found.final_losses.tolist() == again.final_losses.tolist()
    assert found.outcomes == again.outcomes


@pytest.mark.parametrize("rates", [[], [0.0], [float("nan")], [-1.0]])
def test_rates_that_are_none_are_refused(rates: list[float]) -> None:
    with pytest.raises(InvalidSetting):
        descentlab.sweep(rates)
    with pytest.raises(InvalidSetting):
        descentlab.sweep([0.1], target=-1)


def test_a_loss_that_meets_the_target_exactly_is_there() -> None:
    """Half of what the curvature allows takes the bowl to zero in one step."""
    assert descentlab.sweep([0.5], target=0, surface="bowl", start=(2, 2), steps=5).steps_to_target.tolist() == [1]
