"""What would have gone better: changes to a setting that were each run, and are offered only where they help.

The order of outcomes is `RANKS`: converged before trapped before falling without end before on its way or to and fro
before stalled before diverged. A remedy has a better one and ends lower; or it converges as well, in clearly fewer
steps; or it is still on its way, and clearly lower. None ends higher than the run it is for.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.common.errors import InvalidSetting
from descentlab.common.parameters import Value
from descentlab.common.text import as_typed, count, digits
from descentlab.descent.history import History
from descentlab.descent.loop import simulate
from descentlab.setting.query import canonical, write
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import Setting
from descentlab.verdict.candidates import Candidate, candidates, other_starts, with_noise
from descentlab.verdict.classify import Classification, classify
from descentlab.verdict.outcome import OUTCOMES, Outcome

RANKS = {
    Outcome.CONVERGED: 0,
    Outcome.TRAPPED: 1,
    Outcome.ESCAPED: 2,
    Outcome.TOO_SLOW: 3,
    Outcome.OSCILLATING: 3,
    Outcome.STALLED_AT_SADDLE: 4,
    Outcome.DIVERGED: 5,
}
"""The lower the better."""
_ON_ITS_WAY = RANKS[Outcome.TOO_SLOW]

MOST = 4
"""Remedies offered."""
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
class Remedy:
    """A change that was run, and went better.

    Args:
        title: what to do: "Try η = 0.0365".
        effect: what came of it: "Converges in 31 steps, not 112".
        change: the keys of the query grammar that it changes, with their new values.
        outcome: how the changed run ended.
        steps: until it arrived, where it converged or is trapped; else all it took.
        loss: the last one.
        query: the whole changed setting, as a query string that opens it.
    """

    title: str
    effect: str
    change: dict[str, Value | tuple[float, ...]]
    outcome: Outcome
    steps: int
    loss: float
    query: str


@dataclass(frozen=True)
class _Result:
    """How one run went."""

    candidate: Candidate
    setting: Setting
    outcome: Outcome
    steps: int
    first_loss: float
    loss: float
    tail: float

    @property
    def order(self) -> tuple[int, float]:
        """The lower the better."""
        return RANKS[self.outcome], self.steps if self.outcome is Outcome.CONVERGED else self.loss


def find_remedies(setting: Setting) -> tuple[Remedy, ...]:
    """At most `MOST`, one of a kind, best first."""
    with quiet():
        now = _one(Candidate("", "", setting))
        plain = _best(Candidate("lr", "Try", setting), now, finest=1)
        found = [plain] if plain and is_better(plain, now) else []
        stalled = now.outcome is Outcome.STALLED_AT_SADDLE
        for candidate in chain(candidates(setting), with_noise(setting) if stalled else ()):
            result = _best(candidate, now, finest=4)
            if result is None or not is_better(result, now):
                continue
            changed_rate = result.setting.lr != setting.lr
            if candidate.must_beat_rate and changed_rate and plain and not is_better(result, plain):
                continue
            found.append(result)
        best: dict[str, _Result] = {}
        for each in sorted(found, key=lambda result: result.order):  # stable: of equals, the first tried
            best.setdefault(each.candidate.kind, each)
        chosen = list(best.values())
        if now.outcome in (Outcome.TRAPPED, Outcome.STALLED_AT_SADDLE, Outcome.DIVERGED):
            freed = next((each for each in _from_elsewhere(setting) if is_better(each, now)), None)
            if freed is not None:  # last, for it leaves the rest as it was; but at a saddle it is the point
                at = 0 if now.outcome is Outcome.STALLED_AT_SADDLE else MOST - 1
                chosen.insert(at, freed)
    return tuple(_remedy(each, now) for each in chosen[:MOST])


def is_better(new: _Result, old: _Result) -> bool:
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


def _clearly_lower(new: _Result, old: _Result) -> bool:
    floor = old.setting.loss.floor
    if floor is None:
        most = [old.loss - DESCENT * abs(old.first_loss - old.loss)] * 2
    else:
        most = [floor + LOWER * (value - floor) for value in (old.loss, old.tail)]
    return new.loss < most[0] and new.tail < most[1]


def _from_elsewhere(setting: Setting) -> Iterator[_Result]:
    """The same run from other places, as many as the budget allows."""
    affordable = max(1, BUDGET // 100 // (setting.steps * (setting.loss.samples or 1)))
    for candidate in islice(other_starts(setting), affordable):
        with suppress(InvalidSetting):  # no finite loss there
            yield _one(candidate)


def _tried(setting: Setting, rates: Float) -> tuple[History, Classification]:
    history = simulate(setting, rates)
    return history, classify(setting, history.trace)


def _one(candidate: Candidate) -> _Result:
    setting = candidate.setting
    return _result(candidate, setting.lr, *_tried(setting, np.array([setting.lr])), lane=0)


def _best(candidate: Candidate, now: _Result, finest: int) -> _Result | None:
    """The candidate at its own η where that is enough, else at its best one; None where it cannot run."""
    setting = candidate.setting
    rates = np.append(_rates(setting, finest), setting.lr)
    try:
        history, classification = _tried(setting, rates)
    except InvalidSetting:
        return None
    own = _result(candidate, setting.lr, history, classification, lane=rates.size - 1)
    if candidate.kind != "lr" and own.outcome in (Outcome.CONVERGED, Outcome.ESCAPED) and is_better(own, now):
        return own
    lane = _best_lane(history, classification)
    return None if lane is None else _result(candidate, float(rates[lane]), history, classification, lane)


def _rates(setting: Setting, finest: int) -> Float:
    """Notches of the slider, as many as the budget allows."""
    notches = np.array(learning_rate_grid(digits=LR_DIGITS))
    size = setting.steps * (setting.loss.samples or 1)
    strides = [stride for stride in (1, 2, 4, 8, 16) if stride >= finest and size * notches.size / stride <= BUDGET]
    return notches[:: strides[0] if strides else 24]


def _best_lane(history: History, classification: Classification) -> int | None:
    """The best of the lanes in order of η (all but the last) that are not wild, those with as good a neighbour first.

    Wild is a lane that climbs to `WILD` times the height it began at; luck it is that brought it down again.
    """
    lanes = np.arange(history.lengths.size - 1)
    losses = history.losses[:, lanes]
    ranks = np.array([RANKS[outcome] for outcome in OUTCOMES])[classification.outcomes[lanes]]
    padded = np.pad(ranks, 1, mode="edge")
    alone = np.minimum(padded[:-2], padded[2:]) > ranks
    last = losses[history.lengths[lanes] - 1, lanes]
    low = np.fmin.reduce(losses)
    wild = ~(np.fmax.reduce(losses) - low <= WILD * (losses[0] - low))
    if wild.all():
        return None
    key = np.where(ranks == 0, classification.arrivals[lanes], last)
    return int(np.lexsort((key, alone, ranks, wild))[0])


def _result(candidate: Candidate, lr: float, history: History, classification: Classification, lane: int) -> _Result:
    outcome = OUTCOMES[classification.outcomes[lane]]
    length = int(history.lengths[lane])
    losses = history.losses[:length, lane]
    return _Result(
        candidate,
        replace(candidate.setting, lr=lr),
        outcome,
        steps=int(classification.arrivals[lane]) if outcome.rests else length - 1,
        first_loss=float(losses[0]),
        loss=float(losses[-1]),
        tail=float(losses[-max(length // TAIL, 1) :].mean()),
    )


def _remedy(new: _Result, now: _Result) -> Remedy:
    before, after = canonical(now.setting), canonical(new.setting)
    rate = f"η = {as_typed(new.setting.lr)}"
    title = new.candidate.title
    if new.candidate.kind == "lr":
        title = f"Try {rate}"
    elif new.setting.lr != now.setting.lr:
        title = f"{title} at {rate}"
    return Remedy(
        title,
        _effect(new, now),
        {key: value for key, value in after.items() if before.get(key) != value},
        new.outcome,
        new.steps,
        new.loss,
        write(new.setting),
    )


def _effect(new: _Result, now: _Result) -> str:
    if new.outcome is Outcome.CONVERGED:
        instead = f", not {now.steps}" if now.outcome is Outcome.CONVERGED else ""
        return f"Converges in {count(new.steps, 'step')}{instead}"
    if new.outcome is Outcome.ESCAPED:
        return new.outcome.title
    return f"{new.outcome.title}, but ends at a loss of {digits(new.loss)}, not {digits(now.loss)}"
