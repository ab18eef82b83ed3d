"""One key of the grammar and the values it takes: what lanes, sliders and maps differ in."""

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.errors import FieldError, InvalidSetting, no_such
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
        return np.round(values) if self.whole else values


def axis_of(setting: Setting, key: str, minimum: object, maximum: object, count: int) -> Axis:
    """The axis of a key of a setting, spaced as its parameter's slider is.

    Raises:
        InvalidSetting: there is no such key, it has no way from one end to the other, or an end is not allowed.
    """
    parameter = parameter_of(setting, key)
    if parameter.kind not in SPREAD:
        raise InvalidSetting(FieldError(key, f"{parameter.name} is {parameter.allowed}: it has no values between"))
    needed = replace(parameter, default=0.0)  # an end is a number, also where the key may be left out
    low, high = (cast(float, needed.check(end, key)) for end in (minimum, maximum))
    if low > high:
        raise InvalidSetting(FieldError(key, f"{high:g} is below {low:g}, where it begins"))
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


def parameter_of(setting: Setting, key: str) -> Parameter:
    """The parameter of such a key.

    Raises:
        InvalidSetting: there is none; the message lists those there are.
    """
    keys = keys_of(setting)
    if key not in keys:
        raise InvalidSetting(FieldError(key[:40], no_such("key", keys, key)))
    return keys[key]
