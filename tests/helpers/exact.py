"""Formulas worked out a second time: Python's own reading of the text, in 40 digits of mpmath instead of NumPy."""

import math
from collections.abc import Mapping
from functools import cache
from types import CodeType, ModuleType
from typing import Any

import mpmath  # type: ignore[import-untyped]

DIGITS = 40
ORDERS = {"xx": (2, 0), "xy": (1, 1), "yy": (0, 2)}


@cache
def functions_of(library: ModuleType | Any) -> dict[str, Any]:
    """Every function of a formula, from those of `math` or `mpmath`, by its definition where they have none."""
    own = "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp log sqrt erf floor ceil".split()
    exp, log, floor = library.exp, library.log, library.floor

    def sign(a: Any) -> int:
        return int(a > 0) - int(a < 0)

    def nearest(a: Any) -> Any:
        """Half-way to the even one."""
        above = floor(a + 0.5)
        return above - 1 if above - a == 0.5 and above % 2 else above

    return {name: getattr(library, name) for name in own} | {
        "sec": lambda a: 1 / library.cos(a),
        "csc": lambda a: 1 / library.sin(a),
        "cot": lambda a: library.cos(a) / library.sin(a),
        "log2": lambda a: log(a) / log(2),
        "log10": lambda a: log(a) / log(10),
        "cbrt": lambda a: sign(a) * abs(a) ** (library.mpf(1) / 3 if library is not math else 1 / 3),
        "pow": lambda a, b: a**b,
        "abs": abs,
        "sign": sign,
        "round": nearest,
        "mod": lambda a, b: a - b * floor(a / b),
        "max": max,
        "min": min,
        "step": lambda a, at_edge=0.5: (1 + sign(a)) / 2 if a != 0 else at_edge,
        "relu": lambda a: max(a, 0),
        "sigmoid": lambda a: 1 / (1 + exp(-a)),
        "softplus": lambda a: log(1 + exp(a)),
    }


def evaluate(text: str, names: Mapping[str, Any], library: ModuleType | Any = mpmath.mp) -> Any:
    """The formula as Python reads it, with the functions of `math` or `mpmath`."""
    constants = {"pi": +library.pi, "e": +library.e}  # of mpmath to as many digits as are asked for now
    return eval(_read(text), {"__builtins__": {}}, functions_of(library) | constants | dict(names))


@cache
def _read(text: str) -> CodeType:
    return compile(text.strip(), "formula", "eval")


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
