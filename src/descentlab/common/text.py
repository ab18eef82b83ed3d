"""How numbers and things are written: for a reader, for an address, for a program."""

import json
from typing import Any

import numpy as np
from pydantic_core import to_json


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "step"), count(2, "step")
    ('1 step', '2 steps')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_WORDS = "no one two three four five six seven eight nine ten".split()


def in_words(number: int) -> str:
    """A small number as a word, a large one in digits.

    >>> in_words(10), in_words(12)
    ('ten', '12')
    """
    return _WORDS[number] if number < len(_WORDS) else str(number)


def shortened(text: str, most: int = 40) -> str:
    """A text that fits on a line with others.

    >>> shortened("x^2 + y^2"), shortened("x" * 50, 5)
    ('x^2 + y^2', 'xxxx…')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def as_typed(value: object) -> str:
    """A value as a person types it and an address holds it: lists with commas, flags as words, the shortest digits.

    Numbers are written as JavaScript writes them, so that a page and the service mean one and the same address.

    >>> as_typed((0.1, 2.0)), as_typed(True), as_typed(1e-7)
    ('0.1,2', 'true', '1e-7')
    """
    if isinstance(value, tuple):
        return ",".join(map(as_typed, value))
    if isinstance(value, bool):
        return str(value).lower()
    return _shortest(value) if isinstance(value, float) else str(value)


def _shortest(value: float) -> str:
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return np.format_float_positional(value, trim="-")
    return repr(value).replace("e-0", "e-")


def json_bytes(value: Any) -> bytes:
    """JSON without white space, null in the place of a number that is infinite or NaN; a tenth of `strict_json`'s time.

    >>> json_bytes({"losses": [1.5, float("inf")]})
    b'{"losses":[1.5,null]}'
    """
    return to_json(value, inf_nan_mode="null")


def strict_json(value: Any) -> str:
    """JSON without white space; NaN and infinity are errors, never sent."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
