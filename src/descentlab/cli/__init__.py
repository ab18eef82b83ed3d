"""The command line: `descentlab serve`, `run`, `atlas`, `list`, `completion`.

What a command needs it imports when it is run: a shell that only asks for `--help` waits for no NumPy.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from descentlab.cli.parser import command_parsers
from descentlab.cli.refusals import refuse
from descentlab.common.errors import InvalidSetting


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
    parser, parsers = command_parsers()
    try:
        return _obey(arguments, parser, parsers)
    except InvalidSetting as refused:  # of a folder of surfaces, with mistakes in its files, which any command may read
        refuse(parser, refused.errors)


def _obey(
    arguments: Sequence[str], parser: argparse.ArgumentParser, parsers: dict[str, argparse.ArgumentParser]
) -> int:
    command = arguments[0] if arguments else ""
    if command == "run":  # its keys are the query grammar's, which argparse does not know
        from descentlab.cli.run import run

        return run(parsers["run"], arguments[1:])
    if command == "atlas":
        from descentlab.cli.atlas import atlas

        return atlas(parsers["atlas"], arguments[1:])
    if command == "serve":
        from descentlab.cli.serve import add_serve, serve

        add_serve(parsers["serve"])
        return serve(parser, parser.parse_args(arguments))
    if command == "list":
        from descentlab.cli.listing import add_list, print_list

        add_list(parsers["list"])
        return print_list(parser.parse_args(arguments))
    if command == "completion":
        from descentlab.cli.completion import add_completion, print_completion

        add_completion(parsers["completion"])
        return print_completion(parser.parse_args(arguments))
    parser.parse_args(arguments)  # which ends here: with help, with the version, with what is wrong
    raise AssertionError(f"{command} is declared, and nobody obeys it")
