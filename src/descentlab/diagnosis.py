"""The verdict in words: what happened, and the numbers that show it. Nothing here is said that was not computed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from descentlab.facts import Facts
from descentlab.notation import count, digits
from descentlab.outcome import Outcome
from descentlab.remedies import Remedy

Find = Callable[[], tuple[Remedy, ...]]
"""Tries out what may help a run."""


@dataclass(frozen=True)
class Diagnosis:
    """Why a run went as it did.

    Args:
        headline, explanation: the verdict, and a sentence that explains it.
        evidence: the numbers that show it.
        symptom: what the loss curve does, in the words students meet.
        find: tries out what may help.
    """

    headline: str
    explanation: str
    evidence: tuple[str, ...]
    symptom: str
    find: Find = field(repr=False, compare=False)

    @property
    def words(self) -> dict[str, str | tuple[str, ...]]:
        """All but the remedies, by name."""
        return {name: getattr(self, name) for name in ("headline", "explanation", "evidence", "symptom")}

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would have gone better, each tried out; computed when first asked for."""
        return self.find()


def diagnose(facts: Facts, find: Find) -> Diagnosis:
    """The facts of a run in words."""
    headline, explanation, symptom = _left_domain(facts) if facts.edge else _SENTENCES[facts.outcome](facts)
    return Diagnosis(headline, explanation, _evidence(facts), symptom, find)


Sentences = tuple[str, str, str]
"""Headline, explanation, symptom."""


def _left_domain(facts: Facts) -> Sentences:
    assert facts.edge is not None
    x, y = map(digits, facts.edge)
    return (
        "Leaves where the formula is defined",
        f"The step after ({x}, {y}) lands where the loss, or its slope, is not a finite number.",
        "loss becomes undefined",
    )


def _converged(facts: Facts) -> Sentences:
    if facts.arrival == 0:
        return "Already at the minimum", "The start is as near to the minimum as the picture can show.", "loss stays"
    if facts.arrival == 1:
        headline = "Reaches the minimum in one step"
        if facts.product == "ηλ" and facts.products and all(abs(each - 1) < 1e-9 for each in facts.products):
            explanation = "The learning rate is the inverse of the curvature: one step cancels the whole error."
        else:
            explanation = "The first step happens to land beside the minimum, closer than the picture can show."
        return headline, explanation, "loss drops at once"
    if facts.spike:
        step, ratio = facts.spike
        spike = f"Step {step} raised the loss to {digits(ratio)} times the highest of the ten before"
        explanation = f"{spike}; the run recovered and settled."
        return "Spikes, but still converges", explanation, "loss spikes"
    if facts.zigzags:
        explanation = "Steps overshoot the valley floor and land on the other side, again and again, before it settles."
        return "Zig-zags, but still converges", explanation, "bounces from side to side"
    if facts.crosses_often:
        explanation = "The run swings through the valley floor, slows down, turns back and settles."
        return "Swings past, then converges", explanation, "swings"
    if facts.overshoots:
        explanation = "The run crosses the valley floor, turns back and settles."
        return "Overshoots a little, then converges", explanation, "loss settles"
    if not facts.only_falls:
        explanation = "The run settles without crossing the valley floor, though not every step lowers the loss."
        return "Converges", explanation, "loss settles"
    shorter = ", each shorter than the one before" if facts.shortens else ""
    return "Converges", f"Every step goes downhill, down the same side{shorter}.", "loss settles"


def _too_slow(facts: Facts) -> Sentences:
    if facts.balanced:
        return (
            "Held beside the minimum",
            "Weight decay pulls towards the origin; the run rests where that pull cancels the slope.",
            "loss plateaus",
        )
    if facts.arrival < facts.length:
        return (
            "Arrives at the last moment",
            f"The run comes near after {facts.arrival} of {facts.steps} steps, too late to see whether it stays.",
            "loss still falls",
        )
    if facts.last_loss > facts.first_loss:
        return "Not there yet", f"After {facts.steps} steps the loss is above where it began.", "loss is up"
    if facts.plateau is not None:
        peak, last = facts.rates
        faded = f" η had come down from {digits(peak)} to {digits(last)}." if last < peak / 10 else ""
        explanation = f"Over the second half of the run the loss fell by only {digits(facts.plateau)}.{faded}"
        return "Stays on a plateau", explanation, "loss plateaus"
    if facts.last_loss == facts.first_loss:
        return "Does not get on", f"After {facts.steps} steps the loss is where it began.", "loss stays"
    return "Too slow", f"The run creeps downhill and has not arrived after {facts.steps} steps.", "loss creeps"


def _oscillating(facts: Facts) -> Sentences:
    if facts.is_noise:
        assert facts.noise is not None
        noise, slope = facts.noise
        size = "more than the slope itself" if noise > slope else "about as much as the slope itself"
        explanation = f"Noise of {digits(noise)} in each coordinate is {size}, {digits(slope)}: it moves the run about."
        return "Noise keeps it moving", explanation, "loss jitters"
    if facts.noise is None and facts.period:
        explanation = f"It comes back to the same points every {facts.period} steps: it neither settles nor leaves."
        return "Cycles for ever", explanation, "bounces without end"
    if facts.noise is None and facts.narrows:
        explanation = "The swings become narrower, so it may settle, but has not in these steps."
        return "Oscillates inward", explanation, "bounces less and less"
    return "Bounces around", "The run jumps to and fro without settling down.", "bounces"


def _diverged(facts: Facts) -> Sentences:
    if facts.length <= facts.steps:
        worse = ": every step made it worse" if facts.only_rises else ""
        explanation = f"After {count(facts.length - 1, 'step')} the numbers are beyond 10³⁸{worse}."
        return "Diverges", explanation, "loss overflows"
    if facts.overshoots:
        explanation = "The run overshoots by more than it corrects, so it is driven outwards."
        return "Diverges", explanation, "loss explodes"
    return "Diverges", "The run is carried away, and not across the valley floor.", "loss explodes"


def _stalled(facts: Facts) -> Sentences:
    return Outcome.STALLED_AT_SADDLE.title, Outcome.STALLED_AT_SADDLE.sentence, "loss plateaus"


def _trapped(facts: Facts) -> Sentences:
    if facts.spike:
        step, ratio = facts.spike
        spike = f"Step {step} raised the loss to {digits(ratio)} times the highest of the ten before"
        explanation = f"{spike}; it settled, but not in the lowest minimum."
        return Outcome.TRAPPED.title, explanation, "loss spikes, then settles too high"
    return Outcome.TRAPPED.title, Outcome.TRAPPED.sentence, "loss settles too high"


def _escaped(facts: Facts) -> Sentences:
    return Outcome.ESCAPED.title, Outcome.ESCAPED.sentence, "loss falls without end"


_SENTENCES = {
    Outcome.CONVERGED: _converged,
    Outcome.TOO_SLOW: _too_slow,
    Outcome.OSCILLATING: _oscillating,
    Outcome.DIVERGED: _diverged,
    Outcome.STALLED_AT_SADDLE: _stalled,
    Outcome.TRAPPED: _trapped,
    Outcome.ESCAPED: _escaped,
}


def _evidence(facts: Facts) -> tuple[str, ...]:
    lines = []
    if facts.products is not None and facts.limit is not None:
        low, high = facts.products
        size = digits(high) if high - low <= 1e-3 * high else f"{digits(low)} to {digits(high)}"
        lines.append(f"{facts.product} = {size}; stable below {digits(facts.limit)}")
    if facts.outcome in (Outcome.CONVERGED, Outcome.TRAPPED) and facts.arrival:
        lines.append(f"There after {count(facts.arrival, 'step')}")
    if facts.outcome is Outcome.TRAPPED and facts.gap is not None:
        lines.append(f"{digits(facts.gap)} above the lowest minimum")
    if facts.overshoots:
        lines.append(f"The gradient changed sign in {facts.overshoots} of {count(facts.moves, 'step')}")
    if facts.spike and not facts.only_rises:
        step, ratio = facts.spike
        lines.append(f"Step {step} raised the loss to {digits(ratio)} times the highest of the ten before")
    if facts.noise is not None:
        lines.append(f"Noise {digits(facts.noise[0])} a step, slope {digits(facts.noise[1])}")
    if facts.edge is not None:
        lines.append("Last finite point ({}, {})".format(*map(digits, facts.edge)))
    lines.append(f"Loss {digits(facts.first_loss)} → {digits(facts.last_loss)}")
    return tuple(lines)
