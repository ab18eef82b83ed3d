"""The trace of lanes: their points, and what is measured of them at both ends and, where asked, all along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Bool, Chosen, Float, Int
from descentlab.common.deadline import check_deadline


@dataclass(frozen=True)
class Trace:
    """What the rules look at.

    Args:
        points: (T+1, 2, N).
        lengths: how many points of each lane are finite in every respect, (N,).
        steps: how many each was to take, a number or (N,); after the last it stays where it is.
        end, slope: the last of these and the gradient there, (2, N).
        start_loss, end_loss: (N,).
        measured: (lanes, first row) -> the gradients and losses of these lanes from that row on. It is asked for no
            lane that can be judged without them.
    """

    points: Float
    lengths: Int
    steps: int | Int
    end: Float
    slope: Float
    start_loss: Float
    end_loss: Float
    measured: Callable[[Chosen, int], tuple[Float, Float]]


def parts(chosen: Bool, size: int) -> Iterator[Chosen]:
    """The chosen lanes, so many at a time; as a slice where they are neighbours, for a slice is no copy."""
    every = np.flatnonzero(chosen)
    for first in range(0, every.size, size):
        check_deadline()
        lanes = every[first : first + size]
        neighbours = lanes[-1] - lanes[0] == lanes.size - 1
        yield slice(int(lanes[0]), int(lanes[-1]) + 1) if neighbours else lanes
