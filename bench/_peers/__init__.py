"""The same work done by descentlab and by its peers, one file each: a `NAME` and `prepare(work) -> Prepared`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from descentlab.common.arrays import Float

Result = tuple[Float, Float]
"""Points (T+1, 2, N) and losses (T+1, N)."""


@dataclass(frozen=True)
class Work:
    """Many learning rates on one surface; every point and every loss is kept.

    Args:
        optimizer: `adam` with torch's defaults, or `gd`.
        surface: `rosenbrock`, or `ravine` with κ = 25.
        rates: the base learning rates, all of them where two correct programs still agree: no chaos, no overflow.
    """

    optimizer: str
    surface: str
    start: tuple[float, float]
    rates: Float
    steps: int

    @property
    def name(self) -> str:
        """As it is printed."""
        return f"{self.optimizer} on {self.surface}"

    def loss(self, w: Any) -> Any:
        """L(x, y) of whatever takes derivatives by itself."""
        x, y = w
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2 if self.surface == "rosenbrock" else (x**2 + KAPPA * y**2) / 2


@dataclass(frozen=True)
class Prepared:
    """A peer ready to be timed.

    Args:
        call: does the work; gives the lanes it did, as many as there are in `share`.
        share: the part of the lanes that one call does; its time is divided by that.
        compilation: seconds spent before the first call, None where nothing is compiled.
    """

    call: Callable[[], Result]
    share: float = 1.0
    compilation: float | None = None


class Missing(Exception):
    """A peer that this machine does not have, and why."""


BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
KAPPA = 25.0

ADAM = Work("adam", "rosenbrock", (-1.2, 1.0), np.geomspace(1e-4, 0.1, 256), 500)
GD = Work("gd", "ravine", (-8.0, 1.5), np.geomspace(1e-4, 0.079, 256), 500)
