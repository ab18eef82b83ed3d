"""Which learning rate to recommend: one from the middle of the widest window of rates that go well.

A rate at the edge of its window, or in a sliver of its own, is a knife edge: the next problem, or the next seed, falls
off it.
"""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.verdict.outcome import OUTCOMES, Outcome

MARGIN = 5
"""Notches: a recommended rate is so far from both ends of its window, where there is a window that wide."""
SLIVER = 5
"""Notches: what holds for fewer neighbouring rates is luck, and no window."""
MIDDLE = 1 / 3
"""Of a window, on either side of its middle: what lies between is as good as the middle."""


class Window(NamedTuple):
    """Neighbouring lanes, in order of η: the first and the last of them."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """Lanes in it."""
        return self.last - self.first + 1


def windows(good: Bool) -> list[Window]:
    """The stretches of good lanes (N,), in order of η.

    >>> windows(np.array([True, False, True, True]))
    [Window(first=0, last=0), Window(first=2, last=3)]
    """
    padded = np.zeros(good.size + 2, dtype=bool)
    padded[1:-1] = good
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return [Window(first, end - 1) for first, end in edges.reshape(-1, 2).tolist()]


def widest_window(good: Bool) -> Window | None:
    """The longest stretch of good lanes (N,), of equals the highest; None where no lane is good."""
    return max(windows(good), key=lambda window: (window.size, window.first), default=None)


def recommended(good: Bool, key: Float | Int, *, share: float = MIDDLE, stride: int = 1) -> int | None:
    """Of the good lanes (N,) that with the lowest key (N,) in the middle of the widest window; None if there is none.

    Lanes whose key is infinite are passed over; where a whole middle is, the next widest window is looked at, if it has
    room for `MARGIN` on both sides of a lane.

    Args:
        share: of the window, left out at both ends.
        stride: notches from one lane to the next.
    """
    room = 2 * _margin(stride) + 1
    for rank, window in enumerate(sorted(windows(good), key=lambda each: (each.size, each.first), reverse=True)):
        if (window.size + 1) * stride <= SLIVER or (rank and window.size < room):
            break
        margin = min(max(int(window.size * share), _margin(stride)), (window.size - 1) // 2)
        middle = slice(window.first + margin, window.last - margin + 1)
        if np.isfinite(key[middle]).any():
            return middle.start + int(np.argmin(key[middle]))
    return None


def _margin(stride: int) -> int:
    """`MARGIN` in lanes."""
    return -(-MARGIN // stride)


def ends(outcomes: Int) -> Bool:
    """Which lanes (N,) came to an end that says something of their rate: none that blew up, or falls without end."""
    return ~np.isin(outcomes, [OUTCOMES.index(each) for each in (Outcome.DIVERGED, Outcome.ESCAPED)])


def lowest_end(losses: Float, counts: Bool, best: int | None) -> int | None:
    """Of the lanes (N,) that count that with the lowest loss, of equals the best, else the first; None if none counts.

    >>> lowest_end(np.array([3.0, 0.0, 0.0, -9.0]), np.array([True, True, True, False]), best=2)
    2
    """
    if not counts.any():
        return None
    left = np.where(counts, losses, np.inf)
    return best if best is not None and left[best] == left.min() else int(left.argmin())


def knife_edges(good: Bool, stride: int = 1) -> Bool:
    """Which lanes (N,) are not good, or nearer to an end of their window than `MARGIN`, though the widest has room."""
    edges = np.ones_like(good)
    found = windows(good)
    most = max((window.size for window in found), default=0)
    least = min(_margin(stride), (most - 1) // 2)
    room = 2 * _margin(stride) + 1  # without it only in the widest there is a middle
    for window in (each for each in found if each.size >= min(room, most)):
        edges[window.first + least : window.last - least + 1] = False
    return edges


def well_inside(good: Bool) -> Bool:
    """Which lanes (N,), notch by notch, are good, and so are all within `MARGIN`.

    >>> well_inside(np.ones(12, dtype=bool)).nonzero()[0].tolist()
    [5, 6]
    """
    inside = np.zeros_like(good)
    for window in windows(good):
        inside[window.first + MARGIN : max(window.last - MARGIN + 1, 0)] = True
    return inside
