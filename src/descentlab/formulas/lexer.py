"""What a person typed -> tokens: numbers, names, functions and signs, each with its place in the text."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from descentlab.common.errors import quoted
from descentlab.formulas.expression import CONSTANTS
from descentlab.formulas.functions import FUNCTIONS, SPOKEN
from descentlab.formulas.latex import LatexSpeller
from descentlab.formulas.refusals import Edit, Fault, refusal
from descentlab.formulas.spelling import NO_CASES, SUBSCRIPTS, VARIABLES, body, unreadable

MAX_TYPED = 400
SYMBOLS = {"√": "sqrt", "∛": "cbrt"}
"""Functions that are signs."""
UNKNOWN = "?"
"""Stands for a function that there is not."""

_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<indexed>[A-Za-z]+(?:_?\d+(?!\w)|[{SUBSCRIPTS}]+| *\[ *\d+ *\]))"
    r"|(?P<word>[A-Za-z]+(?!\w*_)|[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|[-+*/^()|,;√∛\[\]{}])|(?P<space> +|\.(?=[*/^]))|(?P<relation>:?[=<>]+)",
    re.ASCII,
)
_INDEXED = re.compile(r"([A-Za-z]+)( *[_\[]? *)(\d+) *\]?")
_NAMES = ("x", "y", *CONSTANTS)
_CASES = set("if else elif then where when otherwise cases piecewise and or".split())
_KINDS = {"**": "^", ";": ",", "[": "(", "{": "(", "]": ")", "}": ")", "√": "function", "∛": "function"}


@dataclass(frozen=True)
class Token:
    """One of them, from `start` to `end` of what was typed."""

    kind: str  # number, name, function, a sign, or end
    text: str
    start: int
    end: int


@dataclass
class _Lexer:
    """Collects the tokens of a text, and what is wrong with it."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    indexed: list[tuple[int, str, str, str]] = field(default_factory=list)  # token, letter, sign, number
    said: str = ""

    def read(self) -> None:
        """Read the whole text."""
        speller = LatexSpeller(self.text)
        speller.spell()
        self.faults += speller.faults
        letters = body(speller.letters)
        plain, at = "".join(letter.text for letter in letters), 0
        while at < len(plain):
            match = _TOKEN.match(plain, at)
            after = match.end() if match else at + 1
            start, end = letters[at].start, letters[after - 1].end
            if match is None:
                self.fault(unreadable(plain[at]), start, end)
            elif match.lastgroup == "number":
                self.add("number", match.group(), start, end)
            elif match.lastgroup == "sign":
                self.add(_KINDS.get(match.group(), match.group()), match.group(), start, end)
            elif match.lastgroup == "relation":
                self.relation(match.group(), start, end)
            elif match.lastgroup in ("word", "indexed"):
                places = [(letter.start, letter.end) for letter in letters[at:after]]
                called = plain[after:].lstrip().startswith("(")
                (self.word if match.lastgroup == "word" else self.index)(match.group(), places, called)
            at = after
        self.name_indexed()
        self.write_small()
        end = letters[-1].end if letters else len(self.text)
        self.add("end", "", end, end)

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        """One token more."""
        self.tokens.append(Token(kind, text, start, end))

    def fault(self, message: str, start: int, end: int, *readings: tuple[Edit, ...], told: str = "") -> None:
        """One thing wrong."""
        self.faults.append(Fault(message, start, (start, end), readings, told))

    def relation(self, sign: str, start: int, end: int) -> None:
        """An equation, or a comparison: what follows is read as if it were a term more."""
        whole = (0, len(self.text))
        readings = [((0, end, ""),)] if "=" in sign and self.text[:start].strip() in ("x", "y") else []
        message = "there are no equations: type the loss alone, without ="
        if readings:
            message = "only the right-hand side is typed, without ="
        elif "=" not in sign or sign[0] in "<>":
            message = NO_CASES
        self.faults.append(Fault(message, start, whole, tuple(readings)))
        self.add("+", "+", start, end)

    def word(self, word: str, places: list[tuple[int, int]], called: bool) -> None:
        """A run of letters as names and functions: xy is x, y; 2xsin(y) holds x, sin."""
        parts = split(word) or split(word.lower())
        if parts is None:
            self.unknown(word, places[0][0], places[-1][1], called)
            return
        at = 0
        for part in parts:
            kind = "function" if part in SPOKEN else "name"
            self.add(kind, word[at : at + len(part)], places[at][0], places[at + len(part) - 1][1])
            at += len(part)

    def unknown(self, word: str, start: int, end: int, called: bool) -> None:
        """A word that is none of ours."""
        spelled = quoted(self.text[start:end].strip())
        if word.lower() in _CASES:
            message = NO_CASES
        elif word.startswith("log"):
            message = f"{spelled} is not known here: there are ln, log2 and log10"
        elif called and len(word) > 1:
            known = f"; there are {', '.join(FUNCTIONS)}"
            message = f"{spelled} is not a function here{'' if known in self.said else known}"
            self.said += known
        else:
            message = f"{spelled} is not known here: {VARIABLES}"
        self.fault(message, start, end)
        self.add(*(("function", UNKNOWN) if called else ("name", "x")), start, end)

    def index(self, word: str, places: list[tuple[int, int]], called: bool) -> None:
        """Letters with a number after them: log2, x1, x_1, x₁, x[1]."""
        match = _INDEXED.fullmatch(word.translate(str.maketrans(SUBSCRIPTS, "0123456789")))
        assert match is not None
        letters, number = match[1], match[3]
        sign = match[2].strip() or ("₁" if word[-1] in SUBSCRIPTS else "")
        start, end = places[0][0], places[-1][1]
        if letters.lower() + number in SPOKEN and sign in ("", "_", "₁"):
            self.add("function", letters + number, start, end)
            return
        parts, before = split(letters.lower()), split(letters.lower()[:-1])
        if parts and parts[-1] not in ("x", "y"):  # sin2(x), pi2
            if sign:
                self.unknown(word, start, end, called)
                return
            self.word(letters, places[: len(letters)], False)
            self.add("number", number, places[len(letters)][0], end)
        elif before is None:
            self.unknown(word, start, end, called)
        else:
            if before:
                self.word(letters[:-1], places[: len(letters) - 1], False)
            self.indexed.append((len(self.tokens), letters[-1], sign, number))
            self.add("name", letters[-1], places[len(letters) - 1][0], end)

    def name_indexed(self) -> None:
        """What x₁ and x₂ are: x and y where there are just these two, else not known here."""
        if not self.indexed:
            return
        others = {index for index, *_ in self.indexed}
        plain = any(
            token.kind == "name" and token.text.lower() in ("x", "y") and index not in others
            for index, token in enumerate(self.tokens)
        )
        letters = {letter for _, letter, _, _ in self.indexed}
        numbers = sorted({int(number) for _, _, _, number in self.indexed})
        pair = len(letters) == 1 and numbers in ([0, 1], [1, 2]) and not plain
        named = {number: "xy"[numbers.index(number)] if pair else "x" for number in numbers}
        subscripts = {sign for _, _, sign, _ in self.indexed} == {"₁"}
        for index, _, _, number in self.indexed:
            self.tokens[index] = replace(self.tokens[index], text=named[int(number)])
        if subscripts and not plain and letters == {"x"} and set(numbers) <= {1, 2}:
            for index, _, _, number in self.indexed:
                self.tokens[index] = replace(self.tokens[index], text="xy"[int(number) - 1])
        elif pair:
            self.refuse_pair()
        else:
            self.refuse_indexed()

    def refuse_pair(self) -> None:
        """The pair x1, x2: one problem, for it has one remedy."""
        tokens = [self.tokens[index] for index, *_ in self.indexed]
        spelled = {token.text: self.spelled(token) for token in reversed(tokens)}
        message = f"{quoted(spelled['x'])} and {quoted(spelled['y'])} are not known here: {VARIABLES}"
        edits = tuple((token.start, token.end, token.text) for token in tokens)
        told = f"write x for {spelled['x']} and y for {spelled['y']}"
        self.fault(message, tokens[0].start, tokens[0].end, edits, told=told)

    def refuse_indexed(self) -> None:
        """Each of x1, x2, which may have been a power or a product, wherever it stands."""
        places: dict[str, list[Token]] = {}
        for index, *_ in self.indexed:
            places.setdefault(self.spelled(self.tokens[index]), []).append(self.tokens[index])
        of = {self.spelled(self.tokens[index]): rest for index, *rest in self.indexed}
        for spelled, tokens in places.items():
            letter, sign, number = of[spelled]
            ways: list[tuple[Edit, ...]] = []
            if letter in ("x", "y") and int(number) == 1:
                ways = [tuple((token.start + 1, token.end, "") for token in tokens)]
            elif letter in ("x", "y") and not sign:
                ways = [tuple((token.start + 1, token.start + 1, mark) for token in tokens) for mark in "^*"]
            message = f"{quoted(spelled)} is not known here: {VARIABLES}"
            self.fault(message, tokens[0].start, tokens[0].end, *ways)

    def spelled(self, token: Token) -> str:
        """A token as it was typed."""
        return self.text[token.start : token.end]

    def write_small(self) -> None:
        """X is x where there is no x beside it; functions may be written large."""
        small = {token.text for token in self.tokens if token.kind == "name"}
        for index, token in enumerate(self.tokens):
            text = token.text.lower()
            if token.kind not in ("name", "function") or text == token.text:
                continue
            self.tokens[index] = replace(token, text=text)
            reading = ((token.start, token.end, text),)
            if token.kind == "name" and text in ("x", "y") and text in small:
                message = f"{quoted(token.text)} stands beside {text}: {VARIABLES}, written small"
                self.fault(message, token.start, token.end, reading)
            elif text == "e":
                self.fault(
                    f"{quoted(token.text)} is not known here: names are written small", token.start, token.end, reading
                )


def tokens_of(text: str) -> tuple[list[Token], list[Fault]]:
    """The tokens of a text with one for its end, and what is wrong with it.

    Raises:
        FormulaError: there is no formula, or it is too long to be looked at.
    """
    if len(text) > MAX_TYPED:
        raise refusal(f"a formula has at most {MAX_TYPED} characters", MAX_TYPED)
    lexer = _Lexer(text)
    lexer.read()
    if len(lexer.tokens) == 1 and not lexer.faults:
        raise refusal("there is no formula yet: write one in x and y, such as x^2 + 3y^2")
    return lexer.tokens, lexer.faults


@lru_cache(maxsize=256)
def split(word: str) -> tuple[str, ...] | None:
    """A run of letters as names and functions, if it can be read in just one way.

    >>> split("xlnx"), split("sinxcosy"), split("expi")
    (('x', 'ln', 'x'), ('sin', 'x', 'cos', 'y'), None)
    """
    known = (*_NAMES, *SPOKEN)
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(word) + 1):
        ways.append([
            (*before, part) for part in known if word[:end].endswith(part) for before in ways[end - len(part)]
        ][:2])  # fmt: skip
    if len(ways[-1]) != 1:
        return None
    (parts,) = ways[-1]
    used = [part for part in parts if part in SPOKEN]
    for name in SPOKEN:  # exp in "expi" was not written for nothing
        if word.count(name) > sum(part.count(name) for part in used):
            return None
    return parts
