"""The learning-rate finders of two published tools: how each smooths a range test, when it stops, what it suggests.

Both are followed to the letter, oddities included, for a student will meet their numbers:

- fastai's `lr_find`: fastai/callback/schedule.py (LRFinder, lr_find, valley, slide, minimum, steep), and
  AvgSmoothLoss in fastai/learner.py.
- pytorch-lr-finder: torch_lr_finder/lr_finder.py (range_test, ExponentialLR, plot).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Any

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.common.numbers import digits
from descentlab.common.text import count
from descentlab.common.values import alike, made_of

Suggestion = Callable[[Float, Float], float]
"""(learning rates, smoothed losses) -> the rate recommended; IndexError or ValueError where there are too few."""


@dataclass(frozen=True, eq=False, repr=False)
class Reading:
    """The test as one tool reads it, up to the step at which it stops.

    Args:
        learning_rates: the rate of each update.
        losses: the loss before it; with batches, that of the update's batch, as a training loop sees it.
        smoothed: what the tool's curve shows.
        suggestions: by name; None where the curve is too short for one.
    """

    learning_rates: Float
    losses: Float
    smoothed: Float
    suggestions: dict[str, float | None]

    def __repr__(self) -> str:
        told = " ".join(f"{name}={'none' if rate is None else digits(rate)}" for name, rate in self.suggestions.items())
        return f"<Reading {count(self.losses.size, 'step')} · {told}>"

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same, number for number."""
        return isinstance(other, Reading) and alike(made_of(self), made_of(other))

    def __hash__(self) -> int:
        return hash((self.losses.size, *self.suggestions.values()))

    def to_dict(self) -> dict[str, Any]:
        """What the tool's curve shows, as lists."""
        return {
            "learning_rates": self.learning_rates.tolist(),
            "losses": self.losses.tolist(),
            "smoothed": self.smoothed.tolist(),
        }


def read_fastai(rates: Float, losses: Float, floor: float | None) -> Reading:
    """Smoothed by 0.98 without its bias towards zero; stops above 4 times the best.

    Source: fastai, `LRFinder`, `lr_find`, `AvgSmoothLoss`.
    """
    smoothed = np.fromiter(_unbiased(losses.tolist(), 0.98), dtype=float, count=losses.size)
    seen = slice(len(rates) // 10, _stop(smoothed, floor, 4) - 5)
    suggest = {"valley": valley, "steep": steep, "minimum": minimum, "slide": slide}
    return _read(rates, losses, smoothed, floor, 4, seen, suggest)


def read_pytorch_lr_finder(rates: Float, losses: Float, floor: float | None) -> Reading:
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
    for step, loss in enumerate(losses, start=1):
        average = beta * average + (1 - beta) * loss
        yield average / (1 - beta**step)


def _stop(smoothed: Float, floor: float | None, most: float) -> int:
    """After so many steps a tool stops: the first at which the smoothed loss is above so many times the best so far.

    "Times" means nothing for a loss that can be negative: it is measured from the lowest there is. Where none is known,
    as on a saddle, the tools stop at the first negative loss, and so do we.
    """
    best, lowest = inf, min(floor or 0.0, 0.0)
    for step, value in enumerate((smoothed - lowest).tolist(), start=1):
        best = min(value, best)
        if value > most * best:
            return step
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
        with quiet():  # of neighbours that are one number the slope is infinite
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
