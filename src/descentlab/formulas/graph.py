"""Formulas as graphs of operations, each in its author's order."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from descentlab.formulas.functions import NUMPY


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

    def call(self, name: str, *arguments: Node) -> Node:
        """A function of NumPy's of one value, or two."""
        if all(argument.kind == "number" for argument in arguments):
            with np.errstate(all="ignore"):
                return self.number(float(NUMPY[name](*(argument.value for argument in arguments))))
        return self._node("call", *arguments, name=name)

    def _folded(self, kind: str, a: Node, b: Node) -> Node:
        if a.kind == b.kind == "number":
            with np.errstate(all="ignore"):
                return self.number(float(_OPERATIONS[kind](np.float64(a.value), np.float64(b.value))))
        return self._node(kind, a, b)


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


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
