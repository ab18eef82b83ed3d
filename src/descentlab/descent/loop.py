"""The only loop: w ← w − Δ for every lane, and how a setting enters it."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from descentlab.common.arrays import Float, Options, keep_memory, quiet
from descentlab.common.deadline import STRIDE, check_deadline
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.descent.gradients import GradientAt, clipped, exact, noisy, sampled
from descentlab.descent.history import History, record
from descentlab.schedules import learning_rates as scheduled_rates
from descentlab.setting.setting import Setting
from descentlab.surfaces.loss import DataLoss

Watch = Callable[[int, Any], None]
"""(k, state): sees the optimizer's state after the update from point k."""
NextRate = Callable[[int, Float, Float, Float], Float]
"""(k, w, η_k, η_{k+1} as planned) -> η_{k+1}."""


class Stepper(Protocol):
    """What the loop asks of an optimizer (`optimizers/base.py`)."""

    @property
    def init(self) -> Callable[[Float], Any]:
        """Makes the state."""

    @property
    def update(self) -> Callable[..., tuple[Float, Any]]:
        """(g, w, state, lr, **options) -> (Δ, state)."""


def descend(
    gradient: GradientAt,
    optimizer: Stepper,
    options: Options,
    rates: Float,
    start: Float,
    feedback: NextRate | None = None,
    into: tuple[Float, Float] | None = None,
    watch: Watch | None = None,
) -> tuple[Float, Float]:
    """w ← w − Δ for every lane: from start (2, N) with rates (T, N) to points and gradients used, (T+1, 2, N).

    Nothing is clamped or rescaled; a lane that overflows goes on as inf or NaN and disturbs no other. A schedule that
    listens writes the rates of the next step as it goes. No gradient is taken at the last point.

    Args:
        into: arrays for the points and the gradients. The gradients may have fewer rows, filled in turn, at least two:
            an optimizer remembers no gradient but the last.
    """
    steps = len(rates)
    points, gradients = np.empty((2, steps + 1, *start.shape)) if into is None else into
    points[0] = start
    state = optimizer.init(points[0])
    for k in range(steps):
        if k % STRIDE == 0:
            check_deadline()
        w = points[k]
        g = gradient(k, w, gradients[k % len(gradients)])
        delta, state = optimizer.update(g, w, state, rates[k], **options)
        np.subtract(w, delta, out=points[k + 1])
        if watch is not None:
            watch(k, state)
        if feedback is not None and k + 1 < steps:
            rates[k + 1] = feedback(k, w, rates[k], rates[k + 1])
    return points, gradients


def feedback_of(setting: Setting, rates: Float) -> NextRate | None:
    """What a listening schedule makes of the loss before each update: the next rate, once warm-up is over."""
    listening = setting.schedule.feedback
    if listening is None:
        return None
    update, loss, options, warmup = listening.update, setting.loss, setting.schedule_options, setting.warmup
    state = listening.init(rates)

    def next_rate(k: int, w: Float, rate: Float, planned: Float) -> Float:
        nonlocal state
        if k < warmup:
            return planned
        rate, state = update(loss.value(w[0], w[1]), rate, state, options)
        return rate

    return next_rate


def gradient_of(setting: Setting, seeds: Sequence[int]) -> GradientAt:
    """The gradient a setting asks for: exact, noisy or from batches, clipped or not."""
    loss, batch = setting.loss, setting.batch
    gradient = exact(loss)
    if isinstance(loss, DataLoss) and batch is not None and batch < loss.samples:
        gradient = sampled(loss, seeds, setting.steps, batch)
    elif setting.noise:
        gradient = noisy(loss, seeds, setting.steps, setting.noise / np.sqrt(batch or 1))
    return clipped(gradient, setting.clip) if setting.clip is not None else gradient


def simulate(
    setting: Setting, rates: Float, seeds: Sequence[int] | None = None, *, keep_squares: bool = False
) -> History:
    """The lanes of a setting, one for each base rate (N,); with seeds, each has its own, else all the setting's.

    Args:
        keep_squares: whether to keep the mean squares of an optimizer that divides by them.

    Raises:
        InvalidSetting: the loss, or its slope, is not a finite number at the start.
    """
    keep_memory()
    with quiet():
        schedule = scheduled_rates(
            setting.schedule, rates, setting.steps, setting.schedule_options, setting.warmup, setting.warmup_start
        )
        start = np.broadcast_to(np.array(setting.start)[:, np.newaxis], (2, rates.size))
        gradient = gradient_of(setting, seeds or [setting.seed])
        optimizer, options, watch, squares = setting.optimizer, setting.optimizer_options, None, None
        if keep_squares and optimizer.mean_square is not None:
            mean_square, squares = optimizer.mean_square, np.empty((setting.steps, *start.shape))

            def watch(k: int, state: Any) -> None:
                squares[k] = mean_square(state, options)

        points, used = descend(gradient, optimizer, options, schedule, start, feedback_of(setting, rates), watch=watch)
        history = record(setting.loss, points, used, schedule, squares, exact=setting.is_exact)
    if not history.lengths.all():
        raise InvalidSetting(FieldError("start", "the loss, or its slope, is not a finite number there"))
    return history
