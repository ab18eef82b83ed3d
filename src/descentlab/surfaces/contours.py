"""Contour lines that lie on their level: traced through a grid, put where the loss has it, broken where it jumps.

Marching squares says between which nodes of a grid a line passes. Where between them is asked of the loss itself: a
bracket around the crossing is narrowed until the loss has the level there. At a jump or a pole it never has; there the
line is broken. Places are (2, n) in nodes of the grid until they leave this module.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float, Int

Value = Callable[[Float, Float], Float]
"""L(x, y)."""

ON_LEVEL = 1e-3
"""Of the rise between two nodes: how far from its level the loss may be at a vertex."""
UNSEEN = 0.02
"""Of the step between two levels: a jump below it breaks no line."""
ASTRAY = 0.5
"""Of the step between two levels: a line's end that is straightened up to an edge may be so far off."""
HALVINGS = 30
"""Of a bracket, before the loss is said to jump in it."""
BEND = 0.03
"""Nodes: a line that lies further from its level between two vertices gets another there."""
SIMPLIFIED = 0.06
"""Nodes: how far a line may be moved by leaving out vertices."""
REACH = 1.5
"""Nodes: how far a line's end is drawn on to the edge of what is defined, or to a jump."""
SHORT = 0.06
"""Nodes: and how far short of it, so that rounding takes it not across."""
ROUNDED = 2**-14
"""Of the picture's longer side, at most: what vertices are rounded to, a quarter of a pixel of the largest screen."""
SMALLEST_HOLE = 0.5
"""Nodes squared: a gap in the ground below it is a point or a line, which nobody sees."""


@dataclass(frozen=True)
class Grid:
    """Nodes at x (nx,) and y (ny,), both even."""

    x: Float
    y: Float

    @property
    def size(self) -> Float:
        """The last node of each axis, (2, 1)."""
        return np.array([[self.x.size - 1.0], [self.y.size - 1.0]])

    def plane(self, places: Float) -> Float:
        """Places (2, n) in nodes as points of the plane, (2, n)."""
        corners = np.array([[self.x[0], self.x[-1]], [self.y[0], self.y[-1]]])
        share = places / self.size
        return corners[:, :1] * (1 - share) + corners[:, 1:] * share


@dataclass(frozen=True)
class Lines:
    """Vertices (M, 2) of all lines, where each begins and the last one ends, and the level of each."""

    vertices: Float
    starts: Int
    levels: Float


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
    here = _here(value, grid)
    steps = np.gradient(levels) if levels.size > 1 else np.ones(1)
    marched, starts, of_line = _marched(_continued(here, heights), levels)
    sizes = np.diff(starts)
    level, step = np.repeat(levels[of_line], sizes), np.repeat(steps[of_line], sizes)
    places, rise, reached = _on_level(here, marched, heights, level, step)
    places, level, step, rise, line = _broken(places, level, step, rise, reached, starts)
    for _ in range(2):
        places, level, step, rise, line = _bent(here, places, level, step, rise, line)
    places, level, line = _drawn_on(here, grid, places, level, step, line)
    places, level, line = _simplified(places, level, line)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    step = steps[np.searchsorted(levels, level)]
    return Lines(_rounded(value, grid, grid.plane(places), level, step).T, np.append(first, line.size), level[first])


def _rounded(value: Value, grid: Grid, points: Float, level: Float, step: Float) -> Float:
    """Points (2, n) of the plane on a lattice that a screen cannot tell from them; not where the loss can."""
    side = max(np.ptp(grid.x), np.ptp(grid.y))
    lattice = 2.0 ** np.floor(np.log2(ROUNDED * side))
    rounded: Float = np.round(points / lattice) * lattice
    if not points.size:
        return rounded
    off, off_rounded = (np.abs(value(*each) - level) for each in (points, rounded))
    return np.where(off_rounded <= np.maximum(2 * off, ASTRAY * step), rounded, points)


def _here(value: Value, grid: Grid) -> Callable[[Float], Float]:
    """L at places in nodes; of none there is none, which a mean over samples would not know."""
    return lambda places: value(*grid.plane(places)) if places.size else np.empty(places.shape[1])


def _last_defined(here: Callable[[Float], Float], a: Float, b: Float) -> Float:
    """The place nearest to b, on the way there from a, at which the loss has a value, as at a it has."""
    for _ in range(14):
        middle = (a + b) / 2
        defined = np.isfinite(here(middle))
        a, b = np.where(defined, middle, a), np.where(defined, b, middle)
    return a


def _continued(here: Callable[[Float], Float], heights: Float) -> Float:
    """Heights with values for the nodes just outside of what is defined: those at its edge, so that lines reach it."""
    missing = np.isnan(heights)
    if not missing.any():
        return heights
    total, count = np.zeros_like(heights), np.zeros_like(heights)
    for axis in (0, 1):
        for way in (1, -1):
            outside = _neighbour(~missing, axis, way, False) & missing
            row, column = np.nonzero(outside)
            b = np.stack((column, row)).astype(float)
            a = b.copy()
            a[1 - axis] += way
            total[outside] += here(_last_defined(here, a, b))
            count[outside] += 1
    continued = np.where(missing, np.nan, heights)
    continued[count > 0] = total[count > 0] / count[count > 0]
    corner, beside = np.zeros_like(heights), np.zeros_like(heights)
    for axis in (0, 1):  # a cell with a defined node has four
        for way in (1, -1):
            near = _neighbour(continued, axis, way, np.nan)
            corner += np.where(np.isfinite(near), near, 0.0)
            beside += np.isfinite(near)
    return np.where(np.isnan(continued) & (beside > 1), corner / np.maximum(beside, 1), continued)


def _neighbour(nodes: NDArray[Any], axis: int, way: int, beyond: float) -> NDArray[Any]:
    """What the next node in a direction has, for every node."""
    moved = np.roll(nodes, -way, axis=axis)
    edge: list[slice | int] = [slice(None), slice(None)]
    edge[axis] = -1 if way > 0 else 0
    moved[tuple(edge)] = beyond
    return moved


def _marched(heights: Float, levels: Float) -> tuple[Float, Int, Int]:
    """Marching squares: vertices (2, M) in nodes, where each line begins, and which level it has."""
    # Without corners cut off, so that every vertex lies on an edge between two nodes.
    generator = contourpy.contour_generator(
        z=np.ma.masked_invalid(heights), line_type=contourpy.LineType.Separate, corner_mask=False
    )
    found = [[np.asarray(line).T for line in generator.lines(float(level))] for level in levels]
    of_line = np.repeat(np.arange(levels.size), [len(lines) for lines in found])
    lines = [line for lines in found for line in lines]
    starts = np.cumsum([0, *(line.shape[1] for line in lines)])
    return np.concatenate([np.empty((2, 0)), *lines], axis=1), starts, of_line


def _on_level(
    here: Callable[[Float], Float], places: Float, heights: Float, level: Float, step: Float
) -> tuple[Float, Float, Bool]:
    """Vertices moved along their edges to where the loss has the level; the rise along the edge; whether it has."""
    low, high = np.floor(places + 1e-9), np.ceil(places - 1e-9)
    below, above = (heights[end[1].astype(np.int64), end[0].astype(np.int64)] - level for end in (low, high))
    for end, other, f, f_other in ((low, high, below, above), (high, low, above, below)):
        cut = np.flatnonzero(np.isnan(f) & ~np.isnan(f_other))
        end[:, cut] = _last_defined(here, other[:, cut], end[:, cut])
        f[cut] = here(end[:, cut]) - level[cut]
    rise = np.abs(above - below)
    crosses = np.sign(below) * np.sign(above) <= 0  # false of NaN
    below, above = np.where(crosses, below, 0.0), np.where(crosses, above, 0.0)
    across = high - low
    share, reached = _root(lambda t, at: here(low[:, at] + t * across[:, at]) - level[at], below, above, step)
    places = low + share * across
    return places, rise, crosses & reached & np.isfinite(here(places))


def _root(f: Callable[[Float, Int], Float], at_0: Float, at_1: Float, step: Float) -> tuple[Float, Bool]:
    """Where in 0..1 each f crosses zero, and whether it does: over a jump of the size of a step it has leapt.

    False position of the Illinois kind first, which a smooth f needs two or three times; then halving.
    """
    enough = np.minimum(ON_LEVEL * np.abs(at_1 - at_0), ASTRAY * step)
    low, high = np.zeros_like(at_0), np.ones_like(at_0)
    f_low, f_high = at_0.copy(), at_1.copy()
    best = np.where(np.abs(f_low) <= np.abs(f_high), 0.0, 1.0)
    off = np.minimum(np.abs(f_low), np.abs(f_high))
    # To be near zero at an end is not enough: beside a jump f may be so by chance, and comes no nearer.
    enough = np.minimum(enough, np.maximum(off / 2, 1e-9 * np.abs(at_1 - at_0)))
    active = np.flatnonzero(off > enough)
    for turn in range(HALVINGS):
        if not active.size:
            break
        a, b, fa, fb = low[active], high[active], f_low[active], f_high[active]
        t = (a * fb - b * fa) / (fb - fa) if turn < 4 else (a + b) / 2
        ft = f(t, active)
        lost = ~np.isfinite(ft)
        ft = np.where(lost, np.inf, ft)
        better = np.abs(ft) < off[active]
        best[active[better]], off[active[better]] = t[better], np.abs(ft[better])
        left = (ft > 0) == (fa > 0)  # the crossing lies between t and b
        halve = 0.5 if turn < 4 else 1.0
        low[active], f_low[active] = np.where(left, t, a), np.where(left, ft, halve * fa)
        high[active], f_high[active] = np.where(left, b, t), np.where(left, halve * fb, ft)
        active = active[~lost & (np.abs(ft) > enough[active])]
    return best, (off <= enough) | (np.abs(f_high - f_low) <= UNSEEN * step)


def _broken(
    places: Float, level: Float, step: Float, rise: Float, reached: Bool, starts: Int
) -> tuple[Float, Float, Float, Float, Int]:
    """Without the vertices that the loss jumps over: what is left, and which line each is of now."""
    order = np.arange(level.size)
    for first, end in pairwise(starts):
        gap = np.flatnonzero(~reached[first:end])
        closed = (places[:, first] == places[:, end - 1]).all()
        if gap.size and closed:  # a ring is opened where it is broken, not where it happens to begin
            turned = np.roll(np.arange(first, end - 1), -int(gap[0]))
            order[first:end] = [*turned, turned[0]]
    was = np.repeat(np.arange(starts.size - 1), np.diff(starts))
    line = np.cumsum((~reached[order] | (np.diff(was, prepend=0) > 0)).astype(np.int64))
    kept = reached[order]
    sizes = np.bincount(line[kept], minlength=line.max(initial=0) + 1)
    kept &= sizes[line] > 1
    chosen = order[kept]
    return places[:, chosen], level[chosen], step[chosen], rise[chosen], line[kept]


def _bent(
    here: Callable[[Float], Float], places: Float, level: Float, step: Float, rise: Float, line: Int
) -> tuple[Float, Float, Float, Float, Int]:
    """With another vertex wherever a line lies off its level between two; broken where there is none to be had."""
    ends = np.flatnonzero(line[1:] == line[:-1])
    a, b = places[:, ends], places[:, ends + 1]
    middle, across = (a + b) / 2, np.stack((a[1] - b[1], b[0] - a[0])) / 2
    slope = np.maximum(np.maximum(rise[ends], rise[ends + 1]), 1e-300)
    f = here(middle) - level[ends]
    off = np.flatnonzero(~(np.abs(f) <= BEND * slope))
    f_off, goal = f[off], level[ends[off]]
    sides = [here(middle[:, off] + way * across[:, off]) - goal for way in (1.0, -1.0)]
    way = np.where(np.sign(sides[0]) != np.sign(f_off), 1.0, -1.0)
    other = np.where(way > 0, *sides)
    crosses = np.isfinite(f_off) & np.isfinite(other) & (np.sign(other) != np.sign(f_off))
    tried = off[crosses]
    start, move, wanted = middle[:, tried], way[crosses] * across[:, tried], goal[crosses]
    share, good = _root(
        lambda t, at: here(start[:, at] + t * move[:, at]) - wanted[at],
        f_off[crosses],
        other[crosses],
        step[ends[tried]],
    )
    new = (start + share * move)[:, good]
    at = ends[tried[good]]
    # Between two vertices that the loss jumps between there is no line.
    astray = ~(np.abs(f_off) <= ASTRAY * step[ends[off]])
    astray[np.flatnonzero(crosses)[good]] = False
    line = line + np.cumsum(np.bincount(ends[off[astray]] + 1, minlength=line.size))[: line.size]
    put = np.insert
    return (
        put(places, at + 1, new, axis=1),
        put(level, at + 1, level[at]),
        put(step, at + 1, step[at]),
        put(rise, at + 1, slope[tried[good]]),
        put(line, at + 1, line[at]),
    )


def _drawn_on(
    here: Callable[[Float], Float], grid: Grid, places: Float, level: Float, step: Float, line: Int
) -> tuple[Float, Float, Int]:
    """Lines that end inside the picture, drawn straight on to the edge or the jump that they ended before."""
    sizes = np.bincount(line, minlength=line.max(initial=0) + 1)[line] if line.size else np.empty(0, dtype=np.int64)
    first = np.diff(line, prepend=-1) != 0
    last = np.diff(line, append=line.max(initial=0) + 1) != 0
    border = ((places < 1e-9) | (places > grid.size - 1e-9)).any(axis=0)
    closed = np.zeros(line.size, dtype=bool)
    if line.size:
        heads, tails = np.flatnonzero(first), np.flatnonzero(last)
        ring = (places[:, heads] == places[:, tails]).all(axis=0)
        closed[heads[ring]] = closed[tails[ring]] = True
    free = ~border & ~closed & (sizes > 1)
    for at, inner in ((first & free, 1), (last & free, -1)):
        ends = np.flatnonzero(at)
        away = places[:, ends] - places[:, ends + inner]
        length = np.hypot(*away)
        away = away / np.where(length > 0, length, np.inf)
        reach = np.zeros(ends.size)
        size = REACH
        for _ in range(12):
            size /= 2
            tried = places[:, ends] + (reach + size) * away
            inside = ((tried >= 0) & (tried <= grid.size)).all(axis=0)
            on = np.abs(here(tried) - level[ends]) <= ASTRAY * step[ends]
            reach += np.where(inside & on, size, 0.0)
        reach[reach > 0.999 * REACH] = 0.0  # nothing stops it there: it ends for another reason
        places[:, ends] += np.maximum(reach - SHORT, 0.0) * away
    return places, level, line


def _simplified(places: Float, level: Float, line: Int) -> tuple[Float, Float, Int]:
    """Without vertices that lie all but on the line between their neighbours, every other one at a time."""
    for tolerance in SIMPLIFIED * np.array([0.1, 0.2, 0.3, 0.4]):
        before, here, after = places[:, :-2], places[:, 1:-1], places[:, 2:]
        chord, leg = after - before, here - before
        long = np.hypot(*chord)
        far = np.abs(chord[0] * leg[1] - chord[1] * leg[0]) / np.where(long > 0, long, 1.0)
        between = (chord * leg).sum(axis=0)
        along = (between >= 0) & (between <= long**2)
        inner = (line[:-2] == line[1:-1]) & (line[2:] == line[1:-1])
        number = np.arange(line.size) - np.maximum.accumulate(
            np.where(np.diff(line, prepend=-1) != 0, np.arange(line.size), 0)
        )
        gone = np.zeros(line.size, dtype=bool)
        gone[1:-1] = inner & along & (long > 0) & (far <= tolerance) & (number[1:-1] % 2 == 1)
        places, level, line = places[:, ~gone], level[~gone], line[~gone]
    return places, level, line


def undefined_rings(value: Value, grid: Grid, heights: Float) -> tuple[Float, Int]:
    """The edges of the ground without value: vertices (M, 2) of closed rings, and where each begins; NaN in heights.

    A point lies on such ground if the rings go around it an odd number of times.
    """
    missing = np.isnan(heights)
    if not missing.any():
        return np.empty((0, 2)), np.zeros(1, dtype=np.int64)
    here = _here(value, grid)
    generator = contourpy.contour_generator(z=missing.astype(float), fill_type=contourpy.FillType.OuterOffset)
    polygons, offsets = generator.filled(0.5, 2.0)[:2]
    rings = [
        np.asarray(points)[first:end].T
        for points, parts in zip(polygons, offsets, strict=True)
        for first, end in pairwise(np.asarray(parts))
    ]
    places = np.concatenate([np.empty((2, 0)), *rings], axis=1)
    ring = np.repeat(np.arange(len(rings)), [each.shape[1] for each in rings])
    low, high = np.floor(places), np.ceil(places)
    nodes = low.astype(np.int64)
    low_missing = missing[nodes[1], nodes[0]]
    edge = _last_defined(here, np.where(low_missing, high, low), np.where(low_missing, low, high))
    places = np.where((low != high).any(axis=0), edge, places)
    places, _, ring = _simplified(places, ring.astype(float), ring)
    starts = np.append(np.flatnonzero(np.diff(ring, prepend=-1)), ring.size)
    kept = [places[:, first:end] for first, end in pairwise(starts) if _area(places[:, first:end]) > SMALLEST_HOLE]
    vertices = grid.plane(np.concatenate([np.empty((2, 0)), *kept], axis=1)).T
    return vertices, np.cumsum([0, *(each.shape[1] for each in kept)])


def _area(ring: Float) -> float:
    """What a closed ring encloses."""
    return abs(float(ring[0, :-1] @ ring[1, 1:] - ring[0, 1:] @ ring[1, :-1])) / 2
