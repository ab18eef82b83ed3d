"""`family()`: the same run for many values of one key, the learning rate or another, with how each ended and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float, Int, quiet
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.text import count
from descentlab.descent.history import History, until_left
from descentlab.descent.simulate import simulate
from descentlab.pictures.charts import values_chart
from descentlab.pictures.picture import Picture, Upright
from descentlab.setting.axis import parameter_of
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import Lanes, lanes_at, lanes_over
from descentlab.setting.query import write
from descentlab.setting.setting import LR, STEPS, Setting, make_setting
from descentlab.studies.axes import axis_in_words, positions, rates_in_words, values_in_words
from descentlab.studies.result import Result
from descentlab.verdict.classify import Classification, classify
from descentlab.verdict.diagnosis import Diagnoses, Diagnosis, diagnose
from descentlab.verdict.measurements import Measurements
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.remedies import Remedy, find_remedies
from descentlab.verdict.stability import limit_constant, linear_sharpness, preconditioned_sharpness
from descentlab.verdict.trials import Ran
from descentlab.verdict.window import Window, ends, lowest_end, recommended, widest_window


@dataclass(frozen=True, eq=False, repr=False)
class Family(Result):
    """The same run for many values of one key, lane first.

    Args:
        lanes: the runs, and the key in which they differ.
        over, values: that key, and its value in each, (N,).
        learning_rates: the base rate of each lane, (N,).
        points: (N, T+1, 2), NaN after a lane has left the finite numbers.
        losses: (N, T+1), likewise.
        lengths: how many points of each lane are valid, (N,).
        outcomes: how each lane ended.
    """

    lanes: Lanes
    history: History

    @property
    def setting(self) -> Setting:
        """What the lanes have in common; its own value of the key is passed over."""
        return self.lanes.setting

    @property
    def over(self) -> str:
        """The key in which they differ."""
        return next(iter(self.lanes.over))

    @property
    def values(self) -> NDArray[Any]:
        """(N,)."""
        return self.lanes.over[self.over]

    @property
    def learning_rates(self) -> Float:
        """(N,)."""
        return self.lanes.lr

    @cached_property
    def points(self) -> Float:
        """(N, T+1, 2)."""
        return until_left(self.history.points.transpose(2, 0, 1), self.lengths)

    @cached_property
    def losses(self) -> Float:
        """(N, T+1)."""
        return until_left(self.history.losses.T, self.lengths)

    @property
    def lengths(self) -> Int:
        """(N,)."""
        return self.history.lengths

    @cached_property
    def classification(self) -> Classification:
        """How each lane ended, and what that was decided from; judged when first asked for."""
        return classify(self.lanes, self.history.trace)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a lane."""
        return tuple(OUTCOMES[index] for index in self.classification.outcomes)

    @cached_property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (N, T), NaN after a lane has left; None where no limit is known.

        With weight decay, where that is added to the gradient; preconditioned, for Adam, AdamW and RMSProp; and with
        the rate of y over that of x, where it has its own.
        """
        felt = self._felt
        landed = np.arange(1, len(self.history.points)) < self.lengths[:, np.newaxis]
        return None if felt is None else np.where(landed, felt.T, np.nan)

    @cached_property
    def _felt(self) -> Float | None:
        """The same, (T, N), and whatever it was after a lane has left."""
        optimizer = self.setting.optimizer
        if limit_constant(optimizer, self.lanes.options("optimizer")) is None:
            return None
        return linear_sharpness(self.lanes, self.history) if optimizer.linear else self.preconditioned_sharpness

    @cached_property
    def preconditioned_sharpness(self) -> Float | None:
        """That of every update of an optimizer that divides by √v̂, (T, N); None of any other."""
        if self.setting.optimizer.preconditioned is None:
            return None
        history = self.history
        if history.mean_squares is None:  # nobody knew that they would be asked for
            history = simulate(self.lanes, keep_squares=True)
        return preconditioned_sharpness(self.lanes, history)

    @property
    def last_losses(self) -> Float:
        """The loss at the last point of each lane that is valid, (N,)."""
        return self.history.losses[self.lengths - 1, np.arange(self.lengths.size)]

    def in_one_line(self) -> str:
        """What was asked and what came of it."""
        ends = ", ".join(f"{many} {outcome.value}" for outcome, many in Counter(self.outcomes).items())
        setting = self.setting.in_one_line(rate=self.over != LR.name)
        told = rates_in_words(self.values) if self.over == LR.name else values_in_words(self.over, self.values)
        steps = [] if self.over == STEPS.name else [count(self.setting.steps, "step")]
        return " · ".join((setting, *steps, told, ends))

    def to_dict(self) -> dict[str, Any]:
        """The lanes as lists, each as long as it is valid."""
        lanes = list(enumerate(self.lengths.tolist()))
        return {
            "query": write(self.setting),
            "over": self.over,
            "values": self.values.tolist(),
            "learning_rates": self.learning_rates.tolist(),
            "points": [self.history.points[:length, :, lane].tolist() for lane, length in lanes],
            "losses": [self.history.losses[:length, lane].tolist() for lane, length in lanes],
            "lengths": self.lengths.tolist(),
            "outcomes": [outcome.value for outcome in self.outcomes],
        }

    def picture(self, *uprights: Upright) -> Picture:
        """The last loss over the key, coloured by outcome."""
        first = float(self.history.losses[0].max())
        outcomes = self.classification.outcomes
        axis, at = axis_in_words(self.setting, self.over), positions(self.values)
        is_log = parameter_of(self.setting, self.over).scale == "log" and bool((at > 0).all())
        return values_chart(
            self.in_one_line(), axis, at, self.last_losses, outcomes, first, uprights, "log" if is_log else "linear"
        )

    def _content(self) -> Mapping[str, object]:
        return {"setting": self.setting, "over": dict(self.lanes.over)} | _arrays(self.history)

    def __reduce__(self) -> tuple[object, ...]:
        """Without the compiled loss, which the setting makes again."""
        return _again, (self.lanes, _arrays(self.history))

    def diagnosis(self, lane: int) -> Diagnosis:
        """Why one lane went as it did."""
        return self.diagnoses.of(lane)

    @cached_property
    def diagnoses(self) -> Diagnoses:
        """Why the lanes went as they did, every sentence once."""
        with quiet():
            return diagnose(Measurements(self.lanes, self.history, self.classification, self._felt))

    def remedies(self, lane: int) -> tuple[Remedy, ...]:
        """What would have gone better than one lane, each tried out."""
        ran = Ran(self.history.losses, self.history.lengths, self.classification)
        return find_remedies(self.lanes.lane(lane), ran, lane)

    @cached_property
    def best(self) -> int | None:
        """The lane that converges in the fewest steps; None where none converges."""
        return int(np.where(self._converged, self._arrivals, np.inf).argmin()) if self._converged.any() else None

    @property
    def window(self) -> Window | None:
        """The widest stretch of neighbouring lanes that converge, where the rates rise; None where none converges."""
        return widest_window(self._converged)

    @property
    def recommended(self) -> int | None:
        """The lane to recommend, where the rates rise: the fastest in the middle of that window."""
        return recommended(self._converged, self._arrivals)

    @property
    def lowest(self) -> int | None:
        """The lane that ends lowest, of equals the recommended one; None where all left or fall for ever."""
        there = self.lengths == len(self.history.points)
        return lowest_end(self.last_losses, there & ends(self.classification.outcomes), self.recommended)

    @property
    def _converged(self) -> Bool:
        converged: Bool = self.classification.outcomes == OUTCOMES.index(Outcome.CONVERGED)
        return converged

    @property
    def _arrivals(self) -> Int:
        return self.classification.arrivals


APART = ("loss", "mean_squares")
"""What is made again where it is needed."""


def _arrays(history: History) -> dict[str, object]:
    """What lanes did, apart from the loss that they went down."""
    return {each.name: getattr(history, each.name) for each in fields(history) if each.name not in APART}


def _again(lanes: Lanes, arrays: dict[str, Any]) -> Family:
    return Family(lanes, History(loss=lanes.loss, **arrays))


def family_of(lanes: Lanes, *, keep_squares: bool = False) -> Family:
    """What lanes come to that differ in one key.

    Args:
        keep_squares: whether to keep what `effective_sharpness` needs, so that it costs no second run.

    Raises:
        InvalidSetting: the loss is not a finite number at the start.
    """
    return Family(lanes, simulate(lanes, keep_squares=keep_squares))


def family(
    learning_rates: Sequence[float] | Float | None = None,
    *,
    over: str = LR.name,
    values: Sequence[Any] | NDArray[Any] | None = None,
    **given: Unpack[Keywords],
) -> Family:
    """The same run for many learning rates, or many values of another key, at hardly more than the cost of one.

    Args:
        learning_rates: those of `over="lr"`, in the place of `values`.
        over: a key of the grammar (`optimizer.momentum`, `schedule.gamma`, `surface.kappa`, `clip`, `seed` …), or
            `start.x`, `start.y`.
        values: of that key, each as it is given for one run.
        given: the setting, as for `run`; its own value of the key is passed over.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> [outcome.value for outcome in family([0.5, 1.0, 1.01], surface="bowl", start=(2, 2), steps=60).outcomes]
    ['converged', 'oscillating', 'diverged']
    >>> family(over="optimizer.momentum", values=[0, 0.9], optimizer="momentum", lr=0.07, steps=200).best
    0
    """
    setting = make_setting(**given)
    if learning_rates is None:
        return family_of(lanes_over(setting, over, () if values is None else values))
    if over != LR.name or values is not None:
        raise InvalidSetting(FieldError("learning_rates", "give these, or over and values, not both"))
    rates = np.array([LR.check(rate, "learning_rates") for rate in learning_rates], dtype=float)
    if rates.size == 0:
        raise InvalidSetting(FieldError("learning_rates", "at least one is needed"))
    return family_of(lanes_at(setting, rates))
