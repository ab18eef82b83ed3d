"""The verdict in words: what happened, and the numbers that show it. Nothing here is said that was not computed."""

from dataclasses import dataclass

import numpy as np

from descentlab.arrays import Bool, Float, quiet
from descentlab.history import History
from descentlab.losses import DataLoss
from descentlab.outcome import NEAR, OUTCOMES, Evidence, Outcome
from descentlab.setting import Setting

SPIKE, BEFORE = 3.0, 10
"""A spike is a loss so many times the highest of so many steps before, measured from the lowest minimum."""
FLAT = 0.05
"""Of what is left to fall: a second half that falls by less is a plateau, if the first half fell by more."""
PERIODS = 8
"""The longest cycle that is looked for, in steps."""


@dataclass(frozen=True)
class Diagnosis:
    """A headline, a sentence that explains it, the evidence in numbers, and the symptom: what the loss curve does."""

    headline: str
    explanation: str
    evidence: tuple[str, ...]
    symptom: str


@dataclass(frozen=True)
class _Lane:
    """The numbers of one lane that the sentences speak of."""

    outcome: Outcome
    steps: int
    length: int
    arrival: int
    turns: Bool
    narrows: bool
    period: int | None
    only_rises: bool
    only_falls: bool
    shortens: bool
    spike: tuple[int, float] | None
    plateau: float | None
    balanced: bool
    edge: tuple[float, float] | None
    noise: tuple[float, float] | None
    first_loss: float
    last_loss: float
    rates: tuple[float, float]
    products: tuple[float, float] | None
    limit: float | None
    gap: float | None

    @property
    def moves(self) -> int:
        """The steps that mattered: up to arrival, or all."""
        return max(min(self.arrival, self.length - 1), 1)

    @property
    def overshoots(self) -> int:
        """The steps that crossed the valley floor."""
        return int(self.turns.sum())

    @property
    def crosses_often(self) -> bool:
        """Whether at least a quarter of the steps overshot the valley floor, and more than one did."""
        return self.overshoots > 1 and self.overshoots >= self.moves / 4

    @property
    def zigzags(self) -> bool:
        """Whether most of these follow directly on one another: to and fro at each step, as gradient descent does."""
        return self.crosses_often and int((self.turns[1:] & self.turns[:-1]).sum()) >= (self.overshoots - 1) / 2

    @property
    def is_noise(self) -> bool:
        """Whether noise, and not a rate beyond the limit, keeps it moving: the slope is no larger than three noises."""
        return self.noise is not None and self.noise[1] <= 3 * self.noise[0]


def is_noisy(setting: Setting) -> bool:
    """Whether a step sees more than the slope: added noise, or a batch of the samples."""
    samples = setting.loss.samples
    return setting.noise > 0 or (samples is not None and setting.batch is not None and setting.batch < samples)


def diagnose(setting: Setting, history: History, evidence: Evidence, lane: int) -> Diagnosis:
    """The verdict on one lane."""
    with quiet():
        facts = _facts(setting, history, evidence, lane)
    headline, explanation, symptom = _left_domain(facts) if facts.edge else _SENTENCES[facts.outcome](facts)
    return Diagnosis(headline, explanation, _evidence(facts), symptom)


def _facts(setting: Setting, history: History, evidence: Evidence, lane: int) -> _Lane:
    length = max(int(history.single_lengths[lane]), 1)
    losses = history.losses[:length, lane]
    outcome, arrival = OUTCOMES[evidence.outcomes[lane]], int(evidence.arrivals[lane])
    limit = setting.optimizer.limit(setting.optimizer_options) if setting.optimizer.limit else None
    floor = setting.loss.floor
    gap = None if floor is None else float(losses[-1]) - floor
    moves = max(min(arrival, length - 1), 1)
    rises = np.diff(losses)
    lengths = np.hypot(*np.diff(history.points[: moves + 1, :, lane], axis=0).T)
    rates = history.rates[: max(length - 1, 1), lane]
    noisy, unsettled = is_noisy(setting), outcome in (Outcome.OSCILLATING, Outcome.TOO_SLOW)
    return _Lane(
        outcome=outcome,
        steps=setting.steps,
        length=length,
        arrival=arrival,
        turns=_turns(history, lane, moves if length > 1 else 0, NEAR * setting.loss.diagonal),
        narrows=outcome is Outcome.OSCILLATING and _narrows(history.gradients[:length, :, lane]),
        period=_period(history.points[:length, :, lane]) if outcome is Outcome.OSCILLATING else None,
        only_rises=bool((rises > 0).all()),
        only_falls=bool((rises[:moves] < 0).all()),
        shortens=bool((np.diff(lengths) <= 0).all()),
        spike=None if noisy else _spike(losses, floor),
        plateau=_plateau(losses, floor) if outcome is Outcome.TOO_SLOW else None,
        balanced=_balanced(setting, history, lane, length),
        edge=_edge(history, lane, length),
        noise=_noise(setting, history, lane, length) if unsettled and noisy else None,
        first_loss=float(losses[0]),
        last_loss=float(losses[-1]),
        rates=(float(rates.max()), float(rates[-1])),
        products=_products(setting, history, lane, length) if limit is not None else None,
        limit=limit,
        gap=gap,
    )


def _turns(history: History, lane: int, moves: int, least: float) -> Bool:
    """The steps before arrival over which the gradient changed sign, in the coordinate with most.

    A step shorter than `least` does not count: the picture cannot show it, and rounding makes such changes of its own.
    """
    far = np.abs(np.diff(history.points[: moves + 1, :, lane], axis=0)) >= least
    gradients = history.gradients[: moves + 1, :, lane]
    turns = far & (np.sign(gradients[1:]) * np.sign(gradients[:-1]) < 0)
    most: Bool = turns[:, turns.sum(axis=0).argmax()]
    return most


def _period(points: Float) -> int | None:
    """After how many steps the run comes back to where it was, through the last quarter; None where it does not."""
    tail = points[-max(len(points) // 4, 2 * PERIODS) :]
    width = float(np.ptp(tail, axis=0).max())
    for period in range(2, PERIODS + 1):
        if len(tail) > 2 * period and float(np.abs(tail[period:] - tail[:-period]).max()) <= 1e-3 * width:
            return period
    return None


def _narrows(gradients: Float) -> bool:
    """Whether the slope's peaks fall from each quarter of the second half to the next."""
    size = len(gradients) // 8
    if not size:
        return False
    peaks = np.hypot(*gradients[-4 * size :].T).reshape(4, size).max(axis=1)
    return bool((np.diff(peaks) < 0).all())


def _spike(losses: Float, floor: float | None) -> tuple[int, float] | None:
    """The step with the highest spike, and how many times the highest loss before; None where there is no spike."""
    if floor is None or len(losses) < 2:
        return None
    left = np.maximum(losses - floor, 0.0)
    if not (left[1:] > SPIKE * left[:-1]).any():  # as nearly always
        return None
    padded = np.concatenate((np.zeros(BEFORE - 1), left[:-1]))
    before = np.lib.stride_tricks.sliding_window_view(padded, BEFORE).max(axis=1)
    visible = left[1:] > 1e-3 * left[0]  # a jump at the very bottom is no spike in any picture
    ratios = np.where((before > 0) & visible, left[1:] / before, 0.0)
    step = int(ratios.argmax())
    return (step + 1, float(ratios[step])) if SPIKE <= ratios[step] < np.inf else None


def _plateau(losses: Float, floor: float | None) -> float | None:
    """How much the loss fell over the second half, where that is hardly anything and the first half fell by more."""
    first, middle, last = (float(losses[at]) for at in (0, len(losses) // 2, -1))
    fell = middle - last
    left = last - floor if floor is not None else abs(first - last)
    flat = len(losses) >= 8 and 0 <= fell < FLAT * left and first - middle > 4 * fell
    return fell if flat else None


def _balanced(setting: Setting, history: History, lane: int, length: int) -> bool:
    """Whether the run ends where weight decay cancels the slope: not a minimum, and yet it rests."""
    decay = setting.optimizer_options.get("weight_decay", 0.0)
    slope = history.gradients[length - 1, :, lane]
    rest = slope + decay * history.points[length - 1, :, lane]
    return bool(decay and np.hypot(*rest) <= 1e-3 * np.hypot(*slope))


def _edge(history: History, lane: int, length: int) -> tuple[float, float] | None:
    """The last point before a step to where the loss, or its slope, is not a finite number though nothing is large."""
    if not length == history.lengths[lane] < len(history.points):
        return None
    after = history.points[length, :, lane]
    small = np.abs(after).max() < 1e18 and abs(float(history.losses[length - 1, lane])) < 1e18
    x, y = history.points[length - 1, :, lane]
    return (float(x), float(y)) if small else None


def _noise(setting: Setting, history: History, lane: int, length: int) -> tuple[float, float]:
    """The noise of a step's gradient, and the slope itself over the second half: root mean squares of a coordinate."""
    slope = history.gradients[length // 2 : length, :, lane]
    loss, batch = setting.loss, setting.batch or 1
    if isinstance(loss, DataLoss):
        samples = loss.samples
        w = np.repeat(history.points[length - 1, :, lane][:, np.newaxis], samples, axis=1)
        each = loss.batch_gradient(w, np.arange(samples)[:, np.newaxis], np.empty((2, samples)))
        variance = each.var(axis=1).mean() * (samples - batch) / (samples - 1) / batch
    else:
        variance = setting.noise**2 / batch
    return float(np.sqrt(variance)), float(np.sqrt((slope**2).mean()))


def _products(setting: Setting, history: History, lane: int, length: int) -> tuple[float, float] | None:
    """The smallest and the largest ηλ along the run, where curvature was positive."""
    decay = setting.optimizer_options.get("weight_decay", 0.0)
    products = history.rates[: length - 1, lane] * (history.sharpness[: length - 1, lane] + decay)
    products = products[np.isfinite(products) & (products > 0)]
    return (float(products.min()), float(products.max())) if products.size else None


Sentences = tuple[str, str, str]
"""Headline, explanation, symptom."""


def _left_domain(facts: _Lane) -> Sentences:
    assert facts.edge is not None
    x, y = map(digits, facts.edge)
    return (
        "Leaves where the formula is defined",
        f"The step after ({x}, {y}) lands where the loss, or its slope, is not a finite number.",
        "loss becomes undefined",
    )


def _converged(facts: _Lane) -> Sentences:
    if facts.arrival == 0:
        return "Already at the minimum", "The start is as near to the minimum as the picture can show.", "loss stays"
    if facts.arrival == 1:
        headline = "Reaches the minimum in one step"
        if facts.products is not None and all(abs(product - 1) < 1e-9 for product in facts.products):
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


def _too_slow(facts: _Lane) -> Sentences:
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


def _oscillating(facts: _Lane) -> Sentences:
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


def _diverged(facts: _Lane) -> Sentences:
    if facts.length <= facts.steps:
        worse = ": every step made it worse" if facts.only_rises else ""
        explanation = f"After {count(facts.length - 1, 'step')} the numbers are beyond 10³⁸{worse}."
        return "Diverges", explanation, "loss overflows"
    if facts.overshoots:
        explanation = "The run overshoots by more than it corrects, so it is driven outwards."
        return "Diverges", explanation, "loss explodes"
    return "Diverges", "The run is carried away, and not across the valley floor.", "loss explodes"


def _stalled(facts: _Lane) -> Sentences:
    return Outcome.STALLED_AT_SADDLE.title, Outcome.STALLED_AT_SADDLE.sentence, "loss plateaus"


def _trapped(facts: _Lane) -> Sentences:
    if facts.spike:
        step, ratio = facts.spike
        spike = f"Step {step} raised the loss to {digits(ratio)} times the highest of the ten before"
        explanation = f"{spike}; it settled, but not in the lowest minimum."
        return Outcome.TRAPPED.title, explanation, "loss spikes, then settles too high"
    return Outcome.TRAPPED.title, Outcome.TRAPPED.sentence, "loss settles too high"


def _escaped(facts: _Lane) -> Sentences:
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


def _evidence(facts: _Lane) -> tuple[str, ...]:
    lines = []
    if facts.products is not None and facts.limit is not None:
        low, high = facts.products
        size = digits(high) if high - low <= 1e-3 * high else f"{digits(low)} to {digits(high)}"
        lines.append(f"ηλ = {size}; stable below {digits(facts.limit)}")
    if facts.outcome in (Outcome.CONVERGED, Outcome.TRAPPED) and facts.arrival:
        lines.append(f"There after {count(facts.arrival, 'step')}")
    if facts.outcome is Outcome.TRAPPED and facts.gap is not None:
        lines.append(f"{digits(facts.gap)} above the lowest minimum")
    if facts.overshoots:
        lines.append(f"Overshot in {facts.overshoots} of {count(facts.moves, 'step')}: the gradient changed sign")
    if facts.spike and not facts.only_rises:
        step, ratio = facts.spike
        lines.append(f"Step {step} raised the loss to {digits(ratio)} times the highest of the ten before")
    if facts.noise is not None:
        lines.append(f"Noise {digits(facts.noise[0])} a step, slope {digits(facts.noise[1])}")
    if facts.edge is not None:
        lines.append("Last finite point ({}, {})".format(*map(digits, facts.edge)))
    lines.append(f"Loss {digits(facts.first_loss)} → {digits(facts.last_loss)}")
    return tuple(lines)


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "step"), count(2, "step")
    ('1 step', '2 steps')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def digits(value: float) -> str:
    """Three significant digits, with a minus sign a reader recognises.

    >>> digits(-1.5e-9)
    '−1.5e−9'
    """
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", "−")
