"""Where between two places a loss has a level, or ceases to have a value: brackets that are narrowed, many at once."""

from collections.abc import Callable

import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.common.deadline import check_deadline
from descentlab.surfaces.grid import Here

ON_LEVEL, APART = 1e-2, 0.1
"""Of the rise between the ends of a bracket: how far from its level the loss may be at a crossing. Between the nodes of
a picture that is less than what its lines are rounded to; but where lines crowd, of the step to the next one."""
UNSEEN = 0.02
"""Of the step between two levels: a jump below it is none."""
ASTRAY = 0.5
"""Of the step between two levels: so far from its level the loss may be anywhere on a line."""
HALVINGS = 30
"""Of a bracket, before the loss is said to jump in it."""


def root(f: Callable[[Float, Int], Float], at_0: Float, at_1: Float, step: Float) -> tuple[Float, Bool]:
    """Where in 0..1 each f crosses zero, and whether it does: over a jump of the size of a step it has leapt.

    False position of the Illinois kind first, which a smooth f needs two or three times; then halving.
    """
    enough = np.minimum(ON_LEVEL * np.abs(at_1 - at_0), APART * step)
    low, high = np.zeros_like(at_0), np.ones_like(at_0)
    f_low, f_high = at_0.copy(), at_1.copy()
    best = np.where(np.abs(f_low) <= np.abs(f_high), 0.0, 1.0)
    off = np.minimum(np.abs(f_low), np.abs(f_high))
    # To be near zero at an end is not enough: beside a jump f may be so by chance, and comes no nearer.
    enough = np.minimum(enough, np.maximum(off / 2, 1e-9 * np.abs(at_1 - at_0)))
    active = np.flatnonzero(off > enough)
    for turn in range(HALVINGS):
        if not active.size:
            break
        check_deadline()
        a, b, fa, fb = low[active], high[active], f_low[active], f_high[active]
        t = (a * fb - b * fa) / (fb - fa) if turn < 4 else (a + b) / 2
        ft = f(t, active)
        lost = ~np.isfinite(ft)
        ft = np.where(lost, np.inf, ft)
        better = np.abs(ft) < off[active]
        best[active[better]], off[active[better]] = t[better], np.abs(ft[better])
        left = (ft > 0) == (fa > 0)  # the crossing lies between t and b
        halve = 0.5 if turn < 4 else 1.0
        low[active], f_low[active] = np.where(left, t, a), np.where(left, ft, halve * fa)
        high[active], f_high[active] = np.where(left, b, t), np.where(left, halve * fb, ft)
        active = active[~lost & (np.abs(ft) > enough[active])]
    return best, (off <= enough) | (np.abs(f_high - f_low) <= UNSEEN * step)


def last_defined(here: Here, a: Float, b: Float) -> Float:
    """The place nearest to b, on the way there from a, at which the loss has a value, as at a it has."""
    for _ in range(14):
        middle = (a + b) / 2
        defined = np.isfinite(here(middle))
        a, b = np.where(defined, middle, a), np.where(defined, b, middle)
    return a
