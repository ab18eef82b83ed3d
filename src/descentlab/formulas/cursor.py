"""Where a reader is among the tokens of a formula, what it has written so far, and what it found wrong."""

from dataclasses import dataclass, field

from descentlab.common.errors import quoted
from descentlab.formulas.lexer import Token
from descentlab.formulas.refusals import Edit, Fault, refusal

MAX_NESTING = 20
"""Brackets, and exponents, in each other."""


@dataclass
class Cursor:
    """A place among tokens, of which the last is the end; `out` is what was written, each piece with its place."""

    text: str
    tokens: list[Token]
    faults: list[Fault]
    out: list[tuple[str, int]] = field(default_factory=list)
    at: int = 0
    nesting: int = 0

    @property
    def now(self) -> Token:
        """The token that is next."""
        return self.tokens[self.at]

    @property
    def before(self) -> Token:
        """The token that was read last."""
        return self.tokens[self.at - 1]

    def take(self, written: str | None = None) -> Token:
        """Write the token, or what stands for it, and go on."""
        token = self.now
        self.out.append((token.text if written is None else written, token.start))
        self.at += 1
        return token

    def fault(self, message: str, at: Token, span: tuple[int, int] | None = None, *readings: tuple[Edit, ...]) -> None:
        """Note what is wrong at a token."""
        self.faults.append(Fault(message, at.start, span or (at.start, at.end), readings))

    def missing(self, token: Token) -> None:
        """There is no value before this token; said only where nothing unreadable stands in its place."""
        begin = self.before.end if self.at else 0
        if not any(begin <= fault.position <= token.start or token.kind == "end" for fault in self.faults):
            before = f"a value is missing before {quoted(token.text)}"
            self.fault("something is missing at the end" if token.kind == "end" else before, token)
        self.out.append(("x", token.start))

    def deeper(self) -> None:
        """One bracket or exponent more."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise refusal(f"brackets and exponents go at most {MAX_NESTING} deep", self.now.start)

    def signs(self) -> None:
        """Signs before a value."""
        first, mark = self.at, len(self.out)
        while self.now.kind in ("+", "-"):
            self.take()
        if self.at - first > 2:
            span = self.tokens[first].start, self.before.end
            minus = sum(token.kind == "-" for token in self.tokens[first : self.at])
            self.out[mark:] = [("-" if minus % 2 else "+", span[0])]
            self.fault("this is one sign too many", self.tokens[first + 2], span, ((*span, self.out[mark][0]),))

    def is_tight(self, at: int) -> bool:
        """Whether a comma stands right between two digits."""
        before, comma, after = self.tokens[at - 1 : at + 2]
        touching = before.end == comma.start and comma.end == after.start
        return touching and (before.kind, comma.text, after.kind) == ("number", ",", "number")
