"""What is wrong with an input, in words for the person who gave it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

MAX_KEY = 40
"""Characters of an unknown key that an answer repeats."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one key of the query grammar.

    `unknown_id` tells a name that does not exist (404) from a value that is not allowed (422).
    """

    parameter: str
    message: str
    unknown_id: bool = False


class InvalidSetting(ValueError):
    """One or more inputs were refused; `errors` says which and what is allowed."""

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in errors))


def shown(value: object) -> str:
    """A value as a message repeats it: in quotes, and short whatever it is."""
    try:
        text = str(value)
    except ValueError:  # Python does not write out integers of thousands of digits
        text = "a very long number"
    return repr(text if len(text) <= 40 else text[:37] + "...")


def no_such(noun: str, known: Iterable[str]) -> str:
    """What to say of a name that nothing has.

    >>> no_such("key", ["lr", "steps"])
    'no such key here; there are lr, steps'
    """
    return f"no such {noun} here; there are {', '.join(known) or 'none'}"


def find(known: Mapping[str, T], name: object, noun: str) -> T:
    """The entry of a registry by its id.

    Raises:
        InvalidSetting: there is none; the message lists those there are.
    """
    if isinstance(name, str) and name in known:
        return known[name]
    message = f"there is no {noun} {shown(name)}; there are {', '.join(known)}"
    raise InvalidSetting(FieldError(noun, message, unknown_id=True))
