"""The grammar of typed formulas: sum, product, power, atom; brackets, bars and functions.

Where something is wrong the reader notes it, and goes on as if it were right: a refusal names all that is wrong.
"""

from dataclasses import dataclass, replace

from descentlab.common.errors import quoted
from descentlab.formulas import doubts
from descentlab.formulas.cursor import Cursor
from descentlab.formulas.doubts import Exponent, Factor
from descentlab.formulas.expression import how_many
from descentlab.formulas.functions import FUNCTIONS, SPOKEN
from descentlab.formulas.lexer import SYMBOLS, UNKNOWN, Token
from descentlab.formulas.refusals import Fault, FormulaError, brackets

_OPERANDS = ("number", "name", "function", "(")
_STAND_IN = "sigmoid"
"""Read on with it in place of a function that there is not: whatever its value, it is a number above 0."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Reader(Cursor):
    """Reads by recursive descent: sum, product, power, atom. `out` is the formula with every sign written."""

    bars: int = 0
    in_values: bool = False

    def formula(self) -> None:
        """The whole."""
        try:
            self.sum()
            while self.now.kind != "end":
                self.stray()
        except FormulaError as too_deep:
            self.faults.append(Fault(too_deep.message, too_deep.position))
            self.out = [("x", 0)]

    def stray(self) -> None:
        """What cannot stand where it does; then on, as if it were a plus."""
        token, end = self.now, self.tokens[-1].end
        if token.kind == ")":
            begin = self.tokens[0].start
            without, opened = ((token.start, token.end, " "),), ((begin, begin, "("),)
            self.fault("this bracket closes none", token, (0, end), without, opened)
        elif token.text == ",":
            self.fault("a comma stands only between the values of a function, as in max(x, y)", token)
        else:
            self.fault(f"{quoted(token.text)} cannot be read here", token)
        self.take("+")
        while self.now.kind in ("*", "/", "^"):
            self.at += 1
        if self.now.kind in (*_OPERANDS, "|", "+", "-"):
            self.sum()
        else:
            self.out.append(("x", token.start))

    def sum(self) -> None:
        """[±] product {± product}."""
        self.deeper()
        self.product()
        while self.now.kind in ("+", "-"):
            self.take()
            self.product()
        self.nesting -= 1

    def product(self) -> None:
        """Factors with *, / or nothing between them."""
        self.signs()
        factors = [self.power()]
        while True:
            joint = None
            if self.now.kind in ("*", "/"):
                joint = self.take()
            elif self.now.kind in _OPERANDS or (self.now.kind == "|" and not self.bars):
                self.out.append(("*", self.now.start))
            else:
                break
            first = self.now
            self.signs()
            factors.append(replace(self.power(), first=first, joint=joint))
        self.faults += doubts.of_product(self.text, factors)

    def power(self) -> Factor:
        """An atom and its exponent."""
        base = self.atom()
        if self.now.kind != "^":
            return base
        caret = self.take("**")
        self.deeper()
        first = self.now
        self.signs()
        exponent = self.power()
        self.nesting -= 1
        is_closed = first.kind == "(" and not exponent.exponent
        power = Factor(base.first, self.before, exponent=Exponent(base.end, first, exponent.end, is_closed))
        self.faults += doubts.of_power(base, caret, power, exponent)
        return power

    def atom(self) -> Factor:
        """A number, a name, a function, or something in brackets."""
        token = self.now
        if token.kind == "number":
            self.number()
        elif token.kind == "name":
            self.take()
        elif token.kind == "function":
            return self.function()
        elif token.kind == "(":
            self.take("(")
            self.values()
            self.close(token)
        elif token.kind == "|":
            self.absolute()
        else:
            self.missing(token)
            return Factor(token, replace(token, end=token.start))
        return Factor(token, self.before)

    def number(self) -> None:
        """A number; with a comma in it, unless it stands among values, a fault."""
        token = self.now
        self.take(_numeral(token.text))
        if self.now.kind == "," and self.is_tight(self.at) and not self.in_values:
            comma, decimals = self.now, self.tokens[self.at + 1]
            readings = [((comma.start, comma.end, "."),)]
            if len(decimals.text) == 3 and token.text.strip("0"):  # a thousand?
                readings.append(((comma.start, comma.end, ""),))
            message = "a number has a decimal point, and no comma"
            self.fault(message, comma, (token.start, decimals.end), *readings)
            self.at += 2

    def values(self) -> list[tuple[Token, bool]]:
        """What is in brackets; the commas between values, and whether each is right between two digits."""
        bars, self.bars = self.bars, 0
        commas = []
        if self.now.kind == ")":
            self.fault("there is nothing in these brackets", self.now)
            self.out.append(("x", self.now.start))
        else:
            self.sum()
        while self.now.kind == "," and self.in_values:
            commas.append((self.now, self.is_tight(self.at)))
            self.take(",")
            self.sum()
        while self.now.kind == ",":
            self.stray()
        self.bars = bars
        return commas

    def close(self, opening: Token) -> None:
        """The bracket that closes another."""
        expected, end = _CLOSING[opening.text], self.tokens[-1].end
        if self.now.kind != ")":
            self.fault("this bracket is never closed", opening, (0, end), ((end, end, expected),))
            self.out.append((")", self.now.start))
            return
        if self.now.text != expected and self.now.start < self.now.end:
            span = opening.start, self.now.end
            put_right = ((self.now.start, self.now.end, expected),)
            self.fault(f"{quoted(opening.text)} is closed by {quoted(self.now.text)}", self.now, span, put_right)
        self.take(")")

    def absolute(self) -> None:
        """|sum| as abs(sum)."""
        opening = self.take("abs(")
        self.bars += 1
        self.sum()
        self.bars -= 1
        if self.now.kind == "|":
            self.take(")")
            return
        end = self.before.end
        self.fault("this bar is never closed", opening, (opening.start, end), ((end, end, "|"),))
        self.out.append((")", self.now.start))

    def function(self) -> Factor:
        """f(values), f^2(value), f|value|, or f with one value and no brackets."""
        name, preceding = self.now, self.before.kind if self.at else "end"
        known = SPOKEN.get(name.text, SYMBOLS.get(name.text, UNKNOWN))
        self.take(_STAND_IN if known == UNKNOWN else known)
        exponent, raised = self.exponent_of_function() if self.now.kind == "^" else ([], None)
        opening = self.now
        if opening.kind == "(":
            self.call(name, known)
            factor = Factor(name, self.before)
        elif opening.kind == "|":
            self.out.append(("(", opening.start))
            self.absolute()
            self.out.append((")", opening.start))
            factor = Factor(name, self.before)
        else:
            factor = self.bare(name, known)
        if raised is not None:
            self.out += exponent
            alone = preceding in ("end", "(", "+", "-", ",") and self.now.kind in ("end", ")", "+", "-", ",", "*")
            self.faults += doubts.of_function_power(self.text, name, known, raised, factor, alone)
            if self.now.kind == "^":
                span = name.start, factor.end
                self.fault("this already has an exponent", self.now, span, brackets(*span))
        return factor

    def exponent_of_function(self) -> tuple[list[tuple[str, int]], tuple[int, int, str]]:
        """The 2 of sin^2(x): as it is to be written, and where it stands."""
        caret, mark = self.take("**"), len(self.out) - 1
        self.signs()
        self.atom()
        written = self.out[mark:]
        del self.out[mark:]
        return written, (caret.start, self.before.end, "".join(part for part, _ in written[1:]))

    def call(self, name: Token, known: str) -> None:
        """The values of a function, in brackets."""
        begin, opening = len(self.out), self.take("(")
        inside, self.in_values = self.in_values, True
        commas = self.values()
        self.in_values = inside
        self.close(opening)
        if known != UNKNOWN:
            self.faults += doubts.of_values(known, commas, (name.start, self.before.end), how_many(known))
        if known == UNKNOWN or not FUNCTIONS[known].fewest <= len(commas) + 1 <= FUNCTIONS[known].most:
            self.out[begin - 1] = _STAND_IN, name.start
            self.out[begin:] = [("+" if part == "," else part, place) for part, place in self.out[begin:]]

    def bare(self, name: Token, known: str) -> Factor:
        """A function without brackets, and what it takes: x, 3, or 3x; a sign such as √ just one of them."""
        opening = self.now
        self.out.append(("(", opening.start))
        argument = None
        if known == UNKNOWN or FUNCTIONS[known].fewest > 1 or opening.kind not in (*_OPERANDS, "+", "-"):
            message = f"{name.text} needs brackets around its value: {name.text}(x)"
            self.fault(message if known == UNKNOWN or FUNCTIONS[known].fewest < 2 else how_many(known), name)
            self.out.append(("x", opening.start))
        elif opening.kind in ("number", "name"):
            self.bare_value(one=name.text in SYMBOLS)
            argument = (name.end, opening.start, self.before.end)
            if opening.kind == "number":
                found = doubts.of_number_after(self.text, name, known, (opening, self.before), self.now)
                self.faults += found
                argument = None if found else argument
        else:
            self.signs()
            self.power()
            span = name.start, self.before.end
            bracketed = ((name.end, opening.start, "("), (span[1], span[1], ")"))
            self.fault(f"{name.text} needs brackets around its value", name, span, bracketed)
        self.out.append((")", opening.start))
        return Factor(name, self.before, argument=argument)

    def bare_value(self, one: bool) -> None:
        """A name, or numbers and a name right after them."""
        value = self.take(_numeral(self.now.text) if self.now.kind == "number" else None)
        while not one and self.now.kind == "name" and self.now.start == value.end and value.text not in ("x", "y"):
            self.out.append(("*", self.now.start))
            value = self.take()


def _numeral(text: str) -> str:
    """A number as Python writes it: 7 for 007."""
    whole = text.lstrip("0")
    return whole if whole and whole[0].isdigit() else text if "." in text else "0"
