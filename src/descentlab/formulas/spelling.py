"""What a person typed or pasted -> the signs of an ASCII keyboard, each with its place in the text.

Taken at once is what has one reading: signs of print (− × ÷ √ π ½ ∣), superscripts, letters of other fonts and widths,
spaces of any width. Everything else is a fault of its own.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from descentlab.common.errors import quoted
from descentlab.formulas.functions import SPOKEN
from descentlab.formulas.refusals import Fault

NO_CASES = "there are no cases or comparisons here: max(x, y), min(x, y), step(x) and abs(x) can say the same"
VARIABLES = "the variables are x and y"

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣʸᵉ", "0123456789+-()xye", strict=True))
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
OVER = "\N{FRACTION SLASH}"
SIGNS = {
    **dict.fromkeys("·×⋅∙•∗✕✖\N{VECTOR OR CROSS PRODUCT}\N{INVISIBLE TIMES}", "*"),
    **dict.fromkeys("−–—\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),
    **dict.fromkeys("÷\N{DIVISION SLASH}" + OVER, "/"),
    **dict.fromkeys("∣❘", "|"),
    **dict.fromkeys("πϖ", " pi "),
    **{"⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "≔": ":="},
    **dict.fromkeys("\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{FUNCTION APPLICATION}\ufeff", ""),
    **{"√": "√", "∛": "∛"},
}
LOOK_ALIKES = dict(
    zip("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0425\u03a7\u0423\u03a5", "aeopcyxisXXYY", strict=True)
)
"""Letters of Cyrillic, and capitals of Greek, that are printed as Latin ones are."""
HINTS = {
    **dict.fromkeys("<>≤≥≠?:", NO_CASES),
    "!": "there are no factorials",
    "%": "a remainder is written mod(x, 3)",
    ".": "a point belongs into a number, as in 0.5",
    **dict.fromkeys("±∓", "this is two formulas: write + or -"),
    **dict.fromkeys("∑∏Σ", "a sum or a product is written out, term by term"),
    **dict.fromkeys("∥‖", "a norm is written out: sqrt(x^2+y^2)"),
    "∞": "a number is finite",
    "°": "angles are in radians: write pi/180 times the number",
}
_FRACTION = re.compile(f"([0-9]+){OVER}([0-9]+)|([⁰¹²³⁴-⁹]+){OVER}([₀-₉]+)")
_HEAD = re.compile(
    r" *(?:(?P<name>[A-Za-z]\w*) *(?P<of>\([ \w,;{}₀-₉]*\))? *(?::=|=)|=|lambda [ \w,]*:)(?!=)", re.ASCII
)
_LIBRARY = re.compile(r"(?<![A-Za-z_.])(?:(?:np|numpy|math|Math|torch|jnp|jax|tf|nn|functional|F)\.)+(?=[A-Za-z])")
_OWN = re.compile(r"[xye]+(_?\d+)?|pi")
"""Names that stand before an = as variables and numbers, not as the name of the loss."""


class Letter(NamedTuple):
    """One character of the plain spelling, and where in the text it comes from."""

    text: str
    start: int
    end: int


@dataclass
class Speller:
    """Spells a text out, from left to right."""

    text: str
    letters: list[Letter] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def write(self, written: str, start: int, end: int) -> None:
        """Write what a piece of the text stands for."""
        self.letters += [Letter(character, start, end) for character in written]

    def fault(self, message: str, start: int, end: int) -> None:
        """Note what is wrong with a piece of the text."""
        self.faults.append(Fault(message, start, (start, end)))

    def span(self, at: int, end: int) -> None:
        """Spell a piece of the text."""
        while at < end:
            at = self.one(at, end)

    def one(self, at: int, end: int) -> int:
        """Spell what begins here; where the next begins."""
        character = self.text[at]
        fraction = _FRACTION.match(self.text, at, end)
        if character in SUPERSCRIPTS and not (fraction and not self._after_value()):
            return self._superscript(at, end)
        if fraction and not (at and self.text[at - 1].isalnum()):
            over, under = (unicodedata.normalize("NFKC", part) for part in filter(None, fraction.groups()))
            self.write(f"({over}/{under})", at, fraction.end())
            return fraction.end()
        self.write(self._plain(character, at), at, at + 1)
        return at + 1

    def variable(self, at: int, end: int) -> str:
        """A letter that is none of ours, for the lexer to refuse; where an index follows, together with it."""
        return " q" if at < end and self.text[at] in SUBSCRIPTS + "_0123456789" else " q "

    def _after_value(self) -> bool:
        return bool(self.letters) and self.letters[-1].text not in " +-*/^(|,"

    def _superscript(self, at: int, end: int) -> int:
        """x¹⁰ as x^(10)."""
        last = at
        while last < end and (self.text[last] in SUPERSCRIPTS or self.text[last] == OVER):
            last += 1
        self.write("^(", at, at)
        for place in range(at, last):
            self.write(SUPERSCRIPTS.get(self.text[place], "/"), place, place + 1)
        self.write(")", last, last)
        return last

    def _plain(self, character: str, at: int) -> str:
        """What a character stands for; nothing, and a fault, where it stands for nothing."""
        known = SIGNS.get(character, LOOK_ALIKES.get(character))
        if known is not None:
            return known
        if character.isspace():
            return " "
        if character in HINTS and character not in ".:":
            self.fault(unreadable(character), at, at + 1)
            return " + " if HINTS[character] == NO_CASES and character != "?" else " "
        if character.isascii():
            return character
        kind, *_ = unicodedata.decomposition(character).partition(" ")
        normal = unicodedata.normalize("NFKC", character)
        if kind == "<fraction>" and normal[-1].isdigit():
            return f"({normal.replace(OVER, '/')})"
        if kind in ("<font>", "<wide>", "<narrow>", "<small>", "<noBreak>") and len(normal) == 1:
            return self._plain(normal, at)
        if character in SUBSCRIPTS:
            return character
        if unicodedata.category(character).startswith("L"):
            return self.variable(at + 1, len(self.text))
        name = unicodedata.name(character, "").lower()
        self.fault(unreadable(character, name), at, at + 1)
        return " "


def unreadable(character: str, name: str = "") -> str:
    """Why a character is refused, and what to write."""
    hint = HINTS.get(character) or "a formula is made of numbers, x, y, + - * / ^ ( ) and functions"
    named = f"{quoted(character)} ({name})" if name else quoted(character)
    return NO_CASES if hint == NO_CASES else f"{named} cannot be read here: {hint}"


def body(letters: list[Letter]) -> list[Letter]:
    """What is spelled without what only surrounds it: "f(x, y) =" before it, a full stop after it, a library's name."""
    head = _HEAD.match(_joined(letters))
    if head and not (head["name"] and (_OWN.fullmatch(head["name"]) or head["name"] in SPOKEN)):
        letters = letters[head.end() :]
    while letters and letters[-1].text in " .,;":
        letters = letters[:-1]
    for library in reversed(list(_LIBRARY.finditer(_joined(letters)))):
        first = letters[library.end()]._replace(start=letters[library.start()].start)
        letters = [*letters[: library.start()], first, *letters[library.end() + 1 :]]
    return letters


def _joined(letters: list[Letter]) -> str:
    return "".join(letter.text for letter in letters)
