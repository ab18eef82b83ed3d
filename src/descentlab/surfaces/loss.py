"""A surface with its parameters set, ready to compute: L, ∇L, the Hessian, and what is known about the whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Float, Int, Options, quiet
from descentlab.common.deadline import check_deadline
from descentlab.formulas.expression import Expression
from descentlab.surfaces.curvature import curvatures, newton_step, sharpness

Domain = tuple[float, float, float, float]
"""xmin, xmax, ymin, ymax: what the picture must show."""

BLOCK = 65_536
"""Values of single samples computed at once: few enough for the processor's cache."""
NEWTON, ROUNDING = 50, 1e-15
"""Steps of Newton's method from a stated point; and, of the diagonal, a step that only rounding is left of."""


@dataclass(frozen=True)
class StatedPoint:
    """A critical point as a surface states it, at the default parameters.

    `kink` says that the loss has no slope there, as |x| has none at 0; the gradient is then defined as zero.
    """

    point: tuple[float, float]
    value: float
    kink: bool = False


@dataclass(frozen=True)
class CriticalPoint:
    """A point where the gradient vanishes, its loss, and its curvatures (eigenvalues of the Hessian, rising).

    At a kink there is no curvature to speak of: it counts as infinite in both directions.
    """

    point: tuple[float, float]
    value: float
    curvatures: tuple[float, float]

    @property
    def is_kink(self) -> bool:
        """Whether the loss has no slope there."""
        return self.curvatures[0] == np.inf


@dataclass(frozen=True)
class CriticalPoints:
    """The minima, lowest first, and the saddles; `undercut` says that a loss lower than all of them was seen."""

    minima: tuple[CriticalPoint, ...]
    saddles: tuple[CriticalPoint, ...]
    undercut: bool = False


@dataclass(frozen=True, eq=False)
class Loss:
    """L(x, y) of a formula, its parameters set.

    Args:
        stated_minima, stated_saddles: where to look for the critical points.
        search: how they are found, when they are first asked for, if none is stated.
    """

    expression: Expression
    options: Options
    domain: Domain
    stated_minima: tuple[StatedPoint, ...] = ()
    stated_saddles: tuple[StatedPoint, ...] = ()
    search: "Callable[[Loss], CriticalPoints] | None" = None

    @property
    def samples(self) -> int | None:
        """How many samples the loss is a mean of; None where it is no mean."""
        return None

    def value(self, x: Float, y: Float, out: Float | None = None) -> Float:
        """L(x, y), in the shape of x."""
        return self.expression.value(x, y, *self._numbers, out=out)

    def gradient(self, w: Float, out: Float | None = None) -> Float:
        """∇L at w (2, ...), in the shape of w; zero at a tip, where L has a value and no slope, as that of |x| is."""
        if self.is_smooth:
            return self.expression.gradient(w, *self._numbers, out=out)
        with quiet():  # 0/0
            g = self.expression.gradient(w, *self._numbers, out=out)
            if np.isnan(g).any():
                g[:, np.isnan(g).any(axis=0) & np.isfinite(self.value(w[0], w[1]))] = 0.0
        return g

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at (x, y); a number alone where the curvature is the same everywhere."""
        return self.expression.hessian(x, y, *self._numbers)

    @cached_property
    def _numbers(self) -> tuple[Float, ...]:
        """The parameters, each as an array already: NumPy would else make one at every call."""
        return tuple(np.array(value, dtype=float) for value in self.options.values())

    @cached_property
    def same_sharpness(self) -> float | None:
        """The largest curvature, of a loss that has the same everywhere; None of any other."""
        somewhere = np.zeros(1)
        with quiet():
            parts = self.hessian(somewhere, somewhere)
        return None if any(np.ndim(part) for part in parts) else float(sharpness(*parts))

    @property
    def is_smooth(self) -> bool:
        """Whether it has slopes of every order wherever it has a value: no crease, no tip."""
        return self.expression.smooth

    @property
    def is_stated(self) -> bool:
        """Whether its critical points are stated, and not searched for."""
        return bool(self.stated_minima or self.stated_saddles)

    @property
    def diagonal(self) -> float:
        """The diagonal of the domain: the length by which "near" is measured."""
        xmin, xmax, ymin, ymax = self.domain
        return float(np.hypot(xmax - xmin, ymax - ymin))

    @property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The minima, lowest first."""
        return self._critical_points.minima

    @property
    def saddles(self) -> tuple[CriticalPoint, ...]:
        """The saddle points."""
        return self._critical_points.saddles

    @cached_property
    def _critical_points(self) -> CriticalPoints:
        if self.search is not None and not self.is_stated:
            return self.search(self)
        points, first = self.critical_points((*self.stated_minima, *self.stated_saddles)), len(self.stated_minima)
        return CriticalPoints(tuple(sorted(points[:first], key=lambda each: each.value)), points[first:])

    def newton_step(self, w: Float) -> Float:
        """−H⁺∇L at w (2, n): see `curvature.newton_step`."""
        return newton_step(self.gradient(w), *self.hessian(w[0], w[1]))

    def nearest_minimum(self, w: Float) -> tuple[Int, Float]:
        """For each of w (2, n) the index of the nearest known minimum, and its distance, infinite if there is none."""
        nearest, least = np.zeros(w.shape[1], dtype=np.int64), np.full(w.shape[1], np.inf)
        for index, minimum in enumerate(self.minima):
            away = np.hypot(w[0] - minimum.point[0], w[1] - minimum.point[1])
            closer = away < least
            nearest[closer], least[closer] = index, away[closer]
        return nearest, least

    @property
    def floor(self) -> float | None:
        """The lowest loss, that of the lowest minimum; None where there is none, or a lower loss was seen elsewhere."""
        return self.minima[0].value if self.minima and not self._critical_points.undercut else None

    def critical_points(self, stated: Sequence[StatedPoint]) -> tuple[CriticalPoint, ...]:
        """Newton's method from stated points: they stay true when a parameter moves them."""
        w = np.array([each.point for each in stated], dtype=float).reshape(-1, 2).T.copy()
        kinks = np.array([each.kink for each in stated], dtype=bool)
        left = np.flatnonzero(~kinks)
        with quiet():
            for _ in range(NEWTON):
                step = self.newton_step(w[:, left])
                leads = np.isfinite(step).all(axis=0)
                w[:, left[leads]] += step[:, leads]
                left = left[leads & (np.abs(step).max(axis=0) > ROUNDING * self.diagonal)]
                if not left.size:
                    break
            low, high = (np.where(kinks, np.inf, each) for each in curvatures(*self.hessian(*w)))
            table = np.stack((*w, self.value(*w), low, high))
        return tuple(CriticalPoint((x, y), value, (least, most)) for x, y, value, least, most in table.T.tolist())


@dataclass(frozen=True, eq=False)
class DataLoss(Loss):
    """The mean over samples of a per-sample loss ℓ(x, y; sample): L = (1/n) Σ ℓᵢ.

    Args:
        columns: the samples' columns in the order of the expression's, (c, n).
    """

    columns: Float = field(default_factory=lambda: np.empty((0, 1)))

    @property
    def samples(self) -> int:
        """n."""
        return int(self.columns.shape[1])

    def value(self, x: Float, y: Float, out: Float | None = None) -> Float:
        """L(x, y), in the shape of x."""
        out = np.empty(np.shape(x)) if out is None else out
        (out[...],) = self._means(lambda *arguments: (self.expression.value_term(*arguments),), x, y)
        return out

    def gradient(self, w: Float, out: Float | None = None) -> Float:
        """∇L at w (2, ...), in the shape of w."""
        out = np.empty(w.shape) if out is None else out
        out[0], out[1] = self._means(self.expression.gradient_terms, w[0], w[1])
        return out

    def batch_value(self, w: Float, rows: Int) -> Float:
        """The mean of ℓ over a batch: rows (B,) for all lanes of w (2, N)."""
        x, y = w[0][:, np.newaxis], w[1][:, np.newaxis]
        return _mean(self.expression.value_term(x, y, *self._numbers, *self.columns[:, rows]))

    def batch_gradient(self, w: Float, rows: Int, out: Float) -> Float:
        """The mean of ∇ℓ over a batch: rows (B,) for all lanes of w (2, N), or (N, B) for each its own."""
        x, y = w[0][:, np.newaxis], w[1][:, np.newaxis]
        terms = self.expression.gradient_terms(x, y, *self._numbers, *self.columns[:, rows])
        out[0], out[1] = map(_mean, terms)
        return out

    def gradient_variance(self, w: Float) -> Float:
        """How much ∇ℓ varies over the samples at w (2, N): the variance of a coordinate, the mean of both, (N,)."""
        variance = np.empty(w.shape[1])
        for part in self._parts(w.shape[1]):
            x, y = w[0, part, np.newaxis], w[1, part, np.newaxis]
            terms = self.expression.gradient_terms(x, y, *self._numbers, *self.columns)
            variance[part] = np.mean([np.var(term + 0 * x, axis=-1) for term in terms], axis=0)
        return variance

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at (x, y); a number alone where the curvature is the same everywhere."""
        hxx, hxy, hyy = self._means(self.expression.hessian_terms, x, y)
        return hxx, hxy, hyy

    def _means(self, terms: Callable[..., Sequence[Float]], x: Float, y: Float) -> list[Float]:
        """The mean of each term over the samples, in the shape of x, computed in blocks of points."""
        xs, ys = np.reshape(x, -1), np.reshape(y, -1)
        blocks = [
            [_mean(term) for term in terms(xs[part, np.newaxis], ys[part, np.newaxis], *self._numbers, *self.columns)]
            for part in self._parts(xs.size)
        ]
        return [_joined(parts, np.shape(x)) for parts in zip(*blocks, strict=True)]

    def _parts(self, count: int) -> Iterator[slice]:
        """So many points, some at a time; of none there is one empty part."""
        size = max(BLOCK // self.samples, 1)
        for first in range(0, max(count, 1), size):
            check_deadline()
            yield slice(first, first + size)


def _mean(term: Float) -> Float:
    """Over the samples, the last axis; a term that no sample enters is its own mean."""
    # As np.mean does it, at a third of its cost.
    mean: Float = np.add.reduce(term, axis=-1) / term.shape[-1] if np.ndim(term) else term
    return mean


def _joined(parts: Sequence[Float], shape: tuple[int, ...]) -> Float:
    if np.ndim(parts[0]) == 0:
        return parts[0]
    return np.reshape(parts[0] if len(parts) == 1 else np.concatenate(parts), shape)
