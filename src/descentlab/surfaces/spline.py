"""Heights on a grid as a loss: the bicubic spline through them, whose derivatives are its own."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Float
from descentlab.formulas.cost import Cost, Costs
from descentlab.formulas.expression import Expression

LEAST, MOST = 4, 257
"""Heights along each side: fewer hold no cubic, and more would take a dozen megabytes."""
COSTS = Costs(Cost(35e-6, 90e-9), Cost(45e-6, 120e-9), Cost(55e-6, 160e-9))
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
    data: bytes = field(repr=False)

    @cached_property
    def values(self) -> Float:
        """The heights, (ny, nx), row 0 at ymin."""
        return np.frombuffer(self.data, dtype=np.float64).reshape(self.shape)

    @cached_property
    def expression(self) -> Expression:
        """The spline as the functions that a formula has."""
        spline = through(self.domain, self.values)
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
        return f"bicubic spline through {self.shape[1]} × {self.shape[0]} heights; no value outside them"


@dataclass(frozen=True, eq=False)
class Spline:
    """L(x, y) as a cubic in x and y on each cell, twice differentiable over their edges, without a value outside.

    Source: de Boor 1978, A Practical Guide to Splines; not-a-knot ends, as SciPy's `RectBivariateSpline` has them.

    Args:
        domain: where the first and the last height stand.
        cubics: p of Σᵢⱼ pᵢⱼ vⁱ uʲ, (4, 4, cells); u and v go from 0 to 1 across a cell and up.
        shape: how many cells there are along y, and along x.
    """

    domain: tuple[float, float, float, float]
    cubics: Float
    shape: tuple[int, int]

    def value(self, x: Float, y: Float) -> Float:
        """L, NaN outside of the domain."""
        cubic, u, v = self._at(x, y)
        return _value(_value(cubic.swapaxes(0, 1), u), v)

    def gradient(self, x: Float, y: Float) -> tuple[Float, Float]:
        """∂L/∂x and ∂L/∂y."""
        cubic, u, v = self._at(x, y)
        across, up = self._cell
        along = cubic.swapaxes(0, 1)
        return _value(_slope(along, u), v) / across, _slope(_value(along, u), v) / up

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy."""
        cubic, u, v = self._at(x, y)
        across, up = self._cell
        along = cubic.swapaxes(0, 1)
        return (
            _value(_bend(along, u), v) / across**2,
            _slope(_slope(along, u), v) / (across * up),
            _bend(_value(along, u), v) / up**2,
        )

    def write_value(self, x: Float, y: Float, out: Float) -> None:
        """The same into an array."""
        out[...] = self.value(x, y)

    def write_gradient(self, x: Float, y: Float, out_x: Float, out_y: Float) -> None:
        """The same into two."""
        out_x[...], out_y[...] = self.gradient(x, y)

    @property
    def _cell(self) -> tuple[float, float]:
        """How wide and how high a cell is."""
        xmin, xmax, ymin, ymax = self.domain
        rows, columns = self.shape
        return (xmax - xmin) / columns, (ymax - ymin) / rows

    def _at(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """The cubic of each point, (4, 4, …), and where in its cell it is, NaN outside."""
        xmin, xmax, ymin, ymax = self.domain
        rows, columns = self.shape
        across, up = self._cell
        x, y = np.broadcast_arrays(x, y)
        inside = (x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax)
        u, v = np.where(inside, (x - xmin) / across, 0.0), np.where(inside, (y - ymin) / up, 0.0)
        i, j = np.minimum(u.astype(np.int64), columns - 1), np.minimum(v.astype(np.int64), rows - 1)
        cubic = np.take(self.cubics.reshape(16, -1), j * columns + i, axis=1)
        return cubic.reshape(4, 4, *u.shape), np.where(inside, u - i, np.nan), v - j


def through(domain: tuple[float, float, float, float], heights: Float) -> Spline:
    """The bicubic spline through heights (ny, nx)."""
    c = coefficients(coefficients(heights).T).T
    patches = np.lib.stride_tricks.sliding_window_view(c, (4, 4))
    rows, columns = patches.shape[:2]
    cubics = np.einsum("ip,jq,rcpq->ijrc", POWERS, POWERS, patches, optimize=True)
    return Spline(domain, np.ascontiguousarray(cubics.reshape(4, 4, rows * columns)), (rows, columns))


POWERS = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6
"""The four cubic B-splines that are not 0 on a cell, in powers of t from 0 to 1: rows are 1, t, t² and t³."""


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
    found: Float = np.asarray(np.linalg.solve(system, right), dtype=np.float64)
    return found


def _value(p: Float, t: Float) -> Float:
    """p₀ + p₁t + p₂t² + p₃t³, (4, …)."""
    total: Float = ((p[3] * t + p[2]) * t + p[1]) * t + p[0]
    return total


def _slope(p: Float, t: Float) -> Float:
    """Its derivative."""
    slope: Float = (3 * p[3] * t + 2 * p[2]) * t + p[1]
    return slope


def _bend(p: Float, t: Float) -> Float:
    """Its second derivative."""
    bend: Float = 6 * p[3] * t + 2 * p[2]
    return bend
