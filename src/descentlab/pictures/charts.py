"""Charts of the many values of a key, and of losses over them."""

from collections.abc import Sequence

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.pictures.colours import MARKERS, outcome_colours
from descentlab.pictures.picture import Dots, Mark, Picture, Scale, Upright
from descentlab.surfaces.loss import Domain
from descentlab.verdict.outcome import OUTCOMES

LEAST, MOST = 1e-16, 1e4
"""A loss of less is drawn as so much; one of more than so many times the first, as that."""
RATE = "learning rate η"


def values_chart(
    title: str,
    axis: str,
    values: Float,
    losses: Float,
    outcomes: Int,
    first: float,
    uprights: Sequence[Upright] = (),
    x_scale: Scale = "log",
) -> Picture:
    """The last loss of each lane (N,) over its value of a key, coloured by its end.

    Args:
        axis: what stands along it.
        first: the highest loss that one began at.
    """
    shown, scale = _shown(losses, first)
    marks: list[Mark] = []
    for index, outcome in enumerate(OUTCOMES):
        lanes = np.flatnonzero(outcomes == index)
        if lanes.size:
            color, marker = outcome_colours()[index], MARKERS[index % len(MARKERS)]
            marks.append(Dots(values[lanes], shown[lanes], color, marker, 5.0, outcome.title))
    limits = limits_of(values, np.append(shown, np.clip(first, shown.min(), None)), x_scale, scale)
    label = "last loss, cut at the edges" if (shown != losses).any() else "last loss"
    return Picture(title, axis, label, (*uprights, *marks), limits, x_scale, scale)


def _shown(losses: Float, first: float) -> tuple[Float, Scale]:
    """Losses between what a chart can show, and on which scale it shows them."""
    if (losses < 0).any():
        most = MOST * max(abs(first), 1.0)
        return losses.clip(-most, most), "symlog"
    return losses.clip(LEAST, max(MOST * first, LEAST)), "log"


def limits_of(x: Float, y: Float, x_scale: Scale, y_scale: Scale) -> Domain:
    """The smallest and the largest of each, with room around them."""
    return (*_room(x, x_scale), *_room(y, y_scale))


def _room(values: Float, scale: Scale) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (0.1, 1.0) if scale == "log" else (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    if scale == "log":
        factor = (high / low) ** 0.04 if high > low else 2.0
        return low / factor, high * factor
    room = 0.04 * (high - low) or max(abs(low), 1.0) / 2
    return low - room, high + room
