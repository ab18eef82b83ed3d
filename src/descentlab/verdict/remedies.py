"""What would have gone better: changes to a setting that were each run, and are offered only where they help.

A remedy has a better outcome (`RANKS`) and ends lower; or it converges as well, in clearly fewer
steps; or it is still on its way, and clearly lower. None ends higher than the run it is for. Where η changes it comes
from the middle of the widest window of rates that go as well, and none stays where it would be at the edge of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from descentlab.common.numbers import digits, rate_digits
from descentlab.common.parameters import Value
from descentlab.common.text import count
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import one
from descentlab.setting.query import canonical, write
from descentlab.setting.setting import Setting
from descentlab.verdict.candidates import Candidate, candidates, other_starts, with_noise
from descentlab.verdict.classify import classify
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.scan import Found, Scan, in_time, lanes_are_dear, notches, try_out
from descentlab.verdict.trials import Ran, Result, is_better, result, steps_to_beat

MOST = 4
"""Remedies offered."""
SELDOM = ("warmup", "clip", "batch", "noise", "decay")
"""Kinds that seldom help at another η."""
CHEAP, DEAR = (1, 4), (4, 16)
"""Notches from one to the next that are tried at first, and of what helps seldom. Where lanes are dear a schedule is
among what helps seldom."""
TURNS = 2
"""How often lanes are added to make sure of what may be offered; who is still unsure then is not."""
BUDGET = 600_000
"""Points times samples of one candidate to begin with: with more, fewer learning rates are tried."""


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


def find_remedies(setting: Setting, ran: Ran | None = None, lane: int = 0) -> tuple[Remedy, ...]:
    """At most `MOST`, one of a kind, best first.

    Args:
        ran: lanes of which that one is the setting as it is; it is run if none are given.

    Raises:
        InvalidSetting: the loss is not a finite number at the start.
    """
    now = result(Candidate("", "", setting), setting.lr, ran or _as_it_is(setting), lane)
    scans = _scans(setting, now)
    most = steps_to_beat(now)
    if most is not None:
        scans = in_time(scans, most)
    try_out([(scan, scan.first) for scan in scans])
    found: dict[Scan, Found | None] = {}
    chosen: list[Found] = []
    unsure = scans
    for turns in reversed(range(TURNS + 1)):
        for scan in unsure:  # the rate first, which some must beat
            found[scan] = scan.found(now, _plain(found) if scan.candidate.must_beat_rate else None)
        better = [each for each in _better(found, now) if turns or not each.wanted.size]
        chosen = _chosen(better, now)
        # Where lanes are cheap it costs less to make sure of all at once than to find out one by one who is chosen.
        open = [each for each in (chosen if lanes_are_dear(setting.loss) else better) if each.wanted.size]
        if not open:
            break
        try_out([(each.scan, each.wanted) for each in open])
        unsure = [each.scan for each in open]
    return tuple(_remedy(each.result, now) for each in chosen)


def _as_it_is(setting: Setting) -> Ran:
    lanes = one(setting)
    history = simulate(lanes)
    return Ran(history.losses, history.lengths, classify(lanes, history.trace))


def _scans(setting: Setting, now: Result) -> list[Scan]:
    """All that is worth a try: the rate first, other starts last."""
    changes = [Candidate("lr", "Try", setting), *candidates(setting)]
    if now.outcome is Outcome.STALLED:
        changes += with_noise(setting)
    scans = [Scan(each, _stride(each)) for each in changes]
    if now.outcome in (Outcome.TRAPPED, Outcome.STALLED, Outcome.DIVERGED):
        affordable = max(1, BUDGET // 100 // (setting.steps * (setting.loss.samples or 1)))
        scans += [Scan(each, None) for each in islice(other_starts(setting), affordable)]
    return scans


def _stride(candidate: Candidate) -> int:
    """Notches from one to the next of those to begin with: `SCANNED`, or as many as the budget allows."""
    setting = candidate.setting
    is_dear = lanes_are_dear(setting.loss)
    often, seldom = DEAR if is_dear else CHEAP
    is_seldom = candidate.must_beat_rate if is_dear else candidate.kind in SELDOM
    least = seldom if is_seldom else often
    size = setting.steps * (setting.loss.samples or 1) * notches().size
    return next((stride for stride in (1, 2, 4, 8, 16) if stride >= least and size <= stride * BUDGET), 24)


def _plain(found: Mapping[Scan, Found | None]) -> Result | None:
    """What a mere change of η comes to, as far as is known."""
    return next((each.result for each in found.values() if each and each.result.candidate.kind == "lr"), None)


def _better(found: Mapping[Scan, Found | None], now: Result) -> list[Found]:
    """What goes better than the run as it is; and than a mere change of η, where it must."""
    plain = _plain(found)

    def earns_its_place(new: Result) -> bool:
        must = new.candidate.must_beat_rate and new.setting.lr != now.setting.lr
        return is_better(new, now) and (not must or plain is None or is_better(new, plain))

    return [each for each in found.values() if each and earns_its_place(each.result)]


def _chosen(better: Sequence[Found], now: Result) -> list[Found]:
    """What to offer, as far as is known."""
    best: dict[str, Found] = {}
    for each in sorted(better, key=lambda each: each.result.order):  # stable: of equals, the first tried
        best.setdefault(each.result.candidate.kind, each)
    chosen = [each for kind, each in best.items() if kind != "start"]
    freed = [each for each in better if each.result.candidate.kind == "start"][:1]  # the nearest
    # Another start comes last, for it leaves the rest as it was; but at a saddle it is the point.
    at = 0 if now.outcome is Outcome.STALLED else MOST - 1
    return (chosen[:at] + freed + chosen[at:])[:MOST]


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
