"""Which learning rate to recommend: one from the middle of the widest window of rates that go well.

A rate at the edge of its window, or in a sliver of its own, is a knife edge: the next problem, or the next seed, falls
off it.
"""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int

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

    def margin(self, share: float, stride: int) -> int:
        """Lanes to keep from its ends: a share of them, and `MARGIN` notches if it has as many."""
        least = -(-MARGIN // stride)
        return min(max(int(self.size * share), least), (self.size - 1) // 2)


def windows(good: Bool) -> list[Window]:
    """The stretches of good lanes (N,), in order of η.

    >>> windows(np.array([True, False, True, True]))
    [Window(first=0, last=0), Window(first=2, last=3)]
    """
    edges = np.flatnonzero(np.diff(good.astype(np.int8), prepend=0, append=0))
    return [Window(int(first), int(end) - 1) for first, end in edges.reshape(-1, 2)]


def widest_window(good: Bool) -> Window | None:
    """The longest stretch of good lanes (N,), of equals the highest; None where no lane is good."""
    return max(windows(good), key=lambda window: (window.size, window.first), default=None)


def is_sliver(window: Window, stride: int = 1) -> bool:
    """Whether a window is too narrow to recommend a rate from."""
    return window.size * stride < SLIVER


def recommended(good: Bool, key: Float | Int, *, share: float = MIDDLE, stride: int = 1) -> int | None:
    """Of the good lanes (N,) that with the lowest key (N,) in the middle of the widest window; None if there is none.

    Args:
        share: of the window, left out at both ends.
        stride: notches from one lane to the next.
    """
    window = widest_window(good)
    if window is None or is_sliver(window, stride):
        return None
    margin = window.margin(share, stride)
    middle = slice(window.first + margin, window.last - margin + 1)
    return middle.start + int(np.argmin(key[middle]))


def is_knife_edge(good: Bool, lane: int, stride: int = 1) -> bool:
    """Whether a good lane lies nearer to an end of its window than `MARGIN` notches, though a wider window has room."""
    widest, least = widest_window(good), -(-MARGIN // stride)
    own = next((window for window in windows(good) if window.first <= lane <= window.last), None)
    if own is None or widest is None:
        return True
    away = min(lane - own.first, own.last - lane)
    return away < min(least, (widest.size - 1) // 2)
