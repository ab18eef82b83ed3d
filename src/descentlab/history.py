"""What lanes did: their points, and the loss and its derivatives measured along them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descentlab.arrays import Float, Int, quiet, span
from descentlab.losses import Loss
from descentlab.stability import curvatures

BLOCK = 16_384
"""Points measured at once: few enough for the processor's cache, enough to hide the cost of a NumPy call."""


@dataclass(frozen=True)
class History:
    """What the lanes did, step first and lane last.

    Args:
        points, gradients: (T+1, 2, N).
        losses, sharpness: (T+1, N); sharpness is the largest eigenvalue of the Hessian.
        rates: η of the update from point k to point k+1, (T, N).
        lengths: how many points of each lane are finite in every respect, (N,).
    """

    points: Float
    gradients: Float
    losses: Float
    sharpness: Float
    rates: Float
    lengths: Int

    @cached_property
    def single_lengths(self) -> Int:
        """How many points of each lane, and their losses, come before it leaves single precision for good, (N,).

        So far a run is drawn and spoken of: to a student, or to a network, a loss of 1e38 is as good as infinite.
        A lane that comes back, when a schedule lowers its rate, has not left.
        """
        largest = float(np.finfo(np.float32).max)
        with quiet():
            fits = (np.abs(self.points).max(axis=1) <= largest) & (np.abs(self.losses) <= largest)
        returns = fits[self.lengths - 1, np.arange(self.lengths.size)]
        return np.where(returns, self.lengths, fits.argmin(axis=0))


def record(loss: Loss, points: Float, gradients: Float, rates: Float, *, exact: bool, curved: bool = True) -> History:
    """Measure the loss, its slope and its curvature along finished lanes.

    Args:
        gradients: what the updates used, (T+1, 2, N), to become the exact ones; if `exact`, only the last is missing.
        curved: whether the curvature is wanted; it is NaN if not.
    """
    count, _, lanes = points.shape
    losses, sharpness = np.empty((2, count, lanes))
    size = max(BLOCK // lanes, 1)
    for first in range(0, count, size):
        rows = slice(first, first + size)
        x, y = points[rows, 0], points[rows, 1]
        loss.value(x, y, out=losses[rows])
        sharpness[rows] = curvatures(*loss.hessian(x, y))[1] if curved else np.nan
        if not exact:
            gradients[rows] = loss.gradient(np.stack((x, y))).swapaxes(0, 1)
    if exact:
        loss.gradient(points[-1], out=gradients[-1])
    return History(points, gradients, losses, sharpness, rates, _lengths(points, gradients, losses))


def _lengths(points: Float, gradients: Float, losses: Float) -> Int:
    """How many points of each lane are finite, with their loss and slope, before the first that is not."""
    count, _, lanes = points.shape
    lengths = np.full(lanes, count)
    # No step leads back from a point, or a slope, that is not finite, and a sum is finite only if all its parts are:
    # most lanes need no closer look.
    ended = span(~np.isfinite(points[-1].sum(axis=0) + gradients[-1].sum(axis=0) + losses.sum(axis=0)))
    finite = np.isfinite(losses[:, ended])
    for values in (points, gradients):
        finite &= np.isfinite(values[:, 0, ended]) & np.isfinite(values[:, 1, ended])
    lengths[ended] = np.where(finite.all(axis=0), count, finite.argmin(axis=0))
    return lengths
