"""The commands there are; each says its options itself (`add_serve`, `add_run` …)."""

import argparse

from descentlab import __version__

COMMANDS = {
    "serve": "serve the lab in a browser",
    "run": "one run, as a table or as JSON",
    "atlas": "a map of two keys, as a picture or as numbers",
    "list": "the surfaces, optimizers and schedules there are",
    "completion": "a script that completes commands, keys and ids in your shell",
}


def command_parsers() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The parser of all commands, and theirs by name, without their options."""
    parser = argparse.ArgumentParser(prog="descentlab", description="See what a learning rate does.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    raw = argparse.RawDescriptionHelpFormatter
    return parser, {name: commands.add_parser(name, help=help, formatter_class=raw) for name, help in COMMANDS.items()}
