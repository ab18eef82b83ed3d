"""`descentlab list`: what there is to choose from, with its parameters."""

import argparse
import shutil
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from descentlab.common.registry import Entry, Registry, settable
from descentlab.common.text import strict_json
from descentlab.optimizers import optimizers
from descentlab.schedules import schedules
from descentlab.surfaces import surfaces

WHAT: dict[str, Callable[[], Registry[Any]]] = {"surfaces": surfaces, "optimizers": optimizers, "schedules": schedules}


def add_list(parser: argparse.ArgumentParser) -> None:
    """The options of `descentlab list`."""
    parser.add_argument("what", nargs="?", choices=tuple(WHAT), help="one kind alone")
    parser.add_argument("--json", action="store_true", help="print all that is known of their parameters")


def print_list(chosen: argparse.Namespace) -> int:
    """Print what there is."""
    registries = [WHAT[name]() for name in WHAT if chosen.what in (None, name)]
    if chosen.json:
        print(strict_json({each.noun: [described(entry) for entry in each.values()] for each in registries}))
    else:
        print("\n\n".join("\n".join(columns(each)) for each in registries))
    return 0


def described(entry: Entry) -> dict[str, Any]:
    """An entry as data."""
    parameters = [asdict(parameter) | {"allowed": parameter.allowed} for parameter in entry.parameters]
    return {"id": entry.id, "name": entry.name, "parameters": parameters}


def columns(registry: Registry[Any]) -> Iterator[str]:
    """Id, name, and the parameters with their defaults, in columns as wide as the terminal."""
    ids, names = (max(len(text) for text in texts) + 2 for texts in (registry, (e.name for e in registry.values())))
    width = max(shutil.get_terminal_size().columns - ids - names - 2, 24)
    yield f"{registry.noun}:"
    for entry in registry.values():
        first, *others = textwrap.wrap(settable(entry), width, break_long_words=False) or [""]
        yield f"  {entry.id:<{ids}}{entry.name:<{names}}{first}".rstrip()
        yield from (f"{'':{2 + ids + names}}{line}" for line in others)
