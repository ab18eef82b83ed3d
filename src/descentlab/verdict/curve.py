"""What a loss curve shows: spikes, and plateaus."""

import numpy as np

from descentlab.common.arrays import Float, Int, quiet

SPIKE, BEFORE = 3.0, 10
"""A spike is a loss so many times the highest of so many steps before, measured from the lowest minimum."""
VISIBLE = 1e-3
"""Of the height a run began at: a jump below it, at the very bottom, is no spike in any picture."""
FLAT = 0.05
"""Of what is left to fall: a second half that falls by less is a plateau, if the first half fell by more."""
SHORT = 8
"""Losses: of fewer nobody can tell."""


def spikes(losses: Float, floor: float, taken: Int) -> Float:
    """The step with the highest spike, and to how many times the highest loss before it jumped, (2, n); NaN for none.

    Args:
        losses: (T+1, n).
        floor: the lowest loss there is.
        taken: the steps of each lane, (n,).
    """
    found = np.full((2, taken.size), np.nan)
    with quiet():
        left = np.maximum(losses - floor, 0.0)
        jumps = left[1:] > SPIKE * left[:-1]
        jumps &= np.arange(len(jumps))[:, np.newaxis] < taken
        lanes = np.flatnonzero(jumps.any(axis=0))
        left, jumps = left[:, lanes], jumps[:, lanes]
        padded = np.concatenate((np.zeros((BEFORE - 1, lanes.size)), left[:-1]))
        before = np.maximum.reduce([padded[first : first + len(jumps)] for first in range(BEFORE)])
        ratios = np.where(jumps & (before > 0) & (left[1:] > VISIBLE * left[0]), left[1:] / before, 0.0)
        step = ratios.argmax(axis=0)
        ratio = ratios[step, np.arange(lanes.size)]
        found[:, lanes] = np.where((ratio >= SPIKE) & (ratio < np.inf), [step + 1, ratio], np.nan)
    return found


def plateau(losses: Float, floor: float | None) -> Float:
    """How much losses (T+1, n) fell over the second half, (n,); NaN where that is much, or the first no more."""
    first, middle, last = (losses[at] for at in (0, len(losses) // 2, -1))
    fell = middle - last
    left = last - floor if floor is not None else np.abs(first - last)
    flat = (len(losses) >= SHORT) & (fell >= 0) & (fell < FLAT * left) & (first - middle > 4 * fell)
    return np.where(flat, fell, np.nan)
