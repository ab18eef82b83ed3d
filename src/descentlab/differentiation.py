"""Formulas as graphs of operations: their exact derivatives, and NumPy functions that compute them.

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
        """a · b."""
        if _is(a, 0) or _is(b, 0):
            return self.number(0)
        for one, other in ((a, b), (b, a)):
            if _is(one, 1):
                return other
            if _is(one, -1):
                return self.negative(other)
        return self._folded("*", a, b)

    def divide(self, a: Node, b: Node) -> Node:
        """a / b."""
        if _is(a, 0) and not _is(b, 0):
            return a
        return a if _is(b, 1) else self._folded("/", a, b)

    def negative(self, a: Node) -> Node:
        """−a."""
        if a.kind == "number":
            return self.number(-a.value)
        return a.arguments[0] if a.kind == "negative" else self._node("negative", a)

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

DEEPEST = 20
"""Operations in one line of the function: Python's own parser takes only so many brackets in each other."""
PRODUCTS = 8
"""Whole powers up to this are products: NumPy's general power costs some twenty times as much."""


def numpy_function(roots: list[Node], variables: list[str]) -> Callable[..., tuple[Any, ...]]:
    """The nodes as one NumPy function of the variables; what is used twice is computed once.

    The source is written from nodes alone: operators, the functions above, numbers and names made here.
    """
    uses = {root: roots.count(root) for root in roots}
    for node in in_order(*roots):
        times = PRODUCTS if node.kind == "**" and _whole(node.arguments[1]) else 1
        for position, argument in enumerate(node.arguments):
            uses[argument] = uses.get(argument, 0) + (times if position == 0 else 1)
    names = {name: f"v{index}" for index, name in enumerate(variables)}
    texts: dict[Node, str] = {}
    depths: dict[Node, int] = {}
    lines: list[str] = []
    for node in in_order(*roots):
        text = _text(node, texts, names)
        depths[node] = 1 + max((depths[argument] for argument in node.arguments), default=0)
        if node.arguments and (uses.get(node, 0) > 1 or depths[node] > DEEPEST):
            depths[node] = 1
            lines.append(f"    t{len(lines)} = {text}")
            text = f"t{len(lines) - 1}"
        texts[node] = text
    returned = ", ".join(texts[root] for root in roots)
    source = "\n".join([f"def function({', '.join(names.values())}):", *lines, f"    return ({returned},)"])
    scope: dict[str, Any] = dict(NUMPY)
    exec(source, scope)  # our own text, as SymPy's lambdify or a dataclass does it
    function: Callable[..., tuple[Any, ...]] = scope["function"]
    return function


def _whole(node: Node) -> bool:
    return node.kind == "number" and node.value.is_integer() and 2 <= abs(node.value) <= PRODUCTS


def _text(node: Node, texts: dict[Node, str], names: dict[str, str]) -> str:
    if node.kind == "number":
        return _literal(node.value)
    if node.kind == "variable":
        return names[node.name]
    arguments = [texts[argument] for argument in node.arguments]
    if node.kind == "negative":
        return f"(-{arguments[0]})"
    if node.kind == "call":
        return f"{node.name}({arguments[0]})"
    if node.kind == "**" and _whole(node.arguments[1]):
        product = " * ".join([arguments[0]] * int(abs(node.arguments[1].value)))
        return f"({product})" if node.arguments[1].value > 0 else f"(1.0 / ({product}))"
    return f"({arguments[0]} {node.kind} {arguments[1]})"


def _literal(value: float) -> str:
    # inf and nan have no literal; they come from folding, and behave as torch's would.
    if math.isfinite(value):
        return repr(value) if math.copysign(1, value) > 0 else f"({value!r})"  # or -2.0 ** x would be -(2.0 ** x)
    return "(1e999 - 1e999)" if math.isnan(value) else f"(1e999 * {math.copysign(1, value)})"
