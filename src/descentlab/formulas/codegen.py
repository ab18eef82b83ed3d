"""Graphs of operations -> NumPy functions, one line of source for each operation.

An operation writes over an array that nobody needs any more, and the last one into the array asked for: a new array and
a copy cost a small NumPy call a third of its time, and large ones run faster where their arrays stay in the cache.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.formulas.cost import is_product
from descentlab.formulas.functions import NUMPY
from descentlab.formulas.graph import Node, in_order

AXES = 2
"""The first variables are x and y, and may be arrays; the others are numbers."""

_UFUNCS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "negative": "negative"}
_SCOPE: dict[str, Any] = NUMPY | {name: getattr(np, name) for name in _UFUNCS.values()}


def numpy_function(roots: list[Node], variables: list[str], *, in_place: bool = False) -> Callable[..., Any]:
    """The nodes as one NumPy function of the variables; what is used twice is computed once.

    The source is written from nodes alone: the functions above, numbers, and names made here.

    Args:
        in_place: the function writes into arrays, given after the variables, one a node; the first two variables, x
            and y, are arrays of that very shape, all others numbers. Else it returns a tuple, and takes whatever can
            be broadcast.
    """
    writer = _Writer(roots, variables, in_place)
    source = "\n    ".join([f"def function({', '.join(writer.arguments)}):", *writer.lines()])
    scope = _SCOPE | writer.numbers
    exec(source, scope)  # our own text, as SymPy's lambdify or a dataclass does it
    function: Callable[..., Any] = scope["function"]
    return function


class _Writer:
    """Writes the lines of one function, and keeps the books of its names."""

    def __init__(self, roots: list[Node], variables: list[str], in_place: bool) -> None:
        self.roots, self.in_place = roots, in_place
        self.given = {name: f"v{index}" for index, name in enumerate(variables)}
        self.answers = [f"o{index}" for index in range(len(roots))] if in_place else []
        self.arguments = [*self.given.values(), *self.answers]
        self.names: dict[Node, str] = {}
        self.numbers: dict[str, NDArray[np.float64]] = {}
        self.arrays: set[Node] = set()
        self.left = _uses(roots)
        self.made, self.free = 0, list[str]()

    def lines(self) -> Iterator[str]:
        """All of them."""
        for node in in_order(*self.roots):
            if node.arguments:
                yield from self.operation(node)
            else:
                self.names[node] = self.number(node.value) if node.kind == "number" else self.given[node.name]
                if self.names[node] in self.arguments[:AXES]:
                    self.arrays.add(node)
        values = [self.names[root] for root in self.roots]
        if self.in_place:
            yield from (f"{to}[...] = {value}" for to, value in zip(self.answers, values, strict=True) if to != value)
        else:
            yield f"return ({', '.join(values)},)"

    def number(self, value: float) -> str:
        """The name of a number: an array already, which NumPy would else make of it at every call."""
        name = f"c{len(self.numbers)}"
        self.numbers[name] = np.array(value)
        self.numbers[name].flags.writeable = False
        return name

    def operation(self, node: Node) -> Iterator[str]:
        """The lines of one operation."""
        operands = [self.names[argument] for argument in node.arguments]
        power = int(node.arguments[1].value) if node.kind == "**" and is_product(node.arguments[1]) else 0
        dead = self.dead(node)
        if abs(power) > 2:  # each of its products needs the base once more
            to, exists = self.place(node, [])
            self.free += dead
        else:
            to, exists = self.place(node, dead)
        self.names[node] = to
        if not power:
            yield self.line(node.name or _UFUNCS[node.kind], operands, to, exists)
            return
        base = operands[0]
        yield self.line("multiply", [base, base], to, exists)
        exists = node in self.arrays
        yield from (self.line("multiply", [to, base], to, exists) for _ in range(abs(power) - 2))
        if power < 0:
            yield self.line("divide", [self.number(1.0), to], to, exists)

    def line(self, function: str, operands: list[str], to: str, exists: bool) -> str:
        """One call: into an array that exists, or into a new one."""
        if self.in_place and exists:
            return f"{function}({', '.join([*operands, to])})"
        return f"{to} = {function}({', '.join(operands)})"

    def dead(self, node: Node) -> list[str]:
        """The arrays of the operands that nobody needs after this."""
        for argument in node.arguments:
            self.left[argument] -= 1
        if not self.arrays.isdisjoint(node.arguments):
            self.arrays.add(node)
        gone = {argument for argument in node.arguments if not self.left[argument]} & self.arrays
        return sorted({self.names[argument] for argument in gone if argument.arguments})

    def place(self, node: Node, dead: list[str]) -> tuple[str, bool]:
        """Where the answer goes, and whether an array is there already."""
        self.free += dead
        if node not in self.arrays:
            self.made += 1
            return f"s{self.made}", False
        if self.in_place and node in self.roots:
            return self.answers[self.roots.index(node)], True
        if self.free:
            return self.free.pop(), True
        self.made += 1
        return f"t{self.made}", False


def _uses(roots: list[Node]) -> Counter[Node]:
    """How many operations, and answers, need each node."""
    return Counter([*roots, *(argument for node in in_order(*roots) for argument in node.arguments)])
