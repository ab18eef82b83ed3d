"""Whether a run that falls without limit was driven out across its way: then it has diverged, whatever it becomes."""

from functools import lru_cache

import numpy as np

from descentlab.common.arrays import Bool, Chosen, Float
from descentlab.descent.trace import Trace
from descentlab.surfaces.curvature import curvatures, principal_direction
from descentlab.surfaces.loss import Loss

SIDE = 25
"""Heights along each side of the domain, from which it is told how high the picture is."""
VISIBLE = 1e-2
"""Of the slope: so much of it must point across, or the run follows its valley."""


def diverges_across(loss: Loss, trace: Trace, lanes: Chosen, linear: Bool) -> Bool:
    """Whether these lanes rose by more than the picture is high, or were driven out across when they left it.

    The second is asked of those with a linear optimizer, (N,).
    """
    loss = loss.of(lanes)
    gradients, losses = trace.measured(lanes, 0)
    finite = np.arange(len(losses))[:, np.newaxis] < trace.lengths[lanes]
    peak = np.where(finite, losses, -np.inf).max(axis=0)
    rose: Bool = peak > losses[0] + relief(loss)
    # Where a step is not in proportion to the slope (Rprop) a wider swing may well be followed by a shorter one.
    if linear.any():
        rose |= linear & _swings_out(loss, trace.points[:, :, lanes], gradients, finite)
    return rose


def relief(loss: Loss) -> float | Float:
    """How high the picture is, of all lanes or of each: the difference of its heights, without the outermost tenths."""
    return _relief(loss) if loss.lanes is None else np.array([_relief(loss.lane(lane)) for lane in range(loss.lanes)])


@lru_cache(maxsize=256)
def _relief(loss: Loss) -> float:
    xmin, xmax, ymin, ymax = loss.domain
    heights = loss.value(*np.meshgrid(np.linspace(xmin, xmax, SIDE), np.linspace(ymin, ymax, SIDE)))
    finite = heights[np.isfinite(heights)]
    return float(np.subtract(*np.quantile(finite, [0.9, 0.1]))) if finite.size else 0.0


def _swings_out(loss: Loss, points: Float, gradients: Float, finite: Bool) -> Bool:
    """Whether the step out of the picture lands on the other side, on a steeper slope than any before, and so on.

    Then ηλ is above the limit across: in the direction of the largest curvature where that step began.
    """
    xmin, xmax, ymin, ymax = loss.domain
    x, y = points[:, 0], points[:, 1]
    outside = ~((x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax) & finite)
    out = np.where(outside.any(axis=0), outside.argmax(axis=0), len(points) - 1)
    out, lanes = np.clip(out, 1, np.maximum(finite.sum(axis=0) - 1, 1)), np.arange(points.shape[2])
    w = points[out - 1, :, lanes].T
    hessian = np.broadcast_arrays(*loss.hessian(*w), w[0])[:3]
    across = principal_direction(*hessian)
    slopes = np.einsum("ijk,jk->ik", gradients, across)
    size = np.where(finite, np.abs(slopes), 0.0)
    step = np.arange(len(size))[:, np.newaxis] - out
    # A heavy ball swings wider once and settles: only what grows twice over grows on.
    before, at, after = (np.where(rows, size, 0.0).max(axis=0) for rows in (step < 0, step // 2 == 0, step // 2 == 1))
    goes_on = np.where(finite.sum(axis=0) > out + 2, after > at, True)
    turns = np.sign(slopes[out - 1, lanes]) != np.sign(slopes[out, lanes])
    visible = size[out - 1, lanes] > VISIBLE * np.hypot(*gradients[out - 1, :, lanes].T)
    swings: Bool = turns & (at > before) & goes_on & visible & (curvatures(*hessian)[1] > 0)
    return swings
