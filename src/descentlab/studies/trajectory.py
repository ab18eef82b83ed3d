"""`run()`: one run, with its outcome, why, and what would have gone better."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Unpack

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.numbers import digits
from descentlab.common.text import count
from descentlab.descent.history import directions
from descentlab.pictures.picture import Picture
from descentlab.pictures.plane import path_picture
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import one
from descentlab.setting.query import write
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import Family, family_of
from descentlab.studies.result import Result, lists
from descentlab.verdict.diagnosis import Diagnosis
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.remedies import Remedy
from descentlab.verdict.stability import limit_constant, thresholds


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(Result):
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

    @property
    def second_learning_rates(self) -> Float | None:
        """The same of y, where it has rates of its own, (T,)."""
        second = self.family.history.second_rates
        return None if second is None else second[: self._length - 1, 0]

    @property
    def averages(self) -> Float | None:
        """The mean of its points that an averaging optimizer keeps, at every point, (T+1, 2)."""
        averages = self.family.history.averages
        return None if averages is None else averages[: self._length, :, 0]

    @cached_property
    def directions(self) -> Float:
        """What η multiplied in each update, (T, 2)."""
        second = self.second_learning_rates
        both = (None if second is None else second[:, np.newaxis],)
        return directions(self.points[..., np.newaxis], self.learning_rates[:, np.newaxis], *both)[..., 0]

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.family.outcomes[0]

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """Why."""
        return self.family.diagnosis(0)

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would have gone better, each tried out; found when first asked for."""
        return self.family.remedies(0)

    @cached_property
    def thresholds(self) -> Float | None:
        """c/η_k, (T,): where the effective sharpness is above, steps grow. None where there is no such limit."""
        return thresholds(self.setting.optimizer, self.setting.optimizer_options, self.learning_rates)

    @property
    def effective_sharpness(self) -> Float | None:
        """The largest curvature that each update felt, (T,): preconditioned, for Adam, AdamW and RMSProp."""
        felt = self.family.effective_sharpness
        return None if felt is None else felt[0, : self._length - 1]

    def in_one_line(self) -> str:
        """What was run, how far it came, how it ended."""
        taken, asked = self._length - 1, count(self.setting.steps, "step")
        steps = asked if taken == self.setting.steps else f"{taken} of {asked}"
        fall = f"loss {digits(self.losses[0])} → {digits(self.losses[-1])}"
        return f"{self.setting.in_one_line()} · {steps} · {self.outcome.value} · {fall}"

    def to_dict(self) -> dict[str, Any]:
        """The run as lists, its outcome and why: what `/api/v1/trajectory` answers. None where a number is infinite."""
        felt, thresholds, second = self.effective_sharpness, self.thresholds, self.second_learning_rates
        return {
            "query": write(self.setting),
            "points": self.points.tolist(),
            "losses": self.losses.tolist(),
            "learning_rates": self.learning_rates.tolist(),
            "second_learning_rates": None if second is None else second.tolist(),
            "averages": None if self.averages is None else lists(self.averages),
            "directions": lists(self.directions),
            "gradient_norms": lists(self.gradient_norms),
            "sharpness": lists(self.sharpness),
            "effective_sharpness": None if felt is None else lists(felt),
            "thresholds": None if thresholds is None else lists(thresholds),
            "limit": limit_constant(self.setting.optimizer, self.setting.optimizer_options),
            "outcome": self.outcome.value,
            "diagnosis": self.diagnosis.words | {"evidence": list(self.diagnosis.evidence)},
        }

    def picture(self) -> Picture:
        """The path over contour lines and minima."""
        return path_picture(self.setting, self.in_one_line(), self.points)

    @property
    def _length(self) -> int:
        return int(self.family.lengths[0])


def run_of(setting: Setting) -> Trajectory:
    """One run: the family of one lane."""
    return Trajectory(family_of(one(setting), keep_squares=True))


def run(**given: Unpack[Keywords]) -> Trajectory:
    """One run of an optimizer on a surface.

    Keywords are the query grammar's keys, the dotted ones as dictionaries (`optimizer_options={"beta1": 0.8}`).

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> run(surface="bowl", lr=0.5, start=(2, 2), steps=3).points[1].tolist()
    [0.0, 0.0]
    """
    return run_of(make_setting(**given))
