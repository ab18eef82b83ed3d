"""The functions of formulas: what there are, how each is written, and what NumPy computes for it.

Most are NumPy's own. The others take an `out` as NumPy's do: an array of the answer's shape, which may be an argument.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Function:
    """How a function is written.

    Args:
        latex: its LaTeX; # stands for its values.
        also: other names by which it may be typed.
        fewest, most: how many values it takes.
    """

    latex: str
    also: tuple[str, ...] = ()
    fewest: int = 1
    most: int = 1


def _named(name: str, *also: str, fewest: int = 1, most: int = 1) -> Function:
    return Function(f"{name}(#)", also, fewest, most)


MANY = 8
"""Values of max and min: more are seldom typed, and each costs operations."""

FUNCTIONS = {
    "sin": _named(r"\sin"),
    "cos": _named(r"\cos"),
    "tan": _named(r"\tan", "tg"),
    "sec": _named(r"\sec"),
    "csc": _named(r"\csc", "cosec"),
    "cot": _named(r"\cot", "cotan", "ctg"),
    "asin": _named(r"\arcsin", "arcsin"),
    "acos": _named(r"\arccos", "arccos"),
    "atan": _named(r"\arctan", "arctan", "arctg"),
    "atan2": _named(r"\mathrm{atan2}", "arctan2", fewest=2, most=2),
    "sinh": _named(r"\sinh"),
    "cosh": _named(r"\cosh"),
    "tanh": _named(r"\tanh"),
    "asinh": _named(r"\mathrm{arsinh}", "arsinh", "arcsinh"),
    "acosh": _named(r"\mathrm{arcosh}", "arcosh", "arccosh"),
    "atanh": _named(r"\mathrm{artanh}", "artanh", "arctanh"),
    "exp": Function("e^{#}"),
    "log": _named(r"\ln", "ln"),
    "log2": _named(r"\log_{2}"),
    "log10": _named(r"\log_{10}"),
    "sqrt": Function(r"\sqrt{#}"),
    "cbrt": Function(r"\sqrt[3]{#}"),
    "pow": Function("", ("power",), 2, 2),  # written as a power
    "abs": Function(r"\left|#\right|", ("absolute", "fabs")),
    "sign": _named(r"\mathrm{sign}", "sgn", "signum"),
    "floor": Function(r"\left\lfloor #\right\rfloor "),
    "ceil": Function(r"\left\lceil #\right\rceil ", ("ceiling",)),
    "round": _named(r"\mathrm{round}", "rint"),
    "mod": _named(r"\mathrm{mod}", fewest=2, most=2),
    "max": _named(r"\max", "maximum", fewest=2, most=MANY),
    "min": _named(r"\min", "minimum", fewest=2, most=MANY),
    "step": _named(r"\mathrm{step}", "heaviside", most=2),
    "relu": _named(r"\mathrm{relu}"),
    "sigmoid": _named(r"\mathrm{sigmoid}"),
    "softplus": _named(r"\mathrm{softplus}"),
    "erf": _named(r"\mathrm{erf}"),
}
SPOKEN = {spoken: name for name, function in FUNCTIONS.items() for spoken in (name, *function.also)}
"""Each function as it may be typed, and its name here."""


def sigmoid(a: Any, out: Any = None) -> Any:
    """1/(1 + e⁻ᵃ), or where that would overflow, below 0, the same as eᵃ/(1 + eᵃ)."""
    power = np.exp(-np.abs(a))
    return np.divide(np.where(np.less(a, 0), power, 1.0), power + 1.0, out)


def relu(a: Any, out: Any = None) -> Any:
    """max(a, 0)."""
    return np.maximum(a, 0.0, out=out)


def larger(a: Any, b: Any, out: Any = None) -> Any:
    """The larger of two; NumPy will have its `out` by name."""
    return np.maximum(a, b, out=out)


def smaller(a: Any, b: Any, out: Any = None) -> Any:
    """The smaller of two."""
    return np.minimum(a, b, out=out)


def softplus(a: Any, out: Any = None) -> Any:
    """ln(1 + eᵃ), as max(a, 0) + ln(1 + e^−|a|): NumPy's logaddexp, value by value, takes four times as long."""
    return np.add(np.maximum(a, 0.0), np.log1p(np.exp(-np.abs(a))), out)


def erf(a: Any, out: Any = None) -> Any:
    """2/√π ∫₀ᵃ exp(−t²) dt, value by value as the C library computes it: NumPy has none."""
    values = np.fromiter(map(math.erf, np.ravel(a).tolist()), float, np.size(a)).reshape(np.shape(a))
    return np.positive(values, out)


def log_or_zero(a: Any, out: Any = None) -> Any:
    """ln a, and 0 at 0: what 0ᵇ ln 0 needs to be 0."""
    return np.log(np.where(np.equal(a, 0), 1.0, a), out)


def product_or_zero(a: Any, b: Any, out: Any = None) -> Any:
    """a · b, and 0 where a is, though b be infinite."""
    return np.multiply(a, np.where(np.equal(a, 0), 0.0, b), out)


NUMPY: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.rint,
    "mod": np.mod,
    "max": larger,
    "min": smaller,
    "step": np.heaviside,
    "relu": relu,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "erf": erf,
    "log_or_zero": log_or_zero,
    "product_or_zero": product_or_zero,
}
"""What a node of a graph may call; the last two stand in derivatives only."""
