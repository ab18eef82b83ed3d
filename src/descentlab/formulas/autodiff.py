"""Formulas as graphs of operations, and their exact derivatives.

Derivatives are taken in reverse, rule by rule as torch's autograd takes them, and every operation keeps the author's
order: SymPy's would be as exact, but 2(x + y² − 7) came out of it as 2x + 2y² − 14, and where terms nearly cancel,
those last digits decide what RMSProp does a hundred steps later.

Source: Griewank & Walther, Evaluating Derivatives, 2008, chapter 3; torch's derivatives.yaml.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Node:
    """One operation: a number, a variable, an operator or a function of other nodes.

    Nodes are interned by `Graph`, so that equal ones are one object and are computed once.
    """

    kind: str
    arguments: tuple["Node", ...] = ()
    value: float = 0.0
    name: str = ""


LARGEST = 2000
"""Nodes of one graph, a formula with all its derivatives: ten times the largest surface's."""
SECONDS = 1.0
"""Of the processor's time, in which a graph must be finished."""


class GraphTooLarge(ValueError):
    """A graph outgrew its bounds, in nodes or in time."""


class Graph:
    """Makes nodes, and simplifies what is trivially simple: 0·a, 1·a, a + 0, and operations on two numbers.

    No graph has more nodes, or is worked on longer, than its bounds: the next node is refused (`GraphTooLarge`).
    """

    def __init__(self, largest: int = LARGEST, seconds: float = SECONDS) -> None:
        self._known: dict[tuple[object, ...], Node] = {}
        self._largest, self._deadline = largest, time.thread_time() + seconds

    def __len__(self) -> int:
        return len(self._known)

    def _node(self, kind: str, *arguments: Node, value: float = 0.0, name: str = "") -> Node:
        key = (kind, *map(id, arguments), value, math.copysign(1, value), name)
        known = self._known.get(key)
        if known is not None:
            return known
        if len(self._known) >= self._largest or time.thread_time() > self._deadline:
            raise GraphTooLarge
        self._known[key] = made = Node(kind, arguments, value, name)
        return made

    def number(self, value: float) -> Node:
        """A constant."""
        return self._node("number", value=float(value))

    def variable(self, name: str) -> Node:
        """x, y, a parameter or a column."""
        return self._node("variable", name=name)

    def add(self, a: Node, b: Node) -> Node:
        """a + b."""
        if _is(a, 0):
            return b
        if _is(b, 0):
            return a
        if b.kind == "negative":
            return self.subtract(a, b.arguments[0])
        return self._folded("+", a, b)

    def subtract(self, a: Node, b: Node) -> Node:
        """a − b."""
        if _is(b, 0):
            return a
        return self.negative(b) if _is(a, 0) else self._folded("-", a, b)

    def multiply(self, a: Node, b: Node) -> Node:
        """a · b, its number first and as few of them as rounding allows: 100·(2·c) = 200·c, (2·c)·(−d) = −2·(c·d)."""
        if _is(a, 0) or _is(b, 0):
            return self.number(0)
        if b.kind == "number":
            a, b = b, a
        if _is(a, 1):
            return b
        if _is(a, -1):
            return self.negative(b)
        (p, c), (q, d) = _factor(a), _factor(b)
        if a.kind == "number" and q != 1 and (_is_exact(a.value) or _is_exact(q)):
            return self.multiply(self.number(a.value * q), d)
        if a.kind != "number" and (_is_exact(p) or _is_exact(q)):
            p, c = (p, c) if _is_exact(p) else (1.0, a)
            q, d = (q, d) if _is_exact(q) else (1.0, b)
            return self.multiply(self.number(p * q), self.multiply(c, d))
        return self._folded("*", a, b)

    def divide(self, a: Node, b: Node) -> Node:
        """a / b."""
        if _is(a, 0) and not _is(b, 0):
            return a
        if b.kind == "number" and _is_exact(b.value):  # a product is quicker, and the same to the last bit
            return self.multiply(self.number(1 / b.value), a)
        return a if _is(b, 1) else self._folded("/", a, b)

    def negative(self, a: Node) -> Node:
        """−a."""
        if a.kind == "number":
            return self.number(-a.value)
        factor, rest = _factor(a)
        return self._node("negative", a) if factor == 1 else self.multiply(self.number(-factor), rest)

    def power(self, a: Node, b: Node) -> Node:
        """aᵇ."""
        if _is(b, 0):
            return self.number(1)
        if _is(b, 1):
            return a
        return self.call("sqrt", a) if _is(b, 0.5) else self._folded("**", a, b)

    def call(self, name: str, a: Node) -> Node:
        """A function of a."""
        if a.kind == "number":
            with np.errstate(all="ignore"):
                return self.number(float(NUMPY[name](a.value)))
        return self._node("call", a, name=name)

    def _folded(self, kind: str, a: Node, b: Node) -> Node:
        if a.kind == b.kind == "number":
            with np.errstate(all="ignore"):
                return self.number(float(_OPERATIONS[kind](np.float64(a.value), np.float64(b.value))))
        return self._node(kind, a, b)

    def gradient(self, of: Node, *variables: Node) -> list[Node]:
        """∂of/∂v for each variable, by the chain rule from the last operation back to the first."""
        adjoint: dict[Node, Node] = {of: self.number(1)}
        for node in reversed(list(in_order(of))):
            if node in adjoint and node.arguments:
                for argument, part in zip(node.arguments, self._parts(node, adjoint[node]), strict=True):
                    known = adjoint.get(argument)
                    adjoint[argument] = part if known is None else self.add(known, part)
        return [adjoint.get(variable, self.number(0)) for variable in variables]

    def _parts(self, node: Node, g: Node) -> tuple[Node, ...]:
        """What reaches each argument of what reaches the node, g."""
        if node.kind == "call":
            (a,) = node.arguments
            return (_DERIVATIVES[node.name](self, a, node, g),)
        if node.kind == "negative":
            return (self.negative(g),)
        a, b = node.arguments
        if node.kind == "+":
            return g, g
        if node.kind == "-":
            return g, self.negative(g)
        if node.kind == "*":
            return self.multiply(g, b), self.multiply(g, a)
        if node.kind == "/":
            return self.divide(g, b), self.negative(self.multiply(g, self.divide(node, b)))
        below = self.power(a, self.subtract(b, self.number(1)))
        of_base = self.multiply(g, self.multiply(b, below))
        constant = b.kind == "number"
        return of_base, self.number(0) if constant else self.multiply(g, self.multiply(node, self.call("log", a)))


def _is(node: Node, value: float) -> bool:
    return node.kind == "number" and node.value == value


def _factor(node: Node) -> tuple[float, Node]:
    """A number and what it multiplies; 1 and the node itself where there is none."""
    if node.kind == "negative":
        return -1.0, node.arguments[0]
    if node.kind == "*" and node.arguments[0].kind == "number":
        return node.arguments[0].value, node.arguments[1]
    return 1.0, node


def _is_exact(factor: float) -> bool:
    """Whether multiplying by it rounds nothing, wherever in a product it stands: −1, ±2, ±4, ±8."""
    return factor != 1 and abs(factor) >= 1 and math.frexp(factor)[0] in (0.5, -0.5)


def in_order(*roots: Node) -> Iterator[Node]:
    """Every node, each after its arguments. Without recursion, so that no formula is too deep for it."""
    done: set[Node] = set()
    stack = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready or not node.arguments:
            done.add(node)
            yield node
        else:
            stack.append((node, True))
            stack += [(argument, False) for argument in reversed(node.arguments)]


SMOOTH = frozenset(("sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "exp", "log"))
"""Functions with slopes of every order wherever they have a value."""


def is_smooth(root: Node) -> bool:
    """Whether every operation has slopes of every order wherever it has a value; a power has, of a whole exponent."""
    for node in in_order(root):
        exponent = node.arguments[1] if node.kind == "**" else None
        if exponent is not None and not (exponent.kind == "number" and exponent.value.is_integer()):
            return False
        if node.kind == "call" and node.name not in SMOOTH:
            return False
    return True


Rule = Callable[[Graph, Node, Node, Node], Node]
"""(graph, argument a, result r, what reaches the result g) -> what reaches the argument."""

_DERIVATIVES: dict[str, Rule] = {
    "sin": lambda G, a, r, g: G.multiply(g, G.call("cos", a)),
    "cos": lambda G, a, r, g: G.multiply(g, G.negative(G.call("sin", a))),
    "tan": lambda G, a, r, g: G.multiply(g, G.add(G.number(1), G.multiply(r, r))),
    "asin": lambda G, a, r, g: G.divide(g, G.call("sqrt", G.subtract(G.number(1), G.multiply(a, a)))),
    "acos": lambda G, a, r, g: G.negative(G.divide(g, G.call("sqrt", G.subtract(G.number(1), G.multiply(a, a))))),
    "atan": lambda G, a, r, g: G.divide(g, G.add(G.multiply(a, a), G.number(1))),
    "sinh": lambda G, a, r, g: G.multiply(g, G.call("cosh", a)),
    "cosh": lambda G, a, r, g: G.multiply(g, G.call("sinh", a)),
    "tanh": lambda G, a, r, g: G.multiply(g, G.subtract(G.number(1), G.multiply(r, r))),
    "exp": lambda G, a, r, g: G.multiply(g, r),
    "log": lambda G, a, r, g: G.divide(g, a),
    "sqrt": lambda G, a, r, g: G.divide(g, G.multiply(G.number(2), r)),
    "abs": lambda G, a, r, g: G.multiply(g, G.call("sign", a)),
    "sign": lambda G, a, r, g: G.number(0),  # but for 0, which no lane ever feels
}
NUMPY: dict[str, Callable[[Any], Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
}
_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
