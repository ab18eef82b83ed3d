"""Heights on a grid as a loss: the bicubic spline through them, whose derivatives are its own."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Float
from descentlab.formulas.cost import Cost, Costs
from descentlab.formulas.expression import Expression

LEAST, MOST = 4, 513
"""Heights along each side: fewer hold no cubic, and more would take seconds to read."""
COSTS = Costs(Cost(100e-6, 480e-9), Cost(120e-6, 560e-9), Cost(140e-6, 560e-9))
"""What the spline, its slope and its curvature take: sixteen numbers are fetched for each point."""


@dataclass(frozen=True)
class Heights:
    """Heights at evenly spaced places, and a value: two that hold the same are the same.

    Args:
        domain: xmin, xmax, ymin, ymax: where the first and the last of them stand.
        shape: how many along y, and along x.
        data: the heights, row by row from ymin, as float64.
    """

    domain: tuple[float, float, float, float]
    shape: tuple[int, int]
    data: bytes

    @cached_property
    def values(self) -> Float:
        """The heights, (ny, nx), row 0 at ymin."""
        return np.frombuffer(self.data, dtype=np.float64).reshape(self.shape)

    @cached_property
    def expression(self) -> Expression:
        """The spline as the functions that a formula has."""
        spline = Spline(self.domain, coefficients(coefficients(self.values).T).T)
        return Expression(
            str(self),
            (),
            smooth=True,
            write_value=spline.write_value,
            write_gradient=spline.write_gradient,
            value_term=spline.value,
            gradient_terms=spline.gradient,
            hessian_terms=spline.hessian,
            costs=(COSTS, COSTS),
        )

    def __str__(self) -> str:
        return f"bicubic spline through {self.shape[1]} × {self.shape[0]} heights"


@dataclass(frozen=True, eq=False)
class Spline:
    """L(x, y) = Σᵢⱼ cᵢⱼ B(u − i) B(v − j), B the cubic B-spline: twice differentiable, and without a value outside.

    Source: de Boor 1978, A Practical Guide to Splines; not-a-knot ends, as SciPy's `RectBivariateSpline` has them.

    Args:
        domain: where the first and the last height stand.
        c: one coefficient more than heights at each end, (ny + 2, nx + 2).
    """

    domain: tuple[float, float, float, float]
    c: Float

    def value(self, x: Float, y: Float) -> Float:
        """L, NaN outside of the domain."""
        patch, u, v = self._at(x, y)
        return _along(_along(patch, _basis(u)), _basis(v))

    def gradient(self, x: Float, y: Float) -> tuple[Float, Float]:
        """∂L/∂x and ∂L/∂y."""
        patch, u, v = self._at(x, y)
        across, up = self._cells
        slope, level = _along(patch, _slope(u)), _along(patch, _basis(u))
        return _along(slope, _basis(v)) / across, _along(level, _slope(v)) / up

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy."""
        patch, u, v = self._at(x, y)
        across, up = self._cells
        bend, slope, level = (_along(patch, of(u)) for of in (_bend, _slope, _basis))
        return (
            _along(bend, _basis(v)) / across**2,
            _along(slope, _slope(v)) / (across * up),
            _along(level, _bend(v)) / up**2,
        )

    def write_value(self, x: Float, y: Float, out: Float) -> None:
        """The same into an array."""
        out[...] = self.value(x, y)

    def write_gradient(self, x: Float, y: Float, out_x: Float, out_y: Float) -> None:
        """The same into two."""
        out_x[...], out_y[...] = self.gradient(x, y)

    @property
    def _cells(self) -> tuple[float, float]:
        """How far apart the heights stand."""
        xmin, xmax, ymin, ymax = self.domain
        rows, columns = self.c.shape
        return (xmax - xmin) / (columns - 3), (ymax - ymin) / (rows - 3)

    def _at(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """The coefficients about points, (4, 4, …) rows first; and where in its cell each is, NaN outside."""
        xmin, xmax, ymin, ymax = self.domain
        x, y = np.broadcast_arrays(x, y)
        inside = (x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax)
        rows, columns = self.c.shape
        across, up = self._cells
        u, v = np.where(inside, (x - xmin) / across, 0.0), np.where(inside, (y - ymin) / up, 0.0)
        i = np.minimum(u.astype(np.int64), columns - 4)
        j = np.minimum(v.astype(np.int64), rows - 4)
        first = j * columns + i
        places = np.arange(4)[:, np.newaxis] * columns + np.arange(4)
        patch = self.c.reshape(-1)[first + places.reshape(4, 4, *[1] * first.ndim)]
        return patch, np.where(inside, u - i, np.nan), v - j


def coefficients(heights: Float) -> Float:
    """c of the spline through heights along the first axis, (n, m) to (n + 2, m).

    (cᵢ₋₁ + 4cᵢ + cᵢ₊₁)/6 is height i; the first two cells are one cubic, and the last two: fourth differences are 0.
    """
    n = len(heights)
    system, right = np.zeros((n + 2, n + 2)), np.zeros((n + 2, heights.shape[1]))
    rows = np.arange(n)
    for place, weight in enumerate((1 / 6, 4 / 6, 1 / 6)):
        system[rows + 1, rows + place] = weight
    right[1:-1] = heights
    ends = (1, -4, 6, -4, 1)
    system[0, :5], system[-1, -5:] = ends, ends
    found: Float = np.linalg.solve(system, right)
    return found


def _basis(t: Float) -> Float:
    """The four cubic B-splines that are not 0 at t of a cell, 0 ≤ t ≤ 1, (4, …)."""
    s = 1 - t
    return np.stack((s**3, (3 * t - 6) * t * t + 4, (3 * s - 6) * s * s + 4, t**3)) / 6


def _slope(t: Float) -> Float:
    """Their derivatives."""
    s = 1 - t
    return np.stack((-s * s, (3 * t - 4) * t, (4 - 3 * s) * s, t * t)) / 2


def _bend(t: Float) -> Float:
    """Their second derivatives."""
    return np.stack((1 - t, 3 * t - 2, 1 - 3 * t, t))


def _along(patch: Float, weights: Float) -> Float:
    """The sum over the last of a patch's own axes, (…, 4, points) or (4, points), with weights (4, points)."""
    axis = patch.ndim - weights.ndim
    total: Float = np.sum(patch * weights, axis=axis)
    return total
