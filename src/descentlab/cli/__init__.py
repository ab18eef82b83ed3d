"""The command line: `descentlab serve` and `descentlab run`."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from descentlab import __version__
from descentlab.cli.run import run
from descentlab.cli.serve import add_serve, serve


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
        return run(run_parser, arguments[1:])
    return serve(parser, parser.parse_args(arguments))
