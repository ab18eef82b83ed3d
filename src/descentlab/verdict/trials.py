"""A changed setting, tried: how it goes at its own η and at the one to recommend, and whether that is better.

The order of outcomes is `RANKS`: converged before trapped before falling without end before on its way or to and fro
before stalled before diverged.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.descent.history import History
from descentlab.descent.loop import simulate
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import Setting
from descentlab.verdict.candidates import Candidate
from descentlab.verdict.classify import Classification, classify
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.window import MARGIN, MIDDLE, knife_edges, recommended, windows

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
_RANK_OF = np.array([RANKS[outcome] for outcome in OUTCOMES])
_ON_ITS_WAY = RANKS[Outcome.TOO_SLOW]

FEWER = 0.7
"""Of the steps: clearly fewer."""
LOWER = 0.5
"""Of the loss above the lowest minimum: clearly lower. Where no minimum is known: `DESCENT` of the way down again."""
DESCENT = 0.1
SAME = 1e-9
"""Two losses so near each other, or to zero, are equally low."""
TAIL = 10
"""The last tenth of a run, whose mean loss must be lower too, so that no lucky last step is offered."""
BUDGET = 600_000
"""Points times samples of one trial: with more, fewer learning rates are tried."""
WILD = 10.0
"""Times the height a run began at, above its lowest point."""


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


def is_better(new: Result, old: Result) -> bool:
    """By the order this module states."""
    rank, old_rank = RANKS[new.outcome], RANKS[old.outcome]
    if rank > old_rank or not (new.loss <= old.loss + SAME * max(1.0, abs(old.loss)) and np.isfinite(new.tail)):
        return False
    if new.outcome is Outcome.CONVERGED:
        return old_rank > 0 or (new.steps <= FEWER * old.steps and old.steps - new.steps >= 3)
    if not new.loss < old.loss:
        return False
    if rank < old_rank:
        return True
    return rank in (RANKS[Outcome.TRAPPED], _ON_ITS_WAY) and _clearly_lower(new, old)


def _clearly_lower(new: Result, old: Result) -> bool:
    floor = old.setting.loss.floor
    if floor is None:
        most = [old.loss - DESCENT * abs(old.first_loss - old.loss)] * 2
    else:
        most = [floor + LOWER * (value - floor) for value in (old.loss, old.tail)]
    return new.loss < most[0] and new.tail < most[1]


def one(candidate: Candidate) -> Result:
    """The candidate at its own η.

    Raises:
        InvalidSetting: it cannot run.
    """
    setting = candidate.setting
    history = simulate(setting, np.array([setting.lr]))
    return result(candidate, setting.lr, history, classify(setting, history.trace), lane=0)


@dataclass(frozen=True)
class Tried:
    """A candidate at many rates.

    Args:
        own: at its own η.
        is_safe: whether that is no knife edge.
        best: at the η to recommend; None where every rate is wild.
    """

    own: Result
    is_safe: bool
    best: Result | None


def tried(candidate: Candidate) -> Tried:
    """The candidate at the notches of the slider, and at its own η.

    Raises:
        InvalidSetting: it cannot run.
    """
    setting = candidate.setting
    notches, stride = _rates(setting)
    history = simulate(setting, np.append(notches, setting.lr))
    classification = classify(setting, history.trace)
    ranks, wild = _ranked(history, classification)
    arrivals, last = classification.arrivals[:-1], history.losses[history.lengths - 1, np.arange(notches.size + 1)][:-1]
    own = result(candidate, setting.lr, history, classification, lane=notches.size)
    nearest = int(np.abs(np.log(notches / setting.lr)).argmin())
    is_safe = not knife_edges(ranks <= RANKS[own.outcome], stride)[nearest]
    is_safe = is_safe and (stride == 1 or _holds_around(setting, setting.lr, RANKS[own.outcome]))
    lucky = (ranks == 0) & knife_edges(ranks == 0, stride)
    for rank in sorted({rank for rank in ranks.tolist() if rank <= _ON_ITS_WAY}):
        good = ranks <= rank
        # Of rates that arrive the middle is best; of those on their way the fastest, for the middle of these is slow.
        share, key = (0.0, last) if rank == _ON_ITS_WAY else (MIDDLE, arrivals if rank == 0 else last)
        # What converges outside of a window of its own does so by luck; of notches far apart nobody knows.
        passed = wild | lucky | ((ranks == 0) & (rank > 0) & (stride > 1))
        lane = recommended(good, np.where(passed, np.inf, key), share=share, stride=stride)
        if lane is not None and (stride == 1 or _holds_around(setting, float(notches[lane]), rank)):
            best = result(candidate, float(notches[lane]), history, classification, lane)
            own_window = next(window for window in windows(good) if window.first <= lane <= window.last)
            ends = (float(notches[own_window.first]), float(notches[own_window.last])) if rank == 0 else None
            return Tried(own, is_safe, replace(best, window=ends))
    return Tried(own, is_safe, None)


def _holds_around(setting: Setting, lr: float, rank: int) -> bool:
    """Whether all notches within `MARGIN` of a rate do as well: between those that were tried there may be others."""
    notches = _notches()
    nearest = int(np.abs(np.log(notches / lr)).argmin())
    around = notches[max(nearest - MARGIN, 0) : nearest + MARGIN + 1]
    outcomes = classify(setting, simulate(setting, around).trace).outcomes
    return bool((_RANK_OF[outcomes] <= rank).all())


@cache
def _notches() -> Float:
    """The learning rates of the slider."""
    notches = np.array(learning_rate_grid(digits=LR_DIGITS))
    notches.flags.writeable = False
    return notches


def _rates(setting: Setting) -> tuple[Float, int]:
    """Notches of the slider, as many as the budget allows, and how many it is from one to the next."""
    notches = _notches()
    size = setting.steps * (setting.loss.samples or 1)
    stride = next((stride for stride in (1, 2, 4, 8, 16) if size * notches.size / stride <= BUDGET), 24)
    return notches[::stride], stride


def _ranked(history: History, classification: Classification) -> tuple[Int, Bool]:
    """The rank of each lane but the last, and whether it is wild, (N−1,) each.

    Wild is a lane that climbs to `WILD` times the height it began at; luck it is that brought it down again.
    """
    lanes = np.arange(history.lengths.size - 1)
    losses = history.losses[:, lanes]
    ranks = _RANK_OF[classification.outcomes[lanes]]
    low = np.fmin.reduce(losses)
    return ranks, ~(np.fmax.reduce(losses) - low <= WILD * (losses[0] - low))


def result(candidate: Candidate, lr: float, history: History, classification: Classification, lane: int) -> Result:
    """How one lane of a candidate, at that η, went."""
    outcome = OUTCOMES[classification.outcomes[lane]]
    length = int(history.lengths[lane])
    losses = history.losses[:length, lane]
    return Result(
        candidate,
        replace(candidate.setting, lr=lr),
        outcome,
        steps=int(classification.arrivals[lane]) if outcome.rests else length - 1,
        first_loss=float(losses[0]),
        loss=float(losses[-1]),
        tail=float(losses[-max(length // TAIL, 1) :].mean()),
    )
