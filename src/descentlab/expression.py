"""Formulas: whitelisted text -> SymPy -> NumPy functions for the value, the exact gradient and the exact Hessian.

A formula is read by Python's own grammar (`ast.parse`), every node is looked up in a whitelist, and the SymPy
expression is built node by node. Nothing is ever evaluated: not `eval`, not SymPy's `parse_expr` (which calls it).
"""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from sympy.codegen.rewriting import create_expand_pow_optimization
from sympy.core.parameters import distribute

from descentlab.arrays import Float

MAX_LENGTH = 1000
MAX_NODES = 300
MAX_DEPTH = 40
MAX_CONSTANT = 1e12
MAX_EXPONENT = 32

FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "atan": sympy.atan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": lambda u: sympy.Abs(u) if u.is_real else sympy.sqrt(u**2),  # SymPy has no slope for an Abs of log(x)
}
CONSTANTS: dict[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}
_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


_NOT_REAL = (sympy.I, sympy.zoo, sympy.oo, -sympy.oo, sympy.nan)


class FormulaError(ValueError):
    """A formula was refused: `position` is the character (from 0) where it went wrong."""

    def __init__(self, message: str, position: int = 0) -> None:
        self.position = position
        super().__init__(f"{message} (at character {position + 1})")


@dataclass(frozen=True)
class Expression:
    """A function L(x, y; parameters) with its exact derivatives.

    Every function takes x and y as arrays of one shape, then the parameters as numbers.
    """

    text: str
    parameters: tuple[str, ...]
    _value: Callable[..., Any]
    _gradient: Callable[..., tuple[Any, Any]]
    _hessian: Callable[..., tuple[Any, Any, Any]]

    def value(self, x: Float, y: Float, *parameters: float, out: Float | None = None) -> Float:
        """L, in the shape of x."""
        out = np.empty(np.shape(x)) if out is None else out
        out[...] = self._value(x, y, *parameters)
        return out

    def gradient(self, w: Float, *parameters: float, out: Float | None = None) -> Float:
        """∇L = (∂L/∂x, ∂L/∂y) at w (2, ...), in the shape of w."""
        out = np.empty(w.shape) if out is None else out
        out[0], out[1] = self._gradient(w[0], w[1], *parameters)
        return out

    def hessian(self, x: Float, y: Float, *parameters: float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy; a number alone where the curvature is the same everywhere."""
        hxx, hxy, hyy = self._hessian(x, y, *parameters)
        return hxx, hxy, hyy


@lru_cache(maxsize=256)
@distribute(False)  # 200*(y - x**2) stays: as 200*y - 200*x**2 it would lose its digits where the bracket is almost zero
def compile_expression(text: str, parameters: tuple[str, ...] = ()) -> Expression:
    """The formula as NumPy functions.

    Raises:
        FormulaError: the text is not a formula in x, y and the parameters.
    """
    x, y = _symbol("x"), _symbol("y")
    loss = build(parse(text), parameters)
    gradient = [sympy.diff(loss, x), sympy.diff(loss, y)]
    hessian = [sympy.diff(gradient[0], x), sympy.diff(gradient[0], y), sympy.diff(gradient[1], y)]
    if any(each.has(*_NOT_REAL) for each in (loss, *gradient, *hessian)):
        raise FormulaError("this formula, or its slope, is not a real number")
    arguments = [x, y, *map(_symbol, parameters)]
    return Expression(
        text,
        parameters,
        _function(arguments, loss),
        _function(arguments, gradient),
        _function(arguments, hessian),
    )


def _function(arguments: list[sympy.Symbol], expressions: Any) -> Callable[..., Any]:
    """One NumPy function for all the expressions, sharing what they have in common."""
    function: Callable[..., Any] = sympy.lambdify(arguments, expressions, modules="numpy", cse=_shared)
    return function


_as_products = create_expand_pow_optimization(8)


def _shared(expressions: Any) -> tuple[list[tuple[sympy.Symbol, sympy.Expr]], Any]:
    """Common subexpressions first, then x**3 as x*x*x: NumPy's general power costs some twenty times a product.

    In the other order SymPy's cse takes the unevaluated x*x apart wrongly.
    """
    shared, reduced = sympy.cse(expressions, list=False)
    plain = [_plain(each) for each in reduced] if isinstance(reduced, list) else _plain(reduced)
    return [(symbol, _plain(each)) for symbol, each in shared], plain


def _plain(expression: sympy.Expr) -> sympy.Expr:
    # The derivative of sign(x) is a delta at 0: a lane never feels it, and NumPy has no such function.
    return _as_products(expression.replace(sympy.DiracDelta, lambda *_: sympy.Integer(0)))


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


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


def build(node: ast.expr, parameters: tuple[str, ...]) -> sympy.Expr:
    """The SymPy expression of a syntax tree; every node must be in the whitelist."""
    match node:
        case ast.Constant(value=value) if type(value) in (int, float):
            return _constant(value, node)
        case ast.Name(id=name):
            return _name(name, parameters, node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -build(operand, parameters)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return build(operand, parameters)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _operation(operator, build(left, parameters), build(right, parameters), right)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return _bounded(FUNCTIONS[name](build(argument, parameters)), node)
        case ast.Call(func=ast.Name(id=name)):
            raise FormulaError(f"{name!r} is not a function here; there are {', '.join(FUNCTIONS)}", node.col_offset)
    raise FormulaError("only numbers, x, y, + - * / ** and functions make a formula", node.col_offset)


def _constant(value: float, node: ast.expr) -> sympy.Expr:
    if not abs(value) <= MAX_CONSTANT:
        raise FormulaError(f"a number is at most {MAX_CONSTANT:g}", node.col_offset)
    return sympy.Rational(repr(value))  # 0.1 is a tenth: SymPy prints the Floats it works out to 15 digits only


def _name(name: str, parameters: tuple[str, ...], node: ast.expr) -> sympy.Expr:
    if name in ("x", "y", *parameters):
        return _symbol(name)
    if name in CONSTANTS:
        return CONSTANTS[name]
    raise FormulaError(f"{name!r} is not known here; there are x, y, {', '.join((*parameters, *CONSTANTS))}", node.col_offset)


def _operation(operator: ast.operator, left: sympy.Expr, right: sympy.Expr, at: ast.expr) -> sympy.Expr:
    if isinstance(operator, ast.Div) and _number(right) == 0:
        raise FormulaError("this divides by zero", at.col_offset)
    # Checked before building: SymPy would start to work out 9**9**9 exactly.
    if isinstance(operator, ast.Pow) and right.is_number and not abs(_number(right)) <= MAX_EXPONENT:
        raise FormulaError(f"an exponent is at most {MAX_EXPONENT}", at.col_offset)
    result: sympy.Expr = _OPERATORS[type(operator)](left, right)
    return _bounded(result, at)


def _bounded(result: sympy.Expr, at: ast.expr) -> sympy.Expr:
    """The result, if its numbers are real and no larger than allowed: checked at each node, before they can grow."""
    number = result if result.is_number else result.as_coeff_Mul()[0]
    if not abs(_number(number)) <= MAX_CONSTANT:
        raise FormulaError(f"a number is real and at most {MAX_CONSTANT:g}", at.col_offset)
    if any(abs(_number(power.exp)) > MAX_EXPONENT for power in result.atoms(sympy.Pow)):
        raise FormulaError(f"an exponent is at most {MAX_EXPONENT}", at.col_offset)
    return result


def _number(expression: sympy.Expr) -> float:
    """Its value; NaN where it is no real number."""
    try:
        value = complex(expression)
    except (TypeError, OverflowError):
        return math.nan
    return math.nan if value.imag else value.real
