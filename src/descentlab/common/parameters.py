"""A `Parameter` is the validation, the slider, the API's schema and the documentation of one number."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np

from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such, shown
from descentlab.common.numbers import as_number
from descentlab.common.text import as_typed

Value = float | int | bool | str | tuple[float, ...] | None


LONGEST = 64
"""Characters of a number that is typed."""
MAX_INTEGERS = 32
"""The longest list of whole numbers a parameter may be."""
MAX_POINTS = 32
"""The most points of a curve, or stretches of a run, that a parameter may be."""
LISTS = ("integers", "points", "stretches")
"""The kinds that are several numbers with commas between."""


@dataclass(frozen=True, repr=False)
class Parameter:
    """One named input, declared once and rendered everywhere.

    Args:
        name: the key of the query grammar, the name torch gives it where torch has one.
        label: what the page calls it.
        symbol: its letter in the equations.
        default: the value when it is not given; None where the run itself decides (`help` says how).
        minimum, maximum: the ends of the slider and of what is allowed; None where there is no end.
        above, below: whether the minimum or the maximum itself is excluded.
        scale: how the slider spreads its values.
        reach: the ends of the slider, where they are not those of what is allowed.
        up_to: the key of the run's own number beyond which its slider does not reach.
        kind: what a value is; "points" are those of a curve, x from 0 to 1 before y; "stretches" are steps, each with
            the value that held before it. Their ends are those of y, and of these values.
        choices: the words allowed, for a choice.
        help: a sentence for a learner.
    """

    name: str
    label: str
    symbol: str
    default: Value
    minimum: float | None = None
    maximum: float | None = None
    scale: Literal["linear", "log"] = "linear"
    kind: Literal[
        "number", "integer", "integers", "points", "stretches", "flag", "choice", "extent", "key", "names"
    ] = "number"
    choices: tuple[str, ...] = ()
    above: bool = False
    below: bool = False
    help: str = ""
    reach: tuple[float, float] | None = None
    up_to: Literal["", "lr", "steps"] = ""

    def __repr__(self) -> str:
        default = "" if self.default is None else f"={as_typed(self.default)}"
        return f"<Parameter {self.name}{default} · {self.allowed}>"

    @property
    def allowed(self) -> str:
        """What a value may be, in words: "a number above 0 and at most 1"."""
        if self.kind == "flag":
            return "true or false"
        if self.kind == "key":
            return "a key of the grammar"
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        nouns = {
            "integer": "a whole number",
            "integers": f"up to {MAX_INTEGERS} whole numbers with commas between, each",
            "points": f"up to {MAX_POINTS} points x,y with commas between, x from 0 to 1 and never falling, y",
            "stretches": f"up to {MAX_POINTS} pairs step,value with commas between, steps that rise, each value",
        }
        noun = nouns.get(self.kind, "a finite number")
        ends = []
        if self.minimum is not None:
            ends.append(f"{'above' if self.above else 'at least'} {self.minimum:g}")
        if self.maximum is not None:
            ends.append(f"{'below' if self.below else 'at most'} {self.maximum:g}")
        return f"{noun} {' and '.join(ends)}".rstrip()

    def check(self, value: object, key: str | None = None) -> Value:
        """The value in its own type, or `InvalidSetting` naming the key and what is allowed.

        >>> Parameter("lr", "Learning rate", "η", 0.1, minimum=0, above=True).check("0.5")
        0.5
        """
        if value is None and self.default is None:
            return None
        try:
            return self._convert(value)
        except (TypeError, ValueError, OverflowError):
            is_comma = isinstance(value, str) and "," in value and self.kind in ("number", "integer")
            hint = " (decimals follow a point, as in 0.05, not a comma)" if is_comma else ""
            message = f"{shown(value)} is not allowed: {self.name} is {self.allowed}{hint}"
            raise InvalidSetting(FieldError(key or self.name, message)) from None

    def _convert(self, value: Any) -> Value:
        if self.kind == "flag":
            return _flag(value)
        if self.kind == "key":
            return str(value)[:MAX_KEY]
        if self.kind == "choice":
            if value not in self.choices:
                raise ValueError
            return str(value)
        if self.kind == "integers":
            items = value.split(",") if isinstance(value, str) else list(value)
            if not 0 < len(items) <= MAX_INTEGERS:
                raise ValueError
            return tuple(int(self._within(item)) for item in items)
        if self.kind in ("points", "stretches"):
            return self._pairs(members(value, 2 * MAX_POINTS))
        return self._within(value)

    def _pairs(self, items: list[Any]) -> tuple[float, ...]:
        x, y = [finite_number(item) for item in items[::2]], [self._within(item) for item in items[1::2]]
        if not 0 < len(x) == len(y) <= MAX_POINTS or x != sorted(x):
            raise ValueError
        is_curve = self.kind == "points"
        if x[0] < 0 or x[-1] > 1 if is_curve else x[0] < 1 or len(set(x)) < len(x) or any(each % 1 for each in x):
            raise ValueError
        return tuple(each for a, b in zip(x, y, strict=True) for each in (float(a) if is_curve else int(a), float(b)))

    def _within(self, value: Any) -> float | int:
        number = self._number(value)
        too_low = self.minimum is not None and (number < self.minimum or (self.above and number == self.minimum))
        too_high = self.maximum is not None and (number > self.maximum or (self.below and number == self.maximum))
        if too_low or too_high:
            raise ValueError
        return number

    def _number(self, value: Any) -> float | int:
        number = finite_number(value)
        if self.kind in ("number", "points", "stretches"):
            return number
        if number != int(number):
            raise ValueError
        return int(number)


def finite_number(value: Any) -> float:
    """A real number, or one as people type it.

    Raises:
        TypeError, ValueError, OverflowError: it is none, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, str | Real):
        raise TypeError
    if isinstance(value, str):
        value = as_number(value) if len(value) <= LONGEST else ""
        if not value.isascii() or "_" in value:
            raise ValueError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def members(given: Any, most: int) -> list[Any]:
    """What is given together, or typed with commas between; of a text no more than one beyond the `most` there may be.

    Raises:
        TypeError: it is neither.
    """
    if isinstance(given, str):
        return list(given.split(",", maxsplit=most))
    if isinstance(given, tuple | list | np.ndarray):
        return list(given)
    raise TypeError


def _flag(value: object) -> bool:
    words = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError


def defaults(parameters: tuple[Parameter, ...]) -> dict[str, Value]:
    """Each parameter's default, by name."""
    return {parameter.name: parameter.default for parameter in parameters}


def check_options(parameters: tuple[Parameter, ...], given: object, prefix: str) -> dict[str, Value]:
    """All options of one optimizer, schedule or surface: what is given, checked, over the defaults.

    Raises:
        InvalidSetting: an option that does not exist, or a value that is not allowed, under `prefix.NAME`.
    """
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        message = f"{shown(given)} is not allowed: it is a dictionary of parameters by name"
        raise InvalidSetting(FieldError(f"{prefix}_options", message))
    known = {parameter.name: parameter for parameter in parameters}
    options = defaults(parameters)
    errors: list[FieldError] = []
    for name, value in given.items():
        key = f"{prefix}.{name}"
        if name not in known:
            errors.append(FieldError(key[:MAX_KEY], no_such("parameter", (f"{prefix}.{each}" for each in known), key)))
            continue
        try:
            options[name] = known[name].check(value, key)
        except InvalidSetting as refused:
            errors.extend(refused.errors)
    if errors:
        raise InvalidSetting(*errors)
    return options
