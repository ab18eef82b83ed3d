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


def spikes(losses: Float, rises: Bool, floor: float) -> tuple[Float, Float]:
    """The step with the highest spike, and to how many times the highest loss before it jumped, (N,); NaN for none.

    Args:
        losses: (T+1, N).
        rises: the steps that raised the loss, and may be spikes, (T, N).
        floor: the lowest loss there is.
    """
    steps, ratios = np.full((2, losses.shape[1]), np.nan)
    with quiet():
        left = losses - floor
        jumps = rises & (left[1:] > SPIKE * left[:-1])  # a little below the floor is looked at again
        step, lane = np.divmod(np.flatnonzero(jumps), losses.shape[1])
        before, after = (np.maximum(left[at, lane], 0.0) for at in (step, step + 1))
        jumps = (after > SPIKE * before) & (after > VISIBLE * np.maximum(left[0, lane], 0.0))
        step, lane, after = step[jumps], lane[jumps], after[jumps]
        rows = np.maximum(step[:, np.newaxis] - np.arange(BEFORE), 0)
        highest = np.maximum(left[rows, lane[:, np.newaxis]].max(axis=1), 0.0)
        ratio = np.where(highest > 0, after / highest, 0.0)
    order = np.lexsort((-step, ratio))  # the highest last, of equals the first; what is written last stays
    steps[lane[order]], ratios[lane[order]] = step[order] + 1, ratio[order]
    is_spike = (ratios >= SPIKE) & (ratios < np.inf)
    return np.where(is_spike, steps, np.nan), np.where(is_spike, ratios, np.nan)


def plateau(losses: Float, floor: float | None) -> Float:
    """How much losses (T+1, n) fell over the second half, (n,); NaN where that is much, or the first no more."""
    first, middle, last = (losses[at] for at in (0, len(losses) // 2, -1))
    fell = middle - last
    left = last - floor if floor is not None else np.abs(first - last)
    flat = (len(losses) >= SHORT) & (fell >= 0) & (fell < FLAT * left) & (first - middle > 4 * fell)
    return np.where(flat, fell, np.nan)
