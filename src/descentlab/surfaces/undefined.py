"""Ground where a loss has no value: rings around it, and heights continued into it, so that lines reach its edge."""

from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, Int
from descentlab.surfaces.brackets import last_defined
from descentlab.surfaces.grid import Grid, Here, Value
from descentlab.surfaces.polylines import simplified, starts_of

SMALLEST_HOLE = 0.5
"""Nodes squared: a gap in the ground below it is a point or a line, which nobody sees."""


def undefined_rings(value: Value, grid: Grid, heights: Float) -> tuple[Float, Int]:
    """The edges of the ground without value: vertices (M, 2) of closed rings, and where each begins; NaN in heights.

    A point lies on such ground if the rings go around it an odd number of times.
    """
    missing = np.isnan(heights)
    if not missing.any():
        return np.empty((0, 2)), np.zeros(1, dtype=np.int64)
    here = grid.here(value)
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
    edge = last_defined(here, np.where(low_missing, high, low), np.where(low_missing, low, high))
    places = np.where((low != high).any(axis=0), edge, places)
    kept = simplified(places, ring)
    places, starts = places[:, kept], starts_of(ring[kept])
    seen = [places[:, first:end] for first, end in pairwise(starts) if _area(places[:, first:end]) > SMALLEST_HOLE]
    vertices = grid.plane(np.concatenate([np.empty((2, 0)), *seen], axis=1)).T
    return vertices, np.cumsum([0, *(each.shape[1] for each in seen)])


def _area(ring: Float) -> float:
    """What a closed ring encloses."""
    return abs(float(ring[0, :-1] @ ring[1, 1:] - ring[0, 1:] @ ring[1, :-1])) / 2


def continued(here: Here, heights: Float) -> Float:
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
            total[outside] += here(last_defined(here, a, b))
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
