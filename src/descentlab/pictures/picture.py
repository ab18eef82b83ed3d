"""A picture as plain data: axes, and marks on them. It is drawn by `svg.draw` and by `plots.draw` alike."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.surfaces.loss import Domain

Scale = Literal["linear", "log", "symlog"]
"""Of an axis; symlog is linear from −1 to 1 and logarithmic beyond, for losses that may be negative."""


@dataclass(frozen=True)
class Line:
    """A line through (x, y); NaN interrupts it."""

    x: Float
    y: Float
    color: str
    width: float = 1.0
    label: str = ""


@dataclass(frozen=True)
class Dots:
    """A marker at each (x, y); the marker's name is one of `svg.MARKERS`."""

    x: Float
    y: Float
    color: str
    marker: str = "circle"
    size: float = 5.0
    label: str = ""


@dataclass(frozen=True)
class Upright:
    """A dashed line across the picture at x."""

    x: float
    color: str
    label: str = ""


@dataclass(frozen=True)
class Cells:
    """A grid of coloured cells around the points x (nx,) and y (ny,).

    Args:
        kinds: index into colors and labels, (ny, nx); −1 where a cell is left empty.
    """

    x: Float
    y: Float
    kinds: Int
    colors: tuple[str, ...]
    labels: tuple[str, ...]


Mark = Line | Dots | Upright | Cells


@dataclass(frozen=True)
class Picture:
    """Marks on axes, the first at the bottom.

    Args:
        limits: xmin, xmax, ymin, ymax; what lies beyond is cut off.
        plane: whether x and y have one scale, as on a map.
    """

    title: str
    x_label: str
    y_label: str
    marks: tuple[Mark, ...]
    limits: Domain
    x_scale: Scale = "linear"
    y_scale: Scale = "linear"
    plane: bool = False


def edges_of(centres: Float, scale: Scale) -> Float:
    """Where cells around these values, evenly spaced on such an axis, begin and end."""
    if scale == "log":
        edges: Float = 10 ** edges_of(np.log10(centres), "linear")
        return edges
    half = np.diff(centres).mean() / 2 if centres.size > 1 else 0.5
    return np.append(centres - half, centres[-1] + half)
