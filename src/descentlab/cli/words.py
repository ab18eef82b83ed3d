"""The words of a command that reads the query grammar: its own options, and the grammar's keys in every form."""

import argparse
from collections.abc import Sequence

from descentlab.cli.refusals import refuse
from descentlab.common.errors import FieldError
from descentlab.setting.query import items_of

HELP = ("-h", "--help")


def read_words(
    parser: argparse.ArgumentParser, words: Sequence[str], flags: Sequence[str], options: Sequence[str] = ()
) -> tuple[list[str], list[tuple[str, str]]]:
    """The words that are argparse's, and the keys and values that the others state, in their order.

    Args:
        flags: those of argparse that stand alone.
        options: those that have a value.
    """
    own: list[str] = []
    items: list[tuple[str, str]] = []
    errors: list[FieldError] = []
    rest = iter(words)
    for word in rest:
        key, equals, value = word.partition("=")
        if word in flags:
            own.append(word)
        elif key.startswith("--"):
            text = value if equals else next(rest, None)
            if text is None or (not equals and text.startswith("--")):
                errors.append(FieldError(key[2:], f"a value is missing: --{key[2:]} VALUE"))
                break
            if key in options:
                own.append(f"{key}={text}")
            else:
                items.append((key[2:], text))
        elif word.startswith("?") or "&" in word:
            items += items_of(word.removeprefix("?"))
        elif equals:
            items.append((key, value))
        else:
            errors.append(FieldError(word, "a key has a value: KEY=VALUE, or --KEY VALUE"))
    if errors and set(HELP).isdisjoint(own):
        refuse(parser, errors)
    return own, items
