"""Where a formula can be read in two ways, and how to write each.

product    after a division no sign may be missing: 1/2x is (1/2)x or 1/(2x)
function   without brackets it takes one number, one name, or 3x: sin x/2 is sin(x)/2 or sin(x/2)
power      what follows it without a sign keeps a distance: x^2y is x^2*y or x^(2y), but x^2 y is x**2*y
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from descentlab.formulas.functions import FUNCTIONS
from descentlab.formulas.lexer import Token
from descentlab.formulas.refusals import TWO_WAYS, Edit, Fault, brackets

INVERSES = {
    **{"sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh"},
    **{"log": "exp", "exp": "ln"},
}
"""What f^-1 may have meant, beside 1/f."""


class Exponent(NamedTuple):
    """What a power is raised to.

    Args:
        after: the end of what is raised.
        first, end: its first token, signs included, and its end.
        is_closed: whether it shows where it ends, as brackets and superscripts do.
    """

    after: int
    first: Token
    end: int
    is_closed: bool


@dataclass(frozen=True)
class Factor:
    """A part of a product as it was read.

    Args:
        first, last: its tokens, signs included.
        joint: the * or / before it, if there is one.
        argument: from and up to the value of a function without brackets, with the end of the function's name.
    """

    first: Token
    last: Token
    joint: Token | None = None
    argument: tuple[int, int, int] | None = None
    exponent: Exponent | None = None

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.first.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.last.end

    @property
    def divides(self) -> bool:
        """Whether it is what a / divides by."""
        return self.joint is not None and self.joint.kind == "/"


def of_product(text: str, factors: list[Factor]) -> Iterator[Fault]:
    """What is in doubt between the factors of a product."""
    ends = _run_ends(factors)
    run = 0  # where the last * or / stands: what follows it without a sign is one run
    for index in range(1, len(factors)):
        before, factor = factors[index - 1 : index + 1]
        end = ends[index]
        if factor.joint is not None:
            run = index
        elif factors[run].divides and index == run + 1:
            divided = brackets(factors[0].start, before.end)
            yield _doubt(factor.start, factors[0].start, end, divided, brackets(factors[run].start, end))
        yield from _missing_sign(text, before, factor, (factors[run].start, end))
        if before.argument and not (factor.first.kind == "function" and not factor.divides):
            yield _of_bare(before, factor.joint or factor.first, end)
        if before.exponent and factor.divides and before.exponent.first.text == "1" and _is_number(factor):
            yield _of_root(before, factor)


def _run_ends(factors: list[Factor]) -> list[int]:
    """For each factor, where the factors end that follow it without a sign."""
    ends: list[int] = []
    for index in reversed(range(len(factors))):
        follows = index + 1 < len(factors) and factors[index + 1].joint is None
        ends.append(ends[-1] if follows else factors[index].end)
    return ends[::-1]


def _doubt(position: int, start: int, end: int, *readings: tuple[Edit, ...]) -> Fault:
    return Fault(TWO_WAYS, position, (start, end), readings)


def _missing_sign(text: str, before: Factor, factor: Factor, run: tuple[int, int]) -> Iterator[Fault]:
    """What is in doubt, or wrong, where a factor follows without a sign."""
    if factor.joint is not None:
        return
    between, at, end = (before.end, factor.start), factor.start, run[1]
    times = ((*between, "*"),)
    if _is_mixed(text, before, factor):
        yield _doubt(at, before.start, factor.end, (*brackets(before.start, factor.end), (at, at, "+")), times)
    elif "\n" in text[slice(*between)] or r"\\" in text[slice(*between)]:
        plus = ((*between, "+"),)
        yield Fault("a sign is missing at the end of this line", at, run, (times, plus))
    elif factor.first.kind == "number":
        is_power = before.last.kind != "number" and not before.exponent and end == factor.end
        readings = (times, ((*between, "^"),)) if is_power else (times,)
        if _is_number(before) and re.fullmatch(r"\d{3}", factor.first.text):
            readings = (((*between, ""),),)  # 1 000
        yield Fault("a sign is missing before this number", at, run, readings)
    elif before.exponent and not before.exponent.is_closed and between[0] == at:
        if factor.first.kind != "(" or before.last.kind == "name":
            yield _doubt(at, before.start, end, times, brackets(before.exponent.first.start, end))
    elif (before.first, before.last.text, factor.first.kind) == (before.last, "e", "("):
        yield _doubt(at, before.start, factor.end, ((before.start, at, "exp"),), times)


def _is_mixed(text: str, before: Factor, factor: Factor) -> bool:
    """Whether it is 1½: a number and a half, or half a number?"""
    fraction = unicodedata.decomposition(text[factor.start]).startswith("<fraction>")
    return fraction and before.last.kind == "number" and before.end == factor.start


def _is_number(factor: Factor) -> bool:
    return factor.first is factor.last and factor.first.kind == "number"


def _of_bare(function: Factor, following: Token, end: int) -> Fault:
    """A function without brackets, and what follows: does it belong to its value?"""
    assert function.argument is not None
    name, start, after = function.argument
    only = ((name, start, "("), (after, after, ")"))
    return _doubt(following.start, function.start, end, only, ((name, start, "("), (end, end, ")")))


def _of_root(power: Factor, divisor: Factor) -> Fault:
    """x^1/2: nobody writes an exponent of 1, so this may be a root."""
    assert power.exponent is not None
    assert divisor.joint is not None
    after, first, end, _ = power.exponent
    half = ((after, end, ""),)
    return _doubt(divisor.joint.start, power.start, divisor.end, half, brackets(first.start, divisor.end))


def of_power(base: Factor, caret: Token, power: Factor, exponent: Factor) -> Iterator[Fault]:
    """What is in doubt about base^exponent."""
    assert power.exponent is not None
    _, first, end, _ = power.exponent
    if base.argument:
        yield _of_bare(base, caret, end)
    if exponent.argument:
        yield Fault("an exponent needs brackets here", first.start, (base.start, end), (brackets(first.start, end),))
    if exponent.exponent and first.kind == "(" and (first.text == "{" or first.start == first.end):
        inner = exponent.exponent.after  # x²^3
        yield Fault("this already has an exponent", inner, (base.start, end), (brackets(base.start, inner),))


def of_function_power(
    text: str, name: Token, known: str, exponent: tuple[int, int, str], value: Factor, alone: bool
) -> Iterator[Fault]:
    """What is in doubt about sin^a(x), where the exponent a (from, up to, as it is read) is not 2, 3, or 4 and so on.

    `alone` says that neither powers nor products are around it.
    """
    start, end, read = exponent
    plain = read.strip("()")
    if plain.isdigit() and 2 <= int(plain[:3]) <= 99:
        return
    around = (name.start, value.end)
    opened: tuple[Edit, ...] = ()
    if value.argument:
        _, first, after = value.argument
        opened = ((end, first, "("), (after, after, ")"))
    if plain == "-1":
        over = (name.start, end, f"1/{known}" if alone else f"(1/{known}")
        closed = () if alone else ((value.end, value.end, ")"),)
        inverse = [((name.start, end, INVERSES[known]), *opened)] if known in INVERSES else []
        yield _doubt(start + 1, *around, *inverse, (over, *opened, *closed))
    else:
        moved = ((start, end, ""), *opened, (value.end, value.end, text[start:end]))
        readings = (moved,) if value.end > end else ()
        yield Fault(f"an exponent of {known} stands after its value", start + 1, around, readings)


def of_number_after(text: str, name: Token, known: str, value: tuple[Token, Token], following: Token) -> list[Fault]:
    """sin2x: the sine of 2x, or its square? log2x: of 2x, or to the base 2?"""
    (number, last), square = value, ((value[0].start, value[0].start, "^"),)
    if number.start != name.end or text[name.start] == "\\" or not text[name.start].isalpha():
        return []
    if following.kind == "(":  # sin2(x)
        return [Fault("a sign is missing before this number", number.start, (name.start, number.end), (square,))]
    second = brackets(number.end, last.end) if known == "log" and number.text in ("2", "10") else square
    return [_doubt(number.start, name.start, last.end, brackets(number.start, last.end), second)]


def of_values(known: str, commas: list[tuple[Token, bool]], span: tuple[int, int], message: str) -> Iterator[Fault]:
    """How many values a function has; a comma right between two digits may have been a decimal one."""
    function, count = FUNCTIONS[known], len(commas) + 1
    tight = [comma for comma, is_tight in commas if is_tight]
    points = tuple((comma.start, comma.end, ".") for comma in tight)
    may_be_points = bool(tight) and function.fewest <= count - len(tight) <= function.most
    if function.fewest <= count <= function.most:
        if may_be_points:
            spaced = tuple((comma.end, comma.end, " ") for comma in tight)
            yield _doubt(tight[0].start, *span, spaced, points)
    elif may_be_points:
        yield Fault("a number has a decimal point, and no comma", tight[0].start, span, (points,))
    else:
        yield Fault(message, commas[function.most - 1][0].start if count > function.most else span[0], span)
