"""Dataclasses as values: compared by and pickled as what they were made of, not by what they have worked out since."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def made_of(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, without the properties it has cached: what is pickled of it.

    As `__getstate__`: compiled formulas do not travel to another process, and are made again there.
    """
    return {each.name: getattr(value, each.name) for each in fields(value)}


def alike(one: Any, other: Any) -> bool:
    """Whether two values hold the same, arrays element for element; NaN is the same as NaN.

    >>> alike((np.array([1.0, np.nan]), "a"), (np.array([1.0, np.nan]), "a")), alike(np.zeros(2), np.zeros(3))
    (True, False)
    """
    if one is other:
        return True
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        a, b = np.asarray(one), np.asarray(other)
        return bool(a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(each, other[key]) for key, each in one.items())
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if is_dataclass(one) and type(one).__eq__ is object.__eq__:
        return alike(made_of(one), made_of(other))
    return bool(one == other)
