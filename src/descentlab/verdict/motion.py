"""What is seen of lanes on their way: when they arrive, whether they go to and fro, whether they grow."""

from collections.abc import Callable

import numpy as np

from descentlab.common.arrays import Bool, Chosen, Float, Int, counted
from descentlab.descent.trace import Trace, parts

NEAR = 1e-3
"""Of the diagonal: this close to a minimum is there."""
STRAIGHT = 0.5
"""Net displacement over path length: below this a run goes to and fro."""
WINDOWS = 8
"""Growth is judged from the peaks of this many stretches of the second half of a run."""
GROWTH = 1e-9
"""The least relative growth from one stretch to the next; rounding alone is a million times smaller."""
NOISY_GROWTH = 2.0
"""Of the gradient over the second half, under noise: less may be chance."""
PERIODS = 8
"""The longest cycle that is looked for, in steps."""
SAME = 1e-3
"""Of a cycle's width: points this near each other are one."""
CANCELS = 1e-3
"""Of the slope: what is left where weight decay cancels it."""
SMALL = 1e18
"""A number below this has not overflowed."""
PART = 2**18
"""Numbers looked at together: few enough for the processor's cache."""

SPARSE = 8
"""So few in one are better looked at one by one."""


def lanes_where(asked: Bool, count: int, holds: Callable[[Chosen], Bool]) -> Bool:
    """Those of the lanes asked for which it holds, looked at in parts that stay in the cache."""
    found = np.zeros_like(asked)
    for lanes in parts(asked, max(PART // count, 1)):
        found[lanes] = holds(lanes)
    return found


def arrivals_of(points: Float, goal: Float, radius: Float, near: Bool) -> Int:
    """The first step from which a lane stays within its radius of its goal (2, N); T+1 where it ends not `near` it.

    Looks back from the end, no further than until every lane has come; the last few go on by themselves.
    """
    last, _, lanes = points.shape
    arrivals, stays = np.where(near, 0, last), near.copy()
    ids, limit = np.arange(lanes), radius**2
    while last > 0 and (left := np.count_nonzero(stays)):
        if 8 * left < ids.size:
            few = np.flatnonzero(stays)
            points, goal, limit, ids, stays = points[:last, :, few], goal[:, few], limit[few], ids[few], stays[few]
        first = max(last - max(PART // 16 // ids.size, 1), 0)
        offset = points[first:last] - goal
        offset *= offset
        outside = np.add(offset[:, 0], offset[:, 1], out=offset[:, 0]) > limit
        if outside.any():
            comes = np.flatnonzero(outside.any(axis=0) & stays)
            arrivals[ids[comes]] = last - outside[::-1, comes].argmax(axis=0)
            stays[comes] = False
        last = first
    return arrivals


def goes_to_and_fro(points: Float, least: float, count: int, noisy: bool, lanes: Chosen) -> Bool:
    """Whether the net way over the second half is less than `STRAIGHT` of the path, if that has the least length.

    Args:
        count: how many of the points these lanes have.
    """
    half = points[(count - 1) // 2 : count, :, lanes]
    size = len(half) // WINDOWS
    if noisy and size:
        half = half[len(half) - size * WINDOWS :].reshape(WINDOWS, size, *half.shape[1:]).mean(axis=1)
    steps = np.diff(half, axis=0)
    steps *= steps
    lengths = np.add(steps[:, 0], steps[:, 1], out=steps[:, 0])
    path = np.sqrt(lengths, out=lengths).sum(axis=0)
    net = np.hypot(*(half[-1] - half[0]))
    to_and_fro: Bool = (path >= least) & (path < np.inf) & (net < STRAIGHT * path)
    return to_and_fro


def grows_on(trace: Trace, count: int, noisy: bool, lanes: Chosen) -> Bool:
    """Whether the peaks of gradient and loss rise all through the second half, and do not slow down.

    Exponential growth keeps its pace. A lane that spirals out towards a cycle slows down, and has not diverged.

    Args:
        count: how many points these lanes have.
    """
    tail = count if count < 2 * WINDOWS else count // 2
    windows = min(WINDOWS, tail)
    size = tail // windows
    gradients, losses = (values[: windows * size] for values in trace.measured(lanes, count - windows * size))

    def peaks(values: Float) -> Float:
        highest: Float = values.reshape(windows, size, -1).max(axis=1)
        return highest

    grows: Bool = losses[:size].max(axis=0) < losses[-size:].max(axis=0)
    rising = np.flatnonzero(grows)  # most lanes are told by that alone
    loss, squares = peaks(losses[:, rising]), gradients[:, :, rising] ** 2
    slope = np.sqrt(peaks(squares[:, 0] + squares[:, 1]))
    pace = np.diff(np.log(slope), axis=0)
    rises = (pace > GROWTH).all(axis=0) & (np.diff(loss, axis=0) > 0).all(axis=0)
    grows[rising] = rises & (pace[-1] >= pace[0] / 2)
    if noisy:
        grows[rising] &= slope[-1] > NOISY_GROWTH * slope[0]
    return grows


def shortens(points: Float, until: Int) -> Bool:
    """Whether none of so many steps of lanes (T+1, 2, n) was longer than the one before, (n,)."""
    lengths = np.hypot(*np.diff(points, axis=0).swapaxes(0, 1))
    step = np.arange(1, len(lengths))[:, np.newaxis]
    shorter: Bool = ((np.diff(lengths, axis=0) <= 0) | (step >= until)).all(axis=0)
    return shorter


def turns(points: Float, gradients: Float, until: Int, least: float) -> tuple[Int, Int]:
    """The steps over which a lane's gradient changed sign, in the coordinate with most; and those right after another.

    Args:
        points, gradients: (T+1, 2, N).
        until: how many steps of a lane count, (N,).
        least: a shorter step does not count: rounding makes such changes of its own.
    """
    up, down = gradients > 0, gradients < 0
    turned = (up[1:] & down[:-1]) | (down[1:] & up[:-1])
    turned &= (np.arange(len(turned))[:, np.newaxis] < until)[:, np.newaxis]
    if SPARSE * np.count_nonzero(turned) < turned.size:
        at, flat = np.flatnonzero(turned), points.reshape(-1)  # a point and the next are a row apart
        turned.reshape(-1)[at] = np.abs(flat[at + points[0].size] - flat[at]) >= least
    else:
        turned &= np.abs(np.diff(points, axis=0)) >= least
    count, again = counted(turned), counted(turned[1:] & turned[:-1])
    most = count.argmax(axis=0), np.arange(until.size)
    return count[most], again[most]


def period(points: Float) -> Int:
    """After how many steps lanes (T+1, 2, n) come back to where they were, through the last quarter; 0 for never."""
    tail = points[-max(len(points) // 4, 2 * PERIODS) :]
    same = SAME * np.ptp(tail, axis=0).max(axis=0)
    found = np.zeros(points.shape[2], dtype=np.int64)
    for steps in range(min(PERIODS, (len(tail) - 1) // 2), 1, -1):
        found[np.abs(tail[steps:] - tail[:-steps]).max(axis=(0, 1)) <= same] = steps
    return found


def narrows(gradients: Float) -> Bool:
    """Whether the peaks of lanes' slopes (T+1, 2, n) fall from each quarter of the second half to the next."""
    size = len(gradients) // 8
    if not size:
        return np.zeros(gradients.shape[2], dtype=bool)
    slopes = np.hypot(*gradients[-4 * size :].swapaxes(0, 1))
    peaks = slopes.reshape(4, size, -1).max(axis=1)
    falls: Bool = (np.diff(peaks, axis=0) < 0).all(axis=0)
    return falls


def edges(points: Float, losses: Float, lengths: Int, lanes: Int) -> Float:
    """The last points (2, n) of lanes that ended where nothing is large; NaN of those that overflowed."""
    last = lengths[lanes] - 1
    after, loss = points[last + 1, :, lanes], losses[last, lanes]
    small = (np.abs(after).max(axis=1) < SMALL) & (np.abs(loss) < SMALL)
    return np.where(small, points[last, :, lanes].T, np.nan)


def cancels(slope: Float, w: Float, decay: float | Float) -> Bool:
    """Whether weight decay cancels the slope (2, N) at w (2, N), (N,)."""
    balanced: Bool = np.greater(decay, 0) & (np.hypot(*(slope + decay * w)) <= CANCELS * np.hypot(*slope))
    return balanced
