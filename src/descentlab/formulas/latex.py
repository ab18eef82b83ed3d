r"""Simple LaTeX, such as a page's source or a worksheet holds, beside everything that is typed plainly.

What surrounds a formula ($, \(, \displaystyle) and what only spaces it is passed over; \frac, \sqrt, \left, \cdot,
\sin, ^{ } are read as they are printed.
"""

import re

from descentlab.common.errors import quoted
from descentlab.formulas.functions import SPOKEN
from descentlab.formulas.spelling import NO_CASES, Speller

_WRAPPERS = (*(("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("`", "`"), (r"\displaystyle", "")),)
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?\s*|(.))")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{(\w+)\*?\}(?:\{\w*\})?")
_LINES = ("aligned", "align", "equation", "gather", "gathered", "split", "multline", "math", "displaymath")
_LOG_BASE = re.compile(r"_\s*(?:\{\s*(\w+)\s*\}|(\d))\s*")
_PIECE = re.compile(r"\{\s*\\displaystyle(?![A-Za-z])")
_SUBSCRIPT = re.compile(r"\s*_\s*\{\s*(\w+)\s*\}")
_LIMITS = re.compile(r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*\s*")
_ONE_EXPONENT = re.compile(r"\^\s*(\d+|[A-Za-z])(?=[A-Za-z])")
_FONTS = set(
    "operatorname mathrm mathit mathbf mathsf mathtt mathcal mathscr mathbb text textrm textit bm boldsymbol".split()
)
_NOTHING = set(
    "displaystyle textstyle limits nolimits nonumber notag big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl "
    "Biggr".split()
)
_BLANKS = {*",;:!> ", "quad", "qquad", "thinspace", "enspace", "\n", "\\"}
_GREEK = set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau "
    "upsilon phi varphi chi psi omega ell".split()
)
_SYMBOLS = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    **dict.fromkeys(("lbrace", "{"), "{"),
    **dict.fromkeys(("rbrace", "}"), "}"),
    **dict.fromkeys(("lvert", "left|", "left\\vert", "left\\lvert"), "abs("),
    **dict.fromkeys(("rvert", "rfloor", "rceil", "right|", "right\\vert", "right\\rvert"), ")"),
    **{"lbrack": "[", "rbrack": "]", "vert": "|", "mid": "|", "lfloor": "floor(", "lceil": "ceil("},
    **{"div": "/", "pi": " pi ", "lt": "<", "gt": ">", "coloneqq": ":=", "colon": ":"},
}
_REFUSED = {
    **dict.fromkeys(("le", "leq", "ge", "geq", "ne", "neq", "leqslant", "geqslant"), NO_CASES),
    **dict.fromkeys(("sum", "prod"), "a sum or a product is written out, term by term"),
    **dict.fromkeys(("int", "lim", "partial", "nabla"), "a formula has no limits, integrals or derivatives"),
    **dict.fromkeys(("pm", "mp"), "this is two formulas: write + or -"),
    **dict.fromkeys(("lVert", "rVert", "Vert", "|"), "a norm is written out: sqrt(x^2+y^2)"),
    "infty": "a number is finite",
}


class LatexSpeller(Speller):
    """Spells LaTeX, where there is any, and all else as `Speller` does."""

    def spell(self) -> None:
        """The whole text."""
        self.is_latex = "\\" in self.text or "$" in self.text
        for start, end in _pieces(self.text, *_unwrapped(self.text)):
            self.span(start, end)

    def one(self, at: int, end: int) -> int:
        """Spell what begins here; where the next begins."""
        subscript = _SUBSCRIPT.match(self.text, at, end)
        exponent = _ONE_EXPONENT.match(self.text, at, end) if self.is_latex else None
        if self.text[at] == "\\":
            return self.command(at, end)
        if subscript:  # x_{1} is x_1
            self.write("_" + subscript[1], at, subscript.end())
            return subscript.end()
        if exponent:  # what is raised in print is one character: x^2y is x²y
            self.write("^{", at, exponent.start(1))
            self.span(exponent.start(1), exponent.end())
            self.write("}", exponent.end(), exponent.end())
            return exponent.end()
        if self.is_latex and self.text[at] in "~&":
            self.write(" ", at, at + 1)
            return at + 1
        return super().one(at, end)

    def command(self, at: int, end: int) -> int:
        r"""Spell a \command and what belongs to it."""
        match = _COMMAND.match(self.text, at, end)
        environment = _ENVIRONMENT.match(self.text, at, end)
        if match is None:
            self.fault(f"{quoted(self.text[at])} begins a word of LaTeX, such as \\frac", at, at + 1)
            return at + 1
        name, after = match[1] or match[2], match.end()
        if environment:
            return self.environment(environment, end)
        if name in ("left", "right"):
            return self.delimiter(name, at, after, end)
        if name in _SYMBOLS:
            self.write(_SYMBOLS[name], at, after)
        elif name in ("frac", "dfrac", "tfrac", "cfrac"):
            self.write("(", at, at)
            after = self.argument(after, end, name)
            self.write("/", after, after)
            after = self.argument(after, end, name)
            self.write(")", after, after)
        elif name == "sqrt":
            return self.root(at, after, end)
        elif name == "log" and (base := _LOG_BASE.match(self.text, after, end)):
            after = base.end()
            self.write(f" log_{base[1] or base[2]} ", at, after)
        elif name in _FONTS:
            inner, outer, after = self.group(after, end)
            self.named(inner, outer, at, after)
        elif name in SPOKEN:
            self.write(f" {name} ", at, after)
        elif name in _GREEK:
            self.write(self.variable(after, end), at, after)
        elif name in _BLANKS or name in _NOTHING:
            self.write(" " if name in _BLANKS else "", at, after)
        else:
            self.fault(
                _REFUSED.get(name, f"{quoted(chr(92) + name)} is no word of LaTeX that can be read here"), at, after
            )
            after = _LIMITS.match(self.text, after, end).end() if name in _REFUSED else after  # type: ignore[union-attr]
            self.write(" + " if _REFUSED.get(name) == NO_CASES else " ", at, after)
        return after

    def named(self, inner: int, outer: int, at: int, after: int) -> None:
        r"""The word of \operatorname{word}; of \mathbf{x} its letters."""
        word = self.text[inner:outer].strip()
        if word.isascii() and word.isalnum():
            self.write(f" {word} ", at, after)
        else:
            self.span(inner, outer)

    def environment(self, found: re.Match[str], end: int) -> int:
        r"""\begin and \end of lines that are one formula; others are refused, and passed over."""
        if found[2] in _LINES:
            self.write(" ", found.start(), found.end())
            return found.end()
        last = self.text.find(f"\\end{{{found[2]}}}", found.end(), end)
        after = end if last < 0 else last + len(found[2]) + 6
        message = NO_CASES if "cases" in found[2] else f"{quoted(found[2])} of LaTeX cannot be read here"
        self.fault(message, found.start(), after)
        self.write(" x ", found.start(), after)
        return after

    def delimiter(self, side: str, at: int, after: int, end: int) -> int:
        r"""The bracket after \left or \right."""
        bracket = _COMMAND.match(self.text, after, end)
        text, last = (bracket[0].strip(), bracket.end()) if bracket else (self.text[after : after + 1], after + 1)
        written = _SYMBOLS.get(side + text) or _SYMBOLS.get(text.removeprefix("\\"), text)
        if not written or written == ".":
            self.fault(f"a bracket is missing after {chr(92)}{side}", at, after)
        elif written in "|([{}])" or written.endswith("(") or bracket:
            self.write(written, at, min(last, end))
        else:
            self.fault(f"{quoted(text)} is no bracket", at, last)
        return min(last, end)

    def root(self, at: int, after: int, end: int) -> int:
        r"""\sqrt{x} as sqrt(x), \sqrt[3]{x} as cbrt(x), \sqrt[n]{x} as x^(1/n)."""
        index = re.compile(r"\[([^][]*)\]\s*").match(self.text, after, end)
        degree = index[1].strip() if index else "2"
        after = index.end() if index else after
        if degree in ("2", "3"):
            self.write(" sqrt" if degree == "2" else " cbrt", at, after)
            return self.argument(after, end, "sqrt")
        self.write("(", at, at)
        after = self.argument(after, end, "sqrt")
        if index:
            self.write("^(1/(", after, after)
            self.span(index.start(1), index.end(1))
            self.write(")))", after, after)
        return after

    def argument(self, at: int, end: int, of: str) -> int:
        """What a command takes, in brackets; where the next begins."""
        inner, outer, after = self.group(at, end)
        if not self.text[inner:outer].strip():
            self.fault(f"something is missing after {chr(92)}{of}", min(at, len(self.text) - 1), after)
            self.write("(x)", at, after)
            return after
        self.write("(", at, inner)
        self.span(inner, outer)
        self.write(")", outer, after)
        return after

    def group(self, at: int, end: int) -> tuple[int, int, int]:
        """From and up to the inside of {a group}, or of a character or command that stands alone; its end."""
        while at < end and self.text[at] == " ":
            at += 1
        if at < end and self.text[at] == "{":
            close = _closing(self.text, at, end)
            if close < 0:
                self.fault("this bracket is never closed", at, end)
                return at + 1, end, end
            return at + 1, close, close + 1
        command = _COMMAND.match(self.text, at, end)
        after = command.end() if command else min(at + 1, end)
        return at, after, after


def _closing(text: str, at: int, end: int) -> int:
    """Where the group that begins here is closed; -1 if it is not."""
    depth = 0
    for place in range(at, end):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    return -1


def _unwrapped(text: str) -> tuple[int, int]:
    r"""Where the formula begins and ends within $…$, \(…\) and the like."""
    start, end = 0, len(text)
    while True:
        inside = text[start:end]
        start, end = end - len(inside.lstrip()), start + len(inside.rstrip())
        inside = text[start:end]
        for opening, closing in _WRAPPERS:
            if inside.startswith(opening) and inside.endswith(closing) and len(inside) >= len(opening + closing):
                start, end = start + len(opening), end - len(closing)
                break
        else:
            return start, end


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    r"""The insides of {\displaystyle …}{\displaystyle …}, as an encyclopedia breaks its lines; else the whole."""
    pieces, at = [], start
    while at < end and (opening := _PIECE.match(text, at, end)):
        close = _closing(text, at, end)
        if close < 0:
            break
        pieces.append((opening.end(), close))
        at = close + 1
        while at < end and text[at].isspace():
            at += 1
    return pieces if pieces and at == end else [(start, end)]
