"""What would have gone better: changes to a setting that were each run, and are offered only where they help.

A remedy has a better outcome (`RANKS`) and ends lower; or it converges as well, in clearly fewer
steps; or it is still on its way, and clearly lower. None ends higher than the run it is for. Where η changes it comes
from the middle of the widest window of rates that go as well, and none stays where it would be at the edge of one.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from descentlab.common.arrays import quiet
from descentlab.common.errors import InvalidSetting
from descentlab.common.numbers import digits, rate_digits
from descentlab.common.parameters import Value
from descentlab.common.text import count
from descentlab.setting.query import canonical, write
from descentlab.setting.setting import Setting
from descentlab.verdict.candidates import Candidate, candidates, other_starts, with_noise
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.trials import BUDGET, Result, is_better, one, tried

MOST = 4
"""Remedies offered."""


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


def find_remedies(setting: Setting) -> tuple[Remedy, ...]:
    """At most `MOST`, one of a kind, best first."""
    with quiet():
        now = one(Candidate("", "", setting))
        plain = _best(Candidate("lr", "Try", setting), now)
        found = [plain] if plain and is_better(plain, now) else []
        stalled = now.outcome is Outcome.STALLED
        for candidate in chain(candidates(setting), with_noise(setting) if stalled else ()):
            result = _best(candidate, now)
            if result is None or not is_better(result, now):
                continue
            changed_rate = result.setting.lr != setting.lr
            if candidate.must_beat_rate and changed_rate and plain and not is_better(result, plain):
                continue
            found.append(result)
        best: dict[str, Result] = {}
        for each in sorted(found, key=lambda result: result.order):  # stable: of equals, the first tried
            best.setdefault(each.candidate.kind, each)
        chosen = list(best.values())
        if now.outcome in (Outcome.TRAPPED, Outcome.STALLED, Outcome.DIVERGED):
            freed = next(_from_elsewhere(setting, now), None)
            if freed is not None:  # last, for it leaves the rest as it was; but at a saddle it is the point
                at = 0 if now.outcome is Outcome.STALLED else MOST - 1
                chosen.insert(at, freed)
    return tuple(_remedy(each, now) for each in chosen[:MOST])


def _from_elsewhere(setting: Setting, now: Result) -> Iterator[Result]:
    """The same run from other places, as many as the budget allows, where it goes better and not by a hair."""
    affordable = max(1, BUDGET // 100 // (setting.steps * (setting.loss.samples or 1)))
    for candidate in islice(other_starts(setting), affordable):
        with suppress(InvalidSetting):  # no finite loss there
            if is_better(one(candidate), now):
                found = tried(candidate)
                if found.is_safe:
                    yield found.own


def _best(candidate: Candidate, now: Result) -> Result | None:
    """The candidate at its own η where that is enough, else at its best one; None where it cannot run."""
    try:
        found = tried(candidate)
    except InvalidSetting:
        return None
    own = found.own
    is_enough = own.outcome in (Outcome.CONVERGED, Outcome.ESCAPED) and found.is_safe and is_better(own, now)
    return own if candidate.kind != "lr" and is_enough else found.best


def _remedy(new: Result, now: Result) -> Remedy:
    before, after = canonical(now.setting), canonical(new.setting)
    rate = f"η = {rate_digits(new.setting.lr)}"
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


def _effect(new: Result, now: Result) -> str:
    if new.outcome is Outcome.CONVERGED:
        instead = f", not {now.steps}" if now.outcome is Outcome.CONVERGED else ""
        around = ""
        if new.window is not None and new.window[0] < new.window[1]:
            around = "; so does every η from {} to {}".format(*map(rate_digits, new.window))
        return f"Converges in {count(new.steps, 'step')}{instead}{around}"
    if new.outcome is Outcome.ESCAPED:
        return new.outcome.title
    return f"{new.outcome.title}, but ends at a loss of {digits(new.loss)}, not {digits(now.loss)}"
