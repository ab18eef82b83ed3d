"""A surface as a picture needs it: heights on a grid, contour lines, and how a height becomes a colour."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from descentlab.common.arrays import Bool, Float, Int, keep_memory, quiet
from descentlab.surfaces.contours import Lines, contour_lines, crossings
from descentlab.surfaces.critical_points import MARGIN as SEARCHED
from descentlab.surfaces.critical_points import find_critical_points
from descentlab.surfaces.grid import Grid
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.points import CriticalPoint
from descentlab.surfaces.undefined import undefined_rings

LONG_SIDE = 144
"""Grid points along the longer side; the page interpolates between them."""
FINER, FEWER = 3, 2
"""Cells along each side of a cell, for contour lines and the edge of what is defined: fewer where nothing creases,
jumps or ends, as of a smooth surface that states its points; and of a mean over samples, each of which takes time."""
MOST_CROSSINGS = 30_000
"""Vertices that contour lines may have on the finer grid; of more the coarser one has to do."""
BANDS = 18
"""Steps of height, of equal tone, between which contour lines run."""
MARGIN = 0.03
"""Of the picture, beyond its edges, so that a canvas of nearly this aspect is filled too."""
CLIMBS = 8
"""Steps towards what may be a pole, each a quarter of the one before."""
SAME = 1e-4
"""Of the diagonal: points this near each other are one."""
HIGHEST = 1e300
"""Higher is drawn as this: so far from zero, the difference of two heights is no number of float64."""
NUDGE = 1e-6
"""Of a cell: where a node has no value, but all around it at this distance there is one, it is that."""


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

    def slope(self, height: Float) -> Float:
        """dz/dt at a height, where all beyond the ends counts as them."""
        if self.kind == "linear":
            return np.full_like(height, self.high - self.low)
        inside = np.clip(height, self.low, self.high)
        slope: Float = (inside - self.low + self.softness) * np.log1p((self.high - self.low) / self.softness)
        return slope


@dataclass(frozen=True)
class Landscape:
    """Heights (ny, nx), row 0 at ymin, NaN where the loss has no value; contour lines; how a height becomes a tone.

    `holes` are rings around the ground without value, vertices (M, 2), with the place where each begins.
    """

    extent: Domain
    heights: Float
    tone: Tone
    levels: Float
    lines: Lines
    holes: Float
    hole_starts: Int
    minima: tuple[CriticalPoint, ...]
    saddles: tuple[CriticalPoint, ...]


def landscape(
    loss: Loss,
    aspect: float | None = None,
    view: Domain | None = None,
    long_side: int = LONG_SIDE,
    bands: int = BANDS,
    finer: int | None = None,
) -> Landscape:
    """The surface over a part of the plane (its domain, if none is given), and over as much more as an aspect asks for.

    Args:
        aspect: width over height; the part's own if none is given.
        view: xmin, xmax, ymin, ymax.
    """
    keep_memory()
    extent = extend(view or loss.domain, aspect)
    finer = finer or _finer(loss)
    grid = square_cells(extent, long_side, finer)
    coarse = Grid(grid.x[::finer], grid.y[::finer])
    with quiet():
        fine = _heights(loss, grid)
        heights = fine[::finer, ::finer].copy()  # a view would keep the whole
        tone = choose_tones(loss, coarse, heights[np.newaxis])[0]
        levels = tone.height(np.arange(1, bands) / bands)
        if crossings(fine, levels) > MOST_CROSSINGS:
            grid, fine = coarse, heights
        lines = contour_lines(loss.value, grid, fine, levels)
        holes = undefined_rings(loss.value, grid, fine)
        return Landscape(extent, heights, tone, levels, lines, *holes, *_critical_points(loss, extent))


def _finer(loss: Loss) -> int:
    """Cells along each side of a cell: as many as its lines need, and as few as can be waited for."""
    return FEWER if loss.samples or (loss.is_stated and loss.is_smooth) else FINER


def extend(domain: Domain, aspect: float | None) -> Domain:
    """The domain, widened or heightened to an aspect, with a margin; its centre stays, x and y keep one scale."""
    xmin, xmax, ymin, ymax = domain
    width, height = xmax - xmin, ymax - ymin
    aspect = aspect or width / height
    wide, high = max(width, height * aspect) * (1 + MARGIN), max(height, width / aspect) * (1 + MARGIN)
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    return x - wide / 2, x + wide / 2, y - high / 2, y + high / 2


def square_cells(extent: Domain, long_side: int, finer: int = 1) -> Grid:
    """Square cells, so many along each side of a cell of the heights that are sent."""
    xmin, xmax, ymin, ymax = extent
    cell = max(xmax - xmin, ymax - ymin) / (long_side - 1)
    columns, rows = (max(round(side / cell), 7) * finer + 1 for side in (xmax - xmin, ymax - ymin))
    return Grid(np.linspace(xmin, xmax, columns), np.linspace(ymin, ymax, rows))


def _heights(loss: Loss, grid: Grid) -> Float:
    """L at every node, (ny, nx); NaN where it has no value. A single point without one is no hole."""
    heights = loss.value(*np.meshgrid(grid.x, grid.y))
    row, column = missing = np.nonzero(~np.isfinite(heights))
    if row.size:
        around = [(1.0, 0.7), (-2.0, 0.8), (0.9, -1.9), (-1.2, -1.1)]
        near = np.array([loss.value(*grid.plane(np.stack((column + NUDGE * x, row + NUDGE * y)))) for x, y in around])
        same = np.ptp(near, axis=0) <= 1e-3 * np.abs(near).max(axis=0)  # false of NaN
        heights[missing] = np.where(same, near[0], np.nan)
    return heights.clip(-HIGHEST, HIGHEST, out=heights)


def choose_tones(loss: Loss, grid: Grid, heights: Float) -> tuple[Tone, ...]:
    """That of each lane's heights (n, ny, nx), one where the lanes share a loss.

    Logarithmic where the walls stand far above the median, so that the floor is as readable as they are.
    """
    flat = heights.reshape(len(heights), -1)
    some = np.flatnonzero(np.isfinite(flat).any(axis=1))
    tones = [Tone("linear", 0.0, 1.0, 1.0)] * len(flat)
    if some.size:
        for lane, ends in zip(some, _ends_of_tone(loss.of(some), grid, flat[some]), strict=True):
            tones[lane] = tone_between(*ends.tolist())
    return tuple(tones)


def _ends_of_tone(loss: Loss, grid: Grid, flat: Float) -> Float:
    """The lowest and the highest height that colours tell apart, and one a little above the lowest, (n, 3).

    A pole, beside which the loss has no bounds, does not take part: its colours end where those of the rest do.
    """
    is_known = np.isfinite(flat)
    quantile = np.quantile if is_known.all() else np.nanquantile
    few, least, median, most = quantile(flat, [0.05, 0.1, 0.5, 0.9], axis=1)
    lowest, highest = np.where(is_known, flat, np.inf).argmin(axis=1), np.where(is_known, flat, -np.inf).argmax(axis=1)
    low, high = (np.take_along_axis(flat, node[:, np.newaxis], axis=1)[:, 0] for node in (lowest, highest))
    floor = np.broadcast_to(loss.known.floor, low.shape)
    is_pole = _are_poles(loss, grid, highest, high, high - median)
    high = np.where(is_pole, np.minimum(high, most + (most - least) / 2), high)
    bottomless = np.isnan(floor)
    if bottomless.any():
        bottomless &= _are_poles(loss, grid, lowest, low, low - median)
    low = np.where(bottomless, np.maximum(low, least - (most - least) / 2), low)
    low = np.fmin(low, floor)  # the grid may step over the minimum
    return np.stack((low, high, np.where(bottomless, low, few)), axis=1)


def tone_between(low: float, high: float, near_low: float) -> Tone:
    """The tone of heights from low to high, a twentieth of which lies below `near_low`."""
    if high <= low:
        return Tone("linear", low, low + 1.0, 1.0)
    softness = near_low - low
    spans_decades = softness > 0 and (high - low) / softness > 30
    return Tone("log" if spans_decades else "linear", low, high, max(softness, 1e-6 * (high - low)))


def _are_poles(loss: Loss, grid: Grid, nodes: Int, start: Float, away: Float) -> Bool:
    """Whether a height, so far from the median, is half as far again once it is climbed in ever smaller steps, (n,)."""
    row, column = np.divmod(nodes, grid.x.size)
    here, rise, lane = np.array([column, row], dtype=float)[:, np.newaxis], np.zeros(len(nodes)), np.arange(len(nodes))
    around = np.stack(np.meshgrid(*[np.linspace(-1, 1, 9)] * 2)).reshape(2, -1, 1)
    for turn in range(CLIMBS):
        places = np.clip(here + around / 4**turn, 0.0, grid.size[..., np.newaxis])
        points = grid.plane(places.reshape(2, -1)).reshape(places.shape)
        further = np.sign(away) * (loss.value(*points) - start)
        further[~np.isfinite(further)] = -np.inf
        best = further.argmax(axis=0)
        here, rise = places[:, best, lane][:, np.newaxis], np.maximum(rise, further[best, lane])
    return rise > np.abs(away) / 2


def _critical_points(loss: Loss, extent: Domain) -> tuple[tuple[CriticalPoint, ...], tuple[CriticalPoint, ...]]:
    """The minima, lowest first, and the saddles: those known, and those of the plane beyond where they were sought."""
    xmin, xmax, ymin, ymax = loss.domain
    margin = 0.0 if loss.stated_minima or loss.stated_saddles else SEARCHED
    wide, high = margin * (xmax - xmin), margin * (ymax - ymin)
    known = (xmin - wide, xmax + wide, ymin - high, ymax + high)
    low_x, high_x, low_y, high_y = zip(known, extent, strict=True)
    hull = (min(low_x), max(high_x), min(low_y), max(high_y))
    if hull == known:
        return loss.minima, loss.saddles
    wider = replace(loss, domain=hull, stated_minima=(), stated_saddles=())
    found = find_critical_points(wider, beyond=known, known=loss.minima)
    minima = sorted((*loss.minima, *_others(found.minima, loss.minima, loss)), key=lambda each: each.value)
    return tuple(minima), (*loss.saddles, *_others(found.saddles, loss.saddles, loss))


def _others(found: tuple[CriticalPoint, ...], known: tuple[CriticalPoint, ...], loss: Loss) -> list[CriticalPoint]:
    """Those found that are none of those known."""
    if not known:
        return list(found)
    places, others = (np.array([each.point for each in points]).reshape(-1, 1, 2) for points in (found, known))
    apart = np.hypot(*(places - others.swapaxes(0, 1)).transpose(2, 0, 1)).min(axis=1)
    return [each for each, away in zip(found, apart.tolist(), strict=True) if away > SAME * loss.diagonal]
