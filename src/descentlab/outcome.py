"""How a run ended: seven outcomes, each with a stated rule, computed from the points it visited.

"Near" means within a thousandth of the picture's diagonal: closer than the picture can show. How far a point is from
where its slope vanishes is the length of Newton's step, so that no rule depends on the units of the loss.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from descentlab.arrays import Bool, Float, Int, quiet, span
from descentlab.history import History
from descentlab.losses import Loss
from descentlab.stability import curvatures, newton_distance

NOISY_GROWTH = 2.0
"""Of the gradient over the second half, under noise: less may be chance."""
NEAR = 1e-3
"""Of the diagonal: this close to a minimum is there."""
AT_SADDLE = 1e-2
"""Of the diagonal: this close to a saddle still counts as standing on it."""
FAR = 1e3
"""Diagonals: no run that far out is on its way back."""
SETTLED = 0.05
"""The last part of a run that must be near the minimum, so that passing over it is not arriving."""
STRAIGHT = 0.5
"""Net displacement over path length: below this a run goes to and fro."""
WINDOWS = 8
"""Growth is judged from the peaks of this many stretches of the second half of a run."""
GROWTH = 1e-9
"""The least relative growth from one stretch to the next; rounding alone is a million times smaller."""


class Outcome(Enum):
    """How a run ended: its id, the `title` and `sentence` a learner reads, and the `rule` by which it is decided."""

    CONVERGED = (
        "converged",
        "Converges",
        "The run reached the lowest minimum and stayed.",
        "At the end the curvature is not negative, the minimum is less than a thousandth of the picture's diagonal "
        "away, it stayed there for the last twentieth of the run, and no minimum known is lower. A minimum stated as a "
        "kink has no curvature: to be that near to it counts; a plain without any curvature is no minimum.",
    )
    TOO_SLOW = (
        "too_slow",
        "Too slow",
        "The run was still on its way when the steps ran out.",
        "None of the others: it moved in one direction and had not arrived.",
    )
    OSCILLATING = (
        "oscillating",
        "Oscillates",
        "The run goes to and fro and does not settle.",
        "Not there, and over the second half of the run the net way is less than half of the path walked; under noise "
        "the path is that between the means of its eighths, so that noise alone does not make a run that gets on go to "
        "and fro.",
    )
    DIVERGED = (
        "diverged",
        "Diverges",
        "Each step lands higher than the last: the run leaves the minimum for good.",
        "The run left the finite numbers uphill; or the peaks of its loss and gradient grew all through the second "
        "half without slowing down, and it is above its start or on a quadratic, where growth never ends; or gradient "
        "descent, with or without momentum, was thrown a thousand of the picture's diagonals away. Under noise, growth "
        "is only what more than doubles the gradient.",
    )
    STALLED_AT_SADDLE = (
        "stalled_at_saddle",
        "Stalls at the saddle",
        "The slope has vanished where the surface still falls away to the side: a saddle, not a minimum.",
        "At the end the curvature is negative in one direction, the point where the slope vanishes is less than a "
        "hundredth of the picture's diagonal away, and it stayed there for the last twentieth of the run.",
    )
    TRAPPED = (
        "trapped",
        "Trapped in a poor minimum",
        "The run settled in a minimum, but a lower one exists.",
        "As converged, but a lower minimum is known.",
    )
    ESCAPED = (
        "escaped",
        "Falls without end",
        "The surface has no bottom here: the loss falls without limit.",
        "No lowest minimum exists, and the run left the finite numbers downhill, left the picture downhill, or is "
        "going down a slope that grows steeper.",
    )

    def __new__(cls, id: str, title: str, sentence: str, rule: str) -> "Outcome":
        """An outcome whose value is its id."""
        outcome = object.__new__(cls)
        outcome._value_ = id
        return outcome

    def __init__(self, id: str, title: str, sentence: str, rule: str) -> None:
        self.title, self.sentence, self.rule = title, sentence, rule


OUTCOMES = tuple(Outcome)
"""In the order of their index on the wire."""


@dataclass(frozen=True)
class Evidence:
    """What the outcomes were decided from, one number a lane (N,).

    Args:
        outcomes: index into `OUTCOMES`.
        arrivals: the first step from which a lane stays near its minimum or saddle; T+1 where it never does.
        straightness: net displacement over path length in the second half, 0 to 1.
        growth: how many times larger the gradient's peaks became over the second half.
        distances: from the last point to where its slope vanishes, over the diagonal.
    """

    outcomes: Int
    arrivals: Int
    straightness: Float
    growth: Float
    distances: Float


def judge(history: History, loss: Loss, *, linear: bool, noisy: bool = False) -> Evidence:
    """The outcome of every lane, with what it was decided from.

    Args:
        linear: whether the optimizer's update is linear in the gradient, so that on a quadratic it grows without end
            once it grows; the steps of an adaptive optimizer are bounded.
        noisy: whether the updates saw more than the slope: added noise, or batches.
    """
    with quiet():
        return _judge(history, loss, linear, noisy)


def _judge(history: History, loss: Loss, linear: bool, noisy: bool) -> Evidence:
    lanes = np.arange(history.lengths.size)
    last = history.lengths - 1
    end = history.points[last, :, lanes].T
    slope = history.gradients[last, :, lanes].T
    curvature = loss.hessian(*end)
    quadratic = all(np.ndim(part) == 0 for part in curvature)
    hessian = np.array(np.broadcast_arrays(*curvature, end[0])[:3])
    end_loss, start_loss = history.losses[last, lanes], history.losses[0]

    steps = len(history.rates)
    ended = history.lengths <= steps
    goal = end + newton_distance(*slope, *hessian)
    if not quadratic:
        goal = _polished(end, goal, loss)
    goal, at_kink = _kinks(end, goal, loss)
    distances = np.hypot(*(goal - end)) / loss.diagonal
    curves_up = at_kink | (curvatures(*hessian)[0] >= -1e-9 * np.abs(hessian).max(axis=0))
    radius = np.where(curves_up, NEAR, AT_SADDLE)
    arrivals = _arrivals(history.points, goal, radius * loss.diagonal, distances <= radius)
    settled = ~ended & (arrivals <= steps - int(SETTLED * steps))
    straightness, growth, grows = np.ones(lanes.size), np.ones(lanes.size), np.zeros(lanes.size, dtype=bool)
    alive = span(~ended)
    straightness[alive] = _straightness(history.points[:, :, alive], NEAR * loss.diagonal, noisy)
    growth[alive], grows[alive] = _growth(history.gradients[:, :, alive], history.losses[:, alive])
    if noisy:
        grows &= growth > NOISY_GROWTH

    falls = end_loss < start_loss
    bottomless = loss.floor is None
    flat = (hessian == 0).all(axis=0) & ~_listed(goal, loss)
    settled &= ~flat
    there = settled & curves_up
    thrown_out = linear & ~falls & (_distance(end, loss) > FAR * loss.diagonal)
    accelerates = _along(slope, hessian) < 0
    leaves = falls & (accelerates | _outside(end, loss))

    outcomes = _first_true(
        (ended & falls & bottomless, Outcome.ESCAPED),
        (ended, Outcome.DIVERGED),
        (there & _is_poor(goal, loss), Outcome.TRAPPED),
        (there, Outcome.CONVERGED),
        (grows & (quadratic & linear | (end_loss > start_loss)), Outcome.DIVERGED),
        (thrown_out, Outcome.DIVERGED),
        (settled, Outcome.STALLED_AT_SADDLE),
        (bottomless & leaves, Outcome.ESCAPED),
        (straightness < STRAIGHT, Outcome.OSCILLATING),
        (np.ones_like(ended), Outcome.TOO_SLOW),
    )
    return Evidence(outcomes, arrivals, straightness, growth, distances)


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
    """The first step from which a lane stays within its radius of its goal (2, N); T+1 where it ends not `near` it."""
    arrivals = np.full(near.size, len(points))
    some = span(near)
    offset = points[:, :, some] - goal[:, some]
    offset *= offset
    outside = offset[:, 0] + offset[:, 1] > radius[some] ** 2
    found = np.where(outside.any(axis=0), len(points) - outside[::-1].argmax(axis=0), 0)
    np.copyto(arrivals[some], found, where=near[some])
    return arrivals


def _straightness(points: Float, least: float, noisy: bool) -> Float:
    """Net displacement over path length in the second half; 1 for a lane whose path is shorter than `least`."""
    half = points[(len(points) - 1) // 2 :]
    size = len(half) // WINDOWS
    if noisy and size:
        half = half[len(half) - size * WINDOWS :].reshape(WINDOWS, size, *half.shape[1:]).mean(axis=1)
    steps = np.diff(half, axis=0)
    steps *= steps
    lengths = np.add(steps[:, 0], steps[:, 1], out=steps[:, 0])
    path = np.sqrt(lengths, out=lengths).sum(axis=0)
    net = np.hypot(*(half[-1] - half[0]))
    return np.where((path >= least) & (path < np.inf), net / path, 1.0)


def _growth(gradients: Float, losses: Float) -> tuple[Float, Bool]:
    """How much the gradient's peaks grew over the second half, and whether they and the loss's rise all along.

    Exponential growth keeps its pace. A lane that spirals out towards a cycle slows down, and has not diverged.
    """
    count, lanes = losses.shape
    tail = count if count < 2 * WINDOWS else count // 2
    windows = min(WINDOWS, tail)
    size = tail // windows
    first = count - windows * size

    def peaks(values: Float) -> Float:
        highest: Float = values.reshape(windows, size, lanes).max(axis=1)
        return highest

    squares = gradients[first:] ** 2
    gradient, loss = np.sqrt(peaks(squares[:, 0] + squares[:, 1])), peaks(losses[first:])
    pace = np.diff(np.log(gradient), axis=0)
    rises = (pace > GROWTH).all(axis=0) & (np.diff(loss, axis=0) > 0).all(axis=0)
    return gradient[-1] / gradient[0], rises & (pace[-1] >= pace[0] / 2)


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
