"""`basins()`: where every start of a grid ends, and how soon it is there.

A whole map is the same lanes as a slider, each with a start of its own. It keeps no history: lanes go through the loop
in blocks, and are judged by the same rules as a single run, which measure the loss along the way only of lanes that
nothing less can decide.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Unpack, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float, Int, keep_memory, quiet
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.descent.history import History, record
from descentlab.descent.loop import descend, feedback_of, gradient_of
from descentlab.descent.trace import Lanes, Trace, parts
from descentlab.pictures.colours import outcome_colours
from descentlab.pictures.picture import Cells, Picture
from descentlab.pictures.plane import plane
from descentlab.schedules import learning_rates
from descentlab.setting.query import write
from descentlab.setting.setting import Keywords, Setting, make_setting
from descentlab.studies.result import Result, lists
from descentlab.surfaces.loss import Loss
from descentlab.verdict.classify import AT_SADDLE, classify
from descentlab.verdict.outcome import OUTCOMES, Outcome

NX = Parameter("nx", "Columns", "", 96, 2, 1024, kind="integer", help="Starting points along x.")
NY = Parameter("ny", "Rows", "", 96, 2, 1024, kind="integer", help="Starting points along y.")

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
"""(starts done, all of them)."""


@dataclass(frozen=True, eq=False, repr=False)
class Basins(Result):
    """What became of every start of a grid; row 0 is at ymin, column 0 at xmin.

    Args:
        x, y: the starts' coordinates, (nx,) and (ny,).
        outcomes: index into `OUTCOMES`, or `UNDEFINED`, (ny, nx).
        minima: index into `setting.loss.minima` of the one in which a run rests, lowest first, or `NONE`, (ny, nx).
        steps: the first step from which a run stays near where it rests, or `NONE`, (ny, nx).
    """

    setting: Setting
    x: Float
    y: Float
    outcomes: NDArray[np.uint8]
    minima: NDArray[np.int16]
    steps: NDArray[np.int32]

    def share(self, outcome: Outcome) -> float:
        """Of all starts, how many end so."""
        return float((self.outcomes == OUTCOMES.index(outcome)).mean())

    def in_one_line(self) -> str:
        """What was run from where, and how it ended."""
        shares = [(outcome, self.share(outcome)) for outcome in OUTCOMES]
        ends = ", ".join(f"{share:.0%} {outcome.value}" for outcome, share in shares if share)
        asked = f"{self.setting.in_one_line()} · {count(self.setting.steps, 'step')}"
        return f"{asked} · {self.x.size} × {self.y.size} starts · {ends or 'the loss is nowhere finite'}"

    def to_dict(self) -> dict[str, Any]:
        """The maps as lists of rows; None where there is no outcome, no minimum or no arrival."""
        names = np.array([outcome.value for outcome in OUTCOMES], dtype=object)
        known = self.outcomes != UNDEFINED
        return {
            "query": write(self.setting),
            "x": self.x.tolist(),
            "y": self.y.tolist(),
            "outcomes": lists(names[np.where(known, self.outcomes, 0)], known),
            "minima": lists(self.minima, self.minima != NONE),
            "steps": lists(self.steps, self.steps != NONE),
            "minima_points": [[*each.point, each.value] for each in self.setting.loss.minima],
        }

    def picture(self) -> Picture:
        """Every start in the colour of its outcome, under contour lines and minima."""
        kinds = np.where(self.outcomes != UNDEFINED, self.outcomes.astype(np.int64), -1)
        titles = tuple(outcome.title for outcome in OUTCOMES)
        starts = Cells(self.x, self.y, kinds, outcome_colours(), titles)
        return plane(self.setting.loss, self.in_one_line(), below=(starts,), axes=self.setting.surface.axes)


def basins(nx: int = 96, ny: int = 96, *, progress: Progress | None = None, **given: Unpack[Keywords]) -> Basins:
    """Outcome, minimum reached and steps taken for a grid of starts over the surface's domain, its edges included.

    Args:
        nx, ny: starts along x and y.
        progress: is told, block by block, how many starts are done, and of how many.
        given: the setting, as for `run`; it has no `start`.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> found = basins(8, 6, surface="three_hump_camel", lr=0.05, steps=200)
    >>> found.minima[0].tolist(), found.share(Outcome.TRAPPED)
    ([0, 0, 0, 0, 0, 1, 1, 0], 0.2916666666666667)
    """
    if "start" in given:
        raise InvalidSetting(FieldError("start", "basins has a start of its own for every point of the grid"))
    return basins_of(make_setting(**given), cast(int, NX.check(nx)), cast(int, NY.check(ny)), progress)


def basins_of(setting: Setting, nx: int, ny: int, progress: Progress | None = None) -> Basins:
    """The same of a setting, whose start is passed over."""
    xmin, xmax, ymin, ymax = setting.loss.domain
    x, y = np.linspace(xmin, xmax, nx), np.linspace(ymin, ymax, ny)
    starts = np.array(np.meshgrid(x, y)).reshape(2, -1)
    keep_memory()
    outcomes = np.empty(nx * ny, dtype=np.uint8)
    minima = np.empty(nx * ny, dtype=np.int16)
    steps = np.empty(nx * ny, dtype=np.int32)
    with quiet():
        done = 0
        for lanes, ends in _blocks(setting, starts):
            outcomes[lanes], minima[lanes], steps[lanes] = ends.outcomes, ends.minima, ends.steps
            done += lanes.size
            if progress is not None:
                progress(done, nx * ny)
    shape = (ny, nx)
    return Basins(setting, x, y, outcomes.reshape(shape), minima.reshape(shape), steps.reshape(shape))


@dataclass(frozen=True)
class _Ends:
    """How the lanes of a block end, (N,) each: see `Basins`."""

    outcomes: Int
    minima: Int
    steps: Int

    def of(self, lanes: Bool) -> "_Ends":
        """The ends of these lanes alone."""
        return _Ends(self.outcomes[lanes], self.minima[lanes], self.steps[lanes])


def _blocks(setting: Setting, starts: Float) -> Iterator[tuple[Int, _Ends]]:
    """Block after block of starts (2, N): which lanes, and how they end."""
    walk = _Walk(setting, starts)
    every = np.arange(starts.shape[1])
    if setting.steps < LONG or not _forgets(setting):
        yield from walk.to_the_end(every)
        return
    half, late = setting.steps // 2, [every[:0]]
    for lanes in walk.blocks(every):
        path = walk.go(lanes, half)
        still = (path[half] == path[half - 1]).all(axis=0)
        if still.mean() >= STILL:
            ends = _judge(setting, path)
            still &= _rests(ends.outcomes)
            late.append(lanes[~still])
            yield lanes[still], ends.of(still)
        else:
            yield lanes, _judge(setting, walk.go_on(lanes, half))
    yield from walk.to_the_end(np.concatenate(late))


class _Walk:
    """Lets lanes go, a block at a time: all blocks share one array for their points."""

    def __init__(self, setting: Setting, starts: Float) -> None:
        steps = setting.steps
        self.setting, self.starts = setting, starts
        self.size = min(max(PATH // (16 * (steps + 1)), 64), LANES, starts.shape[1])
        self.points, self.gradients = np.empty((steps + 1, 2, self.size)), np.empty((2, 2, self.size))
        self.gradient = gradient_of(setting, [setting.seed])

    def blocks(self, lanes: Int) -> Iterator[Int]:
        """The lanes, so many at a time as there is room for."""
        return (lanes[first : first + self.size] for first in range(0, lanes.size, self.size))

    def to_the_end(self, lanes: Int) -> Iterator[tuple[Int, _Ends]]:
        """Block after block of the lanes, and how they end."""
        for block in self.blocks(lanes):
            yield block, _judge(self.setting, self.go(block, self.setting.steps))

    def go(self, lanes: Int, steps: int) -> Float:
        """A block's points (steps+1, 2, N) from its starts."""
        return self._step(0, steps, self.starts[:, lanes])

    def go_on(self, lanes: Int, since: int) -> Float:
        """All its points (T+1, 2, N), when it has gone so many steps."""
        self._step(since, self.setting.steps, self.points[since, :, : lanes.size].copy())
        return self.points[:, :, : lanes.size]

    def _step(self, first: int, last: int, start: Float) -> Float:
        setting, count = self.setting, start.shape[1]
        rates = _rates(setting, count)[first:last]
        feedback = feedback_of(setting, np.full(rates.shape[1], setting.lr))
        path = self.points[first : last + 1, :, :count]
        into = path, self.gradients[:, :, :count]
        descend(self.gradient, setting.optimizer, setting.optimizer_options, rates, start, feedback, into)
        return path


def _forgets(setting: Setting) -> bool:
    """Whether a step depends on nothing but where it starts: then a lane that stands still does so for ever."""
    rates = _rates(setting, 1)
    remembers = bool(setting.optimizer.init(np.zeros((2, 1)))) or setting.schedule.feedback is not None
    return not (remembers or setting.is_noisy or (rates != rates[0]).any())


def _rates(setting: Setting, lanes: int) -> Float:
    """η for every step, (T, N), or (T, 1) where no schedule listens to each lane's loss."""
    lr = np.full(lanes if setting.schedule.feedback else 1, setting.lr)
    return learning_rates(
        setting.schedule, lr, setting.steps, setting.schedule_options, setting.warmup, setting.warmup_start
    )


def _judge(setting: Setting, points: Float) -> _Ends:
    """How each lane of a block ends."""
    loss = setting.loss
    classification = classify(setting, trace := _trace(setting, points))
    nearest, away = loss.nearest_minimum(trace.end)
    rests = _rests(classification.outcomes) & (away <= AT_SADDLE * loss.diagonal)
    arrived = (classification.arrivals < len(points)) & (trace.lengths == len(points))
    return _Ends(
        np.where(trace.lengths > 0, classification.outcomes, UNDEFINED),
        np.where(rests, nearest, NONE),
        np.where(arrived, classification.arrivals, NONE),
    )


def _trace(setting: Setting, points: Float) -> Trace:
    """What the rules look at, measured at both ends of a lane; all along only where it does not end finite."""
    loss = setting.loss
    end, slope, end_loss = points[-1].copy(), loss.gradient(points[-1]), loss.value(*points[-1])
    lengths = np.full(end_loss.size, len(points))
    lost = ~np.isfinite(end.sum(axis=0) + slope.sum(axis=0) + end_loss) | _may_come_back(setting)
    way = points[: _last_of(points, lost)]
    for lanes in parts(lost, MEASURED):
        ended = _measured(loss, way[:, :, lanes]).trace
        for all_lanes, own in ((end, ended.end), (slope, ended.slope), (end_loss, ended.end_loss)):
            all_lanes[..., lanes] = own
        lengths[lanes] = np.where(ended.lengths < len(way), ended.lengths, len(points))

    def measured(lanes: Lanes, first: int) -> tuple[Float, Float]:
        history = _measured(loss, points[first:, :, lanes])
        return history.gradients, history.losses

    return Trace(points, lengths, end, slope, loss.value(*points[0]), end_loss, measured)


def _measured(loss: Loss, points: Float) -> History:
    """The loss and its slope all along."""
    return record(loss, points, np.empty(points.shape), np.empty((0, 1)), exact=False)


def _may_come_back(setting: Setting) -> bool:
    """Whether a step from where something is not finite may lead back, so that a finite end does not tell.

    Nothing comes back from a slope that is not finite but an optimizer that looks only at its sign; and a logarithm's
    slope is finite where the logarithm is not.
    """
    w = np.ones((2, 1))
    step, _ = setting.optimizer.update(
        np.inf * w, w, setting.optimizer.init(w), np.ones(1), **setting.optimizer_options
    )
    return "log" in setting.loss.expression.text or bool(np.isfinite(step).all())


def _rests(outcomes: Int) -> Bool:
    """Whether a lane rests in a minimum."""
    return np.array([outcome.rests for outcome in OUTCOMES])[outcomes]


def _last_of(points: Float, lost: Bool) -> int:
    """So many points, after which every lost lane has left the finite numbers: from there no step leads back."""
    rows = 16
    while rows < len(points) and np.isfinite(points[rows - 1].sum(axis=0)[lost]).any():
        rows *= 2
    return min(rows, len(points))
