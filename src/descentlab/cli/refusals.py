"""How a command says that it was asked for something it cannot do."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from descentlab.common.errors import FieldError


def refuse(parser: argparse.ArgumentParser, errors: Sequence[FieldError]) -> NoReturn:
    """Say what is wrong, a line for each problem, in the words of the API."""
    lines = (" ".join(f"{each.parameter}: {each.message}".split()) for each in errors)
    parser.exit(2, "".join(f"{parser.prog}: error: {line}\n" for line in lines))


def fail(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    """Say in one line what is wrong, and leave with the status of a wrong argument."""
    parser.exit(2, f"{parser.prog}: error: {' '.join(message.split())}\n")
