"""`sweep()`: how a setting ends for every learning rate, and what follows for the choice of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import inf
from typing import Any, NamedTuple, Unpack, cast

import numpy as np

from descentlab.common.arrays import Float, Int, quiet
from descentlab.common.numbers import digits
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.pictures.colours import INK, QUIET
from descentlab.pictures.picture import Picture, Upright
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import lanes_at
from descentlab.setting.query import write
from descentlab.setting.rates import learning_rate_grid
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.axes import rates_in_words
from descentlab.studies.family import Family, family, family_of
from descentlab.studies.result import Result, lists
from descentlab.verdict.outcome import Outcome

TARGET = Parameter("target", "Target", "", 1e-6, 0, 1e300, help="A loss so far above the lowest is there.")


class Regime(NamedTuple):
    """Neighbouring learning rates with one outcome: from `lowest` to `highest`, `notches` of those swept."""

    outcome: Outcome
    lowest: float
    highest: float
    notches: int


class Window(NamedTuple):
    """The lowest and the highest learning rate that converge; between them others may not."""

    lowest: float
    highest: float

    @property
    def ratio(self) -> float:
        """Highest over lowest: how far off a guess may be."""
        return self.highest / self.lowest


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Result):
    """What each learning rate comes to, rising.

    Args:
        learning_rates: (N,).
        final_losses: at the end, NaN where a run has left the finite numbers, (N,).
        steps_to_target: the first step at which the loss is no more than `target` above the lowest there is; −1 where
            none is, or where no lowest is known, (N,).
        outcomes: N of them.
        best: the rate that converges in the fewest steps, as on the slider; None where none converges.
    """

    family: Family
    target: float
    learning_rates: Float
    final_losses: Float
    steps_to_target: Int
    outcomes: tuple[Outcome, ...]
    best: float | None

    @property
    def setting(self) -> Setting:
        """What was swept; its own rate is passed over."""
        return self.family.setting

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """The stretches of one outcome, from the lowest rate to the highest; together they cover all rates."""
        stretches = groupby(zip(self.learning_rates.tolist(), self.outcomes, strict=True), key=lambda pair: pair[1])
        found = ((outcome, [rate for rate, _ in pairs]) for outcome, pairs in stretches)
        return tuple(Regime(outcome, rates[0], rates[-1], len(rates)) for outcome, rates in found)

    @cached_property
    def window(self) -> Window | None:
        """Where the workable rates lie; None where none converges."""
        swept = zip(self.learning_rates.tolist(), self.outcomes, strict=True)
        rates = [rate for rate, outcome in swept if outcome is Outcome.CONVERGED]
        return Window(rates[0], rates[-1]) if rates else None

    def in_one_line(self) -> str:
        """What was swept, and what follows for the choice of a rate."""
        asked = f"{self.setting.in_one_line(rate=False)} · {count(self.setting.steps, 'step')}"
        found = "none converges"
        if self.best is not None and self.window is not None:
            lowest, highest = map(digits, self.window)
            found = f"best {digits(self.best)} · converges from {lowest} to {highest}"
        return f"{asked} · {rates_in_words(self.learning_rates)} · {found}"

    def to_dict(self) -> dict[str, Any]:
        """What each rate comes to, as lists; None where a run has left the finite numbers."""
        return {
            "query": write(self.setting),
            "target": self.target,
            "learning_rates": self.learning_rates.tolist(),
            "final_losses": lists(self.final_losses),
            "steps_to_target": self.steps_to_target.tolist(),
            "outcomes": [outcome.value for outcome in self.outcomes],
            "regimes": [
                {"outcome": each.outcome.value, "from": each.lowest, "to": each.highest} for each in self.regimes
            ],
            "best": self.best,
            "window": None if self.window is None else list(self.window),
        }

    def picture(self) -> Picture:
        """The last loss over the learning rate, the best one, and the ends of the window."""
        uprights = [] if self.window is None else [Upright(end, QUIET) for end in self.window]
        best = [] if self.best is None else [Upright(self.best, INK, f"best {digits(self.best)}")]
        return replace(self.family.picture(*uprights, *best), title=self.in_one_line())


def sweep(
    learning_rates: Sequence[float] | Float | None = None, *, target: float = 1e-6, **given: Unpack[Keywords]
) -> Sweep:
    """Final loss, steps to target and outcome for every learning rate, the slider's if none are given.

    Args:
        learning_rates: in any order; the answer has them rising, each once.
        target: what the loss must fall below, above the lowest there is.
        given: the setting, as for `run`; its `lr` is passed over.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> found = sweep(surface="ravine", start=(-8, 1.5), steps=300)
    >>> [regime.outcome.value for regime in found.regimes]
    ['too_slow', 'converged', 'diverged']
    >>> round(found.window.highest, 3), round(found.best, 3)
    (0.079, 0.075)
    """
    least = cast(float, TARGET.check(target))
    if learning_rates is None:
        return sweep_of(make_setting(**given), least)
    return _swept(family(sorted({float(rate): rate for rate in learning_rates}.values()), **given), least)


def sweep_of(setting: Setting, target: float = 1e-6) -> Sweep:
    """The same over the slider's rates."""
    return _swept(family_of(lanes_at(setting, np.array(learning_rate_grid()))), target)


def _swept(found: Family, target: float) -> Sweep:
    return Sweep(
        found,
        target,
        found.learning_rates,
        final_losses=found.losses[:, -1],
        steps_to_target=_first_steps(found, target),
        outcomes=found.outcomes,
        best=None if found.best is None else float(found.learning_rates[found.best]),
    )


def _first_steps(found: Family, target: float) -> Int:
    """The first step of each lane that meets the target, −1 where none does."""
    floor = found.setting.loss.floor
    with quiet():
        there = found.losses <= (-inf if floor is None else floor + target)
    return np.where(there.any(axis=1), there.argmax(axis=1), -1)
