"""`run()` and `family()`: the only loop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Unpack, cast

import numpy as np

from descentlab.arrays import Float, Int, Options, quiet
from descentlab.diagnosis import Diagnosis, diagnose, is_noisy
from descentlab.gradients import GradientAt, clipped, exact, noisy, sampled
from descentlab.history import History, record
from descentlab.losses import DataLoss
from descentlab.optimizers import Optimizer
from descentlab.outcome import OUTCOMES, Evidence, Outcome, judge
from descentlab.parameters import Parameter
from descentlab.problems import InvalidSetting, Problem
from descentlab.remedies import Remedy, find_remedies
from descentlab.schedules import learning_rates as scheduled_rates
from descentlab.setting import LR, Setting, SettingKeywords, make_setting
from descentlab.stability import effective_sharpness, thresholds

Heard = Callable[[int, Float, Float, Float], Float]
"""(k, w, η_k, η_{k+1} as planned) -> η_{k+1}."""


def descend(
    gradient: GradientAt,
    optimizer: Optimizer,
    options: Options,
    rates: Float,
    start: Float,
    feedback: Heard | None = None,
    into: tuple[Float, Float] | None = None,
) -> tuple[Float, Float]:
    """w ← w − Δ for every lane: from start (2, N) with rates (T, N) to points and gradients used, (T+1, 2, N).

    Nothing is clamped or rescaled; a lane that overflows goes on as inf or NaN and disturbs no other. A schedule that
    listens writes the rates of the next step as it goes. No gradient is taken at the last point.

    Args:
        into: arrays for the points and the gradients. The gradients may have fewer rows, filled in turn, at least two:
            an optimizer remembers no gradient but the last.
    """
    steps = len(rates)
    points, gradients = np.empty((2, steps + 1, *start.shape)) if into is None else into
    points[0] = start
    state = optimizer.init(points[0])
    for k in range(steps):
        w = points[k]
        g = gradient(k, w, gradients[k % len(gradients)])
        delta, state = optimizer.update(g, w, state, rates[k], **options)
        np.subtract(w, delta, out=points[k + 1])
        if feedback is not None and k + 1 < steps:
            rates[k + 1] = feedback(k, w, rates[k], rates[k + 1])
    return points, gradients


def heard(setting: Setting, rates: Float) -> Heard | None:
    """What a listening schedule makes of the loss before each update: the next rate, once warm-up is over."""
    listening = setting.schedule.feedback
    if listening is None:
        return None
    update, loss, options, warmup = listening.update, setting.loss, setting.schedule_options, setting.warmup
    state = listening.init(rates)

    def next_rate(k: int, w: Float, rate: Float, planned: Float) -> Float:
        nonlocal state
        if k < warmup:
            return planned
        rate, state = update(loss.value(w[0], w[1]), rate, state, options)
        return rate

    return next_rate


def gradient_of(setting: Setting, seeds: Sequence[int]) -> GradientAt:
    """The gradient a setting asks for: exact, noisy or from batches, clipped or not."""
    loss, batch = setting.loss, setting.batch
    gradient = exact(loss)
    if isinstance(loss, DataLoss) and batch is not None and batch < loss.samples:
        gradient = sampled(loss, seeds, setting.steps, batch)
    elif setting.noise:
        gradient = noisy(loss, seeds, setting.steps, setting.noise / np.sqrt(batch or 1))
    return clipped(gradient, setting.clip) if setting.clip is not None else gradient


def explore(setting: Setting, rates: Float, seeds: Sequence[int] | None = None) -> History:
    """The lanes of a setting, one for each base rate (N,); with seeds, each has its own, else all the setting's."""
    with quiet():
        schedule = scheduled_rates(
            setting.schedule, rates, setting.steps, setting.schedule_options, setting.warmup, setting.warmup_start
        )
        start = np.broadcast_to(np.array(setting.start)[:, np.newaxis], (2, rates.size))
        gradient = gradient_of(setting, seeds or [setting.seed])
        points, used = descend(
            gradient, setting.optimizer, setting.optimizer_options, schedule, start, heard(setting, rates)
        )
        return record(setting.loss, points, used, schedule, exact=setting.is_exact)


@dataclass(frozen=True)
class Family:
    """The same run for many learning rates, lane first.

    Args:
        learning_rates: the base rate of each lane, (N,).
        points: (N, T+1, 2), NaN after a lane has left the finite numbers.
        losses: (N, T+1), likewise.
        lengths: how many points of each lane are valid, (N,).
        outcomes: how each lane ended.
    """

    setting: Setting
    learning_rates: Float
    history: History
    evidence: Evidence

    @cached_property
    def points(self) -> Float:
        """(N, T+1, 2)."""
        return np.where(self._valid[:, :, np.newaxis], self.history.points.transpose(2, 0, 1), np.nan)

    @cached_property
    def losses(self) -> Float:
        """(N, T+1)."""
        return np.where(self._valid, self.history.losses.T, np.nan)

    @property
    def lengths(self) -> Int:
        """(N,)."""
        return self.history.lengths

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a lane."""
        return tuple(OUTCOMES[index] for index in self.evidence.outcomes)

    @cached_property
    def _valid(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        return np.arange(len(self.history.points)) < self.lengths[:, np.newaxis]

    def diagnosis(self, lane: int) -> Diagnosis:
        """The verdict on one lane, in words."""
        return diagnose(self.setting, self.history, self.evidence, lane)

    @cached_property
    def best(self) -> int | None:
        """The lane that converges in the fewest steps; None where none converges."""
        converged = self.evidence.outcomes == OUTCOMES.index(Outcome.CONVERGED)
        return int(np.where(converged, self.evidence.arrivals, np.inf).argmin()) if converged.any() else None


@dataclass(frozen=True)
class Trajectory:
    """One run.

    Args:
        points: (T+1, 2), up to the last finite one.
        losses, gradient_norms, sharpness: (T+1,).
        learning_rates: η of the update from point k to point k+1, (T,).
        directions: what η multiplied in that update, (T, 2).
        outcome, diagnosis: how it ended, and why.
    """

    setting: Setting
    points: Float
    losses: Float
    learning_rates: Float
    directions: Float
    gradients: Float
    gradient_norms: Float
    sharpness: Float
    outcome: Outcome
    diagnosis: Diagnosis

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would have gone better, each tried out; computed when first asked for."""
        return find_remedies(self.setting, _tried)

    @cached_property
    def thresholds(self) -> Float | None:
        """c/η_k, (T,): where the effective sharpness is above, steps grow. None where there is no such limit."""
        return thresholds(self.setting.optimizer, self.setting.optimizer_options, self.learning_rates)

    @cached_property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (T,): preconditioned, for Adam, AdamW and RMSProp."""
        setting = self.setting
        return effective_sharpness(
            setting.optimizer, setting.optimizer_options, setting.loss, self.points, self._used, self.learning_rates
        )

    @property
    def _used(self) -> Float:
        """The gradients of the updates, (T, 2), with their noise: drawn again, for a history keeps the exact ones."""
        if self.setting.is_exact:
            return self.gradients
        gradient = gradient_of(self.setting, [self.setting.seed])
        with quiet():
            used = [gradient(k, w[:, np.newaxis], np.empty((2, 1)))[:, 0] for k, w in enumerate(self.points[:-1])]
        return np.array(used).reshape(-1, 2)


def _tried(setting: Setting, learning_rates: Float) -> tuple[History, Evidence]:
    """What remedies are tried out with."""
    family = family_of(setting, learning_rates)
    return family.history, family.evidence


def directions(points: Float, rates: Float) -> Float:
    """d of w ← w − η d for every update: (w_k − w_{k+1}) / η_k, step first; 0 where η is too small to divide by."""
    with quiet():
        moved = points[:-1] - points[1:]
        eta = rates[:, np.newaxis]
        d = np.where(eta > 0, moved / eta, 0.0)
        return np.where(np.isfinite(d), d, 0.0)  # Rprop's step does not shrink with η, and η may be next to nothing


def judged(setting: Setting, history: History) -> Evidence:
    """How the lanes of a setting ended."""
    linear = setting.optimizer.limit is not None
    return judge(history, setting.loss, linear=linear, noisy=is_noisy(setting))


def family_of(setting: Setting, learning_rates: Float) -> Family:
    """The lanes of a setting, one for each learning rate.

    Raises:
        InvalidSetting: the loss is not a finite number at the start.
    """
    history = explore(setting, learning_rates)
    _started(history)
    return Family(setting, learning_rates, history, judged(setting, history))


def _started(history: History) -> None:
    """Refuses lanes that are not finite even at the start."""
    if not history.lengths.all():
        raise InvalidSetting(Problem("start", "the loss, or its slope, is not a finite number there"))


def run_of(setting: Setting) -> Trajectory:
    """One run: the family of one lane."""
    family = family_of(setting, np.array([setting.lr]))
    history, length = family.history, int(family.lengths[0])
    return Trajectory(
        setting,
        points=history.points[:length, :, 0],
        losses=history.losses[:length, 0],
        learning_rates=history.rates[: length - 1, 0],
        directions=directions(history.points[:length], history.rates[: length - 1])[:, :, 0],
        gradients=history.gradients[:length, :, 0],
        gradient_norms=np.hypot(*history.gradients[:length, :, 0].T),
        sharpness=history.sharpness[:length, 0],
        outcome=family.outcomes[0],
        diagnosis=family.diagnosis(0),
    )


@dataclass(frozen=True)
class MeanPath:
    """The mean of one run over many seeds.

    Args:
        seeds: the seeds, one a run.
        points: (T+1, 2), as far as every run is finite.
        losses: (T+1,), the mean of the runs' losses, not the loss at the mean point.
    """

    setting: Setting
    seeds: tuple[int, ...]
    points: Float
    losses: Float


SEEDS = Parameter("seeds", "Seeds", "", 64, 1, 1000, "log", "integer", help="How many runs the mean is taken over.")


def mean_path(seeds: int, **given: Unpack[SettingKeywords]) -> MeanPath:
    """The mean of as many runs, the first with the setting's own seed and each later one with the next.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> mean = mean_path(64, surface="ravine", lr=0.03, start=(-8, 1.5), noise=4, steps=300, schedule="cosine")
    >>> mean.points.shape, bool(mean.losses[-1] < 0.1)
    ((301, 2), True)
    """
    count = cast(int, SEEDS.check(seeds))
    setting = make_setting(**given)
    several = tuple(range(setting.seed, setting.seed + count))
    history = explore(setting, np.full(len(several), setting.lr), several)
    _started(history)
    length = int(history.lengths.min())
    return MeanPath(
        setting, several, points=history.points[:length].mean(axis=2), losses=history.losses[:length].mean(axis=1)
    )


def run(**given: Unpack[SettingKeywords]) -> Trajectory:
    """One run of an optimizer on a surface.

    Keywords are the query grammar's keys, the dotted ones as dictionaries (`optimizer_options={"beta1": 0.8}`).

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> run(surface="bowl", lr=0.5, start=(2, 2), steps=3).points[1].tolist()
    [0.0, 0.0]
    """
    return run_of(make_setting(**given))


def family(learning_rates: Sequence[float] | Float, **given: Unpack[SettingKeywords]) -> Family:
    """The same run for many learning rates at once, at hardly more than the cost of one.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> [outcome.value for outcome in family([0.5, 1.0, 1.01], surface="bowl", start=(2, 2), steps=60).outcomes]
    ['converged', 'oscillating', 'diverged']
    """
    rates = np.array([LR.check(rate, "learning_rates") for rate in learning_rates], dtype=float)
    if rates.size == 0:
        raise InvalidSetting(Problem("learning_rates", "at least one is needed"))
    return family_of(make_setting(**given), rates)
