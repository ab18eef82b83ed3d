"""Where a run may begin: two finite numbers within reach of the picture."""

from typing import Any

from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.parameters import Parameter, members
from descentlab.surfaces.loss import Domain
from descentlab.surfaces.surface import Surface

COORDINATE = Parameter("start", "Start", "w_0", 0.0, help="Where the run begins.")
START_REACH = 100
"""A start may lie this many times the picture's size away from it, no further."""


def check_start(surface: Surface, given: Any) -> tuple[float, float]:
    """The start as two finite numbers within reach of the picture, the surface's own where none is given."""
    if given is None:
        return surface.start
    xmin, xmax, ymin, ymax = surface.domain
    refusal = InvalidSetting(
        FieldError(
            "start",
            f"{shown(given)} is not allowed: start is two finite numbers x,y "
            f"within {START_REACH} times the picture's size of it ({_reach(xmin, xmax)} and {_reach(ymin, ymax)})",
        )
    )
    x: Any
    y: Any
    try:
        x, y = (COORDINATE.check(value) for value in members(given, 2))
    except (TypeError, ValueError):
        raise refusal from None
    if not is_in_reach(surface.domain, (x, y)):
        raise refusal
    return float(x), float(y)


def is_in_reach(domain: Domain, point: tuple[float, float]) -> bool:
    """Whether a point is no further from a domain than a start may be."""
    xmin, xmax, ymin, ymax = domain
    return _within(point[0], xmin, xmax) and _within(point[1], ymin, ymax)


def reach(low: float, high: float) -> tuple[float, float]:
    """How far a start may lie from a picture that goes from low to high."""
    return low - START_REACH * (high - low), high + START_REACH * (high - low)


def _reach(low: float, high: float) -> str:
    return "{:g} to {:g}".format(*reach(low, high))


def _within(value: float, low: float, high: float) -> bool:
    least, most = reach(low, high)
    return bool(least <= value <= most)
