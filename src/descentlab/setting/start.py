"""Where a run may begin: two finite numbers within reach of the picture."""

from typing import Any

import numpy as np

from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.parameters import Parameter
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
        x, y = (COORDINATE.check(value) for value in _parts(given))
    except (TypeError, ValueError):
        raise refusal from None
    if not (_within(x, xmin, xmax) and _within(y, ymin, ymax)):
        raise refusal
    return float(x), float(y)


def _parts(given: Any) -> list[object]:
    if isinstance(given, str):
        return list(given.split(",", maxsplit=2))
    if isinstance(given, tuple | list | np.ndarray):
        return list(given)
    raise TypeError


def _ends(low: float, high: float) -> tuple[float, float]:
    return low - START_REACH * (high - low), high + START_REACH * (high - low)


def _reach(low: float, high: float) -> str:
    return "{:g} to {:g}".format(*_ends(low, high))


def _within(value: Any, low: float, high: float) -> bool:
    return bool(_ends(low, high)[0] <= value <= _ends(low, high)[1])
