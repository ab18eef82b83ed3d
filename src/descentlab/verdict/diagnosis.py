"""The verdict in words, of one run or of many: every sentence once, with the numbers of each lane.

Where a number belongs a sentence names the measurement: {last_loss} in three digits, {arrival:d} as a whole number,
{arrival:step} as a number of steps.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Bool, Float, Int
from descentlab.common.numbers import digits
from descentlab.common.text import count
from descentlab.verdict.measurements import Measurements
from descentlab.verdict.sentences import Verdict, evidence_of, rules_of


@dataclass(frozen=True)
class Diagnosis:
    """Why a run went as it did.

    Args:
        headline, explanation: the verdict, and a sentence that explains it.
        evidence: the numbers that show it.
        symptom: what the loss curve does, in the words students meet.
    """

    headline: str
    explanation: str
    evidence: tuple[str, ...]
    symptom: str

    @property
    def words(self) -> dict[str, str | tuple[str, ...]]:
        """Each by its name."""
        return dict(vars(self))


class Number(float):
    """A number that is written as a sentence asks: "" in three digits, "d" whole, else so many of that noun."""

    def __format__(self, noun: str) -> str:
        if not noun:
            return digits(float(self))
        return str(int(self)) if noun == "d" else count(int(self), noun)


@dataclass(frozen=True, eq=False)
class Diagnoses:
    """Why many lanes went as they did.

    Args:
        verdicts: those that some lane has.
        chosen: index into them, (N,).
        evidence: every line that some lane has, and which have it, (N,).
    """

    run: Measurements
    verdicts: tuple[Verdict, ...]
    chosen: Int
    evidence: tuple[tuple[str, Bool], ...]

    def of(self, lane: int) -> Diagnosis:
        """Why one lane went as it did."""
        verdict = self.verdicts[self.chosen[lane]]
        evidence = tuple(self._told(line, lane) for line, lanes in self.evidence if lanes[lane])
        return Diagnosis(verdict.headline, self._told(verdict.explanation, lane), evidence, verdict.symptom)

    @cached_property
    def numbers(self) -> dict[str, float | Float | Int]:
        """The measurements that sentences name: a number where all lanes share it, else one for each, (N,)."""
        sentences = (*(each.explanation for each in self.verdicts), *(line for line, _ in self.evidence))
        return {name: getattr(self.run, name) for sentence in sentences for name in named(sentence)}

    def _told(self, sentence: str, lane: int) -> str:
        if "{" not in sentence:
            return sentence
        return sentence.format(**{name: Number(_at(self.numbers[name], lane)) for name in named(sentence)})


def named(sentence: str) -> list[str]:
    """The measurements that a sentence names.

    >>> named("Step {spike_step:d} raised the loss to {spike} times")
    ['spike_step', 'spike']
    """
    return _PLACE.findall(sentence)


_PLACE = re.compile(r"{(\w+)(?::\w+)?}")


def _at(values: float | Float | Int, lane: int) -> float:
    return float(values[lane]) if isinstance(values, np.ndarray) else float(values)


def diagnose(run: Measurements) -> Diagnoses:
    """The measurements of lanes in words."""
    chosen = np.full(run.length.size, -1)
    verdicts: list[Verdict] = []
    for lanes, rules in rules_of(run):
        left = lanes & (chosen < 0)
        while np.count_nonzero(left):  # no rule is looked at, and nothing measured for it, once all have theirs
            holds, verdict = next(rules)
            new = left & holds
            if np.count_nonzero(new):
                chosen[new] = len(verdicts)
                verdicts.append(verdict)
                left &= ~holds
    lines = ((line, lanes & ~_said(line, verdicts)[chosen]) for lanes, line in evidence_of(run))
    return Diagnoses(run, tuple(verdicts), chosen, tuple((line, lanes) for line, lanes in lines if lanes.any()))


def _said(line: str, verdicts: list[Verdict]) -> Bool:
    """Which verdicts begin with what a line of evidence says: it is not said twice, (number of verdicts,)."""
    return np.array([each.explanation.startswith(line) for each in verdicts])
