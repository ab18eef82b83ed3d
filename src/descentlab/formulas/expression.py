"""Formulas: whitelisted text -> a graph of operations -> NumPy functions for the value, exact gradient and Hessian.

A formula is read by Python's own grammar (`ast.parse`), and every node of its tree is looked up in a whitelist and made
into an operation. Nothing that was typed is ever evaluated.
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from descentlab.common.arrays import Float
from descentlab.formulas.autodiff import NUMPY, Graph, GraphTooLarge, Node, in_order, is_smooth
from descentlab.formulas.codegen import numpy_function

MAX_LENGTH = 1000
MAX_NODES = 300
MAX_DEPTH = 60
MAX_CONSTANT = 1e12
MAX_EXPONENT = 32
MAX_TOWER = 64
"""The product of exponents that stand on one another: ((x**4)**4)**4 and no more."""

FUNCTIONS = tuple(name for name in NUMPY if name != "sign")
CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.AST], Callable[[Graph, Node, Node], Node]] = {
    ast.Add: Graph.add,
    ast.Sub: Graph.subtract,
    ast.Mult: Graph.multiply,
    ast.Div: Graph.divide,
    ast.Pow: Graph.power,
}


class FormulaError(ValueError):
    """A formula was refused: `position` is the character (from 0) where it went wrong."""

    def __init__(self, message: str, position: int = 0) -> None:
        self.message, self.position = message, position
        super().__init__(f"{message} (at character {position + 1})")


@dataclass(frozen=True)
class Expression:
    """A function L(x, y; parameters) with its exact derivatives.

    Every function takes x and y as arrays of one shape, then the parameters as numbers. The terms take whatever can be
    broadcast; what writes takes the arrays to write into last.

    Args:
        smooth: whether L has slopes of every order wherever it has a value: no crease, tip, jump or vertical edge.
    """

    text: str
    parameters: tuple[str, ...]
    smooth: bool
    write_value: Callable[..., None]
    write_gradient: Callable[..., None]
    value_term: Callable[..., Any]
    gradient_terms: Callable[..., tuple[Any, Any]]
    hessian_terms: Callable[..., tuple[Any, Any, Any]]

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
        hxx, hxy, hyy = self.hessian_terms(x, y, *parameters)
        return hxx, hxy, hyy


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
        slope_x, slope_y = graph.gradient(loss, x, y)
        hessian = [*graph.gradient(slope_x, x, y), graph.gradient(slope_y, x, y)[1]]
    except GraphTooLarge:
        raise FormulaError("this formula, with its slope and its curvature, is too large") from None
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
    )


def parse(text: str) -> ast.expr:
    """The syntax tree of a formula, within the bounds on length, nodes and depth."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters", MAX_LENGTH)
    for position, character in enumerate(text):
        if not character.isascii() or not character.isprintable():
            raise FormulaError(f"{character!r} is not a character of a formula", position)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        position = max((getattr(error, "offset", 1) or 1) - 1, 0)
        raise FormulaError("this is not a formula", position) from None
    if sum(1 for _ in ast.walk(tree)) > 3 * MAX_NODES or _depth(tree) > MAX_DEPTH:
        raise FormulaError("this formula is too large")
    return tree


def _depth(tree: ast.AST) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return deepest


def build(node: ast.expr, parameters: tuple[str, ...], graph: Graph) -> Node:
    """The operations of a syntax tree; every node must be in the whitelist."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(graph, value, node)
        case ast.Name(id=name):
            return _name(name, parameters, graph, node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return graph.negative(build(operand, parameters, graph))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return build(operand, parameters, graph)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            operands = build(left, parameters, graph), build(right, parameters, graph)
            return _operation(operator, *operands, graph, node)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return _real(graph.call(name, build(argument, parameters, graph)), node)
        case ast.Call(func=ast.Name(id=name)):
            raise FormulaError(f"{name!r} is not a function here; there are {', '.join(FUNCTIONS)}", node.col_offset)
    raise FormulaError("only numbers, x, y, + - * / ** and functions make a formula", node.col_offset)


def _number(graph: Graph, value: float, node: ast.expr) -> Node:
    if not abs(value) <= MAX_CONSTANT:
        raise FormulaError(f"a number is at most {MAX_CONSTANT:g}", node.col_offset)
    return graph.number(value)


def _name(name: str, parameters: tuple[str, ...], graph: Graph, node: ast.expr) -> Node:
    if name in ("x", "y", *parameters):
        return graph.variable(name)
    if name in CONSTANTS:
        return graph.number(CONSTANTS[name])
    known = ", ".join((*parameters, *CONSTANTS))
    raise FormulaError(f"{name!r} is not known here; there are x, y, {known}", node.col_offset)


def _operation(operator: ast.operator, left: Node, right: Node, graph: Graph, at: ast.BinOp) -> Node:
    if isinstance(operator, ast.Div) and right.kind == "number" and right.value == 0:
        raise FormulaError("this divides by zero", at.right.col_offset)
    if isinstance(operator, ast.Pow):
        _check_power(left, right, at)
    return _real(_OPERATORS[type(operator)](graph, left, right), at.right)


def _check_power(base: Node, exponent: Node, at: ast.BinOp) -> None:
    """A power must be real, and a tower of powers low."""
    if exponent.kind != "number":
        if base.kind == "number" and base.value <= 0:
            raise FormulaError("a number that is not positive has no real powers", at.left.col_offset)
        if any(node.kind == "**" and node.arguments[1].kind != "number" for node in in_order(exponent)):
            raise FormulaError("a power in an exponent has a number as its own exponent", at.right.col_offset)
    elif not abs(exponent.value) <= MAX_EXPONENT:
        raise FormulaError(f"an exponent is at most {MAX_EXPONENT}", at.right.col_offset)
    elif not abs(exponent.value) * _tower(base) <= MAX_TOWER:
        raise FormulaError(f"the exponents of a power of powers multiply to at most {MAX_TOWER}", at.right.col_offset)


def _tower(root: Node) -> float:
    """The largest product of the exponents on a way down from a node."""
    towers: dict[Node, float] = {}
    for node in in_order(root):
        exponent = node.arguments[1] if node.kind == "**" else None
        height = max(1.0, abs(exponent.value)) if exponent is not None and exponent.kind == "number" else 1.0
        towers[node] = height * max((towers[argument] for argument in node.arguments), default=1.0)
    return towers[root]


def _real(result: Node, at: ast.expr) -> Node:
    """The result, if it is no number, or a real one that is no larger than allowed."""
    if result.kind == "number" and not abs(result.value) <= MAX_CONSTANT:
        raise FormulaError(f"a number is real and at most {MAX_CONSTANT:g}", at.col_offset)
    return result
