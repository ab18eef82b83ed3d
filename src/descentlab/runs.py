"""`run()`, `family()` and `mean_path()`: what the loop did, with its outcome and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Unpack, cast

import numpy as np

from descentlab.arrays import Float, Int, quiet
from descentlab.descent import explore, judged, used_gradients
from descentlab.diagnosis import Diagnosis, diagnose
from descentlab.facts import facts_of
from descentlab.history import History
from descentlab.judgement import Evidence
from descentlab.outcome import OUTCOMES, Outcome
from descentlab.parameters import Parameter
from descentlab.problems import InvalidSetting, Problem
from descentlab.remedies import Remedy, find_remedies
from descentlab.setting import LR, Setting, SettingKeywords, make_setting
from descentlab.stability import limit_constant, preconditioned_sharpness, thresholds


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
        """The largest curvature that each update felt, (N, T), NaN after a lane has left; None where no limit is known.

        With weight decay, where that is added to the gradient; preconditioned, for Adam, AdamW and RMSProp.
        """
        setting, history = self.setting, self.history
        optimizer, options = setting.optimizer, setting.optimizer_options
        if limit_constant(optimizer, options) is None:
            return None
        if optimizer.limit is not None:
            felt = history.sharpness[:-1] + options.get("weight_decay", 0.0)
        else:
            used = used_gradients(setting, history.points, history.gradients)
            felt = preconditioned_sharpness(optimizer, options, setting.loss, history.points, used, history.rates)
        landed = np.arange(1, len(history.points)) < self.lengths[:, np.newaxis]
        return np.where(landed, felt.T, np.nan)

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

        felt = None if self.effective_sharpness is None else self.effective_sharpness[lane]
        return diagnose(facts_of(self.setting, self.history, self.evidence, lane, felt), find)

    @cached_property
    def best(self) -> int | None:
        """The lane that converges in the fewest steps; None where none converges."""
        converged = self.evidence.outcomes == OUTCOMES.index(Outcome.CONVERGED)
        return int(np.where(converged, self.evidence.arrivals, np.inf).argmin()) if converged.any() else None


@dataclass(frozen=True)
class Trajectory:
    """One run: the one lane of a family, up to its last finite point."""

    family: Family

    @property
    def setting(self) -> Setting:
        """What was run."""
        return self.family.setting

    @property
    def points(self) -> Float:
        """(T+1, 2)."""
        return self.family.history.points[: self._length, :, 0]

    @property
    def losses(self) -> Float:
        """(T+1,)."""
        return self.family.history.losses[: self._length, 0]

    @property
    def gradients(self) -> Float:
        """∇L at every point, without noise and unclipped, (T+1, 2)."""
        return self.family.history.gradients[: self._length, :, 0]

    @cached_property
    def gradient_norms(self) -> Float:
        """‖∇L‖, (T+1,)."""
        norms: Float = np.hypot(*self.gradients.T)
        return norms

    @property
    def sharpness(self) -> Float:
        """The largest eigenvalue of the Hessian at every point, (T+1,)."""
        return self.family.history.sharpness[: self._length, 0]

    @property
    def learning_rates(self) -> Float:
        """η of the update from point k to point k+1, (T,)."""
        return self.family.history.rates[: self._length - 1, 0]

    @cached_property
    def directions(self) -> Float:
        """What η multiplied in each update, (T, 2)."""
        return directions(self.points[..., np.newaxis], self.learning_rates[:, np.newaxis])[..., 0]

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.family.outcomes[0]

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Why."""
        return self.family.diagnosis(0)

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Those of the diagnosis."""
        return self.diagnosis.remedies

    @cached_property
    def thresholds(self) -> Float | None:
        """c/η_k, (T,): where the effective sharpness is above, steps grow. None where there is no such limit."""
        return thresholds(self.setting.optimizer, self.setting.optimizer_options, self.learning_rates)

    @property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (T,): preconditioned, for Adam, AdamW and RMSProp."""
        felt = self.family.effective_sharpness
        return None if felt is None else felt[0, : self._length - 1]

    @property
    def _length(self) -> int:
        return int(self.family.lengths[0])


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
    return Trajectory(family_of(setting, np.array([setting.lr])))


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
