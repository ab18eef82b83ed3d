"""Formulas worked out a second time: Python's own reading of the text, in 40 digits of mpmath instead of NumPy."""

import math
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import mpmath  # type: ignore[import-untyped]

from descentlab.formulas.expression import FUNCTIONS

DIGITS = 40
ORDERS = {"xx": (2, 0), "xy": (1, 1), "yy": (0, 2)}


def evaluate(text: str, names: Mapping[str, Any], library: ModuleType | Any = mpmath.mp) -> Any:
    """The formula as Python reads it, with the functions of `math` or `mpmath`."""
    functions = {name: abs if name == "abs" else getattr(library, name) for name in FUNCTIONS}
    constants = {"pi": +library.pi, "e": +library.e}
    return eval(text.strip(), {"__builtins__": {}}, functions | constants | dict(names))


def real(value: Any) -> float:
    """As a float; NaN where it is not a real number."""
    value = mpmath.mpc(value)
    return float(value.real) if value.imag == 0 else math.nan


def exact(text: str, x: float, y: float, parameters: Mapping[str, float] | None = None) -> float:
    """L(x, y)."""
    with mpmath.workdps(DIGITS):
        names = {"x": mpmath.mpf(x), "y": mpmath.mpf(y)} | dict(parameters or {})
        return real(evaluate(text, names))


def derivative(
    text: str, x: float, y: float, order: tuple[int, int], parameters: Mapping[str, float] | None = None
) -> float:
    """A partial derivative of L by finite differences, whose error these digits push far below that of a float."""
    with mpmath.workdps(DIGITS):

        def loss(x: Any, y: Any) -> Any:
            return evaluate(text, {"x": x, "y": y} | dict(parameters or {}))

        return real(mpmath.diff(loss, (mpmath.mpf(x), mpmath.mpf(y)), order))
