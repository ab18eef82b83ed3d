"""Which of the seven outcomes a run has, decided from the points it visited.

"Near" means within a thousandth of the picture's diagonal: closer than the picture can show. How far a point is from
where its slope vanishes is the length of Newton's step, so that no rule depends on the units of the loss.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int, quiet, span
from descentlab.descent.trace import Trace
from descentlab.setting.setting import Setting
from descentlab.surfaces.curvature import curvatures, newton_step
from descentlab.surfaces.loss import Loss
from descentlab.verdict.motion import NEAR, arrivals_of, goes_to_and_fro, grows_on, lanes_where
from descentlab.verdict.outcome import OUTCOMES, Outcome

AT_SADDLE = 1e-2
"""Of the diagonal: this close to a saddle still counts as standing on it."""
FAR = 100.0
"""Diagonals: no run that far out, and higher than it began, is on its way back."""
AWAY = 0.1
"""Of the diagonal: a run that has not come so far from its start has not left."""
SETTLED = 0.05
"""The last part of a run that must be near the minimum, so that passing over it is not arriving."""


@dataclass(frozen=True)
class Classification:
    """How lanes ended, (N,) each.

    Args:
        outcomes: index into `OUTCOMES`.
        arrivals: the first step from which a lane stays near its minimum or saddle; T+1 where it never does.
    """

    outcomes: Int
    arrivals: Int


def classify(setting: Setting, trace: Trace) -> Classification:
    """The outcome of every lane of a setting, and when it arrived."""
    with quiet():
        return _classify(trace, setting.loss, setting.optimizer.linear, setting.is_noisy)


def _classify(trace: Trace, loss: Loss, linear: bool, noisy: bool) -> Classification:
    points, end = trace.points, trace.end
    steps = len(points) - 1
    curvature = loss.hessian(*end)
    quadratic = all(np.ndim(part) == 0 for part in curvature)
    hessian = np.array(np.broadcast_arrays(*curvature, end[0])[:3])
    goals = _goals(trace, loss, hessian, quadratic)
    arrivals, some = np.full(goals.near.size, len(points)), span(goals.near)
    arrivals[some] = arrivals_of(points[:, :, some], goals.at[:, some], goals.radius[some], goals.near[some])

    ended = trace.lengths <= steps
    settled = ~ended & (arrivals <= steps - int(SETTLED * steps))
    there = settled & goals.curves_up
    falls = trace.end_loss < trace.start_loss
    bottomless = loss.floor is None
    far_out = ~falls & (_distance(end, loss) > FAR * loss.diagonal)
    thrown_out = far_out & linear
    accelerates = (_along(trace.slope, hessian) < 0) & (np.hypot(*(end - points[0])) > AWAY * loss.diagonal)
    leaves = bottomless & falls & (accelerates | _outside(end, loss))
    # What only the way can tell, of those lanes alone that it decides.
    moving = ~(ended | there | thrown_out)
    grows = moving & (quadratic & linear | (trace.end_loss > trace.start_loss))
    grows = lanes_where(grows, len(points), lambda lanes: grows_on(trace, lanes, noisy))
    to_and_fro = moving & ~(settled | grows | leaves)
    least = NEAR * loss.diagonal
    to_and_fro = lanes_where(to_and_fro, len(points), lambda lanes: goes_to_and_fro(points, lanes, least, noisy))

    outcomes = _first_true(
        (ended & falls & bottomless, Outcome.ESCAPED),
        (ended, Outcome.DIVERGED),
        (there & _is_poor(goals.at, loss), Outcome.TRAPPED),
        (there, Outcome.CONVERGED),
        (grows, Outcome.DIVERGED),
        (thrown_out, Outcome.DIVERGED),
        (settled, Outcome.STALLED_AT_SADDLE),
        (leaves, Outcome.ESCAPED),
        (to_and_fro, Outcome.OSCILLATING),
        (far_out, Outcome.DIVERGED),
        (np.ones_like(ended), Outcome.TOO_SLOW),
    )
    return Classification(outcomes, arrivals)


class _Goals(NamedTuple):
    """Where lanes would rest: the points (2, N), how near is there, whether they curve up; and which lanes end near."""

    at: Float
    radius: Float
    curves_up: Bool
    near: Bool


def _goals(trace: Trace, loss: Loss, hessian: Float, quadratic: bool) -> _Goals:
    """Where the slope vanishes, as Newton's method sees it from where lanes end."""
    end = trace.end
    goal = end + newton_step(trace.slope, *hessian)
    if not quadratic:
        goal = _polished(end, goal, loss)
    goal, at_kink = _kinks(end, goal, loss)
    curves_up = at_kink | (curvatures(*hessian)[0] >= -1e-9 * np.abs(hessian).max(axis=0))
    radius = np.where(curves_up, NEAR, AT_SADDLE) * loss.diagonal
    is_known = loss.nearest_minimum(goal)[1] <= NEAR * loss.diagonal
    plain = (hessian == 0).all(axis=0) & ~is_known  # a plain without end, where nothing is ever reached
    return _Goals(goal, radius, curves_up, (np.hypot(*(goal - end)) <= radius) & ~plain)


def _first_true(*rules: tuple[Bool | np.bool_, Outcome]) -> Int:
    """For each lane the outcome of the first rule that holds."""
    conditions = np.broadcast_arrays(*(condition for condition, _ in rules))
    chosen = np.argmax(conditions, axis=0)
    indices: Int = np.array([OUTCOMES.index(outcome) for _, outcome in rules])[chosen]
    return indices


def _polished(end: Float, goal: Float, loss: Loss) -> Float:
    """Newton's method carried on from its first step: to a point where the slope vanishes, or NaN where there is none.

    One step alone would take a slope that only flattens out for one that is about to vanish.
    """
    first = np.hypot(*(goal - end))
    for _ in range(3):
        step = loss.newton_step(goal)
        goal = goal + step
    closes_in = np.hypot(*step) <= np.maximum(first / 2, 1e-9 * loss.diagonal)
    return np.where(closes_in, goal, np.nan)


def _kinks(end: Float, goal: Float, loss: Loss) -> tuple[Float, Bool]:
    """The goal (2, N), which is the kink for a lane that ends near one, and which lanes do."""
    if not any(minimum.is_kink for minimum in loss.minima):
        return goal, np.zeros(end.shape[1], dtype=bool)
    nearest, away = loss.nearest_minimum(end)
    is_kink = np.array([minimum.is_kink for minimum in loss.minima])
    points = np.array([minimum.point for minimum in loss.minima]).T
    at_kink = is_kink[nearest] & (away <= NEAR * loss.diagonal)
    return np.where(at_kink, points[:, nearest], goal), at_kink


def _along(slope: Float, hessian: Float) -> Float:
    """∇Lᵀ H ∇L: negative where a step downhill finds a steeper slope."""
    gx, gy = slope
    hxx, hxy, hyy = hessian
    along: Float = hxx * gx * gx + 2 * hxy * gx * gy + hyy * gy * gy
    return along


def _distance(w: Float, loss: Loss) -> Float:
    """From the middle of the picture."""
    xmin, xmax, ymin, ymax = loss.domain
    distance: Float = np.hypot(w[0] - (xmin + xmax) / 2, w[1] - (ymin + ymax) / 2)
    return distance


def _outside(w: Float, loss: Loss) -> Bool:
    xmin, xmax, ymin, ymax = loss.domain
    outside: Bool = (w[0] < xmin) | (w[0] > xmax) | (w[1] < ymin) | (w[1] > ymax)
    return outside


def _is_poor(goal: Float, loss: Loss) -> Bool | np.bool_:
    """Whether the minimum at `goal` (2, N) is higher than the lowest one known."""
    if loss.floor is None:
        return np.bool_(False)
    values = np.array([minimum.value for minimum in loss.minima])
    nearest, away = loss.nearest_minimum(goal)
    listed = away <= AT_SADDLE * loss.diagonal
    # A minimum nobody listed is judged by its own loss; a listed one by what is stated, free of the run's rounding.
    tie = 1e-9 * max(1.0, abs(loss.floor))
    poor: Bool = np.where(listed, values[nearest], loss.value(*goal)) > loss.floor + tie
    return poor
