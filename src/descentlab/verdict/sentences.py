"""What is said of a run, and when. Nothing is said that was not computed.

A sentence is written once for all lanes that share it, and names the measurements that it speaks of (`diagnosis.py`).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool
from descentlab.common.text import in_words
from descentlab.surfaces.shape import Shape
from descentlab.verdict.curve import BEFORE
from descentlab.verdict.measurements import Measurements
from descentlab.verdict.outcome import OUTCOMES, Outcome


class Verdict(NamedTuple):
    """What is said of many lanes alike; only an explanation has numbers."""

    headline: str
    explanation: str
    symptom: str


Rule = tuple[Bool, Verdict]
"""Of the lanes, (N,), for which no rule before holds, those for which this one does; and what is then said."""

_SPIKE = f"Step {{spike_step:d}} raised the loss to {{spike}} times the highest of the {in_words(BEFORE)} before"


def rules_of(run: Measurements) -> Iterator[tuple[Bool, Iterator[Rule]]]:
    """Groups of lanes, and the rules of each; the last holds for all that are left."""
    yield np.isfinite(run.edge_x), _left_domain(run)
    for outcome, rules in _RULES.items():
        yield run.ended_as(outcome), rules(run)


def _left_domain(run: Measurements) -> Iterator[Rule]:
    yield (
        _always(run),
        Verdict(
            "Leaves where the loss is defined",
            "The step after ({edge_x}, {edge_y}) lands where the loss, or its slope, is not a finite number.",
            "loss becomes undefined",
        ),
    )


def _always(run: Measurements) -> Bool:
    return np.ones(run.length.size, dtype=bool)


def _converged(run: Measurements) -> Iterator[Rule]:
    yield (
        run.arrival == 0,
        Verdict("Already at the minimum", "The start is as near to the minimum as the picture can show.", "loss stays"),
    )
    least, most = run.products
    yield (
        (run.arrival == 1) & (run.product == "ηλ") & (np.abs(least - 1) < 1e-9) & (np.abs(most - 1) < 1e-9),
        Verdict(
            "Reaches the minimum in one step",
            "The learning rate is the inverse of the curvature: one step cancels the whole error.",
            "loss drops at once",
        ),
    )
    yield (
        run.arrival == 1,
        Verdict(
            "Reaches the minimum in one step",
            "The first step happens to land beside the minimum, closer than the picture can show.",
            "loss drops at once",
        ),
    )
    yield (
        run.spike > 0,
        Verdict("Spikes, but still converges", _SPIKE + "; the run recovered and settled.", "loss spikes"),
    )
    yield (
        run.zigzags,
        Verdict(
            "Zig-zags, but still converges",
            "Steps overshoot the valley floor and land on the other side, again and again, before it settles.",
            "bounces from side to side",
        ),
    )
    yield (
        run.crosses_often,
        Verdict(
            "Swings past, then converges",
            "The run swings through the valley floor, slows down, turns back and settles.",
            "swings",
        ),
    )
    yield (
        run.overshoots > 0,
        Verdict(
            "Overshoots a little, then converges",
            "The run crosses the valley floor, turns back and settles.",
            "loss settles",
        ),
    )
    yield (
        ~run.only_falls,
        Verdict(
            "Converges",
            "The run settles without crossing the valley floor, though not every step lowers the loss.",
            "loss settles",
        ),
    )
    downhill = "Every step goes downhill, down the same side"
    yield run.shortens, Verdict("Converges", f"{downhill}, each shorter than the one before.", "loss settles")
    yield _always(run), Verdict("Converges", f"{downhill}.", "loss settles")


def _too_slow(run: Measurements) -> Iterator[Rule]:
    yield (
        run.balanced,
        Verdict(
            "Held beside the minimum",
            "Weight decay pulls towards the origin; the run rests where that pull cancels the slope.",
            "loss plateaus",
        ),
    )
    yield (
        run.arrival < run.length,
        Verdict(
            "Arrives at the last moment",
            "The run comes near after {arrival:d} of {steps:d} steps, too late to see whether it stays.",
            "loss still falls",
        ),
    )
    yield (
        run.last_loss > run.first_loss,
        Verdict("Not there yet", "After {steps:d} steps the loss is above where it began.", "loss is up"),
    )
    is_flat = np.isfinite(run.plateau)
    flat = "Over the second half of the run the loss fell by only {plateau}."
    yield (
        is_flat & (run.last_rate < run.peak_rate / 10),
        Verdict("Stays on a plateau", f"{flat} η had come down from {{peak_rate}} to {{last_rate}}.", "loss plateaus"),
    )
    yield is_flat, Verdict("Stays on a plateau", flat, "loss plateaus")
    yield (
        run.last_loss == run.first_loss,
        Verdict("Does not get on", "After {steps:d} steps the loss is where it began.", "loss stays"),
    )
    drifts = "Noise of {noise} in each coordinate is more than the slope itself, {slope}: chance moves the run along."
    yield run.is_noise & (run.noise > run.slope), Verdict("Drifts under noise", drifts, "loss jitters")
    creeps = "The run creeps downhill and has not arrived after {steps:d} steps."
    yield _always(run), Verdict("Too slow", creeps, "loss creeps")


def _oscillating(run: Measurements) -> Iterator[Rule]:
    noisy = "Noise of {{noise}} in each coordinate is {size} the slope itself, {{slope}}: it moves the run about."
    jitters = "Noise keeps it moving", "loss jitters"
    yield run.is_noise & (run.noise > run.slope), Verdict(jitters[0], noisy.format(size="more than"), jitters[1])
    yield run.is_noise, Verdict(jitters[0], noisy.format(size="about as much as"), jitters[1])
    yield (
        run.period > 0,
        Verdict(
            "Cycles for ever",
            "It comes back to the same points every {period:d} steps: it neither settles nor leaves.",
            "bounces without end",
        ),
    )
    yield (
        run.narrows,
        Verdict(
            "Oscillates inward",
            "The swings become narrower, so it may settle, but has not in these steps.",
            "bounces less and less",
        ),
    )
    yield _always(run), Verdict("Bounces around", "The run jumps to and fro without settling down.", "bounces")


def _diverged(run: Measurements) -> Iterator[Rule]:
    overflows = run.length <= run.steps
    beyond = "After {taken:step} the numbers are beyond 10³⁰⁸"
    yield overflows & run.only_rises, Verdict("Diverges", f"{beyond}: every step made it worse.", "loss overflows")
    yield overflows, Verdict("Diverges", f"{beyond}.", "loss overflows")
    yield (
        run.overshoots > 0,
        Verdict(
            "Diverges",
            "The run overshoots by more than it corrects, so it is driven outwards.",
            "loss explodes",
        ),
    )
    yield (
        _always(run),
        Verdict("Diverges", "The run is carried away, and not across the valley floor.", "loss explodes"),
    )


_STALLED = {
    Shape.SADDLE: ("at the saddle", "where the surface still falls away to the side: a saddle, not a minimum"),
    Shape.MAXIMUM: ("at a maximum", "at the top, from where every way leads down: a maximum, not a minimum"),
    Shape.INFLECTION: (
        "at an inflection",
        "where the surface pauses and falls on beyond: an inflection, no minimum",
    ),
}
"""Where a run stalls, and what is so there."""


def _stalled(run: Measurements) -> Iterator[Rule]:
    for shape, (place, what) in _STALLED.items():
        yield (
            run.at(shape),
            Verdict(f"Stalls {place}", f"The slope has vanished {what}.", "loss plateaus"),
        )


def _trapped(run: Measurements) -> Iterator[Rule]:
    spiked = f"{_SPIKE}; it settled, but not in the lowest minimum."
    yield run.spike > 0, Verdict(Outcome.TRAPPED.title, spiked, "loss spikes, then settles too high")
    yield _always(run), Verdict(Outcome.TRAPPED.title, Outcome.TRAPPED.sentence, "loss settles too high")


def _escaped(run: Measurements) -> Iterator[Rule]:
    yield _always(run), Verdict(Outcome.ESCAPED.title, Outcome.ESCAPED.sentence, "loss falls without end")


_RULES: dict[Outcome, Callable[[Measurements], Iterator[Rule]]] = {
    Outcome.CONVERGED: _converged,
    Outcome.TOO_SLOW: _too_slow,
    Outcome.OSCILLATING: _oscillating,
    Outcome.DIVERGED: _diverged,
    Outcome.STALLED: _stalled,
    Outcome.TRAPPED: _trapped,
    Outcome.ESCAPED: _escaped,
}
assert set(_RULES) == set(OUTCOMES)


def evidence_of(run: Measurements) -> Iterator[tuple[Bool, str]]:
    """The lines, in their order, and which lanes have them."""
    least, most = run.products
    if run.limit is not None:
        stable = "stable below {limit}"
        same = most - least <= 1e-3 * most
        limited = np.isfinite(run.limit)
        yield limited & same, f"{run.product} = {{largest_product}}; {stable}"
        yield (
            limited & ~same & np.isfinite(most),
            f"{run.product} = {{smallest_product}} to {{largest_product}}; {stable}",
        )
    yield run.chosen_low < run.chosen_high, "It chose η from {chosen_low} to {chosen_high}"
    yield run.ended_as(Outcome.CONVERGED, Outcome.TRAPPED) & (run.arrival > 0), "There after {arrival:step}"
    yield run.ended_as(Outcome.TRAPPED) & np.isfinite(run.gap), "{gap} above the lowest minimum"
    yield run.overshoots > 0, "The gradient changed sign in {overshoots:d} of {moves:step}"
    yield (run.spike > 0) & ~run.only_rises, _SPIKE
    yield np.isfinite(run.noise), "Noise {noise} a step, slope {slope}"
    yield np.isfinite(run.edge_x), "Last finite point ({edge_x}, {edge_y})"
    while_below = "while the loss was below zero: there, as in torch, standing still counts as progress"
    yield run.misjudged > 0, f"η fell {{misjudged:time}} {while_below}"
    yield run.misjudged == 0, f"η never fell {while_below}"
    yield _always(run), "Loss {first_loss} → {last_loss}"
