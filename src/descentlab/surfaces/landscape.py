"""A surface as a picture needs it: heights on a grid, contour lines, and how a height becomes a colour."""

from dataclasses import dataclass
from typing import Literal

import contourpy
import numpy as np

from descentlab.common.arrays import Float, Int, quiet
from descentlab.surfaces.loss import Domain, Loss

LONG_SIDE = 160
"""Grid points along the longer side; the page interpolates between them."""
BANDS = 18
"""Steps of height, of equal tone, between which contour lines run."""
MARGIN = 0.03
"""Of the picture, beyond its edges, so that a canvas of nearly this aspect is filled too."""


@dataclass(frozen=True)
class Tone:
    """How a height z becomes a tone 0..1: linear, or log1p where heights span decades.

    t = (z − low)/(high − low), or t = ln(1 + (z − low)/softness) / ln(1 + (high − low)/softness).
    """

    kind: Literal["linear", "log"]
    low: float
    high: float
    softness: float

    def height(self, tone: Float) -> Float:
        """The height of a tone: the inverse."""
        if self.kind == "linear":
            return self.low + tone * (self.high - self.low)
        height: Float = self.low + self.softness * np.expm1(tone * np.log1p((self.high - self.low) / self.softness))
        return height


@dataclass(frozen=True)
class Landscape:
    """Heights (ny, nx), row 0 at ymin; contour lines as vertices (M, 2) with the offset and level of each line."""

    extent: Domain
    heights: Float
    tone: Tone
    levels: Float
    vertices: Float
    line_starts: Int
    line_levels: Float


def landscape(loss: Loss, aspect: float | None = None, long_side: int = LONG_SIDE, bands: int = BANDS) -> Landscape:
    """The surface over its domain, and over as much more of the plane as an aspect (width / height) asks for."""
    extent = extend(loss.domain, aspect)
    xmin, xmax, ymin, ymax = extent
    cell = max(xmax - xmin, ymax - ymin) / (long_side - 1)
    x = np.linspace(xmin, xmax, max(round((xmax - xmin) / cell) + 1, 8))
    y = np.linspace(ymin, ymax, max(round((ymax - ymin) / cell) + 1, 8))
    with quiet():
        heights = loss.value(*np.meshgrid(x, y))
    finite = np.isfinite(heights)
    if not finite.any():
        heights = np.zeros_like(heights)
    heights = np.where(finite, heights, heights[finite].max() if finite.any() else 0.0)
    tone = choose_tone(heights, loss.floor)
    levels = tone.height(np.arange(1, bands) / bands)
    return Landscape(extent, heights, tone, levels, *_lines(x, y, heights, levels))


def extend(domain: Domain, aspect: float | None) -> Domain:
    """The domain, widened or heightened to an aspect, with a margin; its centre stays, x and y keep one scale."""
    xmin, xmax, ymin, ymax = domain
    width, height = xmax - xmin, ymax - ymin
    aspect = aspect or width / height
    wide, high = max(width, height * aspect) * (1 + MARGIN), max(height, width / aspect) * (1 + MARGIN)
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    return x - wide / 2, x + wide / 2, y - high / 2, y + high / 2


def choose_tone(heights: Float, floor: float | None) -> Tone:
    """Logarithmic where the walls stand far above the median, so that the floor is as readable as they are."""
    low, high = float(heights.min()), float(heights.max())
    low = low if floor is None else min(low, floor)  # the grid may step over the minimum
    if high <= low:
        return Tone("linear", low, low + 1.0, 1.0)
    softness = float(np.quantile(heights, 0.05)) - low
    spans_decades = softness > 0 and (high - low) / softness > 30
    return Tone("log" if spans_decades else "linear", low, high, max(softness, 1e-6 * (high - low)))


def _lines(x: Float, y: Float, heights: Float, levels: Float) -> tuple[Float, Int, Float]:
    generator = contourpy.contour_generator(x, y, heights, line_type=contourpy.LineType.Separate)
    lines: list[Float] = []
    of_level: list[float] = []
    for level in levels:
        found = [np.asarray(line) for line in generator.lines(float(level))]
        lines += found
        of_level += [float(level)] * len(found)
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return np.concatenate([np.empty((0, 2)), *lines]), starts, np.array(of_level)
