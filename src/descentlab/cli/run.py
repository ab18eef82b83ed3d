"""`descentlab run`: one run, as a table or as JSON."""

import argparse
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from descentlab.cli.grammar import grammar
from descentlab.cli.refusals import refuse
from descentlab.cli.words import HELP, read_words
from descentlab.common.errors import InvalidSetting
from descentlab.common.text import as_typed, json_bytes
from descentlab.setting.query import parse, write
from descentlab.studies.trajectory import Trajectory, run_of

MOST_ROWS = 21
"""Rows of a table that is not asked to be whole."""
EXAMPLES = (
    "descentlab run --surface ravine --lr 0.05 --optimizer adam --optimizer.beta1 0.8",
    "descentlab run surface=ravine lr=0.08 start=-8,1.5",
    "descentlab run 'surface=rosenbrock&optimizer=adam&lr=0.1' --json",
)
FLAGS = (*HELP, "--json", "--all")


def add_run(parser: argparse.ArgumentParser, *, complete: bool) -> None:
    """The options of `descentlab run`, and if `complete` what every key may be."""
    parser.usage = "%(prog)s [--json | --all] [--KEY VALUE | KEY=VALUE | 'KEY=VALUE&KEY=VALUE'] ..."
    parser.description = "One run, its steps and its verdict. The keys are those of the lab's address bar."
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print what /api/v1/trajectory answers")
    form.add_argument("--all", action="store_true", help=f"print every step, not some {MOST_ROWS} of them")
    if complete:
        parser.epilog = "\n".join(grammar(EXAMPLES))


def run(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Print one run."""
    flags, items = read_words(parser, words, FLAGS)
    try:
        add_run(parser, complete=not set(HELP).isdisjoint(flags))
        chosen = parser.parse_args(flags)
        setting = parse(items)
        trajectory = run_of(setting)
    except InvalidSetting as refused:  # also of a folder of surfaces, named by the environment, with mistakes in it
        refuse(parser, refused.errors)
    if chosen.json:
        print(json_bytes(trajectory.to_dict()).decode())
        return 0
    print("\n".join((write(setting), "", *table(trajectory, every=chosen.all), "", *verdict(trajectory))))
    return 0


def table(trajectory: Trajectory, *, every: bool) -> Iterator[str]:
    """The steps of a run as aligned lines: the first, the last, and every one, 2nd, 5th, 10th … between them."""
    last = len(trajectory.points) - 1
    strides = (size * 10**power for power in range(9) for size in (1, 2, 5))
    stride = 1 if every else next(stride for stride in strides if last / stride < MOST_ROWS)
    yield f"{'step':>6} {'η':>11} {'x':>12} {'y':>12} {'loss':>12} {'sharpness':>12}"
    for k in sorted({*range(0, last, stride), last}):
        eta = number(trajectory.learning_rates[k]) if k < last else ""  # no step is taken from the last point
        numbers = (*trajectory.points[k], trajectory.losses[k], trajectory.sharpness[k])
        yield " ".join((f"{k:6}", f"{eta:>11}", *(f"{number(each):>12}" for each in numbers)))


def number(value: float) -> str:
    """Six significant digits, as a program reads them: a minus that is one, and no zeros that say nothing.

    >>> number(-1.5e-9), number(0.1 + 0.2), number(1e16)
    ('-1.5e-9', '0.3', '1e16')
    """
    return f"{value:.6g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def verdict(trajectory: Trajectory) -> Iterator[str]:
    """How the run ended, why, and what would help."""
    diagnosis = trajectory.diagnosis
    yield f"{diagnosis.headline} ({trajectory.outcome.value})"
    yield from textwrap.wrap(diagnosis.explanation, 100)
    yield from (f"- {line}" for line in (diagnosis.symptom, *diagnosis.evidence) if line)
    for remedy in trajectory.remedies:
        yield f"→ {remedy.title} ({' '.join(keys_of(remedy.change))}): {remedy.effect}"


def keys_of(change: Mapping[str, object]) -> Iterator[str]:
    """A change as a person would type it: after another optimizer or schedule, no option that is its default."""
    for key, value in change.items():
        noun, dot, name = key.partition(".")
        if dot and noun in change:
            defaults = getattr(parse([(noun, str(change[noun]))]), f"{noun}_options")
            if defaults.get(name) == value:
                continue
        yield f"{key}={as_typed(value)}"
