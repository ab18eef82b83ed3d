"""Formulas as people write them: MathML from a formula's own syntax tree, or from the LaTeX of an equation.

The tree keeps the author's form (SymPy would reorder the terms): ½(x² + κy²) stays ½(x² + κy²).
"""

import ast
from functools import lru_cache

from latex2mathml.converter import convert

from descentlab.formulas.expression import parse
from descentlab.formulas.functions import FUNCTIONS

_GREEK = ("alpha beta gamma delta epsilon eta theta kappa lambda mu nu rho sigma tau phi psi omega").split()
_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_TALL = (r"\frac", r"\sqrt", r"\sum", r"\left")


@lru_cache(maxsize=512)
def mathml(latex: str, *, block: bool = False) -> str:
    """The equation as a MathML element."""
    return convert(latex, display="block" if block else "inline")


def formula_mathml(text: str, symbols: dict[str, str]) -> str:
    """A formula as MathML; `symbols` gives the letter of each parameter (κ for kappa)."""
    return mathml(rf"L(x, y) = {_latex(parse(text), _subscripted(symbols))[0]}")


def mean_mathml(text: str, symbols: dict[str, str], columns: tuple[str, ...]) -> str:
    """A loss that is a mean over samples; each column gets the sample's index."""
    letters = _subscripted(symbols | dict(zip(columns, columns, strict=True)))
    indexed = letters | {name: f"{{{letters[name]}}}_{{i}}" for name in columns}
    return mathml(rf"L(x, y) = \frac{{1}}{{n}}\sum_{{i}} {_bracketed(parse(text), _PRODUCT, indexed)}")


def _subscripted(symbols: dict[str, str]) -> dict[str, str]:
    """Symbols as LaTeX: all that follows a first underscore is the subscript."""
    parts = {name: symbol.partition("_") for name, symbol in symbols.items()}
    return {
        name: rf"{letter}_{{{subscript.replace('_', chr(92) + '_')}}}" if subscript else letter
        for name, (letter, _, subscript) in parts.items()
    }


def _latex(node: ast.expr, symbols: dict[str, str]) -> tuple[str, int]:
    """The LaTeX of a node and how tightly it binds, so that brackets stand only where they are needed."""
    match node:
        case ast.Constant(value=value):
            return _numeral(str(value))
        case ast.Name(id=name):
            return symbols.get(name, rf"\{name}" if name in _GREEK or name == "pi" else name), _ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_bracketed(operand, _PRODUCT, symbols)}", _SUM
        case ast.UnaryOp(operand=operand):
            return _latex(operand, symbols)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            exponent = _latex(right, symbols)[0]
            return f"{{{_bracketed(left, _ATOM, symbols)}}}^{{{exponent}}}", _POWER
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{_latex(left, symbols)[0]}}}{{{_latex(right, symbols)[0]}}}", _POWER
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if positive := _without_minus(left):
            return _latex(ast.UnaryOp(ast.USub(), ast.BinOp(positive, ast.Mult(), right)), symbols)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            joint = r" \cdot " if isinstance(_first(right), ast.Constant) else r"\,"
            return f"{_bracketed(left, _PRODUCT, symbols)}{joint}{_bracketed(right, _PRODUCT, symbols)}", _PRODUCT
        case ast.BinOp(left=left, op=ast.Add(), right=right) if positive := _without_minus(right):
            return _latex(ast.BinOp(left, ast.Sub(), positive), symbols)
        case ast.BinOp(left=left, op=operator, right=right):
            sign, tight = ("+", _SUM) if isinstance(operator, ast.Add) else ("-", _PRODUCT)
            added = _bracketed(right, tight, symbols)
            added = _in_brackets(added) if added.startswith("-") else added  # no + beside a −
            return f"{_latex(left, symbols)[0]} {sign} {added}", _SUM
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in FUNCTIONS:
            values = ", ".join(_latex(argument, symbols)[0] for argument in arguments)
            latex = FUNCTIONS[name].latex.replace("(#)", _in_brackets(values)).replace("#", values)
            return latex, _POWER if name == "exp" else _ATOM
    raise ValueError(f"{ast.dump(node)} is not part of a formula")


def _numeral(text: str) -> tuple[str, int]:
    """A number as it was written, its power of ten as one."""
    digits, e, exponent = text.removesuffix(".0").partition("e")
    if not e:
        return digits, _ATOM
    power = rf"10^{{{int(exponent)}}}"
    return (power, _POWER) if digits == "1" else (rf"{digits} \cdot {power}", _PRODUCT)


def _without_minus(node: ast.expr) -> ast.expr | None:
    """What a minus stands before: a for −a, ab for −a · b; None where no minus leads."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return operand
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if positive := _without_minus(left):
            return ast.BinOp(positive, ast.Mult(), right)
    return None


def _first(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp):
        node = node.left
    return node


def _bracketed(node: ast.expr, needed: int, symbols: dict[str, str]) -> str:
    latex, binds = _latex(node, symbols)
    return latex if binds >= needed else _in_brackets(latex)


def _in_brackets(latex: str) -> str:
    """Brackets that grow if they must: Chromium gives each that may the width of the largest."""
    return rf"\left({latex}\right)" if any(each in latex for each in _TALL) else f"({{{latex}}})"
