"""The notches of a key's slider: what a hand can choose, and what the family behind that slider is of."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.setting.axis import COORDINATES, axis_of, parameter_of, spread_of
from descentlab.setting.setting import BATCH, SEED, Setting

NOTCHES = 61
"""Values of a slider, if it is not said how many."""
DECADES = 4
"""Of a logarithmic slider that begins at 0."""


def slider_of(setting: Setting, key: str, name: str | None = None) -> tuple[float, float]:
    """The ends of a key's slider.

    Args:
        name: by which it was asked for, if not by its own.

    Raises:
        InvalidSetting: there is no such key, or it has no way from one end to the other.
    """
    parameter = spread_of(setting, key, name)
    low, high = parameter.reach or (cast(float, parameter.minimum), cast(float, parameter.maximum))
    if key in COORDINATES:
        low, high = setting.surface.domain[:2] if key == COORDINATES[0] else setting.surface.domain[2:]
    if parameter.up_to:
        least = low + 1 if parameter.kind == "integer" else low
        high = max(min(high, getattr(setting, parameter.up_to)), least)
    if key == BATCH.name and setting.loss.samples is not None:
        high = setting.loss.samples
    if parameter.scale == "log" and low <= 0:
        return high / 10**DECADES, high
    step = float(f"{(high - low) / 1000:.1g}")  # an end that is not allowed itself lies so much further inside
    low += step if parameter.above and low == parameter.minimum else 0
    high -= step if parameter.below and high == parameter.maximum else 0
    return low, high


def notches_of(
    setting: Setting,
    key: str,
    low: float | None = None,
    high: float | None = None,
    count: int = NOTCHES,
    digits: int | None = None,
    name: str | None = None,
) -> NDArray[Any]:
    """The values of a key's slider, rising, each once: at most so many, letter for letter those of math/notches.js.

    Args:
        low, high: its ends, if they are not where the slider has them; a seed counts up from the setting's own.
        digits: to so many of them each value is rounded.
        name: by which the key was asked for, if not by its own.

    Raises:
        InvalidSetting: there is no such key, it has no way from one end to the other, or an end is not allowed.
    """
    parameter = parameter_of(setting, key, name)
    if parameter.kind == "flag":
        return np.array([False, True])
    if parameter.kind == "choice":
        return np.array(parameter.choices)
    if key == SEED.name and low is None and high is None:
        return setting.seed + np.arange(count)
    least, most = slider_of(setting, key, name)
    axis = axis_of(setting, key, least if low is None else low, most if high is None else high, count, name)
    values = axis.values()
    if digits is not None:
        rounded = [_to_digits(value, digits) for value in values.tolist()]
        values = np.clip(rounded, axis.minimum, axis.maximum)
    return axis.typed(np.unique(values))


def _to_digits(value: float, digits: int) -> float:
    """A value to so many significant digits; half-way between two it is the larger, as in JavaScript.

    >>> _to_digits(1585.0, 3), _to_digits(0.0, 3)
    (1590.0, 0.0)
    """
    exact = Decimal(value)
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), ROUND_HALF_UP)) if value else 0.0
