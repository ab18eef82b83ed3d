"""What is read off a run, or the same run with many seeds: a step, a distance, a count."""

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.studies.seeds import Seeds
from descentlab.studies.trajectory import Trajectory
from descentlab.surfaces.curvature import principal_direction


def below(ran: Trajectory, loss: float) -> int | None:
    """The first step after which the loss is below that; None where it never is."""
    there = np.flatnonzero(ran.losses < loss)
    return int(there[0]) if there.size else None


def crossings(ran: Trajectory) -> int:
    """How many steps end on the other side of the valley: the slope along its steepest direction changes its sign."""
    loss = ran.setting.loss
    x, y = np.array(loss.minima[0].point, dtype=float)
    steepest = principal_direction(*loss.hessian(x, y))
    slopes = ran.gradients @ steepest
    return int((slopes[:-1] * slopes[1:] < 0).sum())


def distances(ran: Trajectory) -> Float:
    """How far each point is from the lowest minimum, (T+1,)."""
    apart: Float = np.hypot(*(ran.points - np.array(ran.setting.loss.minima[0].point)).T)
    return apart


def strides(ran: Trajectory) -> Float:
    """How long each step is, (T,)."""
    lengths: Float = np.hypot(*np.diff(ran.points, axis=0).T)
    return lengths


def taken(ran: Trajectory) -> int:
    """How many steps a run took before it left the finite numbers, or to its end."""
    return len(ran.points) - 1


def apart(ran: Trajectory, other: Trajectory, times: float = 1.0) -> float:
    """How far a run and so many times another are apart at most, in one coordinate; infinite if one is shorter."""
    if len(ran.points) != len(other.points):
        return float("inf")
    return float(np.abs(ran.points - times * other.points).max())


def first_steps(found: Seeds, loss: float) -> Float:
    """Of each seed the first step after which its loss is below that, infinite where it never is, (N,)."""
    with quiet():
        there = found.history.losses < loss
    first: Float = np.where(there.any(axis=0), there.argmax(axis=0), np.inf)
    return first


def below_mean(found: Seeds, loss: float) -> int | None:
    """The first step after which the mean loss of the seeds is below that; None where it never is."""
    there = np.flatnonzero(found.mean_losses < loss)
    return int(there[0]) if there.size else None


def gradient_spread(found: Seeds) -> float:
    """How far the first gradients of plain descent lie from their mean over the seeds, as a root mean square."""
    first = (found.points[:, 0] - found.points[:, 1]) / found.setting.lr
    return float(np.hypot(*first.std(axis=0)))


def share_at(found: Seeds, minimum: int = 0) -> float:
    """Of all seeds, how many end nearest to one of the known minima, of which the lowest is the first."""
    nearest, _ = found.setting.loss.nearest_minimum(found.history.trace.end)
    return float((nearest == minimum).mean())


def mean_of_last_half(found: Seeds) -> float:
    """The mean loss at the mean of each seed's points over the second half of the run."""
    means = found.points[:, found.setting.steps // 2 :].mean(axis=1)
    return float(found.setting.loss.value(*means.T).mean())


def longer(curvature: float, rate: float, than: float) -> float:
    """How many times as many steps one rate takes as another, in a valley of such a curvature, to the same loss.

    >>> round(longer(1, 0.01, 0.1), 2)
    10.48
    """
    return float(np.log(abs(1 - than * curvature)) / np.log(abs(1 - rate * curvature)))


def near(value: float, other: float, share: float = 1e-9) -> bool:
    """Whether they differ by no more than such a share of the other; floats seldom are equal."""
    return abs(value - other) <= share * abs(other)


def median(values: Float) -> float:
    """The middle one."""
    return float(np.median(values))


ALL = (
    *(below, crossings, distances, strides, taken, apart),
    *(first_steps, below_mean, gradient_spread, share_at, mean_of_last_half),
    *(longer, near, median),
)
"""All that chapters read."""
