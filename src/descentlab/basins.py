"""`basins()`: where every start of a grid ends, and how soon it is there.

A whole map is the same lanes as a slider, each with a start of its own. It keeps no history: lanes go through the loop
in blocks that stay in the processor's cache, and of a lane that rests in a known minimum only the end is measured, for
that is enough to judge it by the same rules; every other lane is measured all along, as a single run is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Unpack, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.arrays import Bool, Float, Int, quiet
from descentlab.descent import descend, gradient_of, heard, judged
from descentlab.diagnosis import is_noisy
from descentlab.gradients import GradientAt
from descentlab.history import record
from descentlab.losses import Loss
from descentlab.outcome import AT_SADDLE, NEAR, OUTCOMES, SETTLED, Outcome
from descentlab.parameters import Parameter
from descentlab.problems import InvalidSetting, Problem
from descentlab.schedules import learning_rates
from descentlab.setting import Setting, SettingKeywords, make_setting

NX = Parameter("nx", "Columns", "nₓ", 96, 2, 1024, kind="integer", help="Starting points along x.")
NY = Parameter("ny", "Rows", "n_y", 96, 2, 1024, kind="integer", help="Starting points along y.")

UNDEFINED = 255
"""In the place of an outcome: the loss, or its slope, is not a finite number at that start."""
NONE = -1
"""In the place of a minimum or a number of steps: none was reached."""

LANES = 8192
"""Lanes side by side: a row of them stays in the processor's cache, and is long enough to hide a NumPy call's cost."""
PATH = 40 * 2**20
"""Bytes of a block's points, at most."""
MEASURED = 1024
"""Lanes measured all along at once: this takes ten times the memory of their points."""
SHORTEST = 8
"""Steps: of a shorter run there is no end to look at apart from the rest."""
LONG = 64
"""Steps: in a longer run it pays to look halfway whether lanes stand still."""
STILL = 7 / 8
"""If so many of a block's lanes do, it goes no further; the others start again later, together."""

Progress = Callable[[int, int], None]
"""(starts done, all of them)."""


@dataclass(frozen=True)
class Basins:
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


def basins(nx: int = 96, ny: int = 96, *, progress: Progress | None = None, **given: Unpack[SettingKeywords]) -> Basins:
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
        raise InvalidSetting(Problem("start", "basins has a start of its own for every point of the grid"))
    return basins_of(make_setting(**given), cast(int, NX.check(nx)), cast(int, NY.check(ny)), progress)


def basins_of(setting: Setting, nx: int, ny: int, progress: Progress | None = None) -> Basins:
    """The same of a setting, whose start is passed over."""
    xmin, xmax, ymin, ymax = setting.loss.domain
    x, y = np.linspace(xmin, xmax, nx), np.linspace(ymin, ymax, ny)
    starts = np.array(np.meshgrid(x, y)).reshape(2, -1)
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


def _blocks(setting: Setting, starts: Float) -> Iterator[tuple[Int, _Ends]]:
    """Block after block of starts (2, N): which lanes, and how they end. All share one array for their points."""
    count, steps = starts.shape[1], setting.steps
    size = min(max(PATH // (16 * (steps + 1)), 64), LANES, count)
    points, gradients = np.empty((steps + 1, 2, size)), np.empty((2, 2, size))
    gradient = gradient_of(setting, [setting.seed])
    half = steps // 2 if steps >= LONG and _forgets(setting) else 0
    todo, late = np.arange(count), list[Int]()
    while todo.size:
        lanes, todo = todo[:size], todo[size:]
        path, into = points[:, :, : lanes.size], gradients[:, :, : lanes.size]
        rates = _rates(setting, lanes.size)
        if half:
            _walk(setting, gradient, rates[:half], starts[:, lanes], (path[: half + 1], into))
            ends = _blank(lanes.size)
            still = (path[half] == path[half - 1]).all(axis=0)
            still &= _rests(setting, path[: half + 1], rates[:half], ends)
            if still.mean() >= STILL:
                late.append(lanes[~still])
                yield lanes[still], _Ends(ends.outcomes[still], ends.minima[still], ends.steps[still])
            else:
                _walk(setting, gradient, rates[half:], path[half].copy(), (path[half:], into))
                yield lanes, _judge(setting, path, rates)
        else:
            _walk(setting, gradient, rates, starts[:, lanes], (path, into))
            yield lanes, _judge(setting, path, rates)
        if not todo.size and late:
            todo, late, half = np.concatenate(late), [], 0


def _forgets(setting: Setting) -> bool:
    """Whether a step depends on nothing but where it starts: then a lane that stands still does so for ever."""
    rates = _rates(setting, 1)
    remembers = bool(setting.optimizer.init(np.zeros((2, 1)))) or setting.schedule.feedback is not None
    return not (remembers or is_noisy(setting) or (rates != rates[0]).any())


def _rates(setting: Setting, lanes: int) -> Float:
    """η for every step, (T, N), or (T, 1) where no schedule listens to each lane's loss."""
    lr = np.full(lanes if setting.schedule.feedback else 1, setting.lr)
    return learning_rates(
        setting.schedule, lr, setting.steps, setting.schedule_options, setting.warmup, setting.warmup_start
    )


def _walk(setting: Setting, gradient: GradientAt, rates: Float, start: Float, into: tuple[Float, Float]) -> None:
    """Let the lanes of a block go."""
    feedback = heard(setting, np.full(rates.shape[1], setting.lr))
    descend(gradient, setting.optimizer, setting.optimizer_options, rates, start, feedback, into)


def _blank(lanes: int) -> _Ends:
    return _Ends(*(np.full(lanes, NONE) for _ in range(3)))


def _judge(setting: Setting, points: Float, rates: Float) -> _Ends:
    """How each lane ends: those at rest first, at little cost, then the lost, then all others."""
    ends = _blank(points.shape[2])
    todo = ~_rests(setting, points, rates, ends)
    lost = todo & ~np.isfinite(points[-1].sum(axis=0))
    _measure(setting, points[: _last_trace(points, lost)], rates, lost, ends)
    _measure(setting, points, rates, todo & ~lost, ends)
    return ends


def _rests(setting: Setting, points: Float, rates: Float, ends: _Ends) -> Bool:
    """Judge the lanes that rest in a known minimum by the last part of their way alone, and say which they are.

    The rules ask of such a lane only that it stays near its minimum for the last part of the run. It must have been
    finite before that, too: it has not come back from where nothing is finite, but a logarithm's slope is finite where
    the logarithm is not, so there every lane is measured all along.
    """
    loss, steps = setting.loss, setting.steps
    none = np.zeros(points.shape[2], dtype=bool)
    if steps < SHORTEST or not loss.minima or "log" in loss.expression.text:
        return none
    last = max(int(SETTLED * steps), SHORTEST // 2)
    tail = points[-last - 1 :]
    history = record(loss, tail, np.empty_like(tail), rates[-last:], exact=False, curved=False)
    evidence = judged(setting, history)
    nearest, away = _nearest(loss, points[-1])
    # The minimum that the judge has seen is the known one.
    same = np.abs(away - evidence.distances * loss.diagonal) <= 1e-6 * NEAR * loss.diagonal
    rests: Bool = _settled(evidence.outcomes) & (evidence.arrivals == 0) & same
    if rests.any():
        goal = np.array([minimum.point for minimum in loss.minima])[nearest].T
        arrivals = _arrivals(points, goal, NEAR * loss.diagonal)
        for values, found in zip(
            (ends.outcomes, ends.minima, ends.steps), (evidence.outcomes, nearest, arrivals), strict=True
        ):
            np.copyto(values, found, where=rests)
    return rests


def _settled(outcomes: Int) -> Bool:
    """Whether a lane rests in a minimum."""
    settled: Bool = np.isin(outcomes, [OUTCOMES.index(Outcome.CONVERGED), OUTCOMES.index(Outcome.TRAPPED)])
    return settled


def _nearest(loss: Loss, w: Float) -> tuple[Int, Float]:
    """For each of w (2, N) the index of the nearest known minimum, and how far that is."""
    nearest, least = np.zeros(w.shape[1], dtype=np.int64), np.full(w.shape[1], np.inf)
    for index, minimum in enumerate(loss.minima):
        away = np.hypot(w[0] - minimum.point[0], w[1] - minimum.point[1])
        closer = away < least
        nearest[closer], least[closer] = index, away[closer]
    return nearest, least


def _arrivals(points: Float, goal: Float, radius: float) -> Int:
    """The first step from which each lane stays within the radius of its goal (2, N), looking back from the end."""
    count, _, lanes = points.shape
    offset, distance = np.empty((2, lanes)), np.empty(lanes)
    stays, inside = np.ones(lanes, dtype=bool), np.empty(lanes, dtype=bool)
    stayed = np.zeros(lanes, dtype=np.int32)
    for w in points[::-1]:
        np.subtract(w, goal, out=offset)
        offset *= offset
        np.add(offset[0], offset[1], out=distance)
        np.less_equal(distance, radius**2, out=inside)
        stays &= inside
        if not stays.any():
            break
        stayed += stays
    arrivals: Int = count - stayed.astype(np.int64)
    return arrivals


def _last_trace(points: Float, lost: Bool) -> int:
    """So many points, after which every lost lane has left the finite numbers: from there no step leads back."""
    rows = 16
    while rows < len(points) and np.isfinite(points[rows - 1].sum(axis=0)[lost]).any():
        rows *= 2
    return min(rows, len(points))


def _measure(setting: Setting, points: Float, rates: Float, chosen: Bool, ends: _Ends) -> None:
    """Judge the chosen lanes as a single run is judged, from all of their way."""
    loss = setting.loss
    for first in range(0, int(chosen.sum()), MEASURED):
        lanes = np.flatnonzero(chosen)[first : first + MEASURED]
        own = points[:, :, lanes]
        history = record(loss, own, np.empty_like(own), rates[: len(own) - 1], exact=False, curved=False)
        evidence = judged(setting, history)
        nearest, away = _nearest(loss, own[-1])
        rests = _settled(evidence.outcomes)
        reached = rests & (away <= AT_SADDLE * loss.diagonal)
        arrived = evidence.arrivals < len(own)
        ends.outcomes[lanes] = np.where(history.lengths > 0, evidence.outcomes, UNDEFINED)
        ends.minima[lanes] = np.where(reached, nearest, NONE)
        ends.steps[lanes] = np.where(arrived & (history.lengths > setting.steps), evidence.arrivals, NONE)
