"""What a point is where the slope vanishes or is not there: minimum, maximum, saddle, inflection, or level ground."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.surfaces.curvature import curvatures, principal_direction
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.probe import is_bottom

FLAT = 1e-7
"""Of the larger curvature: a smaller one is not told from none, and the neighbourhood decides."""
CIRCLES = (1e-2, 1e-4)
"""Of the diagonal: how far around a point the loss is looked at."""
ANGLES = 48
"""Points of a circle."""
SLOPES = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
"""Circles' radii along the direction that hardly curves: there the slope of a tail keeps its sign."""


class Shape(IntEnum):
    """The lie of the land around a point.

    On a circle around a saddle the loss falls in two places or more, around an inflection (x³ + y²) in one.
    """

    MINIMUM = 0
    MAXIMUM = 1
    SADDLE = 2
    INFLECTION = 3
    LEVEL = 4
    """The loss is the same all around, or falls on so gently that nothing tells it from that."""


class Shapes(NamedTuple):
    """The shape of each point and its curvatures, (n,) each; of a kink they are infinite."""

    shape: Int
    low: Float
    high: Float


def shapes_of(loss: Loss, points: Float) -> Shapes:
    """What points (2, n) are at which the slope vanishes: by their curvatures, and where these do not tell by a circle.

    A curvature that is not told from none, or not finite, leaves it to the neighbourhood, and so does every one of a
    formula with creases; where the loss changes in proportion to the distance the point is a kink.
    """
    count = points.shape[1]
    low, high = (np.array(np.broadcast_to(each, count)) for each in curvatures(*loss.hessian(*points)))
    flat = FLAT * np.maximum(np.abs(low), np.abs(high))
    shape = np.select([low > flat, high < -flat], [Shape.MINIMUM, Shape.MAXIMUM], Shape.SADDLE).astype(np.int64)
    sure = loss.is_smooth & (np.abs(low) > flat) & (np.abs(high) > flat)  # NaN is not
    unsure = np.flatnonzero(~sure)
    if unsure.size:
        shape[unsure], kinked = _by_circle(loss.of(unsure), points[:, unsure])
        low[unsure[kinked]] = high[unsure[kinked]] = np.inf
        tails = unsure[(shape[unsure] == Shape.MINIMUM) & ~kinked]
        shape[tails[_falls_on(loss.of(tails), points[:, tails])]] = Shape.LEVEL
    return Shapes(shape, low, high)


def _by_circle(loss: Loss, points: Float) -> tuple[Int, Bool]:
    """The shape of each point, and whether it is a kink, from the loss on two circles around it."""
    here = loss.value(*points)
    far, near = (loss.value(*around(points, size * loss.diagonal)) - here for size in CIRCLES)
    beside_none = ~np.isfinite(far).all(axis=0)
    far = np.where(np.isfinite(far), far, 0.0)  # where the formula has no value the loss neither falls nor rises
    least = 1e-12 * np.abs(far).max(axis=0) + 1e-15 * np.abs(here)
    sign = np.where(far > least, 1, np.where(far < -least, -1, 0))
    falls, rises = (sign < 0).any(axis=0), (sign > 0).any(axis=0)
    sectors = ((sign < 0) & (np.roll(sign, 1, axis=0) >= 0)).sum(axis=0)
    mixed = np.where(sectors > 1, Shape.SADDLE, Shape.INFLECTION)
    shape = np.where(falls, np.where(rises, mixed, Shape.MAXIMUM), np.where(rises, Shape.MINIMUM, Shape.LEVEL))
    edge = np.flatnonzero(beside_none & (shape == Shape.MINIMUM))
    if edge.size:
        shape[edge[~is_bottom(loss.of(edge), points[:, edge], CIRCLES[0] * loss.diagonal)]] = Shape.INFLECTION
    steep = np.fmax.reduce(np.abs(near), axis=0) * CIRCLES[0] > np.abs(far).max(axis=0) * CIRCLES[1] / 10
    return shape.astype(np.int64), steep & (falls | rises)


def around(points: Float, radius: float) -> Float:
    """A circle around each point, (2, ANGLES, n)."""
    angles = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    circle: Float = radius * np.stack((np.cos(angles), np.sin(angles)))
    return points[:, np.newaxis] + circle[:, :, np.newaxis]


def _falls_on(loss: Loss, points: Float) -> Bool:
    """Whether the slope along the level direction never turns: a valley that falls on (e^−x + y²) has no bottom here.

    The floor of a true valley has none, or one that rounding makes, of either sign.
    """
    hxx, hxy, hyy = (np.broadcast_to(each, points.shape[1]) for each in loss.hessian(*points))
    across = principal_direction(hxx, hxy, hyy)
    along = np.stack((-across[1], across[0]))
    line = points[:, np.newaxis] + along[:, np.newaxis] * (CIRCLES[0] * loss.diagonal * SLOPES)[:, np.newaxis]
    slope = np.einsum("ijk,ik->jk", loss.gradient(line), along)
    change = np.diff(slope, axis=0)
    turns_not = (slope > 0).all(axis=0) | (slope < 0).all(axis=0)
    falls_on: Bool = turns_not & ((change > 0).all(axis=0) | (change < 0).all(axis=0))
    return falls_on
