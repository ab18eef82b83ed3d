"""A candidate at the learning rates of the slider: which were tried, how they went, and which to recommend.

Candidates are tried together, as lanes of one loop (`descent/together.py`). Where lanes are dear only some notches are
tried at first, and then those around what may be offered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, Int, quiet
from descentlab.descent.history import History
from descentlab.descent.together import first_points, simulate_together
from descentlab.setting.lanes import Lanes, lanes_at
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.surfaces.loss import Loss
from descentlab.verdict.candidates import Candidate
from descentlab.verdict.classify import AT_SADDLE, Classification, judge
from descentlab.verdict.motion import NEAR
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.trials import ON_ITS_WAY, RANKS, Ran, Result, is_better, result, steps_to_beat
from descentlab.verdict.window import MARGIN, MIDDLE, knife_edges, recommended, well_inside, windows

_RANK_OF = np.array([RANKS[outcome] for outcome in OUTCOMES])
_WORST = max(RANKS.values())
_UNTRIED = _WORST + 1
_ENOUGH = (RANKS[Outcome.CONVERGED], RANKS[Outcome.ESCAPED])
"""Who comes to this at its own η need not look for another."""

WILD = 10.0
"""Times the height a run began at, above its lowest point."""
COARSE, SLACK, STAY = 4, 3, 8
"""Who can be in time is looked for at every fourth notch: so many steps late at the most, there for so many more."""
REACH = 11
"""Notches: how far from the best of those tried at first a better one is looked for."""
DEAR = 50e-9
"""Seconds that the slope takes at a lane: so many times 241 are as much as all of an optimizer's calls."""
TOGETHER = 1_000_000
"""Points of lanes in one loop."""


class Found(NamedTuple):
    """What a scan has come to, and the lanes still to be tried before that is sure."""

    scan: "Scan"
    result: Result
    wanted: Int


NOTHING = np.array([], dtype=np.int64)


def lanes_are_dear(loss: Loss) -> bool:
    """Whether it is lanes that cost, and not NumPy's calls: each step looks at samples, or at a long formula."""
    return loss.samples is not None or loss.expression.costs[False].gradient.lane > DEAR


class Scan:
    """A candidate at those notches that were tried so far, and at its own η: its last lane.

    Args:
        stride: notches from one to the next of those that are tried at first; None for its own η alone.
    """

    def __init__(self, candidate: Candidate, stride: int | None) -> None:
        lr = candidate.setting.lr
        self.candidate, self.stride = candidate, stride
        self.rates = np.append(notches(), lr)
        self.own = self.rates.size - 1
        self.ranks = np.full(self.rates.size, _UNTRIED)
        self.arrivals, self._wave, self._lane = np.zeros((3, self.rates.size), dtype=np.int64)
        self._last = np.full(self.rates.size, np.inf)
        self._wild = np.zeros(self.rates.size, dtype=bool)
        self._waves: list[Ran] = []
        self._nearest = int(np.abs(np.log(notches() / lr)).argmin())

    @property
    def first(self) -> Int:
        """The lanes to begin with; where they are dear, those around its own η only when that is to be offered."""
        scan = np.arange(0, self.own, self.stride) if self.stride else NOTHING
        around = NOTHING if lanes_are_dear(self.candidate.setting.loss) else self.around
        return np.append(np.union1d(scan, around), self.own)

    @property
    def around(self) -> Int:
        """The notches about its own η that tell whether that is safe."""
        return self._around(self._nearest, self._nearest)

    def take(self, lanes: Int, ran: Ran, among: slice, wild: Bool) -> None:
        """These of its lanes went as those among others did."""
        self.ranks[lanes] = np.where(ran.lengths[among] > 0, _RANK_OF[ran.classification.outcomes[among]], _WORST)
        self.arrivals[lanes] = ran.classification.arrivals[among]
        self._lane[lanes] = those = np.arange(among.start, among.stop)
        self._last[lanes], self._wild[lanes] = ran.losses[ran.lengths[among] - 1, those], wild[among]
        self._wave[lanes] = len(self._waves)
        self._waves.append(ran)

    def result(self, lane: int) -> Result:
        """How one of its lanes went."""
        return result(self.candidate, float(self.rates[lane]), self._waves[self._wave[lane]], int(self._lane[lane]))

    def found(self, now: Result, plain: Result | None) -> Found | None:
        """Its own η where that is enough, else the best one; None where neither can be recommended.

        Args:
            plain: what it must beat at another η, if that is more than the run as it is.
        """
        own = self._at_its_own(now) if self.candidate.kind != "lr" else None
        return own or (self._at_its_best() if self.stride and self._can_beat(plain or now) else None)

    def _at_its_own(self, now: Result) -> Found | None:
        """Where it arrives, or falls without end, and that is better and no knife edge."""
        rank = self.ranks[self.own]
        if rank not in _ENOUGH or not is_better(own := self.result(self.own), now):
            return None
        ranks = self.ranks[self.around]
        wanted = self.around[ranks == _UNTRIED]
        if self.stride == 1:
            is_safe = not knife_edges(self.ranks[:-1] <= rank)[self._nearest]
        else:
            is_safe = ranks.size > 2 * MARGIN and bool((ranks[ranks != _UNTRIED] <= rank).all())
        return Found(self, own, wanted) if is_safe else None

    def _can_beat(self, old: Result) -> bool:
        """Whether any of its lanes is as good as it must be to be better than that."""
        rank, most = RANKS[old.outcome], steps_to_beat(old)
        if most is not None:
            return bool((self.arrivals[self.ranks == rank] <= most).any())
        return bool((self.ranks < rank).any() or (self._last[self.ranks == rank] < old.loss).any())

    def _at_its_best(self) -> Found | None:
        """The rate to recommend: of the best outcome that a window of rates has, off the ends of that window."""
        stride = self.stride or 1
        coarse = slice(0, self.own, stride)
        ranks, last, wild = self.ranks[coarse], self._last[coarse], self._wild[coarse]
        lucky = (ranks == 0) & knife_edges(ranks == 0, stride)
        for rank in sorted({rank for rank in ranks.tolist() if rank <= ON_ITS_WAY}):
            good = ranks <= rank
            # Of rates that arrive the middle is best; of those on their way the fastest: the middle of these is slow.
            share, key = (0.0, last) if rank == ON_ITS_WAY else (MIDDLE, self.arrivals[coarse] if rank == 0 else last)
            # What converges outside of a window of its own does so by luck; of notches far apart nobody knows.
            passed = wild | lucky | ((ranks == 0) & (rank > 0) & (stride > 1))
            key = np.where(passed, np.inf, key)
            while (lane := recommended(good, key, share=share, stride=stride)) is not None:
                if found := self._refined(lane * stride, rank):
                    return found
                window = next(each for each in windows(good) if each.first <= lane <= each.last)
                good[window.first : window.last + 1] = False
        return None

    def _refined(self, notch: int, rank: int) -> Found | None:
        """The best of the notches within `REACH` of that one, none as far as the next that was tried at first.

        All within `MARGIN` of it do as well: between those tried at first there may be others.
        """
        stride = self.stride or 1
        if stride > 1:
            reach = min(stride - 1, REACH)
            low, high = max(notch - reach, 0), min(notch + reach, self.own - 1)
            around = self._around(low, high)
            ranks = self.ranks[around]
            if (ranks == _UNTRIED).any():
                return Found(self, self.result(notch), around[ranks == _UNTRIED])
            holds = well_inside(ranks <= rank) & (ranks == rank) & ~self._wild[around]
            near = around[holds & (around >= low) & (around <= high)]
            if not near.size:
                return None
            notch = int(near[(self.arrivals if rank == 0 else self._last)[near].argmin()])
        ends = None
        if rank == 0:
            window = next(each for each in windows(self.ranks[:-1] == 0) if each.first <= notch <= each.last)
            ends = (float(self.rates[window.first]), float(self.rates[window.last]))
        return Found(self, replace(self.result(notch), window=ends), NOTHING)

    def _around(self, first: int, last: int) -> Int:
        """The notches within `MARGIN` of these."""
        return np.arange(max(first - MARGIN, 0), min(last + MARGIN + 1, self.own))


def try_out(wanted: Sequence[tuple[Scan, Int]]) -> None:
    """Run these lanes of scans, as many together as memory allows."""
    for some in _shares(wanted):
        parts = [lanes_at(scan.candidate.setting, scan.rates[lanes]) for scan, lanes in some]
        history = simulate_together(parts)
        ran = Ran(history.losses, history.lengths, _judged(parts, history))
        wild, first = _wild(history), 0
        for scan, lanes in some:
            scan.take(lanes, ran, slice(first, first + lanes.size), wild)
            first += lanes.size


def in_time(scans: Sequence[Scan], most: int) -> list[Scan]:
    """Those of the scans of which some lane may have converged in so many steps: it is near a minimum then, and stays.

    Near one that is known, or near where Newton's method sees one that is not.
    """
    setting = scans[0].candidate.setting
    loss, first = setting.loss, most + SLACK
    if not loss.is_smooth or 2 * first > setting.steps:
        return list(scans)
    left: set[Scan] = set()
    for some in _shares([(scan, scan.first[:: COARSE if scan.stride == 1 else 1]) for scan in scans]):
        parts = [lanes_at(scan.candidate.setting, scan.rates[lanes]) for scan, lanes in some]
        near = np.arange(sum(part.count for part in parts))
        for w in first_points(parts, min(first + STAY, setting.steps))[first::4]:
            near = near[_is_near(loss, w[:, near])]
        ends = np.cumsum([lanes.size for _, lanes in some])
        left |= {some[at][0] for at in np.searchsorted(ends, near, side="right").tolist()}
    return [scan for scan in scans if scan in left]


def _is_near(loss: Loss, w: Float) -> Bool:
    with quiet():
        _, away = loss.nearest_minimum(w)
        unknown = away > AT_SADDLE * loss.diagonal
        near: Bool = away <= 1.01 * NEAR * loss.diagonal
        if unknown.any():
            near[unknown] = np.hypot(*loss.newton_step(w[:, unknown])) <= 2 * NEAR * loss.diagonal
        return near


def _shares(wanted: Sequence[tuple[Scan, Int]]) -> Iterator[list[tuple[Scan, Int]]]:
    """All that is wanted, in shares of at most `TOGETHER` points; those of one optimizer side by side."""
    share: list[tuple[Scan, Int]] = []
    for scan, lanes in sorted(wanted, key=lambda each: each[0].candidate.setting.optimizer.id):
        lanes_before = sum(each.size for _, each in share)
        if share and (lanes_before + lanes.size) * scan.candidate.setting.steps > TOGETHER:
            yield share
            share = []
        share.append((scan, lanes))
    if share:
        yield share


def _judged(parts: Sequence[Lanes], history: History) -> Classification:
    """How the lanes of all parts ended."""
    linear = np.repeat([part.setting.optimizer.linear for part in parts], [part.count for part in parts])
    noisy = np.concatenate([part.is_noisy for part in parts])
    return judge(history.loss, history.trace, linear=linear, noisy=noisy)


def _wild(history: History) -> Bool:
    """Which lanes climb to `WILD` times the height they began at, (N,); luck it is that brings them down again."""
    losses = history.losses
    high, low = losses.max(axis=0), losses.min(axis=0)
    ended = history.lengths < len(losses)
    high[ended], low[ended] = np.fmax.reduce(losses[:, ended]), np.fmin.reduce(losses[:, ended])
    with quiet():
        wild: Bool = ~(high - low <= WILD * (losses[0] - low))
        return wild


@cache
def notches() -> Float:
    """The learning rates of the slider."""
    found = np.array(learning_rate_grid(digits=LR_DIGITS))
    found.flags.writeable = False
    return found
