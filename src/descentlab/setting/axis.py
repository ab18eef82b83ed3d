"""One key of the grammar and the values it takes: what lanes, sliders and maps differ in."""

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such
from descentlab.common.parameters import Parameter
from descentlab.setting.setting import DEFAULTS, NUMBERS, Setting
from descentlab.surfaces.start import COORDINATE, reach

COORDINATES = ("start.x", "start.y")
"""The keys of a start's coordinates, which the grammar writes as one."""
SPREAD = ("number", "integer")
"""Kinds of parameters that have a way from one end to the other."""


@dataclass(frozen=True)
class Axis:
    """So many values of a key from one end to the other, both included.

    Args:
        key: of the grammar, or one of `COORDINATES`.
        minimum, maximum: the ends.
        count: how many there are.
        log: whether they are spaced evenly in their logarithm.
        whole: whether they are rounded to whole numbers.
    """

    key: str
    minimum: float
    maximum: float
    count: int
    log: bool = False
    whole: bool = False

    def values(self, first: int = 0, last: int | None = None) -> Float:
        """Those from the first to before the last, (last − first,); each is the same whichever are asked for with it.

        >>> Axis("lr", 0.01, 1.0, 3, log=True).values().tolist()
        [0.01, 0.1, 1.0]
        """
        share = np.arange(first, self.count if last is None else last) / max(self.count - 1, 1)
        width = self.maximum - self.minimum
        if self.log:  # in this form neighbours stay apart as long as float64 can tell them apart
            values = self.minimum + self.minimum * np.expm1(share * np.log1p(width / self.minimum))
        else:
            values = self.minimum + width * share
        values = np.where(share == 1, self.maximum, values.clip(self.minimum, self.maximum))
        return np.rint(values) if self.whole else values

    def typed(self, values: Float) -> NDArray[Any]:
        """Values of the axis as lanes have them: whole ones as whole numbers."""
        return values.astype(np.int64) if self.whole else values


def axis_of(setting: Setting, key: str, minimum: object, maximum: object, count: int, name: str | None = None) -> Axis:
    """The axis of a key of a setting, spaced as its parameter's slider is.

    Args:
        name: by which the key was asked for, and its ends as `name_min` and `name_max`, if it was not by its own.

    Raises:
        InvalidSetting: there is no such key, it has no way from one end to the other, or an end is not allowed.
    """
    parameter = spread_of(setting, key, name)
    needed = replace(parameter, default=0.0)  # an end is a number, also where the key may be left out
    names = (key, key) if name is None else (f"{name}_min", f"{name}_max")
    low, high = (cast(float, needed.check(*each)) for each in zip((minimum, maximum), names, strict=True))
    if low > high:
        raise InvalidSetting(FieldError(names[1], f"{high:g} is below {low:g}, where it begins"))
    log = parameter.scale == "log" and low > 0
    return Axis(key, float(low), float(high), count, log, whole=parameter.kind == "integer")


def keys_of(setting: Setting) -> dict[str, Parameter]:
    """What can differ from lane to lane of a setting: every key that has values, by its name in the grammar."""
    keys = {parameter.name: parameter for parameter in NUMBERS}
    xmin, xmax, ymin, ymax = setting.surface.domain
    for key, symbol, ends in zip(COORDINATES, "xy", (reach(xmin, xmax), reach(ymin, ymax)), strict=True):
        label = f"Start {symbol}"
        keys[key] = replace(COORDINATE, name=key, label=label, symbol=symbol, minimum=ends[0], maximum=ends[1])
    for noun in DEFAULTS:
        keys |= {f"{noun}.{each.name}": each for each in getattr(setting, noun).parameters}
    return keys


def parameter_of(setting: Setting, key: str, name: str | None = None) -> Parameter:
    """The parameter of such a key.

    Args:
        name: by which it was asked for, if not by its own.

    Raises:
        InvalidSetting: there is none; the message lists those there are.
    """
    keys = keys_of(setting)
    if key not in keys:
        raise InvalidSetting(FieldError(name or key[:MAX_KEY], no_such("key", keys, key)))
    return keys[key]


def spread_of(setting: Setting, key: str, name: str | None = None) -> Parameter:
    """The parameter of a key that has values from one end to the other.

    Raises:
        InvalidSetting: there is no such key, or it has none.
    """
    parameter = parameter_of(setting, key, name)
    if parameter.kind not in SPREAD:
        message = f"{parameter.name} is {parameter.allowed}: it has no values between"
        raise InvalidSetting(FieldError(name or key, message))
    return parameter
