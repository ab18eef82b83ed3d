"""Formulas as people type them -> the grammar of `expression`: 2(x+1) - sin 3x + y^2 -> 2*(x+1) - sin(3*x) + y**2.

What could be read in two ways is refused, with the character and how to write it; nothing is guessed:

    product    after a division no sign may be missing: 1/2x is refused
    function   without brackets it takes one number, one name, or 3x: sin x y, sin x/2 and sin x^2 are refused
    power      what follows it without a sign keeps a distance: x^2y is refused, x^2 y is x**2*y
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from descentlab.formulas.expression import Expression, FormulaError, compile_expression
from descentlab.formulas.lexer import SPOKEN, Token, tokens_of

MAX_NESTING = 20
"""Brackets, and exponents, in each other."""


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
        FormulaError: it is no formula, or could be read in two ways; `position` is the character.

    >>> read_typed("x^2 + 3y^2").formula
    'x**2+3*y**2'
    >>> read_typed("1/2x")
    Traceback (most recent call last):
    descentlab.formulas.expression.FormulaError: this can be read in two ways: write 1/(2*x) or 1/2*x (at character 4)
    """
    reader = _Reader(text, tokens_of(text))
    try:
        reader.formula()
    except FormulaError as refused:  # what is missing at the end is missing after the last character
        raise FormulaError(refused.message, min(refused.position, len(text) - 1)) from None
    written = "".join(part for part, _ in reader.out)
    return Typed(text, written, tuple(place for part, place in reader.out for _ in part))


@lru_cache(maxsize=256)
def compile_typed(text: str) -> Expression:
    """A typed formula, compiled.

    Raises:
        FormulaError: as `read_typed` and `compile_expression`; `position` is the character as it was typed.
    """
    typed = read_typed(text)
    try:
        return compile_expression(typed.formula)
    except FormulaError as refused:
        place = typed.places[min(refused.position, len(typed.places) - 1)]
        raise FormulaError(refused.message, place) from None


_OPERANDS = ("number", "name", "function", "(")


@dataclass
class _Reader:
    """Reads by recursive descent: sum, product, power, atom. `out` is the formula with every sign written."""

    text: str
    tokens: list[Token]
    out: list[tuple[str, int]] = field(default_factory=list)
    at: int = 0
    nesting: int = 0
    bars: int = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def formula(self) -> None:
        """The whole."""
        self.sum()
        if self.now.kind == ")":
            raise FormulaError("this bracket closes none", self.now.start)
        if self.now.kind != "end":
            raise FormulaError(f"{self.now.text!r} cannot be read here", self.now.start)

    def take(self, written: str | None = None) -> Token:
        """Write the token, or what stands for it, and go on."""
        token = self.now
        self.out.append((token.text if written is None else written, token.start))
        self.at += 1
        return token

    def sum(self) -> None:
        """[±] product {± product}."""
        self.deeper()
        self.product()
        while self.now.kind in ("+", "-"):
            self.take()
            self.product()
        self.nesting -= 1

    def deeper(self) -> None:
        """One bracket or exponent more."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise FormulaError(f"brackets and exponents go at most {MAX_NESTING} deep", self.now.start)

    def signs(self) -> bool:
        """Signs before a value; whether there were any."""
        begin = self.at
        while self.now.kind in ("+", "-"):
            if self.at - begin == 2:
                raise FormulaError("this is one sign too many", self.now.start)
            self.take()
        return self.at > begin

    def product(self) -> None:
        """Factors with *, / or nothing between them."""
        self.signs()
        first = self.now.start
        last, divided = self.power(), False
        while True:
            if self.now.kind in ("*", "/"):
                self._check_after_bare(last, first)
                divided = self.take().kind == "/"
                self.signs()
            elif self.now.kind in _OPERANDS or (self.now.kind == "|" and not self.bars):
                self._check_missing_sign(last, divided, first)
                self.out.append(("*", self.now.start))
            else:
                return
            first = self.now.start
            last = self.power()

    def _check_after_bare(self, last: str, first: int) -> None:
        following = self.tokens[self.at + 1].kind
        if last == "bare" and not (self.now.kind == "*" and following == "function"):
            self._two_readings(f"give the function brackets, {self._bracketed(first)}{self.now.text}...")

    def _check_missing_sign(self, last: str, divided: bool, first: int) -> None:
        """Whether a product without a sign can be read in only one way."""
        token, before = self.now, self.tokens[self.at - 1]
        adjacent = token.start == before.end
        if divided:
            divisor = self.tokens[self.at - 2], before
            if token.kind == "name" and divisor[0].kind == "/" and len(divisor[1].text) < 20:
                over, by = before.text, token.text
                top = self.tokens[self.at - 3].text if self.at >= 3 and self.at - 3 == 0 else "..."
                self._two_readings(f"write {top}/({over}*{by}) or {top}/{over}*{by}")
            self._two_readings("after a division, write * or brackets")
        if token.kind == "number":
            raise FormulaError("a sign is missing before this number: write * or ^", token.start)
        if last == "bare" and token.kind != "function":
            self._two_readings(f"give the function brackets, {self._bracketed(first)}*...")
        if last == "power" and adjacent and (token.kind != "(" or before.kind == "name"):
            self._two_readings("write * after the exponent, or brackets around it")
        if before.kind == "name" and before.text == "e" and token.kind == "(":
            self._two_readings("write exp(...) or e*(...)")

    def _bracketed(self, first: int) -> str:
        """The function that was read last, with its brackets."""
        text = self.text[first : self.tokens[self.at - 1].end]
        name = re.match(r"[a-z]+", text)
        return f"{name[0]}({text[name.end() :].strip()})" if name and "^" not in text and "*" not in text else "sin(x)"

    def _two_readings(self, hint: str) -> None:
        raise FormulaError(f"this can be read in two ways: {hint}", self.now.start)

    def power(self) -> str:
        """An atom and its exponent; what it was: an atom, a power, or a function without brackets."""
        kind = self.atom()
        if self.now.kind != "^":
            return kind
        if kind == "bare":
            self._two_readings("give the function brackets, as in sin(x)^2 or sin(x^2)")
        self.take("**")
        self.deeper()
        self.signs()
        if self.now.kind == "function" and self.tokens[self.at + 1].kind != "(":
            raise FormulaError("an exponent needs brackets here", self.now.start)
        self.power()
        self.nesting -= 1
        return "power"

    def atom(self) -> str:
        """A number, a name, a function, or something in brackets."""
        token = self.now
        if token.kind == "number":
            whole = token.text.lstrip("0")
            self.take(whole if whole and whole[0].isdigit() else token.text if "." in token.text else "0")
        elif token.kind == "name":
            self.take()
        elif token.kind == "function":
            return self.function()
        elif token.kind == "(":
            self.brackets()
        elif token.kind == "|":
            self.absolute()
        elif token.kind == "end":
            raise FormulaError("something is missing at the end", token.start)
        else:
            raise FormulaError(f"a value is missing before {token.text!r}", token.start)
        return "atom"

    def brackets(self) -> None:
        """(sum)."""
        opening, bars, self.bars = self.take(), self.bars, 0
        if self.now.kind == ")":
            raise FormulaError("there is nothing in these brackets", self.now.start)
        self.sum()
        self.bars = bars
        if self.now.kind != ")":
            raise FormulaError("this bracket is never closed", opening.start)
        self.take()

    def absolute(self) -> None:
        """|sum| as abs(sum)."""
        opening = self.take("abs(")
        self.bars += 1
        self.sum()
        self.bars -= 1
        if self.now.kind != "|":
            raise FormulaError("this bar is never closed: write abs(x)", opening.start)
        self.take(")")

    def function(self) -> str:
        """f(sum), f^2(sum), or f with one value and no brackets; which of them it was."""
        name = self.take(SPOKEN[self.now.text])
        exponent = self.exponent_of(name) if self.now.kind == "^" else None
        kind = "atom"
        if self.now.kind == "(":
            self.brackets()
        else:
            self.bare(name)
            kind = "bare"
        if exponent is not None:
            self.out.append(("**" + exponent.text, exponent.start))
            if self.now.kind == "^":
                raise FormulaError("this already has an exponent: write brackets", self.now.start)
        return kind

    def exponent_of(self, name: Token) -> Token:
        """The 2 of sin^2(x)."""
        self.at += 1
        exponent = self.now
        if exponent.kind != "number" or not re.fullmatch(r"[2-9]|[1-9]\d", exponent.text):
            self._two_readings(f"write 1/{name.text}(x), or {name.text}(x)^... with brackets around the exponent")
        self.at += 1
        if self.now.kind == "number":
            raise FormulaError(f"write brackets: {name.text}^{exponent.text}(...)", self.now.start)
        return exponent

    def bare(self, name: Token) -> None:
        """What a function takes without brackets: x, 3, or 3x."""
        opening = self.now.start
        if self.now.kind not in ("number", "name"):
            raise FormulaError(f"{name.text} needs brackets around its value: {name.text}(x)", name.start)
        self.out.append(("(", opening))
        number = self.take() if self.now.kind == "number" else None
        if self.now.kind == "name" and (number is None or self.now.start == number.end):
            if number is not None:
                self.out.append(("*", self.now.start))
            self.take()
        self.out.append((")", opening))
