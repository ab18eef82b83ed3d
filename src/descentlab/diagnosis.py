"""The verdict in words: what happened, and the numbers that show it. Nothing here is said that was not computed."""

from dataclasses import dataclass

import numpy as np

from descentlab.history import History
from descentlab.outcome import NEAR, OUTCOMES, Evidence, Outcome, overshoots
from descentlab.setting import Setting


@dataclass(frozen=True)
class Diagnosis:
    """A headline, a sentence that explains it, and the evidence in numbers."""

    headline: str
    explanation: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Lane:
    """The numbers of one lane that the sentences speak of."""

    outcome: Outcome
    steps: int
    length: int
    arrival: int
    overshoots: int
    growth: float
    only_rises: bool
    balanced: bool
    first_loss: float
    last_loss: float
    products: tuple[float, float] | None
    limit: float | None
    gap: float | None

    @property
    def moves(self) -> int:
        """The steps that mattered: up to arrival, or all."""
        return max(min(self.arrival, self.length - 1), 1)

    @property
    def zigzags(self) -> bool:
        """Whether at least a quarter of the steps overshot the valley floor, and more than one did."""
        return self.overshoots > 1 and self.overshoots >= self.moves / 4


def diagnose(setting: Setting, history: History, evidence: Evidence, lane: int) -> Diagnosis:
    """The verdict on one lane."""
    facts = _facts(setting, history, evidence, lane)
    headline, explanation = _SENTENCES[facts.outcome](facts)
    return Diagnosis(headline, explanation, _evidence(facts))


def _facts(setting: Setting, history: History, evidence: Evidence, lane: int) -> _Lane:
    length = max(int(history.single_lengths[lane]), 1)
    losses = history.losses[:length, lane]
    limit = setting.optimizer.limit(setting.optimizer_options) if setting.optimizer.limit else None
    floor = setting.loss.floor
    return _Lane(
        outcome=OUTCOMES[evidence.outcomes[lane]],
        steps=setting.steps,
        length=length,
        arrival=int(evidence.arrivals[lane]),
        overshoots=overshoots(history, lane, int(evidence.arrivals[lane]), NEAR * setting.loss.diagonal),
        growth=float(evidence.growth[lane]),
        balanced=_balanced(setting, history, lane, length),
        only_rises=bool((np.diff(losses) > 0).all()),
        first_loss=float(losses[0]),
        last_loss=float(losses[-1]),
        products=_products(setting, history, lane, length) if limit is not None else None,
        limit=limit,
        gap=None if floor is None else float(losses[-1]) - floor,
    )


def _balanced(setting: Setting, history: History, lane: int, length: int) -> bool:
    """Whether the run ends where weight decay cancels the slope: not a minimum, and yet it rests."""
    decay = setting.optimizer_options.get("weight_decay", 0.0)
    slope = history.gradients[length - 1, :, lane]
    rest = slope + decay * history.points[length - 1, :, lane]
    return bool(decay and np.hypot(*rest) <= 1e-3 * np.hypot(*slope))


def _products(setting: Setting, history: History, lane: int, length: int) -> tuple[float, float] | None:
    """The smallest and the largest ηλ along the run, where curvature was positive."""
    decay = setting.optimizer_options.get("weight_decay", 0.0)
    products = history.rates[: length - 1, lane] * (history.sharpness[: length - 1, lane] + decay)
    products = products[np.isfinite(products) & (products > 0)]
    return (float(products.min()), float(products.max())) if products.size else None


def _converged(facts: _Lane) -> tuple[str, str]:
    if facts.arrival == 0:
        return "Already at the minimum", "The start is the minimum: there is nothing left to do."
    if facts.arrival == 1:
        headline = "Reaches the minimum in one step"
        if facts.products is not None and all(abs(product - 1) < 1e-9 for product in facts.products):
            return headline, "The learning rate is the inverse of the curvature: one step cancels the whole error."
        return headline, "The first step happens to land beside the minimum, closer than the picture can show."
    if facts.zigzags:
        return (
            "Zig-zags, but still converges",
            "Steps overshoot the valley floor and land on the other side, each time a little closer.",
        )
    if facts.overshoots:
        return "Overshoots a little, then converges", "The run crosses the valley floor, turns back and settles."
    return "Converges", "Every step goes down the same side, shorter as the slope flattens."


def _too_slow(facts: _Lane) -> tuple[str, str]:
    if facts.balanced:
        return (
            "Held beside the minimum",
            "Weight decay pulls towards the origin; the run rests where that pull cancels the slope.",
        )
    if facts.arrival < facts.length:
        return (
            "Arrives at the last moment",
            f"The run comes near after {facts.arrival} of {facts.steps} steps, too late to see whether it stays.",
        )
    if facts.last_loss > facts.first_loss:
        return "Not there yet", f"After {facts.steps} steps the loss is above where it began."
    return "Too slow", f"The run creeps downhill and has not arrived after {facts.steps} steps."


def _oscillating(facts: _Lane) -> tuple[str, str]:
    if 0.999 <= facts.growth <= 1.001:
        return "Cycles for ever", "Each swing is as wide as the one before: the run neither settles nor leaves."
    if facts.growth < 0.999:
        return "Oscillates inward", "Each swing is a little narrower, so it would settle, but not in these steps."
    return "Bounces around", "The run jumps to and fro without settling down."


def _diverged(facts: _Lane) -> tuple[str, str]:
    if facts.length <= facts.steps:
        worse = ": every step made it worse" if facts.only_rises else ""
        return "Diverges", f"After {_count(facts.length - 1, 'step')} the loss is beyond 10³⁸{worse}."
    return "Diverges", "The run overshoots by more than it corrects, so it is driven outwards."


_SENTENCES = {
    Outcome.CONVERGED: _converged,
    Outcome.TOO_SLOW: _too_slow,
    Outcome.OSCILLATING: _oscillating,
    Outcome.DIVERGED: _diverged,
    Outcome.STALLED_AT_SADDLE: lambda facts: (Outcome.STALLED_AT_SADDLE.title, Outcome.STALLED_AT_SADDLE.sentence),
    Outcome.TRAPPED: lambda facts: (Outcome.TRAPPED.title, Outcome.TRAPPED.sentence),
    Outcome.ESCAPED: lambda facts: (Outcome.ESCAPED.title, Outcome.ESCAPED.sentence),
}


def _evidence(facts: _Lane) -> tuple[str, ...]:
    lines = []
    if facts.products is not None and facts.limit is not None:
        low, high = facts.products
        size = _number(high) if high - low <= 1e-3 * high else f"{_number(low)} to {_number(high)}"
        lines.append(f"ηλ = {size}; stable below {_number(facts.limit)}")
    if facts.outcome in (Outcome.CONVERGED, Outcome.TRAPPED) and facts.arrival:
        lines.append(f"There after {_count(facts.arrival, 'step')}")
    if facts.outcome is Outcome.TRAPPED and facts.gap is not None:
        lines.append(f"{_number(facts.gap)} above the lowest minimum")
    if facts.overshoots:
        lines.append(f"Overshot in {facts.overshoots} of {_count(facts.moves, 'step')}")
    lines.append(f"Loss {_number(facts.first_loss)} → {_number(facts.last_loss)}")
    return tuple(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(value: float) -> str:
    """Three significant digits, with a minus sign a reader recognises."""
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", "−")
