"""What is known of a loss as a whole: points where its slope vanishes, and its minima as arrays for many lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int


@dataclass(frozen=True)
class StatedPoint:
    """A critical point as a surface states it, at the default parameters.

    `kink` says that the loss has no slope there, as |x| has none at 0; the gradient is then defined as zero.
    """

    point: tuple[float, float]
    value: float
    kink: bool = False


@dataclass(frozen=True)
class CriticalPoint:
    """A point where the gradient vanishes, its loss, and its curvatures (eigenvalues of the Hessian, rising).

    At a kink there is no curvature to speak of: it counts as infinite in both directions.
    """

    point: tuple[float, float]
    value: float
    curvatures: tuple[float, float]

    @property
    def is_kink(self) -> bool:
        """Whether the loss has no slope there."""
        return self.curvatures[0] == np.inf


@dataclass(frozen=True)
class CriticalPoints:
    """The minima, lowest first, and the saddles; `undercut` says that a loss lower than all of them was seen."""

    minima: tuple[CriticalPoint, ...]
    saddles: tuple[CriticalPoint, ...]
    undercut: bool = False


class Minima(NamedTuple):
    """Up to M minima of n losses, lowest first; n is 1 where all lanes share one.

    Args:
        points: (2, M, n), NaN where a loss has fewer.
        values: (M, n), likewise.
        floor: the lowest loss there is, (n,); NaN where there is none, or a lower one was seen elsewhere.
    """

    points: Float
    values: Float
    floor: Float

    @property
    def some(self) -> Bool:
        """Whether there are any, (n,)."""
        return np.asarray(np.isfinite(self.values).any(axis=0))

    def of(self, lanes: slice | Int | Bool) -> "Minima":
        """Those of some lanes."""
        if self.floor.size == 1:
            return self
        return Minima(self.points[:, :, lanes], self.values[:, lanes], self.floor[lanes])

    def nearest(self, w: Float) -> tuple[Int, Float]:
        """For each of w (2, n) the index of the nearest, and its distance, infinite if there is none."""
        nearest, least = np.zeros(w.shape[1], dtype=np.int64), np.full(w.shape[1], np.inf)
        for index in range(len(self.values)):
            away = np.hypot(w[0] - self.points[0, index], w[1] - self.points[1, index])
            closer = away < least
            nearest[closer], least[closer] = index, away[closer]
        return nearest, least

    def at(self, index: Int) -> tuple[Float, Float]:
        """The points (2, n) and the values (n,) of these, one of each lane."""
        lanes = np.arange(index.size) if self.floor.size > 1 else np.zeros(index.size, dtype=np.int64)
        return self.points[:, index, lanes], self.values[index, lanes]


def sorted_minima(points: Float, values: Float) -> Minima:
    """Those of many losses that have as many each, in any order: points (2, M, n), values (M, n)."""
    order = np.argsort(values, axis=0, kind="stable")
    values = np.take_along_axis(values, order, axis=0)
    points = np.take_along_axis(points, order[np.newaxis], axis=1)
    return Minima(points, values, values[0] if len(values) else np.full(values.shape[1], np.nan))


def minima_of(losses: Sequence[CriticalPoints]) -> Minima:
    """Those of some losses, each with what is known of it."""
    most = max((len(each.minima) for each in losses), default=0)
    points, values = np.full((2, most, len(losses)), np.nan), np.full((most, len(losses)), np.nan)
    floor = np.full(len(losses), np.nan)
    for column, known in enumerate(losses):
        for row, minimum in enumerate(known.minima):
            points[:, row, column], values[row, column] = minimum.point, minimum.value
        if known.minima and not known.undercut:
            floor[column] = known.minima[0].value
    return Minima(points, values, floor)
