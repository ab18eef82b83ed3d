"""What is measured of one lane for its verdict: how it arrived, whether it turned, spiked, cycled, and why it moves."""

from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Bool, Float, quiet
from descentlab.descent.history import History
from descentlab.setting.setting import Setting
from descentlab.surfaces.loss import DataLoss
from descentlab.surfaces.shape import Shape
from descentlab.verdict.classify import Classification
from descentlab.verdict.motion import NEAR
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.stability import limit_constant

SPIKE, BEFORE = 3.0, 10
"""A spike is a loss so many times the highest of so many steps before, measured from the lowest minimum."""
FLAT = 0.05
"""Of what is left to fall: a second half that falls by less is a plateau, if the first half fell by more."""
PERIODS = 8
"""The longest cycle that is looked for, in steps."""


@dataclass(frozen=True)
class Measurements:
    """The numbers of one lane that the sentences speak of.

    Args:
        shape: of the place where the slope vanishes.
        steps, length, arrival: updates asked for; points it has; the first step from which it stays, T+1 if never.
        turns: which of the steps before arrival crossed the valley floor.
        narrows, period: of a run that goes to and fro, whether it swings less and less, and how long its cycle is.
        only_rises, only_falls, shortens: whether every loss is higher, lower than the last; no step longer.
        spike: the step whose loss jumped, and to how many times what was before.
        plateau: how much the loss still fell, where that is hardly anything.
        balanced: whether weight decay cancels the slope where it ends.
        edge: the last point before the formula has no value.
        noise: that of a step's gradient, and the slope, as root mean squares.
        rates: the largest and the last η.
        product, products, limit: ηλ, or ηλ/√v̂; the smallest and the largest along the run; the c it should stay below.
        gap: the last loss above the lowest minimum.
        misjudged: how often η fell once the loss was below zero, under a schedule that takes standing still for
            progress there; None under any other, and where there was no time for it.
    """

    outcome: Outcome
    shape: Shape
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
    product: str
    products: tuple[float, float] | None
    limit: float | None
    gap: float | None
    misjudged: int | None

    @property
    def moves(self) -> int:
        """The steps that mattered: up to arrival, or all."""
        return moves_of(self.arrival, self.length)

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


def moves_of(arrival: int, length: int) -> int:
    """How many of a lane's steps matter: up to arrival, or all; one at least."""
    return max(min(arrival, length - 1), 1)


def measure(
    setting: Setting, history: History, classification: Classification, lane: int, felt: Float | None
) -> Measurements:
    """The measurements of one lane, whose updates felt so much curvature (T,)."""
    with quiet():
        return _measure(setting, history, classification, lane, felt)


def _measure(
    setting: Setting, history: History, classification: Classification, lane: int, felt: Float | None
) -> Measurements:
    length = max(int(history.lengths[lane]), 1)
    losses = history.losses[:length, lane]
    outcome, arrival = OUTCOMES[classification.outcomes[lane]], int(classification.arrivals[lane])
    floor = setting.loss.floor
    gap = None if floor is None else float(losses[-1]) - floor
    moves = moves_of(arrival, length)
    lengths = np.hypot(*np.diff(history.points[: moves + 1, :, lane], axis=0).T)
    rates = history.rates[: max(length - 1, 1), lane]
    noisy, unsettled = setting.is_noisy, outcome in (Outcome.OSCILLATING, Outcome.TOO_SLOW)
    return Measurements(
        outcome=outcome,
        shape=Shape(classification.shapes[lane]),
        steps=setting.steps,
        length=length,
        arrival=arrival,
        turns=_turns(history, lane, moves if length > 1 else 0, NEAR * setting.loss.diagonal),
        narrows=outcome is Outcome.OSCILLATING and _narrows(history.gradients[:length, :, lane]),
        period=_period(history.points[:length, :, lane]) if outcome is Outcome.OSCILLATING else None,
        only_rises=bool((losses[1:] > losses[:-1]).all()),
        only_falls=bool((losses[1 : moves + 1] < losses[:moves]).all()),
        shortens=bool((np.diff(lengths) <= 0).all()),
        spike=None if noisy else _spike(losses, floor),
        plateau=_plateau(losses, floor) if outcome is Outcome.TOO_SLOW else None,
        balanced=_balanced(setting, history, lane, length),
        edge=_edge(history, lane, length),
        noise=_noise(setting, history, lane, length) if unsettled and noisy else None,
        first_loss=float(losses[0]),
        last_loss=float(losses[-1]),
        rates=(float(rates.max()), float(rates[-1])),
        product="ηλ" if setting.optimizer.linear else "ηλ/√v̂",
        products=None if felt is None else _extremes(history.rates[: length - 1, lane] * felt[: length - 1]),
        limit=limit_constant(setting.optimizer, setting.optimizer_options),
        gap=gap,
        misjudged=_misjudged(setting, losses, history.rates[: max(length - 1, 1), lane]),
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
    before = np.maximum.reduce([padded[first : first + len(left) - 1] for first in range(BEFORE)])
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


def _misjudged(setting: Setting, losses: Float, rates: Float) -> int | None:
    """How often η fell after the loss was below zero, of a schedule whose threshold is a share of the loss.

    A share of a negative loss lies above it, so that standing still counts as progress; torch's does the same.
    """
    options = setting.schedule_options
    below = losses[: rates.size] < 0
    below[: setting.warmup] = False
    if options.get("threshold_mode") != "rel" or not options["threshold"] or below.sum() <= options["patience"]:
        return None
    return int((np.diff(rates[int(below.argmax()) :]) < 0).sum())


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


def _extremes(products: Float) -> tuple[float, float] | None:
    """The smallest and the largest, where curvature was positive."""
    products = products[np.isfinite(products) & (products > 0)]
    return (float(products.min()), float(products.max())) if products.size else None
