"""How rough a boundary is: its box-counting dimension, 1 for a plain curve and more for one that never smooths out."""

import numpy as np
from numpy.typing import NDArray

SIDES = (1, 2, 4, 8, 16, 32)
"""Pixels of a box."""


def dimension(inside: NDArray[np.bool_]) -> float:
    """The slope of log N over log 1/s, N(s) the boxes of side s that hold both pixels inside and outside.

    Neighbouring boxes share the pixels between them, so that a boundary between two boxes is in one of them.
    """
    counts = [mixed(inside, side) for side in SIDES]
    return float(-np.polyfit(np.log(SIDES), np.log(counts), 1)[0])


def mixed(inside: NDArray[np.bool_], side: int) -> int:
    """How many boxes of that side hold both."""
    rows, columns = (range(0, size - side + 1, side) for size in inside.shape)
    boxes = (inside[i : i + side + 1, j : j + side + 1] for i in rows for j in columns)
    return sum(bool(box.any() and not box.all()) for box in boxes)
