"""What a loss curve shows: spikes, and plateaus."""

import numpy as np

from descentlab.common.arrays import Bool, Float, quiet

SPIKE, BEFORE = 3.0, 10
"""A spike is a loss so many times the highest of so many steps before, measured from the lowest minimum."""
VISIBLE = 1e-3
"""Of the height a run began at: a jump below it, at the very bottom, is no spike in any picture."""
FLAT = 0.05
"""Of what is left to fall: a second half that falls by less is a plateau, if the first half fell by more."""
SHORT = 8
"""Losses: of fewer nobody can tell."""


def spikes(losses: Float, rises: Bool, floor: Float) -> tuple[Float, Float]:
    """The step with the highest spike, and to how many times the highest loss before it jumped, (N,); NaN for none.

    Args:
        losses: (T+1, N).
        rises: the steps that raised the loss, and may be spikes, (T, N).
        floor: the lowest loss there is, (1,) or one a lane, (N,); where it is NaN nothing is a spike.
    """
    steps, ratios = np.full((2, losses.shape[1]), np.nan)
    with quiet():
        left = losses - floor
        jumps = rises & (left[1:] > SPIKE * left[:-1]) & (left[1:] > VISIBLE * left[0])
        lanes = np.flatnonzero(jumps.any(axis=0))
        left = np.maximum(left[:, lanes], 0.0)
        before, after, jumps = left[:-1], left[1:], jumps[:, lanes]
        highest = _highest(before)
        jumps &= (after > SPIKE * before) & (highest > 0)  # a little below the floor is looked at again
        ratio = np.where(jumps, after / highest, 0.0)
    step = ratio.argmax(axis=0)  # of equals the first
    most = ratio[step, np.arange(lanes.size)]
    is_spike = (most >= SPIKE) & (most < np.inf)
    steps[lanes[is_spike]], ratios[lanes[is_spike]] = step[is_spike] + 1, most[is_spike]
    return steps, ratios


def _highest(losses: Float) -> Float:
    """Of each loss and those before it, BEFORE altogether, the highest, (T, n): of one, two, four, eight, ten."""
    highest, seen = losses.copy(), 1
    while seen < BEFORE:
        more = min(seen, BEFORE - seen)
        np.maximum(highest[more:], highest[:-more], out=highest[more:])
        seen += more
    return highest


def plateau(losses: Float, floor: Float) -> Float:
    """How much losses (T+1, n) fell over the second half, (n,); NaN where that is much, or the first no more."""
    first, middle, last = (losses[at] for at in (0, len(losses) // 2, -1))
    fell = middle - last
    left = np.where(np.isnan(floor), np.abs(first - last), last - floor)
    flat = (len(losses) >= SHORT) & (fell >= 0) & (fell < FLAT * left) & (first - middle > 4 * fell)
    return np.where(flat, fell, np.nan)
