"""The learning rates of a slider: its ends, its notches, and the one for a formula that nobody has tried."""

from math import isfinite

import numpy as np

from descentlab.common.arrays import quiet
from descentlab.surfaces.curvature import curvatures
from descentlab.surfaces.loss import Loss

LR_MIN, LR_MAX, LR_COUNT, LR_DIGITS = 1e-4, 10.0, 241, 3


def learning_rate_grid(
    lowest: float = LR_MIN, highest: float = LR_MAX, count: int = LR_COUNT, digits: int | None = None
) -> list[float]:
    """Learning rates evenly spaced in log10, each rounded to so many significant digits if asked.

    The slider has three, so that the label, the address bar and the lane hold one and the same number.
    """
    with quiet():  # of ends as far out as float64 goes
        rates: list[float] = np.geomspace(lowest, highest, count).clip(lowest, highest).tolist()
    return rates if digits is None else [rounded(rate, digits) for rate in rates]


def rounded(rate: float, digits: int) -> float:
    """A rate to so many significant digits; infinite where that is more than float64 holds.

    >>> rounded(0.0123456, 3), rounded(1.79e308, 1)
    (0.0123, inf)
    """
    return float(f"{rate:.{digits}g}")


def calm_rate(loss: Loss, start: tuple[float, float], most: float) -> float:
    """A rate with which plain gradient descent hops over no valley: the last notch up to 1/(2λ), `most` at the most.

    λ is the sharpest curvature at the start and at the known minima; a crease, which has none to speak of, is left out.

    >>> from descentlab.surfaces.typed import formula_surface
    >>> sharp = formula_surface("50x^2 + y^2")
    >>> calm_rate(sharp.loss(), sharp.start, most=0.075)
    0.00487
    """
    x, y = np.array(start)[:, np.newaxis]
    with quiet():
        here = [float(np.max(each)) for each in curvatures(*loss.hessian(x, y))]
    known = [*here, *(each for minimum in loss.minima for each in minimum.curvatures)]
    sharpest = max((abs(each) for each in known if isfinite(each)), default=0.0)
    calm = [rate for rate in learning_rate_grid(digits=LR_DIGITS) if rate <= most and 2 * sharpest * rate <= 1]
    return calm[-1] if calm else rounded(0.5 / sharpest, LR_DIGITS)  # twice the sharpest may be infinite
