"""The only loop: w ← w − Δ for every lane."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.deadline import STRIDE, check_deadline
from descentlab.descent.gradients import GradientAt

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
        """(g, w, state, lr, **options) -> (Δ, state); one that looks is given a look after lr."""


def descend(
    gradient: GradientAt,
    optimizer: Stepper,
    options: Options,
    rates: Float,
    start: Float,
    feedback: NextRate | None = None,
    into: tuple[Float, Float] | None = None,
    watch: Watch | None = None,
    looks: Callable[[int], Any] | None = None,
) -> tuple[Float, Float]:
    """w ← w − Δ for every lane: from start (2, N) to points and gradients used, (T+1, 2, N).

    Nothing is clamped or rescaled; a lane that overflows goes on as inf or NaN and disturbs no other. A schedule that
    listens writes the rates of the next step as it goes. No gradient is taken at the last point.

    Args:
        rates: (T, N), or (T, 2, N) where both parameters have their own.
        into: arrays for the points and the gradients. The gradients may have fewer rows, filled in turn, at least two:
            an optimizer remembers no gradient but the last.
        looks: what the optimizer is shown at step k beside its gradient, if it asks for more.
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
        seen = () if looks is None else (looks(k),)
        delta, state = optimizer.update(g, w, state, rates[k], *seen, **options)
        np.subtract(w, delta, out=points[k + 1])
        if watch is not None:
            watch(k, state)
        if feedback is not None and k + 1 < steps:
            rates[k + 1] = feedback(k, w, rates[k], rates[k + 1])
    return points, gradients
