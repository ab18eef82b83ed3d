"""What is kept of an optimizer's state, update after update."""

from typing import Any

import numpy as np

from descentlab.common.arrays import Float
from descentlab.setting.lanes import Lanes


class Kept:
    """What lanes' optimizer remembered, chose, or averaged; None what it has not, or nobody asked for.

    Args:
        squares: whether to keep the mean squares of an optimizer that divides by them.

    Attributes:
        mean_squares: what it remembered of g² after each update, (T, 2, N).
        rates: those that it chose for itself, (T, N) or (T, 2, N).
        averages: the mean of its points, at the start and after each update, (T+1, 2, N).
    """

    def __init__(self, lanes: Lanes, *, squares: bool) -> None:
        optimizer, steps, count = lanes.setting.optimizer, lanes.longest, lanes.count
        self.optimizer, self.options = optimizer, lanes.options("optimizer")
        self.mean_squares = np.empty((steps, 2, count)) if squares and optimizer.mean_square is not None else None
        self.rates: Float | None = None
        self.averages: Float | None = None
        if optimizer.chosen is not None:
            self.rates = np.empty((steps, *((2,) if np.any(np.not_equal(lanes.value("lr_ratio"), 1)) else ()), count))
        if optimizer.average is not None:
            self.averages = np.empty((steps + 1, 2, count))
            self.averages[0] = lanes.start

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to watch for."""
        return self.mean_squares is None and self.rates is None and self.averages is None

    def watch(self, k: int, state: Any) -> None:
        """Keep what is asked for of the state after the update from point k."""
        if self.mean_squares is not None:
            assert self.optimizer.mean_square is not None
            self.mean_squares[k] = self.optimizer.mean_square(state, self.options)
        if self.rates is not None:
            assert self.optimizer.chosen is not None
            self.rates[k] = self.optimizer.chosen(state)
        if self.averages is not None:
            assert self.optimizer.average is not None
            self.averages[k + 1] = self.optimizer.average(state)
