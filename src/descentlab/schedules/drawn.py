"""A schedule that somebody has drawn: the factor of η at points along the run."""

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.common.parameters import Parameter
from descentlab.schedules.base import Schedule, Whole

LINEAR, LOG = "linear", "log"


def drawn(lr: Float, k: Int, total: Whole, *, points: tuple[float, ...], between: str) -> Float:
    """η_k = η f(k/(T − 1)): f goes straight from point to point, or its logarithm does, and is level beyond the ends.

    Where two points stand one above the other f jumps, from the one before to the one after. From or to zero, which has
    no logarithm, it goes straight either way. Source: torch.optim.lr_scheduler.LambdaLR, with such a function.

    Args:
        points: x₀, y₀, x₁, y₁ …: shares of what the run has left after warm-up, and the factor there.
        between: `linear` or `log`.
    """
    x, y = np.array(points[::2]), np.array(points[1::2])
    at = np.clip(k / np.maximum(np.subtract(total, 1), 1), x[0], x[-1])
    if x.size == 1:
        x, y = np.append(x, 2.0), np.append(y, y)
    last = np.clip(np.searchsorted(x, at, side="right"), 1, x.size - 1)
    low, high, width = y[last - 1], y[last], x[last] - x[last - 1]
    share = np.where(width > 0, (at - x[last - 1]) / np.where(width > 0, width, 1.0), 1.0)
    straight = low * (1 - share) + high * share
    bends = (low > 0) & (high > 0) & (between == LOG)
    ratio = np.where(bends, high, 1.0) / np.where(bends, low, 1.0)
    rates: Float = lr * np.where(bends, low * np.exp(share * np.log(ratio)), straight)
    return rates


DRAWN = Schedule(
    "drawn",
    "Drawn",
    drawn,
    (
        Parameter(
            "points",
            "Points",
            "",
            (0.0, 1.0, 0.5, 1.0, 1.0, 0.01),
            0,
            100,
            kind="points",
            help="Shares of the run, each with the factor of η there.",
        ),
        Parameter(
            "between",
            "Between them",
            "",
            LINEAR,
            kind="choice",
            choices=(LINEAR, LOG),
            help="Straight lines, or straight on a logarithmic axis.",
        ),
    ),
    r"\eta_k = \eta\,f\left(\frac{k}{T - 1}\right)",
    "Whatever you draw: the rate follows a curve of your own.",
    "torch.optim.lr_scheduler.LambdaLR",
)
