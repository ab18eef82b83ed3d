"""Which of the seven outcomes a run has, decided from the points it visited.

"Near" means within a thousandth of the picture's diagonal: closer than the picture can show. How far a point is from
where its slope vanishes is the length of Newton's step, so that no rule depends on the units of the loss.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from descentlab.arrays import Bool, Float, Int, quiet, span
from descentlab.curvature import curvatures, newton_distance
from descentlab.losses import Loss
from descentlab.outcome import OUTCOMES, Outcome

NOISY_GROWTH = 2.0
"""Of the gradient over the second half, under noise: less may be chance."""
NEAR = 1e-3
"""Of the diagonal: this close to a minimum is there."""
AT_SADDLE = 1e-2
"""Of the diagonal: this close to a saddle still counts as standing on it."""
FAR = 100.0
"""Diagonals: no run that far out, and higher than it began, is on its way back."""
AWAY = 0.1
"""Of the diagonal: a run that has not come so far from its start has not left."""
SETTLED = 0.05
"""The last part of a run that must be near the minimum, so that passing over it is not arriving."""
STRAIGHT = 0.5
"""Net displacement over path length: below this a run goes to and fro."""
WINDOWS = 8
"""Growth is judged from the peaks of this many stretches of the second half of a run."""
GROWTH = 1e-9
"""The least relative growth from one stretch to the next; rounding alone is a million times smaller."""


PART = 2**18
"""Numbers looked at together: few enough for the processor's cache."""

Lanes = slice | Int


@dataclass(frozen=True)
class Course:
    """What the rules look at.

    Args:
        points: (T+1, 2, N).
        lengths: how many points of each lane are finite in every respect, (N,).
        end, slope: the last of these and the gradient there, (2, N).
        start_loss, end_loss: (N,).
        measured: (lanes, first row) -> the gradients and losses of these lanes from that row on. It is asked for no
            lane that can be judged without them.
    """

    points: Float
    lengths: Int
    end: Float
    slope: Float
    start_loss: Float
    end_loss: Float
    measured: Callable[[Lanes, int], tuple[Float, Float]]


@dataclass(frozen=True)
class Evidence:
    """How lanes ended, (N,) each.

    Args:
        outcomes: index into `OUTCOMES`.
        arrivals: the first step from which a lane stays near its minimum or saddle; T+1 where it never does.
    """

    outcomes: Int
    arrivals: Int


def judge(course: Course, loss: Loss, *, linear: bool, noisy: bool = False) -> Evidence:
    """The outcome of every lane, and when it arrived.

    Args:
        linear: whether the optimizer's update is linear in the gradient, so that on a quadratic it grows without end
            once it grows; the steps of an adaptive optimizer are bounded.
        noisy: whether the updates saw more than the slope: added noise, or batches.
    """
    with quiet():
        return _judge(course, loss, linear, noisy)


def _judge(course: Course, loss: Loss, linear: bool, noisy: bool) -> Evidence:
    points, end, slope = course.points, course.end, course.slope
    steps = len(points) - 1
    curvature = loss.hessian(*end)
    quadratic = all(np.ndim(part) == 0 for part in curvature)
    hessian = np.array(np.broadcast_arrays(*curvature, end[0])[:3])
    goal = end + newton_distance(*slope, *hessian)
    if not quadratic:
        goal = _polished(end, goal, loss)
    goal, at_kink = _kinks(end, goal, loss)
    curves_up = at_kink | (curvatures(*hessian)[0] >= -1e-9 * np.abs(hessian).max(axis=0))
    radius = np.where(curves_up, NEAR, AT_SADDLE) * loss.diagonal
    flat = (hessian == 0).all(axis=0) & ~_listed(goal, loss)  # a plain without end, where nothing is ever reached
    near = (np.hypot(*(goal - end)) <= radius) & ~flat
    arrivals, some = np.full(near.size, len(points)), span(near)
    arrivals[some] = _arrivals(points[:, :, some], goal[:, some], radius[some], near[some])

    ended = course.lengths <= steps
    settled = ~ended & (arrivals <= steps - int(SETTLED * steps))
    there = settled & curves_up
    falls = course.end_loss < course.start_loss
    bottomless = loss.floor is None
    far_out = ~falls & (_distance(end, loss) > FAR * loss.diagonal)
    thrown_out = far_out & linear
    accelerates = (_along(slope, hessian) < 0) & (np.hypot(*(end - points[0])) > AWAY * loss.diagonal)
    leaves = bottomless & falls & (accelerates | _outside(end, loss))
    # What only the way can tell, of those lanes alone that it decides.
    moving = ~(ended | there | thrown_out)
    grows = moving & (quadratic & linear | (course.end_loss > course.start_loss))
    grows = _where(grows, len(points), lambda lanes: _grows(course, lanes, noisy))
    to_and_fro = moving & ~(settled | grows | leaves)
    to_and_fro = _where(to_and_fro, len(points), lambda lanes: _goes_to_and_fro(points, lanes, loss, noisy))

    outcomes = _first_true(
        (ended & falls & bottomless, Outcome.ESCAPED),
        (ended, Outcome.DIVERGED),
        (there & _is_poor(goal, loss), Outcome.TRAPPED),
        (there, Outcome.CONVERGED),
        (grows, Outcome.DIVERGED),
        (thrown_out, Outcome.DIVERGED),
        (settled, Outcome.STALLED_AT_SADDLE),
        (leaves, Outcome.ESCAPED),
        (to_and_fro, Outcome.OSCILLATING),
        (far_out, Outcome.DIVERGED),
        (np.ones_like(ended), Outcome.TOO_SLOW),
    )
    return Evidence(outcomes, arrivals)


def _where(asked: Bool, count: int, holds: Callable[[Lanes], Bool]) -> Bool:
    """Those of the lanes asked for which it holds, looked at in parts that stay in the cache."""
    found = np.zeros_like(asked)
    for lanes in parts(asked, max(PART // count, 1)):
        found[lanes] = holds(lanes)
    return found


def parts(chosen: Bool, size: int) -> Iterator[Lanes]:
    """The chosen lanes, so many at a time; as a slice where they are neighbours, for a slice is no copy."""
    every = np.flatnonzero(chosen)
    for first in range(0, every.size, size):
        lanes = every[first : first + size]
        neighbours = lanes[-1] - lanes[0] == lanes.size - 1
        yield slice(int(lanes[0]), int(lanes[-1]) + 1) if neighbours else lanes


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
        (gx, gy), (hxx, hxy, hyy) = loss.gradient(goal), loss.hessian(goal[0], goal[1])
        step = np.array(newton_distance(gx, gy, hxx, hxy, hyy))
        goal = goal + step
    closes_in = np.hypot(*step) <= np.maximum(first / 2, 1e-9 * loss.diagonal)
    return np.where(closes_in, goal, np.nan)


def _kinks(end: Float, goal: Float, loss: Loss) -> tuple[Float, Bool]:
    """The goal (2, N), which is the kink for a lane that ends near one, and which lanes do."""
    at_kink = np.zeros(end.shape[1], dtype=bool)
    for minimum in loss.minima:
        if np.isinf(minimum.curvatures[0]):
            kink = np.array(minimum.point)[:, np.newaxis]
            near = np.hypot(*(end - kink)) <= NEAR * loss.diagonal
            goal, at_kink = np.where(near, kink, goal), at_kink | near
    return goal, at_kink


def _arrivals(points: Float, goal: Float, radius: Float, near: Bool) -> Int:
    """The first step from which a lane stays within its radius of its goal (2, N); T+1 where it ends not `near` it.

    Looks back from the end, no further than until every lane has come; the last few go on by themselves.
    """
    count, _, lanes = points.shape
    arrivals, stays = np.where(near, 0, count), near.copy()
    rows = max(PART // 16 // max(lanes, 1), 1)
    offsets, limit = np.empty((rows, 2, lanes)), radius**2
    for last in range(count, 0, -rows):
        if 8 * np.count_nonzero(stays) < lanes:
            few = np.flatnonzero(stays)
            if few.size:
                arrivals[few] = _arrivals(points[:last, :, few], goal[:, few], radius[few], stays[few])
            break
        near_end = points[max(last - rows, 0) : last]
        offset = np.subtract(near_end, goal, out=offsets[: len(near_end)])
        offset *= offset
        outside = np.add(offset[:, 0], offset[:, 1], out=offset[:, 0]) > limit
        if outside.any():
            comes = np.flatnonzero(outside.any(axis=0) & stays)
            arrivals[comes] = last - outside[::-1, comes].argmax(axis=0)
            stays[comes] = False
    return arrivals


def _goes_to_and_fro(points: Float, lanes: Lanes, loss: Loss, noisy: bool) -> Bool:
    """Whether the net way over the second half is less than `STRAIGHT` of the path, if that is long enough to see."""
    half = points[(len(points) - 1) // 2 :, :, lanes]
    size = len(half) // WINDOWS
    if noisy and size:
        half = half[len(half) - size * WINDOWS :].reshape(WINDOWS, size, *half.shape[1:]).mean(axis=1)
    steps = np.diff(half, axis=0)
    steps *= steps
    lengths = np.add(steps[:, 0], steps[:, 1], out=steps[:, 0])
    path = np.sqrt(lengths, out=lengths).sum(axis=0)
    net = np.hypot(*(half[-1] - half[0]))
    to_and_fro: Bool = (path >= NEAR * loss.diagonal) & (path < np.inf) & (net < STRAIGHT * path)
    return to_and_fro


def _grows(course: Course, lanes: Lanes, noisy: bool) -> Bool:
    """Whether the peaks of gradient and loss rise all through the second half, and do not slow down.

    Exponential growth keeps its pace. A lane that spirals out towards a cycle slows down, and has not diverged.
    """
    count = len(course.points)
    tail = count if count < 2 * WINDOWS else count // 2
    windows = min(WINDOWS, tail)
    size = tail // windows
    gradients, losses = course.measured(lanes, count - windows * size)

    def peaks(values: Float) -> Float:
        highest: Float = values.reshape(windows, size, -1).max(axis=1)
        return highest

    squares = gradients**2
    slope, loss = np.sqrt(peaks(squares[:, 0] + squares[:, 1])), peaks(losses)
    pace = np.diff(np.log(slope), axis=0)
    rises = (pace > GROWTH).all(axis=0) & (np.diff(loss, axis=0) > 0).all(axis=0)
    grows: Bool = rises & (pace[-1] >= pace[0] / 2)
    return grows & (slope[-1] > NOISY_GROWTH * slope[0]) if noisy else grows


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


def _listed(goal: Float, loss: Loss) -> Bool:
    """Whether `goal` (2, N) is one of the minima known: one without curvature may be, a plain without end is not."""
    listed = np.zeros(goal.shape[1], dtype=bool)
    for minimum in loss.minima:
        listed |= np.hypot(goal[0] - minimum.point[0], goal[1] - minimum.point[1]) <= NEAR * loss.diagonal
    return listed


def _is_poor(goal: Float, loss: Loss) -> Bool | np.bool_:
    """Whether the minimum at `goal` (2, N) is higher than the lowest one known."""
    if loss.floor is None:
        return np.bool_(False)
    best = np.array([minimum.value for minimum in loss.minima])
    where = np.array([minimum.point for minimum in loss.minima])
    away = np.hypot(goal[0] - where[:, :1], goal[1] - where[:, 1:])
    nearest = away.argmin(axis=0)
    listed = away.min(axis=0) <= AT_SADDLE * loss.diagonal
    # A minimum nobody listed is judged by its own loss; a listed one by what is stated, free of the run's rounding.
    tie = 1e-9 * max(1.0, abs(loss.floor))
    poor: Bool = np.where(listed, best[nearest], loss.value(*goal)) > loss.floor + tie
    return poor
