"""`run()`, `family()` and `mean_path()`: what the loop did, with its outcome and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Unpack, cast

import numpy as np

from descentlab.arrays import Float, Int, quiet
from descentlab.descent import explore, judged, used_gradients
from descentlab.diagnosis import Diagnosis, diagnose
from descentlab.history import History
from descentlab.judgement import Evidence
from descentlab.outcome import OUTCOMES, Outcome
from descentlab.parameters import Parameter
from descentlab.problems import InvalidSetting, Problem
from descentlab.remedies import Remedy, find_remedies
from descentlab.setting import LR, Setting, SettingKeywords, make_setting
from descentlab.stability import effective_sharpness, thresholds


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

    @cached_property
    def points(self) -> Float:
        """(N, T+1, 2)."""
        return self._finite(self.history.points.transpose(2, 0, 1))

    @cached_property
    def losses(self) -> Float:
        """(N, T+1)."""
        return self._finite(self.history.losses.T)

    @property
    def lengths(self) -> Int:
        """(N,)."""
        return self.history.lengths

    @cached_property
    def evidence(self) -> Evidence:
        """How each lane ended, and what that was decided from; judged when first asked for."""
        return judged(self.setting, self.history.course)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a lane."""
        return tuple(OUTCOMES[index] for index in self.evidence.outcomes)

    @cached_property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (N, T), NaN after a lane has left; see `Trajectory`."""
        history = self.history
        felt = _felt(self.setting, history.points, history.gradients, history.rates)
        return None if felt is None else np.where(self._finite(history.losses.T)[:, 1:] < np.inf, felt.T, np.nan)

    def _finite(self, values: Float) -> Float:
        """Values (N, T+1, ...) to read, NaN after a lane has left the finite numbers."""
        left = np.flatnonzero(self.lengths < len(self.history.points))
        values = values.copy(order="K") if left.size else values.view()
        for lane in left:
            values[lane, self.lengths[lane] :] = np.nan
        values.flags.writeable = False
        return values

    def diagnosis(self, lane: int) -> Diagnosis:
        """Why one lane went as it did."""

        def find() -> tuple[Remedy, ...]:
            return find_remedies(replace(self.setting, lr=float(self.learning_rates[lane])), _tried)

        return diagnose(self.setting, self.history, self.evidence, lane, find)

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

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Those of the diagnosis."""
        return self.diagnosis.remedies

    @cached_property
    def thresholds(self) -> Float | None:
        """c/η_k, (T,): where the effective sharpness is above, steps grow. None where there is no such limit."""
        return thresholds(self.setting.optimizer, self.setting.optimizer_options, self.learning_rates)

    @cached_property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (T,): preconditioned, for Adam, AdamW and RMSProp."""
        lane = (values[..., np.newaxis] for values in (self.points, self.gradients, self.learning_rates))
        felt = _felt(self.setting, *lane)
        return None if felt is None else felt[:, 0]


def _felt(setting: Setting, points: Float, gradients: Float, rates: Float) -> Float | None:
    """The effective sharpness of finished lanes, (T, N)."""
    used = used_gradients(setting, points, gradients)
    return effective_sharpness(setting.optimizer, setting.optimizer_options, setting.loss, points, used, rates)


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


def family_of(setting: Setting, learning_rates: Float) -> Family:
    """The lanes of a setting, one for each learning rate.

    Raises:
        InvalidSetting: the loss is not a finite number at the start.
    """
    history = explore(setting, learning_rates)
    _started(history)
    return Family(setting, learning_rates, history)


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
