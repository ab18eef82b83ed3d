"""A loss that is a mean over samples: of all of them, or of the batch of a step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.common.deadline import check_deadline
from descentlab.surfaces.loss import Loss

BLOCK = 65_536
"""Values of single samples computed at once: few enough for the processor's cache."""


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
        return _mean(self.expression.value_term(x, y, *self._beside, *self.columns[:, rows]))

    def batch_gradient(self, w: Float, rows: Int, out: Float, sizes: Int | None = None) -> Float:
        """The mean of ∇ℓ over a batch: rows (B,) for all lanes of w (2, N), or (N, B) for each its own.

        Args:
            sizes: how many of the rows each lane takes, (N,); all of them if it is not said.
        """
        x, y = w[0][:, np.newaxis], w[1][:, np.newaxis]
        terms = self.expression.gradient_terms(x, y, *self._beside, *self.columns[:, rows])
        if sizes is None:
            out[0], out[1] = map(_mean, terms)
        else:
            taken = np.arange(rows.shape[-1]) < sizes[:, np.newaxis]
            for part, term in zip(out, terms, strict=True):
                part[...] = np.where(taken, term, 0.0).sum(axis=-1) / sizes
        return out

    def gradient_variance(self, w: Float) -> Float:
        """How much ∇ℓ varies over the samples at w (2, N): the variance of a coordinate, the mean of both, (N,)."""
        variance = np.empty(w.shape[1])
        for part in self._parts(w.shape[1]):
            x, y = w[0, part, np.newaxis], w[1, part, np.newaxis]
            numbers = self._of(part, (w.shape[1],))
            terms = self.expression.gradient_terms(x, y, *numbers, *self.columns)
            variance[part] = np.mean([np.var(term + 0 * x, axis=-1) for term in terms], axis=0)
        return variance

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at (x, y); a number alone where the curvature is the same everywhere."""
        hxx, hxy, hyy = self._means(self.expression.hessian_terms, x, y)
        return hxx, hxy, hyy

    def _means(self, terms: Callable[..., Sequence[Float]], x: Float, y: Float) -> list[Float]:
        """The mean of each term over the samples, in the shape of x, computed in blocks of points."""
        xs, ys = np.reshape(x, -1), np.reshape(y, -1)
        blocks = []
        for part in self._parts(xs.size):
            numbers = self._of(part, np.shape(x))
            of_samples = terms(xs[part, np.newaxis], ys[part, np.newaxis], *numbers, *self.columns)
            blocks.append([_mean(term) for term in of_samples])
        return [_joined(parts, np.shape(x)) for parts in zip(*blocks, strict=True)]

    @cached_property
    def _beside(self) -> tuple[Float, ...]:
        """The parameters, those of lanes beside an axis of samples."""
        return tuple(each[:, np.newaxis] if each.ndim else each for each in self._numbers)

    def _of(self, part: slice, shape: tuple[int, ...]) -> tuple[Float, ...]:
        """The parameters of a part of points of that shape, laid out one after the other, beside an axis of samples."""
        return tuple(
            np.broadcast_to(each, shape).reshape(-1)[part, np.newaxis] if each.ndim else each for each in self._numbers
        )

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
