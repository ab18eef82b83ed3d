"""Slices: the loss along a line through a point of a run, and what slope and curvature there promise of a step."""

from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float, Int, quiet
from descentlab.common.deadline import check_deadline
from descentlab.descent.history import History
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import Lanes, one
from descentlab.setting.setting import Setting
from descentlab.surfaces.loss import Loss

HEIGHTS = 129
"""Places along a slice."""
BACK = 0.2
"""How far it reaches behind the point, as a share of how far it reaches ahead."""
BOTTOM, MOST, LANDING = 2.5, 4.0, 1.25
"""How far it reaches ahead: so many times as far as the bottom that is promised lies, as long as the step lands nearer
than that; further if it does not, but along the slope never further than `MOST` times as far; and so many times as far
as it lands."""
WIDEST = 0.5
"""Of the diagonal: no bottom further away decides how far a slice reaches."""
ROUNDING = 1e-9
"""Of a slope: two directions that differ by less are one."""
LAST_BIT = 1e-15
"""Of a place: what an update rounds off, several times over."""


@dataclass(frozen=True, eq=False)
class Slice:
    """L(w − t u) along a direction u of each lane; t is in units of η, so that the update lands at t = η.

    Args:
        reaches: the t at which it ends, (N,); it begins at −`BACK` times that.
        heights: the loss above that at t = 0, at `HEIGHTS` places from its beginning to its end, (N, HEIGHTS).
        slopes: dL/dt at t = 0, (N,).
        curvatures: d²L/dt² there, (N,).
        bottoms: where the parabola of both has its bottom, along the slope 1/λ; NaN where it has none ahead, (N,).
        promised: what that parabola promises at t = η, (N,).
        landings: the loss there in truth, (N,); not finite where the loss has no value there.
    """

    reaches: Float
    heights: Float
    slopes: Float
    curvatures: Float
    bottoms: Float
    promised: Float
    landings: Float


@dataclass(frozen=True, eq=False)
class Slices:
    """The slices at a step of each lane.

    Args:
        lanes: the base rate of each, (N,).
        steps: which step, (N,): that from point k to point k + 1.
        rates: its η, (N,).
        losses: at point k, (N,).
        along_slope: u is the gradient at point k.
        along_step: u is what the update subtracted, over η; None where that is the gradient in all lanes.
    """

    lanes: Float
    steps: Int
    rates: Float
    losses: Float
    along_slope: Slice
    along_step: Slice | None


def slices_of(lanes: Lanes, step: int) -> Slices:
    """At the same step of many runs; of one that has ended before at its last.

    Raises:
        InvalidSetting: the loss, or its slope, is not a finite number at a start.
    """
    history = simulate(lanes)
    every = np.arange(lanes.count)
    return _slices(history, np.clip(step, 0, _last_steps(history)), every, lanes.lr)


def slices_along(setting: Setting, first: int, count: int) -> Slices:
    """At so many steps of one run, or as many as it has left, from the first of them.

    Raises:
        InvalidSetting: the loss, or its slope, is not a finite number at the start.
    """
    history = simulate(one(setting))
    last = int(_last_steps(history)[0])
    steps = np.arange(min(first, last), min(first + count - 1, last) + 1)
    return _slices(history, steps, np.zeros_like(steps), np.full(steps.size, setting.lr))


def _last_steps(history: History) -> Int:
    """The last update of each lane that leads to a number; the first, where none does."""
    return np.maximum(history.lengths - 2, 0)


def _slices(history: History, steps: Int, lanes: Int, lr: Float) -> Slices:
    points, loss = history.points, history.loss
    w, g, rates = points[steps, :, lanes].T, history.gradients[steps, :, lanes].T, history.rates[steps, lanes]
    with quiet():
        moved = (w - points[steps + 1, :, lanes].T) / rates
        along_slope = slice_along(loss, w, g, g, rates, MOST)
        rounding = ROUNDING * np.abs(g).max(axis=0) + LAST_BIT * np.abs(w).max(axis=0) / rates
        differs = (np.abs(moved - g).max(axis=0) > rounding) & np.isfinite(moved).all(axis=0)
        along_step = slice_along(loss, w, g, moved, rates, np.inf) if differs.any() else None
    return Slices(lr, steps, rates, history.losses[steps, lanes], along_slope, along_step)


def slice_along(loss: Loss, w: Float, g: Float, u: Float, rates: Float, most: float) -> Slice:
    """The slice along directions of many lanes.

    Args:
        w, g, u: points, gradients and directions, (2, N) each.
        most: times as far as the bottom: a slice reaches no further, wherever the step lands.
    """
    hxx, hxy, hyy = loss.hessian(w[0], w[1])
    slopes = -(g * u).sum(axis=0)
    curvatures = hxx * u[0] ** 2 + 2 * hxy * u[0] * u[1] + hyy * u[1] ** 2
    bottoms = -slopes / curvatures
    away = np.minimum(np.abs(bottoms), WIDEST * loss.diagonal / np.hypot(u[0], u[1]))
    away = np.where(np.isfinite(away) & (away > 0), away, rates)
    reaches = np.clip(LANDING * rates, BOTTOM * away, most * away)
    start, landings = (loss.value(*(w - t * u)) for t in (0.0, rates))
    heights = np.empty((w.shape[1], HEIGHTS))
    for place, share in enumerate(np.linspace(-BACK, 1.0, HEIGHTS)):
        check_deadline()
        heights[:, place] = loss.value(*(w - share * reaches * u)) - start
    promised = start + slopes * rates + curvatures * rates**2 / 2
    return Slice(reaches, heights, slopes, curvatures, np.where(bottoms > 0, bottoms, np.nan), promised, landings)
