"""What a formula costs: its operations, counted when it is compiled, times what each was measured to take.

Seconds of one core of this project's machine; on another all of them grow or shrink alike, nearly.
"""

from dataclasses import dataclass
from typing import NamedTuple

from descentlab.formulas.graph import Node, in_order

CALL = 0.4e-6
"""A NumPy call on few values, with the line of Python around it."""
PYTHON = 3e-6
"""A function of ours (`functions.py`), which is several calls."""
PRODUCTS = 8
"""Whole powers up to this are products: NumPy's general power costs some twenty times as much."""
ADD = 0.5
"""Nanoseconds a value, in the processor's cache."""
NANOSECONDS = {
    "/": (0.5, 9.0),
    "**": (2.2, 60.0),
    "sin": (4.0, 47.0),
    "cos": (4.0, 47.0),
    "tan": (1.2, 21.0),
    "asin": (1.1, 8.0),
    "acos": (1.2, 8.0),
    "atan": (1.1, 11.0),
    "atan2": (1.8, 380.0),
    "sinh": (1.0, 11.0),
    "cosh": (0.8, 8.0),
    "tanh": (2.2, 75.0),
    "asinh": (2.0, 48.0),
    "acosh": (3.8, 5.0),
    "atanh": (1.4, 87.0),
    "exp": (0.6, 30.0),
    "log": (1.0, 2.0),
    "log2": (1.0, 2.0),
    "log10": (1.0, 2.0),
    "sqrt": (0.8, 19.0),
    "cbrt": (1.1, 2.0),
    "mod": (8.6, 320.0),
    "step": (1.2, 2.0),
    "sigmoid": (5.0, 13.0),
    "softplus": (5.0, 13.0),
    "erf": (40.0, 140.0),
    "log_or_zero": (1.6, 3.0),
    "product_or_zero": (0.8, 2.0),
}
"""What takes longer than an addition, a value: on ordinary numbers, and on the worst (1e300, 1e-310), which a formula
may be made to meet."""
OURS = {"sigmoid", "softplus", "erf", "log_or_zero", "product_or_zero"}


@dataclass(frozen=True)
class Cost:
    """Seconds that something takes: so many a call, and so many a lane."""

    call: float = 0.0
    lane: float = 0.0

    def of(self, lanes: float) -> float:
        """One call for so many lanes."""
        return self.call + self.lane * lanes

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.call + other.call, self.lane + other.lane)

    def __mul__(self, times: float) -> "Cost":
        return Cost(self.call * times, self.lane * times)


class Costs(NamedTuple):
    """What L, ∇L and the Hessian take."""

    value: Cost
    gradient: Cost
    hessian: Cost


def costs_of(loss: Node, slopes: list[Node], hessian: list[Node]) -> tuple[Costs, Costs]:
    """What they take on ordinary numbers, and on the worst."""
    usual, worst = (
        Costs(*(cost_of(*roots, worst=worst) for roots in ([loss], slopes, hessian))) for worst in (False, True)
    )
    return usual, worst


def is_product(exponent: Node) -> bool:
    """Whether a power is computed as products."""
    return exponent.kind == "number" and exponent.value.is_integer() and 2 <= abs(exponent.value) <= PRODUCTS


def cost_of(*roots: Node, worst: bool) -> Cost:
    """What the nodes cost together, on ordinary numbers or on the worst."""
    operations = [node for node in in_order(*roots) if node.arguments]
    return Cost(
        sum(PYTHON if node.name in OURS else CALL * _calls(node) for node in operations),
        sum(_nanoseconds(node, worst) for node in operations) * 1e-9,
    )


def _calls(node: Node) -> int:
    """How many calls one operation is."""
    if node.kind != "**" or not is_product(node.arguments[1]):
        return 1
    power = node.arguments[1].value
    return int(abs(power)) - 1 + (power < 0)


def _nanoseconds(node: Node, worst: bool) -> float:
    calls = _calls(node)
    usual, hard = NANOSECONDS.get(node.name or node.kind, (ADD, ADD))
    if node.kind == "**" and is_product(node.arguments[1]):
        return ADD * calls + (NANOSECONDS["/"][worst] if node.arguments[1].value < 0 else 0.0)
    return hard if worst else usual
