"""How a changed setting went, and whether that is better.

The order of outcomes is `RANKS`: converged before trapped before falling without end before on its way or to and fro
before stalled before diverged.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.setting.setting import Setting
from descentlab.verdict.candidates import Candidate
from descentlab.verdict.classify import Classification
from descentlab.verdict.outcome import OUTCOMES, Outcome

RANKS = {
    Outcome.CONVERGED: 0,
    Outcome.TRAPPED: 1,
    Outcome.ESCAPED: 2,
    Outcome.TOO_SLOW: 3,
    Outcome.OSCILLATING: 3,
    Outcome.STALLED: 4,
    Outcome.DIVERGED: 5,
}
"""The lower the better."""
ON_ITS_WAY = RANKS[Outcome.TOO_SLOW]

FEWER, LEAST = 0.7, 3
"""Of the steps, clearly fewer; and so many fewer at the least."""
LOWER = 0.5
"""Of the loss above the lowest minimum: clearly lower. Where no minimum is known: `DESCENT` of the way down again."""
DESCENT = 0.1
SAME = 1e-9
"""Two losses so near each other, or to zero, are equally low."""
TAIL = 10
"""The last tenth of a run, whose mean loss must be lower too, so that no lucky last step is offered."""


class Ran(NamedTuple):
    """What is kept of lanes that ran: losses (T+1, N), how many points each has, and how it ended."""

    losses: Float
    lengths: Int
    classification: Classification


@dataclass(frozen=True)
class Result:
    """How one run went; and, of a rate that was chosen, the ends of the window of rates that go as well."""

    candidate: Candidate
    setting: Setting
    outcome: Outcome
    steps: int
    first_loss: float
    loss: float
    tail: float
    window: tuple[float, float] | None = None

    @property
    def order(self) -> tuple[int, float]:
        """The lower the better."""
        return RANKS[self.outcome], self.steps if self.outcome is Outcome.CONVERGED else self.loss


def steps_to_beat(old: Result) -> int | None:
    """In how many steps a run must have converged to be better; None where that is not asked."""
    if old.outcome is not Outcome.CONVERGED:
        return None
    return min(int(FEWER * old.steps), old.steps - LEAST)


def is_better(new: Result, old: Result) -> bool:
    """By the order this module states."""
    rank, old_rank = RANKS[new.outcome], RANKS[old.outcome]
    if rank > old_rank or not (new.loss <= old.loss + SAME * max(1.0, abs(old.loss)) and np.isfinite(new.tail)):
        return False
    if new.outcome is Outcome.CONVERGED:
        most = steps_to_beat(old)
        return most is None or new.steps <= most
    if not new.loss < old.loss:
        return False
    if rank < old_rank:
        return True
    return rank in (RANKS[Outcome.TRAPPED], ON_ITS_WAY) and _clearly_lower(new, old)


def _clearly_lower(new: Result, old: Result) -> bool:
    floor = old.setting.loss.floor
    if floor is None:
        most = [old.loss - DESCENT * abs(old.first_loss - old.loss)] * 2
    else:
        most = [floor + LOWER * (value - floor) for value in (old.loss, old.tail)]
    return new.loss < most[0] and new.tail < most[1]


def result(candidate: Candidate, lr: float, ran: Ran, lane: int) -> Result:
    """How one lane of a candidate, at that η, went."""
    outcome = OUTCOMES[ran.classification.outcomes[lane]]
    length = int(ran.lengths[lane])
    losses = ran.losses[:length, lane]
    return Result(
        candidate,
        replace(candidate.setting, lr=lr),
        outcome,
        steps=int(ran.classification.arrivals[lane]) if outcome.rests else length - 1,
        first_loss=float(losses[0]),
        loss=float(losses[-1]),
        tail=float(losses[-max(length // TAIL, 1) :].mean()),
    )
