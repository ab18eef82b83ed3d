"""Formulas as people type them -> the grammar of `expression`: 2(x+1) - sin 3x + y^2 -> 2*(x+1) - sin(3*x) + y**2.

What could be read in two ways is refused, with the character and what to write for each reading; nothing is guessed
(`doubts`). Where something is wrong the reader notes it, and goes on as if it were right: a refusal names it all.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from descentlab.formulas.expression import Expression, check_expression, compile_expression
from descentlab.formulas.grammar import Reader
from descentlab.formulas.lexer import tokens_of
from descentlab.formulas.refusals import Fault, FormulaError, Problem, problems_of
from descentlab.formulas.spelling import NO_CASES


@dataclass(frozen=True)
class Typed:
    """A formula as it was typed, and the same in the grammar of `expression`.

    Args:
        places: for each character of `formula`, where it comes from in `text`.
    """

    text: str
    formula: str
    places: tuple[int, ...]


@lru_cache(maxsize=256)
def read_typed(text: str) -> Typed:
    """What a person typed, in the grammar of `expression`.

    Raises:
        FormulaError: it is no formula, or could be read in two ways; each problem has its character and its remedies.

    >>> read_typed("x^2 + 3y^2").formula
    'x**2+3*y**2'
    >>> read_typed("1/2x")
    Traceback (most recent call last):
    descentlab.formulas.refusals.FormulaError: this can be read in two ways: write (1/2)x or 1/(2x) (at character 4)
    """
    reader = _read(text)
    typed = _typed(reader)
    if reader.faults:
        problems = problems_of(text, reader.faults, _faults_of)
        try:
            check_expression(typed.formula)
        except FormulaError as refused:  # more is wrong than its reading
            problems += _placed(refused, typed)
        raise FormulaError(*problems)
    return typed


@lru_cache(maxsize=256)
def compile_typed(text: str) -> Expression:
    """A typed formula, compiled.

    Raises:
        FormulaError: as `read_typed` and `compile_expression`; a position is that of the character as it was typed.
    """
    typed = read_typed(text)
    try:
        return compile_expression(typed.formula)
    except FormulaError as refused:
        raise FormulaError(*_placed(refused, typed)) from None


def _placed(refused: FormulaError, typed: Typed) -> list[Problem]:
    """The problems of a formula where they are in what was typed."""
    last = len(typed.places) - 1
    return [replace(each, position=typed.places[min(each.position, last)]) for each in refused.problems]


def _read(text: str) -> Reader:
    reader = Reader(text, *tokens_of(text))
    if any(fault.message == NO_CASES for fault in reader.faults):
        reader.out = [("x", 0)]  # what stands between the cases is no formula
    else:
        reader.formula()
    return reader


def _faults_of(text: str) -> list[Fault]:
    """What is wrong with a remedy."""
    try:
        return _read(text).faults
    except FormulaError as refused:
        return [Fault(refused.message, refused.position)]


def _typed(reader: Reader) -> Typed:
    written = "".join(part for part, _ in reader.out)
    places = tuple(min(place, len(reader.text) - 1) for part, place in reader.out for _ in part)
    return Typed(reader.text, written, places)
