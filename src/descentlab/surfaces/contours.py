"""Contour lines that lie on their level: traced through a grid, put where the loss has it, broken where it jumps.

Marching squares says between which nodes of a grid a line passes. Where between them is asked of the loss itself: a
bracket around the crossing is narrowed until the loss has the level there. At a jump or a pole it never has; there the
line is broken.
"""

from dataclasses import dataclass, replace

import contourpy
import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.surfaces.brackets import ASTRAY, last_defined, root
from descentlab.surfaces.grid import Grid, Here, Value
from descentlab.surfaces.polylines import simplified, starts_of
from descentlab.surfaces.undefined import continued

BEND = 0.03
"""Nodes: a line that lies further from its level between two vertices gets another there."""
REACH = 1.5
"""Nodes: how far a line's end is drawn on to the edge of what is defined, or to a jump."""
SHORT = 0.06
"""Nodes: and how far short of it, so that rounding takes it not across."""
ROUNDED = 2**-14
"""Of the picture's longer side, at most: what vertices are rounded to, a quarter of a pixel of the largest screen."""


@dataclass(frozen=True)
class Lines:
    """Vertices (M, 2) of all lines, where each begins and the last one ends, and the level of each."""

    vertices: Float
    starts: Int
    levels: Float


@dataclass(frozen=True)
class _Vertices:
    """Those of all lines, one line after the other.

    Args:
        places: (2, n) in nodes of the grid.
        level: of the line (n,).
        step: between this level and the next ones.
        rise: of the loss, along the edge of the grid on which a vertex lies.
        line: which one each is of, rising.
    """

    places: Float
    level: Float
    step: Float
    rise: Float
    line: Int

    def take(self, which: Int) -> "_Vertices":
        """Some of them."""
        return _Vertices(*(each[..., which] for each in vars(self).values()))

    def put_after(self, which: Int, new: "_Vertices") -> "_Vertices":
        """These, and after each of some another."""
        pairs = zip(vars(self).values(), vars(new).values(), strict=True)
        return _Vertices(*(np.insert(own, which + 1, other, axis=-1) for own, other in pairs))


def crossings(heights: Float, levels: Float) -> int:
    """How many vertices contour lines of these levels have on a grid."""
    band = np.digitize(heights, levels)
    known = np.isfinite(heights)
    across = np.abs(np.diff(band, axis=1))[known[:, 1:] & known[:, :-1]].sum()
    return int(across + np.abs(np.diff(band, axis=0))[known[1:] & known[:-1]].sum())


def contour_lines(value: Value, grid: Grid, heights: Float, levels: Float) -> Lines:
    """The lines of these levels, rising; heights (ny, nx) are NaN where the loss has no value."""
    if levels.size == 0:
        return Lines(np.empty((0, 2)), np.zeros(1, dtype=np.int64), np.empty(0))
    here = grid.here(value)
    steps = np.gradient(levels) if levels.size > 1 else np.ones(1)
    marched, line, which = _marched(continued(here, heights), levels)
    level, step = levels[which], steps[which]
    places, rise, reached = _on_level(here, heights, marched, level, step)
    found = _broken(_Vertices(places, level, step, rise, line), reached)
    fresh = np.ones(found.line.size, dtype=bool)
    for _ in range(2):
        found, fresh = _bent(here, found, fresh)
    found = _drawn_on(here, grid, found)
    found = found.take(simplified(found.places, found.line))
    starts = starts_of(found.line)
    points = _rounded(value, grid, grid.plane(found.places), found.level, found.step)
    return Lines(points.T, starts, found.level[starts[:-1]])


def _marched(heights: Float, levels: Float) -> tuple[Float, Int, Int]:
    """Marching squares: vertices (2, n) in nodes, which line each is of, and which level it has."""
    # Without corners cut off, so that every vertex lies on an edge between two nodes.
    generator = contourpy.contour_generator(
        z=np.ma.masked_invalid(heights), line_type=contourpy.LineType.Separate, corner_mask=False
    )
    found = [[np.asarray(line).T for line in generator.lines(float(level))] for level in levels]
    lines = [line for lines in found for line in lines]
    sizes = [line.shape[1] for line in lines]
    of_line = np.repeat(np.arange(levels.size), [len(lines) for lines in found])
    places = np.concatenate([np.empty((2, 0)), *lines], axis=1)
    return places, np.repeat(np.arange(len(lines)), sizes), np.repeat(of_line, sizes)


def _on_level(here: Here, heights: Float, places: Float, level: Float, step: Float) -> tuple[Float, Float, Bool]:
    """Vertices moved along their edges to where the loss has the level; the rise along the edge; whether it has."""
    low, high = np.floor(places + 1e-9), np.ceil(places - 1e-9)
    below, above = (heights[end[1].astype(np.int64), end[0].astype(np.int64)] - level for end in (low, high))
    for end, other, f, f_other in ((low, high, below, above), (high, low, above, below)):
        cut = np.flatnonzero(np.isnan(f) & ~np.isnan(f_other))
        end[:, cut] = last_defined(here, other[:, cut], end[:, cut])
        f[cut] = here(end[:, cut]) - level[cut]
    rise = np.abs(above - below)
    crosses = np.sign(below) * np.sign(above) <= 0  # false of NaN
    below, above = np.where(crosses, below, 0.0), np.where(crosses, above, 0.0)
    across = high - low
    share, reached = root(lambda t, at: here(low[:, at] + t * across[:, at]) - level[at], below, above, step)
    places = low + share * across
    ends = np.flatnonzero((share == 0) | (share == 1))  # all between have been looked at
    reached[ends] &= np.isfinite(here(places[:, ends]))
    return places, rise, crosses & reached


def _broken(given: _Vertices, reached: Bool) -> _Vertices:
    """Without the vertices that the loss jumps over: there one line ends, and another begins."""
    order, starts = np.arange(given.line.size), starts_of(given.line)
    gaps = np.flatnonzero(~reached)
    for line, at in zip(*np.unique(given.line[gaps], return_index=True), strict=True):
        first, end = starts[line : line + 2]
        if (given.places[:, first] == given.places[:, end - 1]).all():
            # A ring is opened where it is broken, not where it happens to begin.
            turned = np.roll(np.arange(first, end - 1), first - gaps[at])
            order[first:end] = [*turned, turned[0]]
    kept: Bool = reached[order]
    line = np.cumsum((~kept | (np.diff(given.line, prepend=0) > 0)).astype(np.int64))
    sizes = np.bincount(line[kept], minlength=line.max(initial=0) + 1)
    kept &= sizes[line] > 1
    return replace(given.take(order[kept]), line=line[kept])


def _bent(here: Here, given: _Vertices, fresh: Bool) -> tuple[_Vertices, Bool]:
    """With another vertex wherever a line lies off its level between two; broken where there is none to be had.

    Args:
        fresh: the vertices beside which that is not known yet; likewise returned.
    """
    places, line = given.places, given.line
    ends = np.flatnonzero((line[1:] == line[:-1]) & (fresh[1:] | fresh[:-1]))
    a, b = places[:, ends], places[:, ends + 1]
    middle, across = (a + b) / 2, np.stack((a[1] - b[1], b[0] - a[0])) / 2
    slope = np.maximum(np.maximum(given.rise[ends], given.rise[ends + 1]), 1e-300)
    f = here(middle) - given.level[ends]
    off = np.flatnonzero(~(np.abs(f) <= BEND * slope))
    f_off, goal, step = f[off], given.level[ends[off]], given.step[ends[off]]
    sides = [here(middle[:, off] + way * across[:, off]) - goal for way in (1.0, -1.0)]
    way = np.where(np.sign(sides[0]) != np.sign(f_off), 1.0, -1.0)
    other = np.where(way > 0, *sides)
    crosses = np.isfinite(f_off) & np.isfinite(other) & (np.sign(other) != np.sign(f_off))
    tried = off[crosses]
    start, move, wanted = middle[:, tried], way[crosses] * across[:, tried], goal[crosses]
    share, good = root(
        lambda t, at: here(start[:, at] + t * move[:, at]) - wanted[at], f_off[crosses], other[crosses], step[crosses]
    )
    # Between two vertices that the loss jumps between there is no line.
    astray = ~(np.abs(f_off) <= ASTRAY * step)
    astray[np.flatnonzero(crosses)[good]] = False
    line = line + np.cumsum(np.bincount(ends[off[astray]] + 1, minlength=line.size))[: line.size]
    after = ends[tried[good]]
    new = replace(given.take(after), places=(start + share * move)[:, good], rise=slope[tried[good]], line=line[after])
    added = np.insert(np.zeros(line.size, dtype=bool), after + 1, True)
    return replace(given, line=line).put_after(after, new), added


def _drawn_on(here: Here, grid: Grid, given: _Vertices) -> _Vertices:
    """Lines that end inside the picture, drawn straight on to the edge or the jump that they ended before."""
    places, starts = given.places.copy(), starts_of(given.line)
    heads, tails = starts[:-1], starts[1:] - 1
    is_open = (places[:, heads] != places[:, tails]).any(axis=0)
    for at, inner in ((heads, 1), (tails, -1)):
        on_border = ((places[:, at] < 1e-9) | (places[:, at] > grid.size - 1e-9)).any(axis=0)
        ends = at[is_open & ~on_border]
        away = places[:, ends] - places[:, ends + inner]
        length = np.hypot(*away)
        away = away / np.where(length > 0, length, np.inf)
        reach = np.zeros(ends.size)
        size = REACH
        for _ in range(12):
            size /= 2
            tried = places[:, ends] + (reach + size) * away
            inside = ((tried >= 0) & (tried <= grid.size)).all(axis=0)
            on = np.abs(here(tried) - given.level[ends]) <= ASTRAY * given.step[ends]
            reach += np.where(inside & on, size, 0.0)
        reach[reach > 0.999 * REACH] = 0.0  # nothing stops it there: it ends for another reason
        places[:, ends] += np.maximum(reach - SHORT, 0.0) * away
    return replace(given, places=places)


def _rounded(value: Value, grid: Grid, points: Float, level: Float, step: Float) -> Float:
    """Points (2, n) of the plane on a lattice that a screen cannot tell from them; not where the loss can."""
    side = max(np.ptp(grid.x), np.ptp(grid.y))
    lattice = 2.0 ** np.floor(np.log2(ROUNDED * side))
    rounded: Float = np.round(points / lattice) * lattice
    if not points.size:
        return rounded
    off, off_rounded = (np.abs(value(*each) - level) for each in (points, rounded))
    return np.where(off_rounded <= np.maximum(2 * off, ASTRAY * step), rounded, points)
