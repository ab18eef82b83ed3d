"""The verdict in words: what happened, and the numbers that show it. Nothing here is said that was not computed."""

from dataclasses import dataclass

from descentlab.common.numbers import digits
from descentlab.common.text import count, in_words
from descentlab.surfaces.shape import Shape
from descentlab.verdict.measurements import BEFORE, Measurements
from descentlab.verdict.outcome import Outcome


@dataclass(frozen=True)
class Diagnosis:
    """Why a run went as it did.

    Args:
        headline, explanation: the verdict, and a sentence that explains it.
        evidence: the numbers that show it.
        symptom: what the loss curve does, in the words students meet.
    """

    headline: str
    explanation: str
    evidence: tuple[str, ...]
    symptom: str

    @property
    def words(self) -> dict[str, str | tuple[str, ...]]:
        """Each by its name."""
        return dict(vars(self))


def diagnose(run: Measurements) -> Diagnosis:
    """The measurements of a run in words."""
    headline, explanation, symptom = _left_domain(run) if run.edge else _SENTENCES[run.outcome](run)
    return Diagnosis(headline, explanation, _evidence(run), symptom)


Sentences = tuple[str, str, str]
"""Headline, explanation, symptom."""


def _left_domain(run: Measurements) -> Sentences:
    assert run.edge is not None
    x, y = map(digits, run.edge)
    return (
        "Leaves where the formula is defined",
        f"The step after ({x}, {y}) lands where the loss, or its slope, is not a finite number.",
        "loss becomes undefined",
    )


def _spike(spike: tuple[int, float]) -> str:
    step, ratio = spike
    return f"Step {step} raised the loss to {digits(ratio)} times the highest of the {in_words(BEFORE)} before"


def _converged(run: Measurements) -> Sentences:
    if run.arrival == 0:
        return "Already at the minimum", "The start is as near to the minimum as the picture can show.", "loss stays"
    if run.arrival == 1:
        headline = "Reaches the minimum in one step"
        if run.product == "ηλ" and run.products and all(abs(each - 1) < 1e-9 for each in run.products):
            explanation = "The learning rate is the inverse of the curvature: one step cancels the whole error."
        else:
            explanation = "The first step happens to land beside the minimum, closer than the picture can show."
        return headline, explanation, "loss drops at once"
    if run.spike:
        explanation = f"{_spike(run.spike)}; the run recovered and settled."
        return "Spikes, but still converges", explanation, "loss spikes"
    if run.zigzags:
        explanation = "Steps overshoot the valley floor and land on the other side, again and again, before it settles."
        return "Zig-zags, but still converges", explanation, "bounces from side to side"
    if run.crosses_often:
        explanation = "The run swings through the valley floor, slows down, turns back and settles."
        return "Swings past, then converges", explanation, "swings"
    if run.overshoots:
        explanation = "The run crosses the valley floor, turns back and settles."
        return "Overshoots a little, then converges", explanation, "loss settles"
    if not run.only_falls:
        explanation = "The run settles without crossing the valley floor, though not every step lowers the loss."
        return "Converges", explanation, "loss settles"
    shorter = ", each shorter than the one before" if run.shortens else ""
    return "Converges", f"Every step goes downhill, down the same side{shorter}.", "loss settles"


def _too_slow(run: Measurements) -> Sentences:
    if run.balanced:
        return (
            "Held beside the minimum",
            "Weight decay pulls towards the origin; the run rests where that pull cancels the slope.",
            "loss plateaus",
        )
    if run.arrival < run.length:
        return (
            "Arrives at the last moment",
            f"The run comes near after {run.arrival} of {run.steps} steps, too late to see whether it stays.",
            "loss still falls",
        )
    if run.last_loss > run.first_loss:
        return "Not there yet", f"After {run.steps} steps the loss is above where it began.", "loss is up"
    if run.plateau is not None:
        peak, last = run.rates
        faded = f" η had come down from {digits(peak)} to {digits(last)}." if last < peak / 10 else ""
        explanation = f"Over the second half of the run the loss fell by only {digits(run.plateau)}.{faded}"
        return "Stays on a plateau", explanation, "loss plateaus"
    if run.last_loss == run.first_loss:
        return "Does not get on", f"After {run.steps} steps the loss is where it began.", "loss stays"
    return "Too slow", f"The run creeps downhill and has not arrived after {run.steps} steps.", "loss creeps"


def _oscillating(run: Measurements) -> Sentences:
    if run.is_noise:
        assert run.noise is not None
        noise, slope = run.noise
        size = "more than the slope itself" if noise > slope else "about as much as the slope itself"
        explanation = f"Noise of {digits(noise)} in each coordinate is {size}, {digits(slope)}: it moves the run about."
        return "Noise keeps it moving", explanation, "loss jitters"
    if run.noise is None and run.period:
        explanation = f"It comes back to the same points every {run.period} steps: it neither settles nor leaves."
        return "Cycles for ever", explanation, "bounces without end"
    if run.noise is None and run.narrows:
        explanation = "The swings become narrower, so it may settle, but has not in these steps."
        return "Oscillates inward", explanation, "bounces less and less"
    return "Bounces around", "The run jumps to and fro without settling down.", "bounces"


def _diverged(run: Measurements) -> Sentences:
    if run.length <= run.steps:
        worse = ": every step made it worse" if run.only_rises else ""
        explanation = f"After {count(run.length - 1, 'step')} the numbers are beyond 10³⁰⁸{worse}."
        return "Diverges", explanation, "loss overflows"
    if run.overshoots:
        explanation = "The run overshoots by more than it corrects, so it is driven outwards."
        return "Diverges", explanation, "loss explodes"
    return "Diverges", "The run is carried away, and not across the valley floor.", "loss explodes"


_STALLED = {
    Shape.SADDLE: ("at the saddle", "where the surface still falls away to the side: a saddle, not a minimum"),
    Shape.MAXIMUM: ("at a maximum", "at the top, from where every way leads down: a maximum, not a minimum"),
    Shape.INFLECTION: (
        "at an inflection",
        "where the surface pauses and falls on beyond: an inflection, no minimum",
    ),
}
"""Where a run stalls, and what is so there."""


def _stalled(run: Measurements) -> Sentences:
    place, what = _STALLED[run.shape]
    return f"Stalls {place}", f"The slope has vanished {what}.", "loss plateaus"


def _trapped(run: Measurements) -> Sentences:
    if run.spike:
        explanation = f"{_spike(run.spike)}; it settled, but not in the lowest minimum."
        return Outcome.TRAPPED.title, explanation, "loss spikes, then settles too high"
    return Outcome.TRAPPED.title, Outcome.TRAPPED.sentence, "loss settles too high"


def _escaped(run: Measurements) -> Sentences:
    return Outcome.ESCAPED.title, Outcome.ESCAPED.sentence, "loss falls without end"


_SENTENCES = {
    Outcome.CONVERGED: _converged,
    Outcome.TOO_SLOW: _too_slow,
    Outcome.OSCILLATING: _oscillating,
    Outcome.DIVERGED: _diverged,
    Outcome.STALLED: _stalled,
    Outcome.TRAPPED: _trapped,
    Outcome.ESCAPED: _escaped,
}


def _evidence(run: Measurements) -> tuple[str, ...]:
    lines = []
    if run.products is not None and run.limit is not None:
        low, high = run.products
        size = digits(high) if high - low <= 1e-3 * high else f"{digits(low)} to {digits(high)}"
        lines.append(f"{run.product} = {size}; stable below {digits(run.limit)}")
    if run.outcome.rests and run.arrival:
        lines.append(f"There after {count(run.arrival, 'step')}")
    if run.outcome is Outcome.TRAPPED and run.gap is not None:
        lines.append(f"{digits(run.gap)} above the lowest minimum")
    if run.overshoots:
        lines.append(f"The gradient changed sign in {run.overshoots} of {count(run.moves, 'step')}")
    if run.spike and not run.only_rises:
        lines.append(_spike(run.spike))
    if run.noise is not None:
        lines.append(f"Noise {digits(run.noise[0])} a step, slope {digits(run.noise[1])}")
    if run.edge is not None:
        lines.append("Last finite point ({}, {})".format(*map(digits, run.edge)))
    if run.misjudged is not None:
        fell = f"fell {count(run.misjudged, 'time')}" if run.misjudged else "never fell"
        lines.append(f"η {fell} while the loss was below zero: there, as in torch, standing still counts as progress")
    lines.append(f"Loss {digits(run.first_loss)} → {digits(run.last_loss)}")
    return tuple(lines)
