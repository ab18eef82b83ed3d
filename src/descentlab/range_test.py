"""The learning-rate range test, as two published tools read it, and beside them the limit they look for.

One run in which the rate grows exponentially from step to step; where the loss stops falling, the rate was too large.
The tools differ in their grid, their smoothing, when they stop, and which point of the curve they recommend. Both are
followed to the letter, oddities included, for a student will meet their numbers:

- fastai's `lr_find`: fastai/callback/schedule.py (LRFinder, lr_find, valley, slide, minimum, steep), and
  AvgSmoothLoss in fastai/learner.py.
- pytorch-lr-finder: torch_lr_finder/lr_finder.py (range_test, ExponentialLR, plot).

Source of the idea: Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.3.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Unpack, cast

import numpy as np

from descentlab.arrays import Float, quiet
from descentlab.catalogue import notches
from descentlab.descent import descend, family_of, gradient_of
from descentlab.outcome import Outcome
from descentlab.parameters import Parameter
from descentlab.problems import InvalidSetting, Problem
from descentlab.setting import STEPS, Setting, SettingKeywords, make_setting
from descentlab.stability import rate_limits, reference_curvature

LOWEST = Parameter("lr_min", "Lowest rate", "η", 1e-7, 0, None, "log", above=True, help="The rate of the first step.")
HIGHEST = Parameter("lr_max", "Highest rate", "η", 10.0, 0, None, "log", above=True, help="The rate it grows towards.")
LENGTH = Parameter(
    "steps",
    "Steps",
    "n",
    100,
    6,
    STEPS.maximum,
    "log",
    "integer",
    help="Of the test, and of the runs that show its limit.",
)

REFINED = 33
"""Rates tried between the last notch of the slider that converges and the next."""

Suggestion = Callable[[Float, Float], float]
"""(learning rates, smoothed losses) -> the rate recommended; IndexError or ValueError where there are too few."""


@dataclass(frozen=True)
class Reading:
    """The test as one tool reads it, up to the step at which it stops.

    Args:
        learning_rates: the rate of each update.
        losses: the loss before it. With batches too it is that of all samples.
        smoothed: what the tool's curve shows.
        suggestions: by name; None where the curve is too short for one.
    """

    learning_rates: Float
    losses: Float
    smoothed: Float
    suggestions: dict[str, float | None]


@dataclass(frozen=True)
class RangeTest:
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


def range_test(*, lr_min: float = 1e-7, lr_max: float = 10.0, **given: Unpack[SettingKeywords]) -> RangeTest:
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
        raise InvalidSetting(Problem("lr_max", f"{highest:g} is not above lr_min, {lowest:g}"))
    limit = measured_limit(setting)
    rates, losses = _ascend(setting, lowest, highest)
    floor = setting.loss.floor
    curvature = reference_curvature(setting.loss, setting.start)
    return RangeTest(
        setting,
        fastai=_fastai(rates[:, 0], losses[:, 0], floor),
        pytorch_lr_finder=_pytorch_lr_finder(rates[:, 1], losses[:, 1], floor),
        limit=limit,
        stability=rate_limits(setting.optimizer, setting.optimizer_options, curvature)["stability"],
    )


def measured_limit(setting: Setting) -> float | None:
    """The highest rate with which runs of this setting converge, to a 33rd of a notch of the slider."""
    rates = np.array(notches())
    last = _last_converging(setting, rates)
    if last is None or last == rates.size - 1:
        return None
    between = np.geomspace(rates[last], rates[last + 1], REFINED)
    return float(between[_last_converging(setting, between) or 0])


def _last_converging(setting: Setting, rates: Float) -> int | None:
    outcomes = family_of(setting, rates).outcomes
    return max((lane for lane, outcome in enumerate(outcomes) if outcome is Outcome.CONVERGED), default=None)


def _ascend(setting: Setting, lowest: float, highest: float) -> tuple[Float, Float]:
    """Rates and the losses before each update, (n, 2): one lane on each tool's grid, all the way up.

    fastai's rates are start·(end/start)^(i/n), pytorch-lr-finder's start·(end/start)^(i/(n−1)).
    """
    steps = setting.steps
    share = np.arange(steps)[:, np.newaxis] / np.array([steps, steps - 1])
    rates = lowest * (highest / lowest) ** share
    start = np.repeat(np.array(setting.start)[:, np.newaxis], 2, axis=1)
    with quiet():
        gradient = gradient_of(setting, [setting.seed])
        points, _ = descend(gradient, setting.optimizer, setting.optimizer_options, rates, start)
        return rates, setting.loss.value(points[:-1, 0], points[:-1, 1])


def _fastai(rates: Float, losses: Float, floor: float | None) -> Reading:
    """Smoothed by 0.98 without its bias towards zero; stops above 4 times the best.

    Source: fastai, `LRFinder`, `lr_find`, `AvgSmoothLoss`.
    """
    smoothed = np.fromiter(_unbiased(losses.tolist(), 0.98), dtype=float, count=losses.size)
    seen = slice(len(rates) // 10, _stop(smoothed, floor, 4) - 5)
    suggest = {"valley": valley, "steep": steep, "minimum": minimum, "slide": slide}
    return _read(rates, losses, smoothed, floor, 4, seen, suggest)


def _pytorch_lr_finder(rates: Float, losses: Float, floor: float | None) -> Reading:
    """0.05 of the loss and 0.95 of what was; stops above 5 times the best.

    Source: pytorch-lr-finder, `LRFinder.range_test` and `LRFinder.plot`.
    """
    with quiet():
        blend = accumulate(losses.tolist(), lambda previous, loss: 0.05 * loss + (1 - 0.05) * previous)
        smoothed = np.fromiter(blend, dtype=float, count=losses.size)
    seen = slice(10, _stop(smoothed, floor, 5) - 5)
    return _read(rates, losses, smoothed, floor, 5, seen, {"steepest": steepest})


def _unbiased(losses: list[float], beta: float) -> Iterator[float]:
    average = 0.0
    for count, loss in enumerate(losses, start=1):
        average = beta * average + (1 - beta) * loss
        yield average / (1 - beta**count)


def _stop(smoothed: Float, floor: float | None, most: float) -> int:
    """After so many steps a tool stops: the first at which the smoothed loss is above so many times the best so far.

    "Times" means nothing for a loss that can be negative: it is measured from the lowest there is. Where none is known,
    as on a saddle, the tools stop at the first negative loss, and so do we.
    """
    best, lowest = inf, min(floor or 0.0, 0.0)
    for count, value in enumerate((smoothed - lowest).tolist(), start=1):
        best = min(value, best)
        if value > most * best:
            return count
    return int(smoothed.size)


def _read(
    rates: Float,
    losses: Float,
    smoothed: Float,
    floor: float | None,
    most: float,
    seen: slice,
    suggest: Mapping[str, Suggestion],
) -> Reading:
    """What a tool shows, and suggests from what it has `seen`; both end before the first number that is not finite."""
    finite = np.isfinite(smoothed) & np.isfinite(losses)
    end = int(losses.size if finite.all() else finite.argmin())
    shown = slice(min(_stop(smoothed, floor, most), end))
    seen = slice(seen.start, max(min(seen.stop, end), 0))
    suggestions = {name: _suggested(function, rates[seen], smoothed[seen]) for name, function in suggest.items()}
    return Reading(rates[shown], losses[shown], smoothed[shown], suggestions)


def _suggested(function: Suggestion, rates: Float, smoothed: Float) -> float | None:
    try:
        return float(function(rates, smoothed))
    except (IndexError, ValueError):  # too few points
        return None


def steep(rates: Float, losses: Float) -> float:
    """Where Δloss/Δln η is lowest.

    Source: fastai, `steep`.
    """
    return float(rates[(np.diff(losses) / np.diff(np.log(rates))).argmin()])


def minimum(rates: Float, losses: Float) -> float:
    """A tenth of the rate at which the loss is lowest.

    Source: fastai, `minimum`.
    """
    return float(rates[losses.argmin()]) / 10


def valley(rates: Float, losses: Float) -> float:
    """A third and a sixth into the longest valley: the longest chain of ever lower losses, gaps allowed.

    The valley begins at its last index minus its length, one before its first if it has no gaps; so has fastai's.
    Source: fastai, `valley`.
    """
    lengths = np.ones(losses.size, dtype=int)
    first = last = 0
    for i in range(1, losses.size):
        before = lengths[:i][losses[:i] > losses[i]]
        lengths[i] = before.max(initial=0) + 1
        if lengths[i] > lengths[last]:
            last, first = i, i - int(lengths[i])
    third = (last - first) / 3
    return float(rates[first + int(third) + int(third / 2)])


def slide(rates: Float, losses: Float) -> float:
    """Sliding an interval of 15 down from the highest rate: its left end where the slopes at both ends agree to 0.005.

    Source: fastai, `slide`, after Novetta's learning-rate finder.
    """
    width, threshold = 15, 0.005
    slope = np.gradient(losses)
    right = -1
    suggestion = rates[right - width]
    while right - width >= -losses.size and abs(slope[right] - slope[right - width]) > threshold:
        suggestion = rates[right - width]
        right -= 1
    return float(suggestion)


def steepest(rates: Float, losses: Float) -> float:
    """Where the slope per step is lowest.

    Source: pytorch-lr-finder, `LRFinder.plot`.
    """
    return float(rates[np.gradient(losses).argmin()])
