"""How many lanes end, and how soon, without keeping what they did: the pixels of a map.

A whole map is the same lanes as a slider, each with keys of its own. They go through the loop in blocks, and are judged
by the same rules as a single run, which measure the loss along the way only of lanes that nothing less can decide.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Chosen, Float, Int, keep_memory, quiet
from descentlab.descent.history import History, record
from descentlab.descent.look import looks_of
from descentlab.descent.loop import descend
from descentlab.descent.plan import feedback_of, gradient_of, rates_of
from descentlab.descent.simulate import stop
from descentlab.descent.trace import Trace, parts
from descentlab.setting.lanes import Lanes
from descentlab.setting.setting import EARLIER
from descentlab.surfaces.loss import Loss
from descentlab.verdict.classify import AT_SADDLE, classify
from descentlab.verdict.outcome import OUTCOMES

UNDEFINED = 255
"""In the place of an outcome: the loss, or its slope, is not a finite number at that start."""
NONE = -1
"""In the place of a minimum or a number of steps: none was reached."""

LANES = 8192
"""Lanes side by side: a row of them stays in the processor's cache, and is long enough to hide a NumPy call's cost."""
PATH = 40 * 2**20
"""Bytes of a block's points, at most."""
MEASURED = 1024
"""Lanes measured all along at once: this takes three times the memory of their points."""
LONG = 64
"""Steps: in a longer run it pays to look halfway whether lanes stand still."""
STILL = 7 / 8
"""If so many of a block's lanes do, it goes no further; the others start again later, together."""

Progress = Callable[[int, int], None]
"""(lanes done, all of them)."""


@dataclass(frozen=True)
class Ends:
    """How lanes end, (N,) each.

    Args:
        outcomes: index into `OUTCOMES`, or `UNDEFINED`.
        losses: the last, NaN where it is undefined.
        steps: the first step from which a run stays near where it rests, or `NONE`.
        minima: index into the loss's minima, lowest first, of the one in which a run rests, or `NONE`.
        lost: the first step at which a run, its loss or its slope is no finite number, or `NONE`.
    """

    outcomes: NDArray[np.uint8]
    losses: Float
    steps: NDArray[np.int32]
    minima: NDArray[np.int16]
    lost: NDArray[np.int32]

    def of(self, lanes: Bool) -> "Ends":
        """The ends of these lanes alone."""
        return Ends(*(getattr(self, each.name)[lanes] for each in fields(self)))


def ends_of(lanes: Lanes, progress: Progress | None = None) -> Ends:
    """How each of many lanes ends that differ in numbers.

    Args:
        progress: is told, block by block, how many lanes are done, and of how many.
    """
    count, done = lanes.count, 0
    steps, minima, lost = np.empty(count, np.int32), np.empty(count, np.int16), np.empty(count, np.int32)
    ends = Ends(np.empty(count, np.uint8), np.empty(count), steps, minima, lost)
    keep_memory()
    with quiet():
        for which, some in _blocks(lanes):
            for each in fields(ends):
                getattr(ends, each.name)[which] = getattr(some, each.name)
            done += which.size
            if progress is not None:
                progress(done, count)
    return ends


def _blocks(lanes: Lanes) -> Iterator[tuple[Int, Ends]]:
    """Block after block: which lanes, and how they end."""
    walk = _Walk(lanes)
    every = np.arange(lanes.count)
    if lanes.longest < LONG or not _forgets(lanes):
        yield from walk.to_the_end(every)
        return
    half, late = lanes.longest // 2, [every[:0]]
    for which in walk.blocks(every):
        block = lanes.take(which)
        path = walk.go(block, half)
        still = (path[half] == path[half - 1]).all(axis=0)
        if still.mean() >= STILL:
            ends = _judged(block, path, half)
            still &= np.array([outcome.rests for outcome in OUTCOMES])[np.minimum(ends.outcomes, len(OUTCOMES) - 1)]
            late.append(which[~still])
            yield which[still], ends.of(still)
        else:
            yield which, _judged(block, walk.go_on(block, half), block.steps)
    yield from walk.to_the_end(np.concatenate(late))


class _Walk:
    """Lets lanes go, a block at a time: all blocks share one array for their points."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes, self.steps = lanes, lanes.longest
        self.size = min(max(PATH // (16 * (self.steps + 1)), 64), LANES, lanes.count)
        self.points, self.gradients = np.empty((self.steps + 1, 2, self.size)), np.empty((2, 2, self.size))

    def blocks(self, which: Int) -> Iterator[Int]:
        """The lanes, so many at a time as there is room for."""
        return (which[first : first + self.size] for first in range(0, which.size, self.size))

    def to_the_end(self, which: Int) -> Iterator[tuple[Int, Ends]]:
        """Block after block of the lanes, and how they end."""
        for some in self.blocks(which):
            block = self.lanes.take(some)
            yield some, _judged(block, self.go(block, self.steps), block.steps)

    def go(self, block: Lanes, steps: int) -> Float:
        """A block's points (steps+1, 2, N) from its starts."""
        return self._step(block, 0, steps, block.start)

    def go_on(self, block: Lanes, since: int) -> Float:
        """All its points (T+1, 2, N), when it has gone so many steps."""
        self._step(block, since, self.steps, self.points[since, :, : block.count].copy())
        return self.points[:, :, : block.count]

    def _step(self, block: Lanes, first: int, last: int, start: Float) -> Float:
        rates = rates_of(block)
        feedback = feedback_of(block, rates)
        if feedback is not None:
            rates = rates.copy()
        path = self.points[first : last + 1, :, : block.count]
        into = path, self.gradients[:, :, : block.count]
        options = block.options("optimizer")
        looks = looks_of(block)
        descend(
            gradient_of(block), block.setting.optimizer, options, rates[first:last], start, feedback, into, None, looks
        )
        if isinstance(block.steps, np.ndarray):
            stop(block.steps, path)
        return path


def _forgets(lanes: Lanes) -> bool:
    """Whether a step depends on nothing but where it starts: then a lane that stands still does so for ever."""
    rates = rates_of(lanes.take(slice(0, 1)))
    remembers = bool(lanes.setting.optimizer.init(np.zeros((2, 1)))) or lanes.setting.schedule.feedback is not None
    changes = (rates != rates[0]).any() or any(key.startswith(("schedule.", "warmup", "steps")) for key in lanes.over)
    changes |= lanes.value(EARLIER.name) is not None
    return not (remembers or changes or lanes.is_noisy.any())


def _judged(lanes: Lanes, points: Float, steps: int | Int) -> Ends:
    """How each lane of a block ends that was to take so many steps."""
    loss = lanes.loss
    classification = classify(lanes, trace := _trace(lanes, points, steps))
    nearest, away = loss.nearest_minimum(trace.end)
    defined = trace.lengths > 0
    rests = np.array([outcome.rests for outcome in OUTCOMES])[classification.outcomes]
    rests &= away <= AT_SADDLE * loss.diagonal
    arrived = (classification.arrivals <= steps) & (trace.lengths > steps)
    return Ends(
        np.where(defined, classification.outcomes, UNDEFINED).astype(np.uint8),
        np.where(defined, trace.end_loss, np.nan),
        np.where(arrived, classification.arrivals, NONE).astype(np.int32),
        np.where(rests, nearest, NONE).astype(np.int16),
        np.where(defined & (trace.lengths <= steps), trace.lengths, NONE).astype(np.int32),
    )


def _trace(lanes: Lanes, points: Float, steps: int | Int) -> Trace:
    """What the rules look at, measured at both ends of a lane; all along only where it does not end finite."""
    loss = lanes.loss
    end, slope, end_loss = points[-1].copy(), loss.gradient(points[-1]), loss.value(*points[-1])
    lengths = np.broadcast_to(np.add(steps, 1), end_loss.size).copy()
    lost = ~np.isfinite(end.sum(axis=0) + slope.sum(axis=0) + end_loss) | _may_come_back(lanes)
    way = points[: _last_of(points, lost)]
    for some in parts(lost, MEASURED):
        ended = _measured(loss.of(some), way[:, :, some]).trace
        for all_lanes, own in ((end, ended.end), (slope, ended.slope), (end_loss, ended.end_loss)):
            all_lanes[..., some] = own
        lengths[some] = np.where(ended.lengths < len(way), np.minimum(ended.lengths, lengths[some]), lengths[some])

    def measured(some: Chosen, first: int) -> tuple[Float, Float]:
        history = _measured(loss.of(some), points[first:, :, some])
        return history.gradients, history.losses

    return Trace(points, lengths, steps, end, slope, loss.value(*points[0]), end_loss, measured)


def _measured(loss: Loss, points: Float) -> History:
    """The loss and its slope all along."""
    return record(loss, points, np.empty(points.shape), np.empty((0, 1)), len(points) - 1, exact=False)


def _may_come_back(lanes: Lanes) -> Bool | np.bool_:
    """Whether a step from where something is not finite may lead back, so that a finite end does not tell.

    Nothing comes back from a slope that is not finite but an optimizer that looks only at its sign; and a logarithm's
    slope is finite where the logarithm is not.
    """
    optimizer, w = lanes.setting.optimizer, np.ones((2, lanes.count))
    looks, options = looks_of(lanes), lanes.options("optimizer")
    seen = () if looks is None else (looks(0),)
    step, _ = optimizer.update(np.inf * w, w, optimizer.init(w), np.ones(lanes.count), *seen, **options)
    comes: Bool | np.bool_ = np.isfinite(step).all(axis=0) | np.bool_("log" in lanes.loss.expression.text)
    return comes


def _last_of(points: Float, lost: Bool) -> int:
    """So many points, after which every lost lane has left the finite numbers: from there no step leads back."""
    rows = 16
    while rows < len(points) and np.isfinite(points[rows - 1].sum(axis=0)[lost]).any():
        rows *= 2
    return min(rows, len(points))
