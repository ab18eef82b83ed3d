"""Why a formula is refused: all that is wrong with it, each with its place and with what may have been meant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

MOST_PROBLEMS, MOST_REMEDIES = 10, 4
"""What one refusal names, and for each what may have been meant: more would not be read."""
DEEPEST = 3
"""Doubts within a remedy that are settled in turn."""
TWO_WAYS = "this can be read in two ways"
SHOWN = 60
"""Characters of a remedy that a message writes out."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a formula.

    Args:
        message: what is wrong, and what to write.
        position: the character (from 0) where it is seen.
        remedies: whole formulas, in each of which this is put right: one for each thing that may have been meant.
    """

    message: str
    position: int = 0
    remedies: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.message} (at character {self.position + 1})"


class FormulaError(ValueError):
    """A formula was refused: `problems` in the order of the text; `message` and `position` are the first's."""

    def __init__(self, *problems: Problem) -> None:
        first: dict[str, Problem] = {}
        for problem in sorted(problems, key=lambda each: each.position):
            first.setdefault(problem.message, problem)
        self.problems = tuple(first.values())[:MOST_PROBLEMS]
        self.message, self.position = self.problems[0].message, self.problems[0].position
        super().__init__("; ".join(map(str, self.problems)))


def refusal(message: str, position: int = 0) -> FormulaError:
    """A refusal for one reason."""
    return FormulaError(Problem(message, position))


Edit = tuple[int, int, str]
"""(start, end, what to write in place of the characters between them)."""


def brackets(start: int, end: int) -> tuple[Edit, Edit]:
    """Brackets around a piece of a text."""
    return (start, start, "("), (end, end, ")")


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with every edit made."""
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


@dataclass(frozen=True)
class Fault:
    """A problem as it is found.

    Args:
        span: the part of the text, from and up to, that a remedy shows.
        readings: for each thing that may have been meant, how to edit the text.
        told: the remedy in words, where writing the span out would not tell it.
    """

    message: str
    position: int
    span: tuple[int, int] = (0, 0)
    readings: tuple[tuple[Edit, ...], ...] = ()
    told: str = ""

    @property
    def is_doubt(self) -> bool:
        """Whether nothing is wrong but that it can be read in more than one way."""
        return self.message == TWO_WAYS

    def overlaps(self, start: int, end: int) -> bool:
        """Whether its span has part of another."""
        return self.span[0] < end and start < self.span[1]


Read = Callable[[str], Sequence[Fault]]
"""What is wrong with a text."""


def problems_of(text: str, faults: Sequence[Fault], read: Read) -> list[Problem]:
    """Each fault with its remedies; doubts about one and the same part of a text are one problem.

    A remedy is a whole formula that is read without that fault: what is still in doubt about it is settled in turn,
    in each of its ways.
    """
    settling = _Settling(read)
    problems: list[Problem] = []
    covered: list[tuple[int, int]] = []
    wrong = sum(not each.is_doubt for each in faults)
    for fault in sorted(faults, key=lambda each: (each.position, each.span[0] - each.span[1])):
        if len(problems) == MOST_PROBLEMS:
            break
        is_known = not fault.readings and any(fault.message == each.message for each in problems)
        if is_known or (fault.is_doubt and any(fault.overlaps(*span) for span in covered)):
            continue
        found = list(islice(settling.settled(text, fault, wrong - (not fault.is_doubt)), MOST_REMEDIES))
        remedies = tuple(dict.fromkeys(whole for whole, _, _ in found))
        before = min((before for _, before, _ in found), default=fault.span[0])
        after = min((after for _, _, after in found), default=len(text) - fault.span[1])
        if fault.is_doubt:
            covered.append((before, len(text) - after))
        written = [_short(whole[before : len(whole) - after]) for whole in remedies]
        problems.append(Problem(_message(fault, written), min(fault.position, max(len(text) - 1, 0)), remedies))
    return problems


@dataclass
class _Settling:
    """Settles faults, within a bound: of a hundred doubts in one text, the last have no remedies."""

    read: Read
    reads: int = 60

    def settled(self, text: str, fault: Fault, wrong: int, deep: int = DEEPEST) -> Iterator[tuple[str, int, int]]:
        """For each reading: the whole formula, and how much of the text before and after it is as it was."""
        before, after = fault.span[0], len(text) - fault.span[1]
        for edits in fault.readings:
            self.reads -= 1
            if self.reads < 0:
                return
            changed = edited(text, edits)
            left = self.read(changed)
            if sum(not each.is_doubt for each in left) > wrong:
                continue  # it would be wrong in another way
            doubts = [each for each in left if each.is_doubt and each.overlaps(before, len(changed) - after)]
            if not doubts:
                yield changed, before, after
            elif deep:
                for whole, low, rest in self.settled(changed, doubts[0], wrong, deep - 1):
                    yield whole, min(low, before), min(rest, after)


def _message(fault: Fault, written: list[str]) -> str:
    several = {1: "brackets are missing here", 2: TWO_WAYS}.get(len(written), "this can be read in several ways")
    message = several if fault.is_doubt and written else fault.message
    if fault.told or not written:
        return f"{message}: {fault.told}" if fault.told else message
    *others, last = written
    return f"{message}: write {', '.join(others)} or {last}" if others else f"{message}: write {last}"


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2 - 2]} … {text[2 - SHOWN // 2 :]}"
