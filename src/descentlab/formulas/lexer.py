"""What a person typed -> tokens: numbers, names, functions and signs, each with its place in the text."""

import re
import unicodedata
from dataclasses import dataclass

from descentlab.formulas.expression import CONSTANTS, FUNCTIONS, FormulaError

MAX_TYPED = 200
ALIASES = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}
SPOKEN = {name: name for name in FUNCTIONS} | ALIASES
"""Each function as it may be typed, and its name here."""

INSTEAD = {
    **{"²": "^2", "³": "^3", "⁴": "^4", "π": "pi", "√": "sqrt()", "½": "(1/2)", "¼": "(1/4)", "∣": "|"},
    **dict.fromkeys("·×⋅∙•∗", "*"),
    **dict.fromkeys("−–—\N{HYPHEN}", "-"),
    **dict.fromkeys("÷\N{DIVISION SLASH}\N{FRACTION SLASH}", "/"),
    "\N{NO-BREAK SPACE}": "an ordinary space",
}
"""Signs that an ASCII keyboard lacks, and what to type."""

_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/^()|])|(?P<space> +)",
    re.ASCII,
)
_NAMES = "|".join(sorted(SPOKEN, key=len, reverse=True))
_RUN = re.compile(rf"(?P<before>[xy]*)(?:(?P<function>{_NAMES})(?P<of>[xy]?)|(?P<pi>pi)(?P<times>[xy]*)|(?P<e>e))?")


@dataclass(frozen=True)
class Token:
    """One of them, from `start` to `end`."""

    kind: str  # number, name, function, a sign, or end
    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, and one for its end.

    Raises:
        FormulaError: a character, or a run of letters, that no formula has.
    """
    if len(text) > MAX_TYPED:
        raise FormulaError(f"a formula has at most {MAX_TYPED} characters", MAX_TYPED)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position) if text[position].isascii() else None
        if match is None:
            raise FormulaError(_instead(text[position]), position)
        if match.lastgroup == "word":
            tokens += _words(match.group(), position)
        elif match.lastgroup != "space":
            kind = "number" if match.lastgroup == "number" else match.group().replace("**", "^")
            tokens.append(Token(kind, match.group(), position, match.end()))
        position = match.end()
    if not tokens:
        raise FormulaError("there is no formula yet: write one in x and y, such as x^2 + 3y^2", 0)
    return [*tokens, Token("end", "", len(text), len(text))]


def _instead(character: str) -> str:
    """Why a character is refused, and what to type."""
    if character in INSTEAD:
        return f"{character!r} cannot be read here: type {INSTEAD[character]}"
    plain = unicodedata.normalize("NFKC", character)
    if not character.isascii():
        name = unicodedata.name(character, "no letter").lower()
        other = f": type {plain}" if plain.isascii() and plain.isprintable() and plain.strip() else ""
        return f"{character!r} ({name}) is not on an ASCII keyboard{other}"
    hints = {
        "=": "only the right-hand side is typed, without =",
        ",": "there are no commas: a function takes one value, and 1,5 is written 1.5",
        ".": "a point belongs into a number, as in 0.5",
        "[": "brackets are round: ( and )",
        "{": "brackets are round: ( and )",
        "!": "there are no factorials",
    }
    hint = hints.get(character, "a formula is made of numbers, x, y, + - * / ^ ( ) and functions")
    return f"{character!r} cannot be read here: {hint}"


def _words(word: str, start: int) -> list[Token]:
    """A run of letters as names and functions: xy is x, y; 2xsin(y) holds x, sin."""
    names = ("x", "y", *CONSTANTS)
    if word in names:
        return [Token("name", word, start, start + len(word))]
    match = _RUN.fullmatch(word)
    if match is None or word in SPOKEN:
        parts = [("function", word)]
    else:
        function, constant = match["function"], match["pi"] or match["e"]
        parts = [("name", letter) for letter in match["before"]]
        parts += [("function", function)] if function else [("name", constant)] if constant else []
        parts += [("name", letter) for letter in (match["of"] or match["times"] or "")]
    if parts[0][0] == "function" and parts[0][1] not in SPOKEN:
        raise FormulaError(_unknown(word), start)
    tokens = []
    for kind, text in parts:
        tokens.append(Token(kind, text, start, start + len(text)))
        start += len(text)
    return tokens


def _unknown(word: str) -> str:
    if word.lower() != word and _RUN.fullmatch(word.lower()):
        return f"names are written small: {word.lower()[:20]}"
    shown = repr(word if len(word) <= 20 else word[:17] + "...")
    digits = re.fullmatch(r"([xy])(\d+)", word)
    if digits and len(word) <= 8:
        return f"{shown} is not known here: write {digits[1]}^{digits[2]} or {digits[2]}{digits[1]}"
    return f"{shown} is not known here; there are x, y, {', '.join(CONSTANTS)} and the functions {', '.join(SPOKEN)}"
