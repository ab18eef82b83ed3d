"""The learning-rate range test, as two published tools read it, and beside them the limit they look for.

One run in which the rate grows exponentially from step to step; where the loss stops falling, the rate was too large.
The tools (`lr_finders`) differ in their grid, their smoothing, when they stop, and which point of the curve they
recommend.

Source of the idea: Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.3.
"""

from dataclasses import dataclass
from typing import Any, Unpack, cast

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.numbers import digits
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.descent.gradients import losses_seen
from descentlab.descent.look import looks_of
from descentlab.descent.loop import descend
from descentlab.descent.plan import gradient_of
from descentlab.pictures.charts import RATE, limits_of
from descentlab.pictures.colours import INK, QUIET
from descentlab.pictures.picture import Dots, Line, Mark, Picture, Upright
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import lanes_at, one
from descentlab.setting.query import write
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import STEPS, Setting, make_setting
from descentlab.studies.family import family_of
from descentlab.studies.lr_finders import Reading, read_fastai, read_pytorch_lr_finder
from descentlab.studies.result import Result
from descentlab.surfaces.data_loss import DataLoss
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.stability import marks_of

LOWEST = Parameter("lr_min", "Lowest rate", "", 1e-7, 0, None, "log", above=True, help="The rate of the first step.")
HIGHEST = Parameter("lr_max", "Highest rate", "", 10.0, 0, None, "log", above=True, help="The rate it grows towards.")
LENGTH = Parameter(
    "steps",
    "Steps",
    "T",
    100,
    6,
    STEPS.maximum,
    "log",
    "integer",
    help="Of the test, and of the runs that show its limit.",
)

REFINED = 33
"""Rates tried between the last notch of the slider that converges and the next."""


COLORS = {"fastai": "#0072B2", "pytorch_lr_finder": "#D55E00"}


@dataclass(frozen=True, eq=False, repr=False)
class RangeTest(Result):
    """Both readings, and the truth beside them.

    Args:
        limit: the highest rate with which runs of as many steps converge, measured; None where none on the slider does,
            or all up to its end do.
        stability: c/λ at the lowest minimum, where theory knows it: no longer run does better.
    """

    setting: Setting
    fastai: Reading
    pytorch_lr_finder: Reading
    limit: float | None
    stability: float | None

    @property
    def learning_rates(self) -> Float:
        """fastai's."""
        return self.fastai.learning_rates

    @property
    def losses(self) -> Float:
        """fastai's."""
        return self.fastai.losses

    @property
    def smoothed(self) -> Float:
        """fastai's."""
        return self.fastai.smoothed

    @property
    def suggestions(self) -> dict[str, dict[str, float | None] | float | None]:
        """Every recommendation by its tool and name, and the measured limit."""
        return {
            "fastai": self.fastai.suggestions,
            "pytorch_lr_finder": self.pytorch_lr_finder.suggestions,
            "limit": self.limit,
        }

    def in_one_line(self) -> str:
        """What was tested, what the tools suggest, and what is so."""
        read = {"fastai": self.fastai, "pytorch_lr_finder": self.pytorch_lr_finder}
        told = [f"{tool} {name}={_in_words(rate)}" for tool in read for name, rate in read[tool].suggestions.items()]
        steps, limit = count(self.setting.steps, "step"), f"limit={_in_words(self.limit)}"
        return " · ".join((self.setting.in_one_line(rate=False), steps, *told, limit))

    def to_dict(self) -> dict[str, Any]:
        """Both curves and what they suggest: what `/api/v1/range-test` answers."""
        return {
            "query": write(self.setting),
            **self.fastai.to_dict(),
            "pytorch_lr_finder": self.pytorch_lr_finder.to_dict(),
            "suggestions": self.suggestions,
            "stability": self.stability,
        }

    def picture(self) -> Picture:
        """Losses over the learning rate, smoothed, and the rates suggested."""
        read = {"fastai": self.fastai, "pytorch_lr_finder": self.pytorch_lr_finder}
        curves = [Line(each.learning_rates, each.smoothed, COLORS[tool], 1.6, tool) for tool, each in read.items()]
        told = [
            Upright(rate, COLORS[tool], f"{name} {digits(rate)}")
            for tool, each in read.items()
            for name, rate in each.suggestions.items()
            if rate is not None
        ]
        limit = [] if self.limit is None else [Upright(self.limit, INK, f"limit {digits(self.limit)}")]
        x = np.concatenate([self.learning_rates, [each.x for each in (*told, *limit)]])
        losses = Dots(self.learning_rates, self.losses, QUIET, "circle", 2.5, "loss")
        marks: tuple[Mark, ...] = (losses, *curves, *told, *limit)
        seen = np.concatenate([self.losses, *(each.y for each in curves)])
        fall = self.losses[:1] - seen.min(initial=np.inf)  # the tools stop far above the start: what matters is below
        limits = limits_of(x, seen.clip(max=self.losses[:1] + fall), "log", "linear")
        return Picture(self.in_one_line(), RATE, "loss", marks, limits, "log")


def _in_words(rate: float | None) -> str:
    return "none" if rate is None else digits(rate)


def range_test(*, lr_min: float = 1e-7, lr_max: float = 10.0, **given: Unpack[Keywords]) -> RangeTest:
    """The learning-rate finder of fastai and of pytorch-lr-finder, and the limit they look for.

    Args:
        lr_min, lr_max: the rate grows from the first to the second.
        given: the setting, as for `run`; its `steps`, 100 if not given, are those of the test and of the runs that
            show the limit. Its `lr` is passed over; its schedule counts for the limit alone.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> found = range_test(surface="ravine", start=(-8, 1.5), lr_min=1e-5, steps=200)
    >>> round(found.stability, 3), round(found.limit, 3), round(float(found.learning_rates[-1]), 2)
    (0.08, 0.079, 0.59)
    >>> round(found.fastai.suggestions["steep"], 3)
    0.069
    """
    lowest, highest = cast(float, LOWEST.check(lr_min)), cast(float, HIGHEST.check(lr_max))
    setting = make_setting(**{**given, "steps": LENGTH.check(given.get("steps", LENGTH.default))})
    return range_test_of(setting, lowest, highest)


def range_test_of(setting: Setting, lowest: float, highest: float) -> RangeTest:
    """The same of a setting, in as many steps as it has.

    Raises:
        InvalidSetting: the rates do not rise, or the loss is not a finite number at the start.
    """
    if lowest >= highest:
        raise InvalidSetting(FieldError("lr_max", f"{highest:g} is not above lr_min, {lowest:g}"))
    limit = measured_limit(setting)
    rates, losses = _ascend(setting, lowest, highest)
    floor = setting.loss.floor
    return RangeTest(
        setting,
        fastai=read_fastai(rates[:, 0], losses[:, 0], floor),
        pytorch_lr_finder=read_pytorch_lr_finder(rates[:, 1], losses[:, 1], floor),
        limit=limit,
        stability=marks_of(setting)["stability"],
    )


def measured_limit(setting: Setting) -> float | None:
    """The highest rate with which runs of this setting converge, to a 33rd of a notch of the slider."""
    rates = np.array(learning_rate_grid())
    last = _last_converging(setting, rates)
    if last is None or last == rates.size - 1:
        return None
    between = np.geomspace(rates[last], rates[last + 1], REFINED)
    return float(between[_last_converging(setting, between) or 0])


def _last_converging(setting: Setting, rates: Float) -> int | None:
    outcomes = family_of(lanes_at(setting, rates)).outcomes
    return max((lane for lane, outcome in enumerate(outcomes) if outcome is Outcome.CONVERGED), default=None)


def _ascend(setting: Setting, lowest: float, highest: float) -> tuple[Float, Float]:
    """Rates and the losses before each update, (n, 2): one lane on each tool's grid, all the way up.

    fastai's rates are start·(end/start)^(i/n), pytorch-lr-finder's start·(end/start)^(i/(n−1)).
    """
    steps = setting.steps
    share = np.arange(steps)[:, np.newaxis] / np.array([steps, steps - 1])
    cube_root = (np.cbrt(highest) / np.cbrt(lowest)) ** share  # their own quotient may be more than float64 holds
    with quiet():
        rates = (lowest * cube_root * cube_root * cube_root).clip(lowest, highest)
    start = np.repeat(np.array(setting.start)[:, np.newaxis], 2, axis=1)
    with quiet():
        gradient = gradient_of(one(setting))
        looks = looks_of(one(setting))
        points, _ = descend(gradient, setting.optimizer, setting.optimizer_options, rates, start, looks=looks)
        loss, batch = setting.loss, setting.batch
        if isinstance(loss, DataLoss) and batch is not None and batch < loss.samples:
            return rates, losses_seen(loss, setting.seed, points, batch)
        return rates, loss.value(points[:-1, 0], points[:-1, 1])
