"""What is seen of lanes on their way, against the same worked out point by point."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from descentlab.common.arrays import Float
from descentlab.descent.trace import Trace
from descentlab.setting.lanes import one
from descentlab.setting.setting import make_setting
from descentlab.verdict import motion
from descentlab.verdict.classify import FAR, classify
from descentlab.verdict.motion import arrivals_of, goes_to_and_fro, grows_on
from descentlab.verdict.outcome import OUTCOMES, Outcome

EVERY = slice(None)


def walk(steps: list[float]) -> Float:
    """A lane along x, from 0."""
    x = np.concatenate(([0.0], np.cumsum(steps)))
    return np.stack((x, np.zeros_like(x)), axis=1)[:, :, np.newaxis]


def trace_of(points: Float, gradients: Float, losses: Float) -> Trace:
    """What is known of one lane that ran to its end."""
    return Trace(
        points,
        np.array([len(points)]),
        len(points) - 1,
        end=points[-1],
        slope=gradients[-1],
        start_loss=losses[0],
        end_loss=losses[-1],
        measured=lambda lanes, first: (gradients[first:, :, lanes], losses[first:, lanes]),
    )


@pytest.mark.parametrize(("back", "to_and_fro"), [(0.0, False), (0.32, False), (0.35, True), (0.5, True), (1.0, True)])
def test_less_than_half_of_the_way_is_to_and_fro(back: float, to_and_fro: bool) -> None:
    """Forward by 1 and back by b: the net way is (1 − b)/(1 + b) of the path, a half at a third."""
    points = walk([1.0, -back] * 40)
    assert goes_to_and_fro(points, 1e-3, len(points), False, EVERY).tolist() == [to_and_fro]


def test_too_short_a_way_is_none() -> None:
    assert goes_to_and_fro(walk([1e-6, -1e-6] * 40), 1e-3, 81, False, EVERY).tolist() == [False]


@settings(max_examples=60, deadline=None)
@given(
    arrays(float, st.tuples(st.integers(2, 40), st.just(2), st.integers(1, 24)), elements=st.floats(-2, 2)),
    st.integers(0, 40),
    st.integers(1, 8),
)
def test_a_lane_has_arrived_at_the_first_step_from_which_it_stays(points: Float, still: int, rows: int) -> None:
    """However many rows are looked at together; in the last ones more lanes rest than elsewhere."""
    points[max(len(points) - still, 0) :] *= 0.3
    count, _, lanes = points.shape
    goal, radius = np.zeros((2, lanes)), np.ones(lanes)
    inside = np.hypot(points[:, 0], points[:, 1]) <= 1
    expected = []
    for lane in range(lanes):
        outside = [k for k in range(count) if not inside[k, lane]]
        expected.append(outside[-1] + 1 if outside else 0)
    with patch.object(motion, "PART", 16 * rows * lanes):
        assert arrivals_of(points, goal, radius, inside[-1]).tolist() == expected


def test_the_last_few_go_on_by_themselves() -> None:
    """Most lanes have come after one look; three go on, and are found under their own numbers."""
    rng = np.random.default_rng(0)
    count, lanes, few = 60, 40, [5, 17, 31]
    expected = rng.integers(58, 61, lanes)
    expected[few] = [3, 0, 41]
    inside = np.arange(count)[:, np.newaxis] >= expected
    points = np.stack((np.where(inside, 0.5, 2.0), np.zeros((count, lanes))), axis=1)
    with patch.object(motion, "PART", 16 * 4 * lanes):
        found = arrivals_of(points, np.zeros((2, lanes)), np.ones(lanes), inside[-1])
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize(("diagonals", "outcome"), [(0.9 * FAR, Outcome.TOO_SLOW), (1.1 * FAR, Outcome.DIVERGED)])
def test_whoever_stands_a_hundred_diagonals_out_and_above_the_start_has_diverged(
    diagonals: float, outcome: Outcome
) -> None:
    """Of an optimizer whose steps are bounded, in a line and ever more slowly."""
    assert FAR == 100
    setting = make_setting(surface="bowl", optimizer="adam", steps=100)
    loss = setting.loss
    x = 1 + diagonals * loss.diagonal * (1 - np.exp(-8 * np.linspace(0, 1, 101)))
    points = np.stack((x, np.zeros_like(x)), axis=1)[:, :, np.newaxis]
    gradients, losses = 2 * points, x[:, np.newaxis] ** 2
    assert OUTCOMES[classify(one(setting), trace_of(points, gradients, losses)).outcomes[0]] is outcome


@pytest.mark.parametrize(("growth", "noisy", "grows"), [(1.5, False, True), (1.5, True, False), (3.0, True, True)])
def test_under_noise_less_than_a_doubling_may_be_chance(growth: float, noisy: bool, grows: bool) -> None:
    """The slope grows so many times from the first to the last peak of the second half, at an even pace."""
    count = 128  # eight stretches of eight
    slope = growth ** (np.arange(count) / 56)
    gradients = np.stack((slope, np.zeros(count)), axis=1)[:, :, np.newaxis]
    losses = slope[:, np.newaxis] ** 2
    assert grows_on(trace_of(gradients, gradients, losses), len(gradients), noisy, EVERY).tolist() == [grows]
