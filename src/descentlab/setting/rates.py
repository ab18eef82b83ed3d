"""The learning rates of a slider: its ends, and its notches between them."""

import numpy as np

LR_MIN, LR_MAX, LR_COUNT, LR_DIGITS = 1e-4, 10.0, 241, 3


def learning_rate_grid(
    lowest: float = LR_MIN, highest: float = LR_MAX, count: int = LR_COUNT, digits: int | None = None
) -> list[float]:
    """Learning rates evenly spaced in log10, each rounded to so many significant digits if asked.

    The slider has three, so that the label, the address bar and the lane hold one and the same number.
    """
    rates: list[float] = np.geomspace(lowest, highest, count).tolist()
    return rates if digits is None else [float(f"{rate:.{digits}g}") for rate in rates]
