"""The values of a key that lanes differ in: in words, and where they stand along an axis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.common.numbers import digits
from descentlab.common.text import count
from descentlab.setting.axis import parameter_of
from descentlab.setting.lanes import NUMERIC
from descentlab.setting.setting import Setting


def rates_in_words(rates: Float) -> str:
    """How many there are, and from which to which.

    >>> rates_in_words(np.array([0.1, 0.01]))
    '2 rates 0.01 to 0.1'
    """
    return f"{count(rates.size, 'rate')} {digits(rates.min())} to {digits(rates.max())}"


def values_in_words(key: str, values: NDArray[Any]) -> str:
    """How many there are, and from which to which.

    >>> values_in_words("optimizer.momentum", np.array([0.5, 0.9]))
    '2 values of optimizer.momentum 0.500 to 0.900'
    """
    ends = f" {digits(values.min())} to {digits(values.max())}" if values.dtype.kind in NUMERIC else ""
    return f"{count(values.size, 'value')} of {key}{ends}"


def axis_in_words(setting: Setting, key: str) -> str:
    """What stands along the axis of a key: its label and its letter."""
    parameter = parameter_of(setting, key)
    label = parameter.label.lower()
    return f"{label} {parameter.symbol}" if parameter.symbol else label


def positions(values: NDArray[Any]) -> Float:
    """Where values stand along an axis: numbers where they are, flags and words side by side."""
    return values.astype(float) if values.dtype.kind in NUMERIC else np.arange(values.size, dtype=float)
