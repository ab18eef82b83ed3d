"""A surface as a picture needs it for every notch of a parameter's slider: coarser, and without lines of its own.

While a hand drags the parameter, the ground changes with it; what is drawn there in detail is asked for when it rests.
"""

from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float, keep_memory, quiet
from descentlab.common.deadline import check_deadline
from descentlab.surfaces.grid import Grid
from descentlab.surfaces.landscape import BANDS, HIGHEST, Tone, choose_tones, extend, square_cells
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.points import CriticalPoint

LONG_SIDE = 56
"""Grid points along the longer side."""


@dataclass(frozen=True)
class Landscapes:
    """The ground of each lane.

    Args:
        heights: (N, ny, nx), row 0 at ymin, NaN where the loss has no value.
        tones: how a height becomes a tone, N of them.
        levels: heights between which contour lines run, (N, bands − 1).
        minima, saddles: those of each lane.
    """

    extent: Domain
    heights: Float
    tones: tuple[Tone, ...]
    levels: Float
    minima: tuple[tuple[CriticalPoint, ...], ...]
    saddles: tuple[tuple[CriticalPoint, ...], ...]


def landscapes(loss: Loss, aspect: float | None = None, view: Domain | None = None) -> Landscapes:
    """The losses of many lanes over a part of the plane: see `landscape`.

    Args:
        loss: of lanes that have parameters of their own.
        aspect: width over height; the part's own if none is given.
        view: xmin, xmax, ymin, ymax; the domain, if none is given.
    """
    keep_memory()
    extent = extend(view or loss.domain, aspect)
    grid = square_cells(extent, LONG_SIDE)
    with quiet():
        heights = np.stack([_heights(loss.lane(lane), grid) for lane in range(loss.lanes or 1)])
        tones = choose_tones(loss, grid, heights)
        levels = np.array([tone.height(np.arange(1, BANDS) / BANDS) for tone in tones])
        known = loss.critical_points_of_each
    minima, saddles = tuple(each.minima for each in known), tuple(each.saddles for each in known)
    return Landscapes(extent, heights, tones, levels, minima, saddles)


def _heights(loss: Loss, grid: Grid) -> Float:
    check_deadline()
    heights = loss.value(*np.meshgrid(grid.x, grid.y))
    return np.where(np.isfinite(heights), heights, np.nan).clip(-HIGHEST, HIGHEST)
