"""The colours of a map: its hue is the outcome, or the minimum that was reached, its lightness how soon."""

import numpy as np
from numpy.typing import NDArray

from descentlab.pictures.colours import outcome_colours
from descentlab.verdict.outcome import OUTCOMES

MINIMA = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Of the minima that runs reach, lowest first (Okabe–Ito), and over again."""
LIGHTEST = 0.7
"""How far towards white what arrives at once is."""
EMPTY = (255, 255, 255)
"""Where there is no outcome."""

RGB = NDArray[np.uint8]


def map_colours(
    outcomes: NDArray[np.uint8], steps: NDArray[np.int32], minima: NDArray[np.int16], longest: int, *, several: bool
) -> RGB:
    """The colour of every pixel, (ny, nx, 3).

    Args:
        steps: to arrival, negative where there is none.
        minima: index of the one that is reached, negative where there is none.
        longest: the steps that a run has at the most.
        several: whether there is more than one minimum to tell apart.
    """
    palette = np.array([EMPTY] * 256, dtype=float)
    palette[: len(OUTCOMES)] = [_rgb(each) for each in outcome_colours()]
    colours = palette[outcomes]
    if several:
        reached = minima >= 0
        colours[reached] = np.array([_rgb(each) for each in MINIMA], dtype=float)[minima[reached] % len(MINIMA)]
    soon = 1 - np.log1p(np.maximum(steps, 0)) / np.log1p(longest)
    light = np.where(steps >= 0, LIGHTEST * soon, 0.0)[..., np.newaxis]
    rgb: RGB = np.rint(colours + (255 - colours) * light).astype(np.uint8)
    return rgb


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
