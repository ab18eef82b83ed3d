"""Lanes through the loop, and what becomes of them."""

import numpy as np

from descentlab.common.arrays import Float, Int, keep_memory, quiet
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.descent.history import History, joined, record
from descentlab.descent.kept import Kept
from descentlab.descent.look import looks_of
from descentlab.descent.loop import Stepper, descend
from descentlab.descent.plan import feedback_of, gradient_of, rates_of
from descentlab.setting.lanes import Lanes


def simulate(lanes: Lanes, *, keep_squares: bool = False, stepper: Stepper | None = None) -> History:
    """What lanes do.

    Args:
        keep_squares: whether to keep the mean squares of an optimizer that divides by them.
        stepper: what stands in the place of the lanes' optimizer, and does the same (`descent/recorder.py`).

    Raises:
        InvalidSetting: the loss, or its slope, is not a finite number at a start.
    """
    keep_memory()
    parts = list(lanes.alike())
    histories = [_simulated(part, keep_squares, stepper) for _, part in parts]
    history = histories[0] if len(parts) == 1 else joined(lanes, [which for which, _ in parts], histories)
    if not history.lengths.all():
        raise InvalidSetting(FieldError("start", "the loss, or its slope, is not a finite number there"))
    return history


def _simulated(lanes: Lanes, keep_squares: bool, stepper: Stepper | None) -> History:
    """The same of lanes that differ in numbers alone."""
    optimizer, options, kept = lanes.setting.optimizer, lanes.options("optimizer"), Kept(lanes, squares=keep_squares)
    watch = None if kept.is_nothing else kept.watch
    with quiet():
        rates = rates_of(lanes)
        gradient, feedback = gradient_of(lanes), feedback_of(lanes, rates)
        steps = optimizer if stepper is None else stepper
        points, used = descend(gradient, steps, options, rates, lanes.start, feedback, None, watch, looks_of(lanes))
        if kept.rates is not None:
            rates = kept.rates
        if isinstance(lanes.steps, np.ndarray):
            rates = rates.copy()
            stop(lanes.steps, points)
            stop(lanes.steps, used[:-1])
            stop(lanes.steps - 1, rates)
            if kept.averages is not None:
                stop(lanes.steps, kept.averages)
        of_state = kept.mean_squares, kept.averages
        return record(lanes.loss, points, used, rates, lanes.steps, *of_state, exact=lanes.is_exact)


def stop(last: Int, values: Float) -> None:
    """Let each lane of values (T, ..., N) keep that of its last row, (N,), so that it ends where all others do."""
    for lane, row in enumerate(last.tolist()):
        values[row + 1 :, ..., lane] = values[min(row, len(values) - 1), ..., lane]
