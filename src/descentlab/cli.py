"""The command line: `descentlab serve` and `descentlab run`."""

import argparse
import io
import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl

from descentlab import __version__
from descentlab.problems import InvalidSetting, Problem

if TYPE_CHECKING:
    from descentlab.optimizers import Optimizer
    from descentlab.parameters import Parameter
    from descentlab.runs import Trajectory
    from descentlab.schedules import Schedule
    from descentlab.surfaces import Surface

    Registries = Mapping[str, Mapping[str, Surface] | Mapping[str, Optimizer] | Mapping[str, Schedule]]

MOST_ROWS = 21
"""Rows of a table that is not asked to be whole."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no η
    try:
        try:
            return obey(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def obey(arguments: Sequence[str]) -> int:
    """Read the arguments and do what they say."""
    parser = argparse.ArgumentParser(prog="descentlab", description="See what a learning rate does.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    add_serve(commands.add_parser("serve", help="serve the lab in a browser"))
    run_parser = commands.add_parser(
        "run", help="one run, as a table or as JSON", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if arguments and arguments[0] == "run":  # its keys are the query grammar's, which argparse does not know
        flags, items = read_words(run_parser, arguments[1:])
        add_run(run_parser, complete=not {"-h", "--help"}.isdisjoint(flags))
        return run(run_parser, run_parser.parse_args(flags), items)
    return serve(parser, parser.parse_args(arguments))


def add_serve(parser: argparse.ArgumentParser) -> None:
    """The options of `descentlab serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=whole(0, 65535), default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--workers", type=whole(1, 1024), default=1, help="processes (default %(default)s)")
    parser.add_argument("--surfaces", type=Path, metavar="DIR", help="a folder of your own surfaces (TOML)")


def whole(minimum: int, maximum: int) -> Callable[[str], int]:
    """What reads a whole number within bounds."""

    def read(text: str) -> int:
        if text.isascii() and text.isdecimal() and minimum <= int(text) <= maximum:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {minimum} to {maximum}")

    return read


def serve(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Serve until stopped. Surfaces and settings are read first, so that a mistake in one is told here and now."""
    import uvicorn
    from pydantic import ValidationError

    from descentlab.catalogue import catalogue
    from descentlab.surfaces import EXTRA_SURFACES
    from descentlab.web.settings import Settings

    if chosen.surfaces is not None:
        if not chosen.surfaces.is_dir():
            fail(parser, f"--surfaces: {chosen.surfaces} is not a folder")
        os.environ[EXTRA_SURFACES] = str(chosen.surfaces.resolve())
    try:
        Settings()
        catalogue()
    except ValidationError as error:
        fail(parser, "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors()))
    except (ValueError, OSError) as error:
        fail(parser, str(error))
    uvicorn.run(
        "descentlab.web.app:create_app", factory=True, host=chosen.host, port=chosen.port, workers=chosen.workers
    )
    return 0


FLAGS = ("-h", "--help", "--json", "--all")


def add_run(parser: argparse.ArgumentParser, *, complete: bool) -> None:
    """The options of `descentlab run`, and if `complete` what every key may be."""
    parser.usage = "%(prog)s [--json | --all] [--KEY VALUE | KEY=VALUE | 'KEY=VALUE&KEY=VALUE'] ..."
    parser.description = "One run, its steps and its verdict. The keys are those of the lab's address bar."
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print what /api/v1/trajectory answers")
    form.add_argument("--all", action="store_true", help=f"print every step, not some {MOST_ROWS} of them")
    if complete:
        parser.epilog = "\n".join(grammar())


def read_words(parser: argparse.ArgumentParser, words: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The flags among the words, and the keys and values that the others state, in their order."""
    flags: list[str] = []
    items: list[tuple[str, str]] = []
    problems: list[Problem] = []
    rest = iter(words)
    for word in rest:
        key, equals, value = word.partition("=")
        if word in FLAGS:
            flags.append(word)
        elif key.startswith("--"):
            text = value if equals else next(rest, None)
            if text is None or (not equals and text.startswith("--")):
                problems.append(Problem(key[2:], f"a value is missing: --{key[2:]} VALUE"))
                break
            items.append((key[2:], text))
        elif word.startswith("?") or "&" in word:
            items += parse_qsl(word.removeprefix("?"), keep_blank_values=True)
        elif equals:
            items.append((key, value))
        else:
            problems.append(Problem(word, "a key has a value: KEY=VALUE, or --KEY VALUE"))
    if problems and flags.count("-h") + flags.count("--help") == 0:
        refuse(parser, problems)
    return flags, items


def run(parser: argparse.ArgumentParser, chosen: argparse.Namespace, items: Iterable[tuple[str, str]]) -> int:
    """Print one run."""
    from descentlab.query import parse, write
    from descentlab.runs import run_of

    try:
        setting = parse(items)
        trajectory = run_of(setting)
    except InvalidSetting as refused:
        refuse(parser, refused.problems)
    except (ValueError, OSError) as error:  # a folder of surfaces, named by the environment, with a mistake in it
        fail(parser, str(error))
    if chosen.json:
        from descentlab.web.schemas import TrajectoryBody

        print(TrajectoryBody.of(trajectory, write(setting)).model_dump_json())
        return 0
    print("\n".join((write(setting), "", *table(trajectory, every=chosen.all), "", *verdict(trajectory))))
    return 0


def table(trajectory: "Trajectory", *, every: bool) -> Iterator[str]:
    """The steps of a run as aligned lines: the first, the last, and every one, 2nd, 5th, 10th … between them."""
    last = len(trajectory.points) - 1
    strides = (size * 10**power for power in range(9) for size in (1, 2, 5))
    stride = 1 if every else next(stride for stride in strides if last / stride < MOST_ROWS)
    yield f"{'step':>6} {'η':>11} {'x':>12} {'y':>12} {'loss':>12} {'sharpness':>12}"
    for k in sorted({*range(0, last, stride), last}):
        eta = f"{trajectory.learning_rates[k]:.6g}" if k < last else ""  # no step is taken from the last point
        numbers = (*trajectory.points[k], trajectory.losses[k], trajectory.sharpness[k])
        yield " ".join((f"{k:6}", f"{eta:>11}", *(f"{number:12.6g}" for number in numbers)))


def verdict(trajectory: "Trajectory") -> Iterator[str]:
    """How the run ended, why, and what would help."""
    diagnosis = trajectory.diagnosis
    yield f"{diagnosis.headline} ({trajectory.outcome.value})"
    yield from textwrap.wrap(diagnosis.explanation, 100)
    yield from (f"- {line}" for line in (diagnosis.symptom, *diagnosis.evidence) if line)
    for remedy in trajectory.remedies:
        yield f"→ {remedy.title} ({' '.join(keys_of(remedy.change))}): {remedy.effect}"


def keys_of(change: Mapping[str, object]) -> Iterator[str]:
    """A change as a person would type it: after another optimizer or schedule, no option that is its default."""
    from descentlab.query import parse

    for key, value in change.items():
        noun, dot, name = key.partition(".")
        if dot and noun in change:
            defaults = getattr(parse([(noun, str(change[noun]))]), f"{noun}_options")
            if defaults.get(name) == value:
                continue
        yield f"{key}={as_typed(value)}"


def grammar() -> Iterator[str]:
    """Every key, what it may be and what it is when it is not given."""
    from descentlab.optimizers import OPTIMIZERS
    from descentlab.query import KEYS
    from descentlab.schedules import SCHEDULES
    from descentlab.setting import DEFAULTS, NUMBERS
    from descentlab.surfaces import surfaces

    registries: Registries = {"surface": surfaces(), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    numbers = {parameter.name: parameter for parameter in NUMBERS}
    yield "keys:"
    for key in KEYS:
        if key in registries:
            yield from entry(key, f"one of {', '.join(registries[key])} (default {DEFAULTS[key]})")
        elif key in numbers:
            yield from described(key, numbers[key])
        else:
            yield from entry(key, OTHER_KEYS.get(key, ""))
    for noun, registry in registries.items():
        for each in registry.values():
            if each.parameters:
                yield f"\n{noun} {each.id}:"
            for parameter in each.parameters:
                yield from described(f"{noun}.{parameter.name}", parameter)
    yield "\nexamples:"
    yield "  descentlab run --surface ravine --lr 0.05 --optimizer adam --optimizer.beta1 0.8"
    yield "  descentlab run surface=ravine lr=0.08 start=-8,1.5"
    yield "  descentlab run 'surface=rosenbrock&optimizer=adam&lr=0.1' --json"


OTHER_KEYS = {
    "start": "x,y: where the run begins (default: the surface's own start)",
    "f": "a formula in x and y instead of a surface: x^2 + 3y^2",
    "domain": "xmin,xmax,ymin,ymax: the picture of a formula",
}
"""The keys that are no `Parameter`."""


def described(key: str, parameter: "Parameter") -> list[str]:
    """A key of the grammar from its `Parameter`."""
    default = "" if parameter.default is None else f" (default {as_typed(parameter.default)})"
    return entry(key, f"{parameter.allowed}{default}. {parameter.help}")


def as_typed(value: object) -> str:
    """A value as a person would type it."""
    if isinstance(value, tuple):
        return ",".join(map(as_typed, value))
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value).lower()


def entry(key: str, text: str) -> list[str]:
    """A key and what is said of it, as argparse would lay it out."""
    first, *others = textwrap.wrap(text, 88) or [""]
    head = [f"  {key:<26}{first}"] if len(key) < 26 else [f"  {key}", f"{'':28}{first}"]
    return head + [f"{'':28}{line}" for line in others]


def refuse(parser: argparse.ArgumentParser, problems: Sequence[Problem]) -> NoReturn:
    """Say what is wrong, a line for each problem, in the words of the API."""
    lines = (" ".join(f"{each.parameter}: {each.message}".split()) for each in problems)
    parser.exit(2, "".join(f"{parser.prog}: error: {line}\n" for line in lines))


def fail(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """Say in one line what is wrong, and leave with the status of a wrong argument."""
    parser.exit(2, f"{parser.prog}: error: {' '.join(message.split())}\n")
