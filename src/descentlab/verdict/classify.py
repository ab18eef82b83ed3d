"""Which of the seven outcomes a run has, decided from the points it visited.

"Near" means within a thousandth of the picture's diagonal: closer than the picture can show. How far a point is from
where its slope vanishes is the length of Newton's step, so that no rule depends on the units of the loss.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Chosen, Float, Int, quiet, span
from descentlab.descent.trace import Trace
from descentlab.setting.lanes import Lanes
from descentlab.surfaces.curvature import newton_step
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.probe import bottoms, falls_without_limit
from descentlab.surfaces.shape import Shape, shapes_of
from descentlab.verdict.across import diverges_across
from descentlab.verdict.motion import NEAR, arrivals_of, goes_to_and_fro, grows_on, lanes_where
from descentlab.verdict.outcome import OUTCOMES, Outcome

AT_SADDLE = 1e-2
"""Of the diagonal: this close to a saddle, a maximum or an inflection still counts as standing on it."""
FAR = 100.0
"""Diagonals: no run that far out, and higher than it began, is on its way back."""
AWAY = 0.1
"""Of the diagonal: a run that has not come so far from its start has not left."""
EXACT = 1e-9
"""Of the diagonal: a step of Newton's method this short is the last that is needed."""
PATIENCE = 60
"""Steps of it more, where it arrives slowly."""
SETTLED = 0.05
"""The last part of a run that must be near the minimum, so that passing over it is not arriving."""


@dataclass(frozen=True, eq=False)
class Classification:
    """How lanes ended, (N,) each.

    Args:
        outcomes: index into `OUTCOMES`.
        arrivals: the first step from which a lane stays near where the slope vanishes; T+1 where it never does.
        shapes: what that place is, a `Shape`.
    """

    outcomes: Int
    arrivals: Int
    shapes: Int


def classify(lanes: Lanes, trace: Trace) -> Classification:
    """The outcome of every lane, and when it arrived."""
    linear = np.full(lanes.count, lanes.setting.optimizer.linear)
    return judge(lanes.loss, trace, linear=linear, noisy=lanes.is_noisy)


def judge(loss: Loss, trace: Trace, *, linear: Bool, noisy: Bool) -> Classification:
    """The same of any lanes on one loss; which have a linear optimizer, and which are noisy, (N,) each."""
    with quiet():
        return _judge(loss, trace, linear, noisy)


def _judge(loss: Loss, trace: Trace, linear: Bool, noisy: Bool) -> Classification:
    points, end = trace.points, trace.end
    steps = trace.steps
    curvature = loss.hessian(*end)
    quadratic = loss.is_quadratic
    hessian = np.array(np.broadcast_arrays(*curvature, end[0])[:3])
    goals = _goals(trace, loss, hessian, quadratic)
    arrivals, some = np.full(goals.near.size, len(points)), span(goals.near)
    arrivals[some] = arrivals_of(points[:, :, some], goals.at[:, some], goals.radius[some], goals.near[some])
    arrivals = np.where(goals.near, arrivals, np.add(steps, 1))

    ended = trace.lengths <= steps
    settled = ~ended & (arrivals <= steps - np.floor(np.multiply(SETTLED, steps)))
    there = settled & (goals.shapes == Shape.MINIMUM)
    falls = trace.end_loss < trace.start_loss
    far_out = ~falls & (_distance(end, loss) > FAR * loss.diagonal)
    thrown_out = far_out & linear
    accelerates = (_along(trace.slope, hessian) < 0) & (np.hypot(*(end - points[0])) > AWAY * loss.diagonal)
    leaves = falls & np.isnan(loss.known.floor) & ~settled & (ended | accelerates | _outside(end, loss))
    leaves = lanes_where(leaves, 1, lambda lanes: falls_without_limit(loss.of(lanes), end[:, lanes]))
    across = lanes_where(leaves, len(points), lambda lanes: diverges_across(loss, trace, lanes, linear[lanes]))
    # What only the way can tell, of those lanes alone that it decides.
    moving = ~(ended | there | thrown_out)
    grows = moving & (quadratic & linear | (trace.end_loss > trace.start_loss))
    grows = _of_halves(grows, noisy, steps, partial(grows_on, trace))
    to_and_fro = moving & ~(settled | grows | leaves)
    to_and_fro = _of_halves(to_and_fro, noisy, steps, partial(goes_to_and_fro, points, NEAR * loss.diagonal))

    outcomes = _first_true(
        (leaves & ended & ~across, Outcome.ESCAPED),
        (ended, Outcome.DIVERGED),
        (there & _is_poor(goals.at, loss), Outcome.TRAPPED),
        (there, Outcome.CONVERGED),
        (grows | across, Outcome.DIVERGED),
        (thrown_out, Outcome.DIVERGED),
        (settled, Outcome.STALLED),
        (leaves, Outcome.ESCAPED),
        (to_and_fro, Outcome.OSCILLATING),
        (far_out, Outcome.DIVERGED),
        (np.ones_like(ended), Outcome.TOO_SLOW),
    )
    return Classification(outcomes, arrivals, goals.shapes)


def _of_halves(asked: Bool, noisy: Bool, steps: int | Int, holds: Callable[[int, bool, Chosen], Bool]) -> Bool:
    """`lanes_where` of what the second half of a run tells, of so many points, and otherwise under noise."""
    found = np.zeros_like(asked)
    for taken in np.unique(steps).tolist():
        same = asked & np.equal(steps, taken)
        for under_noise in (False, True):
            found |= lanes_where(same & (noisy == under_noise), taken + 1, partial(holds, taken + 1, under_noise))
    return found


class _Goals(NamedTuple):
    """Where lanes would rest: the points (2, N), how near is there, what they are; and which lanes end near."""

    at: Float
    radius: Float
    shapes: Int
    near: Bool


def _goals(trace: Trace, loss: Loss, hessian: Float, quadratic: bool) -> _Goals:
    """Where the slope vanishes, as Newton's method sees it from where lanes end; or the crease they end beside."""
    end = trace.end
    goal = end + newton_step(trace.slope, *hessian)
    if not quadratic:
        goal = _polished(end, goal, loss)
    if not loss.is_smooth:
        goal = _at_crease(end, goal, loss)
    shapes = np.full(end.shape[1], Shape.LEVEL, dtype=np.int64)
    near = np.hypot(*(goal - end)) <= AT_SADDLE * loss.diagonal
    if near.any():
        shapes[near] = shapes_of(loss.of(near), goal[:, near]).shape
    # A formula without a crease is level nowhere: what looks so has only grown too small to tell (e^−x far out).
    if not loss.is_smooth:
        floor = loss.known.floor
        lowest = np.isfinite(floor) & ~_is_higher(loss.value(*goal), floor)
        shapes[near & (shapes == Shape.LEVEL) & lowest] = Shape.MINIMUM
    radius = np.where(shapes == Shape.MINIMUM, NEAR, AT_SADDLE) * loss.diagonal
    return _Goals(goal, radius, shapes, (np.hypot(*(goal - end)) <= radius) & (shapes != Shape.LEVEL))


def _first_true(*rules: tuple[Bool | np.bool_, Outcome]) -> Int:
    """For each lane the outcome of the first rule that holds."""
    outcomes = np.empty(max(np.size(condition) for condition, _ in rules), dtype=np.int64)
    for condition, outcome in reversed(rules):
        np.copyto(outcomes, OUTCOMES.index(outcome), where=condition)
    return outcomes


def _polished(end: Float, goal: Float, loss: Loss) -> Float:
    """Newton's method carried on from its first step: to a point where the slope vanishes, or NaN where there is none.

    One step alone would take a slope that only flattens out for one that is about to vanish. Where curvature vanishes
    too (x⁴) the steps shrink by a constant part: those lanes that are about to arrive take as many as it needs.
    """
    first = np.hypot(*(goal - end))
    for _ in range(3):
        step = loss.newton_step(goal)
        goal = goal + step
    length = np.hypot(*step)
    closes_in = length <= np.maximum(first / 2, 1e-9 * loss.diagonal)
    slow = closes_in & (length > EXACT * loss.diagonal) & (np.hypot(*(goal - end)) <= 3 * AT_SADDLE * loss.diagonal)
    goal = np.where(closes_in, goal, np.nan)
    for _ in range(PATIENCE):
        if not slow.any():
            break
        step = loss.of(slow).newton_step(goal[:, slow])
        step = np.nan_to_num(step)  # so near that no step is answered any more is there
        goal[:, slow] += step
        slow[slow] = np.hypot(*step) > EXACT * loss.diagonal
    return goal


def _at_crease(end: Float, goal: Float, loss: Loss) -> Float:
    """The goals (2, N), which are the bottom of a crease for lanes that end beside one.

    It is a minimum that is known, or where none is stated the bottom that is found from there.
    """
    reach = NEAR * loss.diagonal
    beside = ~(np.hypot(*(goal - end)) <= reach)
    lost = np.flatnonzero(beside & np.isfinite(end).all(axis=0) & (_distance(end, loss) < FAR * loss.diagonal))
    if not lost.size:
        return goal
    goal = goal.copy()
    nearest, away = loss.of(lost).nearest_minimum(end[:, lost])
    known = away <= reach
    if known.any():
        goal[:, lost[known]] = loss.of(lost[known]).known.at(nearest[known])[0]
    lost = lost[~known]
    if lost.size and not loss.is_stated:
        found = bottoms(loss.of(lost), end[:, lost], reach / 4, within=reach)
        here = np.hypot(*(found - end[:, lost])) <= reach
        goal[:, lost[here]] = found[:, here]
    return goal


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
    """Whether the loss is lower elsewhere than at the minimum at `goal` (2, N)."""
    known = loss.known
    if not len(known.values):
        return np.bool_(False)
    nearest, away = known.nearest(goal)
    listed = away <= AT_SADDLE * loss.diagonal
    # A minimum nobody listed is judged by its own loss; a listed one by what is stated, free of the run's rounding.
    higher = _is_higher(np.where(listed, known.at(nearest)[1], loss.value(*goal)), known.floor)
    return np.where(np.isnan(known.floor), known.some, higher)  # where there is no floor, a lower loss was seen


def _is_higher(values: Float, floor: Float) -> Bool:
    """Whether losses are above the lowest by more than rounding."""
    higher: Bool = values > floor + 1e-9 * np.maximum(1.0, np.abs(floor))
    return higher
