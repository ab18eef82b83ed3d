"""What lanes did: their points, and the loss and its derivatives measured along them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from descentlab.common.arrays import Float, Int, quiet, span
from descentlab.common.deadline import check_deadline
from descentlab.descent.trace import Trace
from descentlab.setting.lanes import Lanes
from descentlab.surfaces.curvature import sharpness
from descentlab.surfaces.loss import Loss

BLOCK = 16_384
"""Points measured at once: few enough for the processor's cache, enough to hide the cost of a NumPy call."""


@dataclass(frozen=True, eq=False)
class History:
    """What the lanes did, step first and lane last.

    Args:
        loss: what they went down.
        points, gradients: (T+1, 2, N).
        losses: (T+1, N).
        rates: η of the update from point k to point k+1, as scheduled, or as the optimizer chose it, (T, N).
        lengths: how many points of each lane are finite in every respect, (N,).
        steps: how many each was to take, T or fewer: a number, or (N,). After the last it stays where it is.
        second_rates: the rates of y where they are not those of x, (T, N).
        mean_squares: what the optimizer remembered of g² after each update, (T, 2, N), where that was to be kept.
        averages: the mean of its points that the optimizer keeps, at each, (T+1, 2, N), where it keeps one.
    """

    loss: Loss
    points: Float
    gradients: Float
    losses: Float
    rates: Float
    lengths: Int
    steps: int | Int
    second_rates: Float | None = None
    mean_squares: Float | None = None
    averages: Float | None = None

    @cached_property
    def hessian(self) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at every point, (T+1, N); where they are the same everywhere a number, or one a lane."""
        with quiet():
            if self.loss.is_quadratic:
                return self.loss.hessian(*self.points[0])
            blocks = [self.loss.hessian(*self.points[rows].swapaxes(0, 1)) for rows in _blocks(*self.losses.shape)]
            hxx, hxy, hyy = (
                parts[0] if np.ndim(parts[0]) == 0 else np.concatenate(parts) for parts in zip(*blocks, strict=True)
            )
        return hxx, hxy, hyy

    @cached_property
    def sharpness(self) -> Float:
        """The largest eigenvalue of the Hessian at every point, (T+1, N); measured when first asked for."""
        with quiet():
            return np.broadcast_to(sharpness(*self.hessian), self.losses.shape)

    @property
    def trace(self) -> Trace:
        """What the outcomes are decided from."""
        last, lanes = self.lengths - 1, np.arange(self.lengths.size)
        return Trace(
            self.points,
            self.lengths,
            self.steps,
            end=self.points[last, :, lanes].T,
            slope=self.gradients[last, :, lanes].T,
            start_loss=self.losses[0],
            end_loss=self.losses[last, lanes],
            measured=lambda lanes, first: (self.gradients[first:, :, lanes], self.losses[first:, lanes]),
        )

    @property
    def ratios(self) -> Float | None:
        """The rate of y over that of x at every update, (T, N), 1 where that has none; None where they are the same."""
        if self.second_rates is None:
            return None
        with quiet():
            return np.where(self.rates > 0, self.second_rates / self.rates, 1.0)

    @cached_property
    def single_lengths(self) -> Int:
        """How many points of each lane, and their losses, come before it leaves single precision for good, (N,).

        So far float32 tells of a run. A lane that comes back, when a schedule lowers its rate, has not left.
        """
        largest = float(np.finfo(np.float32).max)
        with quiet():
            fits = (np.abs(self.points).max(axis=1) <= largest) & (np.abs(self.losses) <= largest)
        returns = fits[self.lengths - 1, np.arange(self.lengths.size)]
        return np.where(returns, self.lengths, fits.argmin(axis=0))


def record(
    loss: Loss,
    points: Float,
    gradients: Float,
    rates: Float,
    steps: int | Int,
    mean_squares: Float | None = None,
    averages: Float | None = None,
    *,
    exact: bool,
) -> History:
    """Measure the loss and its slope along finished lanes.

    Args:
        rates: (T, N), or (T, 2, N) of both parameters.
        gradients: what the updates used, (T+1, 2, N), to become the exact ones; if `exact`, only the last is missing.
    """
    losses = np.empty((len(points), points.shape[2]))
    for rows in _blocks(*losses.shape):
        w = points[rows].swapaxes(0, 1)
        loss.value(w[0], w[1], out=losses[rows])
        if not exact:
            loss.gradient(w, out=gradients[rows].swapaxes(0, 1))
    if exact:
        loss.gradient(points[-1], out=gradients[-1])
    lengths = np.minimum(_lengths(points, gradients, losses), np.add(steps, 1))
    first, second = (rates[:, 0], rates[:, 1]) if rates.ndim > 2 else (rates, None)
    return History(loss, points, gradients, losses, first, lengths, steps, second, mean_squares, averages)


def joined(lanes: Lanes, which: Sequence[Int], histories: Sequence[History]) -> History:
    """The histories of some lanes and of others as one of all: which lanes each has, (n,)."""

    def together(name: str) -> Any:
        values = [getattr(each, name) for each in histories]
        if all(each is None for each in values):
            return None
        longest = max(len(each) for each in values)
        whole = np.empty((longest, *values[0].shape[1:-1], lanes.count), values[0].dtype)
        for columns, each in zip(which, values, strict=True):
            whole[: len(each), ..., columns] = each
            whole[len(each) :, ..., columns] = each[-1]
        return whole

    lengths = np.empty(lanes.count, dtype=np.int64)
    for columns, each in zip(which, histories, strict=True):
        lengths[columns] = each.lengths
    arrays = {name: together(name) for name in _ALONG}
    return History(lanes.loss, lengths=lengths, steps=lanes.steps, **arrays)


_ALONG = ("points", "gradients", "losses", "rates", "second_rates", "mean_squares", "averages")
"""What a history has of every step."""


def until_left(values: Float, lengths: Int) -> Float:
    """Values of lanes at every point, (N, T+1, …), to read: NaN from where a lane has so many points no more, (N,)."""
    left = np.flatnonzero(lengths < values.shape[1])
    values = values.copy(order="K") if left.size else values.view()
    for lane in left:
        values[lane, lengths[lane] :] = np.nan
    values.flags.writeable = False
    return values


def measure_gradients(loss: Loss, points: Float, gradients: Float) -> None:
    """Write the exact gradients at points (T, 2, N) over what updates used."""
    for rows in _blocks(len(points), points.shape[2]):
        loss.gradient(points[rows].swapaxes(0, 1), out=gradients[rows].swapaxes(0, 1))


def directions(points: Float, rates: Float, second_rates: Float | None = None) -> Float:
    """d of w ← w − η d for every update: (w_k − w_{k+1}) / η_k, step first; 0 where η is too small to divide by."""
    with quiet():
        moved = points[:-1] - points[1:]
        eta = rates[:, np.newaxis] if second_rates is None else np.stack((rates, second_rates), axis=1)
        d = np.where(eta > 0, moved / eta, 0.0)
        return np.where(np.isfinite(d), d, 0.0)  # Rprop's step does not shrink with η, and η may be next to nothing


def _blocks(count: int, lanes: int) -> Iterator[slice]:
    """The rows of a history, some `BLOCK` points at a time."""
    size = max(BLOCK // lanes, 1)
    for first in range(0, count, size):
        check_deadline()
        yield slice(first, first + size)


def _lengths(points: Float, gradients: Float, losses: Float) -> Int:
    """How many points of each lane are finite, with their loss and slope, before the first that is not."""
    count, _, lanes = points.shape
    lengths = np.full(lanes, count)
    # No step leads back from a point, or a slope, that is not finite, and a sum is finite only if all its parts are:
    # most lanes need no closer look.
    ended = span(~np.isfinite(points[-1].sum(axis=0) + gradients[-1].sum(axis=0) + losses.sum(axis=0)))
    finite = np.isfinite(losses[:, ended])
    for values in (points, gradients):
        finite &= np.isfinite(values[:, 0, ended]) & np.isfinite(values[:, 1, ended])
    lengths[ended] = np.where(finite.all(axis=0), count, finite.argmin(axis=0))
    return lengths
