"""A map as colours: the hue says how a run ended, or where; the lightness how soon."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.pictures.colours import HUES, PAPER, outcome_colours

Hue = Literal["outcome", "minimum"]
PALEST = 0.8
"""Of white, in the colour of a run that arrives, or is lost, at the last step; at once it has the colour as it is."""


def shades(
    outcomes: NDArray[np.uint8],
    minima: NDArray[np.int16],
    steps: NDArray[np.int32],
    lost: NDArray[np.int32],
    longest: int,
    hue: Hue = "outcome",
) -> NDArray[np.uint8]:
    """The colour of every run of a map, (ny, nx, 3); white where there is no outcome.

    Args:
        outcomes, minima, steps, lost: of each run, (ny, nx), as in `Atlas`.
        longest: steps of the longest run there might be.
        hue: of its outcome, or, where it rests in a minimum, of that minimum.
    """
    palette = np.vstack((_rgb(outcome_colours()), _rgb((PAPER,))))
    base = palette[np.minimum(outcomes, len(palette) - 1)]
    if hue == "minimum":
        hues = _rgb(HUES)
        base = np.where((minima >= 0)[..., np.newaxis], hues[minima % len(hues)], base)
    ended = np.maximum(steps, lost).clip(0)
    late = np.sqrt(ended / longest).clip(max=1)  # the root spreads the few steps that most runs take
    white = PALEST * late[..., np.newaxis]
    return np.rint(base + white * (255 - base)).astype(np.uint8)


def _rgb(colours: tuple[str, ...]) -> Float:
    """Colours such as #00734c as rows of red, green and blue, 0 to 255."""
    return np.array([list(bytes.fromhex(each[1:])) for each in colours], dtype=np.float64)
