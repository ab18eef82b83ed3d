"""Formulas: whitelisted text -> a graph of operations -> NumPy functions for the value, exact gradient and Hessian.

A formula is read by Python's own grammar (`ast.parse`), and every node of its tree is looked up in a whitelist and made
into an operation. Nothing that was typed is ever evaluated.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, cast

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.errors import quoted
from descentlab.formulas.autodiff import gradient
from descentlab.formulas.codegen import numpy_function
from descentlab.formulas.cost import Costs, costs_of
from descentlab.formulas.functions import FUNCTIONS
from descentlab.formulas.graph import Graph, GraphTooLarge, Node, in_order
from descentlab.formulas.refusals import FormulaError, Problem, refusal
from descentlab.formulas.smoothness import is_smooth

MAX_LENGTH = 4000
MAX_NODES = 300
MAX_DEPTH = 60
MAX_CONSTANT = 1e12
MAX_EXPONENT = 32
MAX_TOWER = 64
"""The product of exponents that stand on one another: ((x**4)**4)**4 and no more."""

CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.AST], Callable[[Graph, Node, Node], Node]] = {
    ast.Add: Graph.add,
    ast.Sub: Graph.subtract,
    ast.Mult: Graph.multiply,
    ast.Div: Graph.divide,
    ast.Pow: Graph.power,
}


@dataclass(frozen=True)
class Expression:
    """A function L(x, y; parameters) with its exact derivatives.

    Every function takes x and y as arrays of one shape, then the parameters as numbers. The terms take whatever can be
    broadcast; what writes takes the arrays to write into last.

    Args:
        smooth: whether L has slopes of every order wherever it has a value: no crease, tip, jump or vertical edge.
        costs: what each takes, on ordinary numbers and on the worst.
    """

    text: str
    parameters: tuple[str, ...]
    smooth: bool
    write_value: Callable[..., None]
    write_gradient: Callable[..., None]
    value_term: Callable[..., Any]
    gradient_terms: Callable[..., tuple[Any, Any]]
    hessian_terms: Callable[..., tuple[Any, Any, Any]]
    costs: tuple[Costs, Costs]

    def value(self, x: Float, y: Float, *parameters: float | Float, out: Float | None = None) -> Float:
        """L, in the shape of x."""
        out = np.empty(np.shape(x)) if out is None else out
        if out.ndim:
            self.write_value(x, y, *parameters, out)
        else:
            out[...] = self.value_term(x, y, *parameters)
        return out

    def gradient(self, w: Float, *parameters: float | Float, out: Float | None = None) -> Float:
        """∇L = (∂L/∂x, ∂L/∂y) at w (2, ...), in the shape of w."""
        out = np.empty(w.shape) if out is None else out
        if out.ndim > 1:
            self.write_gradient(w[0], w[1], *parameters, out[0], out[1])
        else:
            out[0], out[1] = self.gradient_terms(w[0], w[1], *parameters)
        return out

    def hessian(self, x: Float, y: Float, *parameters: float | Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy; a number alone where the curvature is the same everywhere."""
        return self.hessian_terms(x, y, *parameters)


@lru_cache(maxsize=256)
def compile_expression(text: str, parameters: tuple[str, ...] = ()) -> Expression:
    """The formula as NumPy functions.

    Raises:
        FormulaError: the text is not a formula in x, y and the parameters.
    """
    graph = Graph()
    try:
        loss = build(parse(text), parameters, graph)
        x, y = graph.variable("x"), graph.variable("y")
        slope_x, slope_y = gradient(graph, loss, x, y)
        hessian = [*gradient(graph, slope_x, x, y), gradient(graph, slope_y, x, y)[1]]
    except GraphTooLarge:
        raise refusal("this formula, with its slope and its curvature, is too large") from None
    names = ["x", "y", *parameters]
    value = numpy_function([loss], names)
    return Expression(
        text,
        parameters,
        smooth=is_smooth(loss),
        write_value=numpy_function([loss], names, in_place=True),
        write_gradient=numpy_function([slope_x, slope_y], names, in_place=True),
        value_term=lambda *arguments: value(*arguments)[0],
        gradient_terms=numpy_function([slope_x, slope_y], names),
        hessian_terms=numpy_function(hessian, names),
        costs=costs_of(loss, [slope_x, slope_y], hessian),
    )


def check_expression(text: str) -> None:
    """Whether it can be built, in x and y.

    Raises:
        FormulaError: it cannot; all that is wrong is named.
    """
    try:
        build(parse(text), (), Graph())
    except GraphTooLarge:
        raise refusal("this formula is too large") from None


def parse(text: str) -> ast.expr:
    """The syntax tree of a formula, within the bounds on length, nodes and depth."""
    if len(text) > MAX_LENGTH:
        raise refusal(f"a formula has at most {MAX_LENGTH} characters", MAX_LENGTH)
    for position, character in enumerate(text):
        if not character.isascii() or not character.isprintable():
            raise refusal(f"{quoted(character)} is not a character of a formula", position)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise refusal("this is not a formula", max((getattr(error, "offset", 1) or 1) - 1, 0)) from None
    if sum(1 for _ in ast.walk(tree)) > 3 * MAX_NODES or _depth(tree) > MAX_DEPTH:
        raise refusal("this formula is too large")
    return cast(ast.expr, _Powers().visit(tree))


def _depth(tree: ast.AST) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return deepest


class _Powers(ast.NodeTransformer):
    """Writes pow(a, b) as a**b."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """One call."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="pow"), args=[base, exponent], keywords=[]):
                return ast.copy_location(ast.BinOp(base, ast.Pow(), exponent), node)
        return node


def build(tree: ast.expr, parameters: tuple[str, ...], graph: Graph) -> Node:
    """The operations of a syntax tree; every node must be in the whitelist.

    Raises:
        FormulaError: some are not; all of them are named.
    """
    builder = _Builder(parameters, graph, [])
    built = builder.build(tree)
    if builder.problems:
        raise FormulaError(*builder.problems)
    return built


@dataclass(frozen=True)
class _Builder:
    """Makes operations; where there is something wrong, it notes it and goes on with a part that will do."""

    parameters: tuple[str, ...]
    graph: Graph
    problems: list[Problem]

    def wrong(self, message: str, at: ast.expr) -> None:
        """Something is wrong here."""
        self.problems.append(Problem(message, at.col_offset))

    def build(self, node: ast.expr) -> Node:
        """The operation of a node, and of all below it."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.number(value, node)
            case ast.Name(id=name):
                return self.name(name, node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.graph.negative(self.build(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.build(operand)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
                return self.operation(node, self.build(left), self.build(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, node)
        self.wrong("only numbers, x, y, + - * / ** and functions make a formula", node)
        return self.graph.variable("x")

    def number(self, value: float, node: ast.expr) -> Node:
        """A number."""
        if not abs(value) <= MAX_CONSTANT:
            self.wrong(f"a number is at most {MAX_CONSTANT:g}", node)
            value = 1.0
        return self.graph.number(value)

    def name(self, name: str, node: ast.expr) -> Node:
        """A variable, a parameter or a constant."""
        if name in CONSTANTS:
            return self.graph.number(CONSTANTS[name])
        if name not in ("x", "y", *self.parameters):
            known = "x", "y", *self.parameters, *CONSTANTS
            self.wrong(f"{quoted(name)} is not known here; there are {', '.join(known)}", node)
        return self.graph.variable(name)

    def call(self, name: str, arguments: list[ast.expr], node: ast.expr) -> Node:
        """A function of its values."""
        function = FUNCTIONS.get(name)
        if function is None:
            self.wrong(f"{quoted(name)} is not a function here; there are {', '.join(FUNCTIONS)}", node)
        elif not function.fewest <= len(arguments) <= function.most:
            self.wrong(how_many(name), node)
        else:
            return self.real(_called(self.graph, name, [self.build(argument) for argument in arguments]), node)
        return self.graph.variable("x")

    def operation(self, node: ast.BinOp, left: Node, right: Node) -> Node:
        """Two operands and what is between them."""
        if isinstance(node.op, ast.Div) and right.kind == "number" and right.value == 0:
            self.wrong("this divides by zero", node.right)
            return left
        if isinstance(node.op, ast.Pow) and (wrong := _wrong_power(left, right)) is not None:
            self.wrong(wrong[1], node.left if wrong[0] is left else node.right)
            return left
        return self.real(_OPERATORS[type(node.op)](self.graph, left, right), node.right)

    def real(self, result: Node, at: ast.expr) -> Node:
        """The result, if it is no number, or a real one that is no larger than allowed."""
        if result.kind == "number" and not abs(result.value) <= MAX_CONSTANT:
            self.wrong(f"a number is real and at most {MAX_CONSTANT:g}", at)
            return self.graph.number(1)
        return result


def how_many(name: str) -> str:
    """How many values a function takes."""
    function = FUNCTIONS[name]
    if function.most == 1:
        return f"a function takes one value: {name}(x)"
    counts = {(2, 2): "two values", (1, 2): "one value, and what it is at 0 if you like"}
    several = counts.get((function.fewest, function.most), f"{function.fewest} to {function.most} values")
    return f"{name} takes {several}: {name}(x{', y' * (function.fewest - 1)})"


def _called(graph: Graph, name: str, values: list[Node]) -> Node:
    match name:
        case "sec" | "csc":
            return graph.divide(graph.number(1), graph.call("cos" if name == "sec" else "sin", *values))
        case "cot":
            return graph.divide(graph.call("cos", *values), graph.call("sin", *values))
        case "max" | "min":
            return reduce(lambda a, b: graph.call(name, a, b), values)
        case "step":
            return graph.call(name, *values, *[graph.number(0.5)] * (2 - len(values)))
    return graph.call(name, *values)


def _wrong_power(base: Node, exponent: Node) -> tuple[Node, str] | None:
    """A power must be real, and a tower of powers low: what is wrong, and with which."""
    if exponent.kind != "number":
        if base.kind == "number" and base.value <= 0:
            return base, "a number that is not positive has no real powers"
        if any(node.kind == "**" and node.arguments[1].kind != "number" for node in in_order(exponent)):
            return exponent, "a power in an exponent has a number as its own exponent"
    elif not abs(exponent.value) <= MAX_EXPONENT:
        return exponent, f"an exponent is at most {MAX_EXPONENT}"
    elif not abs(exponent.value) * _tower(base) <= MAX_TOWER:
        return exponent, f"the exponents of a power of powers multiply to at most {MAX_TOWER}"
    return None


def _tower(root: Node) -> float:
    """The largest product of the exponents on a way down from a node."""
    towers: dict[Node, float] = {}
    for node in in_order(root):
        exponent = node.arguments[1] if node.kind == "**" else None
        height = max(1.0, abs(exponent.value)) if exponent is not None and exponent.kind == "number" else 1.0
        towers[node] = height * max((towers[argument] for argument in node.arguments), default=1.0)
    return towers[root]
