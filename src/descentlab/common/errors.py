"""What is wrong with an input, in words for the person who gave it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

MAX_KEY = 40
"""Characters of an unknown key that an answer repeats."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one key of the query grammar.

    `unknown_id` tells a name that does not exist (404) from a value that is not allowed (422); `remedies` are values
    to put in its place, and `position` is the character, from 0, where a text is wrong.
    """

    parameter: str
    message: str
    unknown_id: bool = False
    remedies: tuple[str, ...] = ()
    position: int | None = None


class InvalidSetting(ValueError):
    """One or more inputs were refused; `errors` says which and what is allowed."""

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error.parameter}: {error.message}" for error in errors))


def shown(value: object) -> str:
    """A value as a message repeats it: in quotes, and short whatever it is."""
    try:
        return quoted(str(value))
    except ValueError:  # Python does not write out integers of thousands of digits
        return quoted("a very long number")


def quoted(text: str) -> str:
    r"""A piece of text as a message repeats it: what cannot be seen by its number, what is long cut short.

    >>> print(quoted("\\"), quoted("\u200b"))
    “\” “U+200B”
    """
    return f"“{printable(text if len(text) <= MAX_KEY else text[: MAX_KEY - 3] + '...')}”"


def printable(text: str) -> str:
    r"""A text with the number of what cannot be seen, or would end the line, in its place.

    >>> print(printable("a\nb"))
    aU+000Ab
    """
    return "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in text)


def no_such(noun: str, known: Iterable[str], name: str = "") -> str:
    """What to say of a name that nothing has.

    >>> no_such("key", ["lr", "steps"]), no_such("key", ["lr", "steps"], "step")
    ('no such key here; there are lr, steps', 'no such key here (did you mean steps?); there are lr, steps')
    """
    names = tuple(known)
    return f"no such {noun} here{_did_you_mean(name, names)}; there are {', '.join(names) or 'none'}"


def find(known: Mapping[str, T], name: object, noun: str) -> T:
    """The entry of a registry by its id.

    Raises:
        InvalidSetting: there is none; the message lists those there are.
    """
    if isinstance(name, str) and name in known:
        return known[name]
    message = f"there is no {noun} {shown(name)}{_did_you_mean(name, known)}; there are {', '.join(known)}"
    raise InvalidSetting(FieldError(noun, message, unknown_id=True))


def _did_you_mean(name: object, known: Iterable[str]) -> str:
    """The names that look like the one given, capitals or not; the part before a full stop must be the same."""
    if not isinstance(name, str) or len(name) > MAX_KEY:
        return ""
    noun, dot, own = name.rpartition(".")
    alike = {each[len(noun + dot) :].casefold(): each for each in known if each.startswith(noun + dot)}
    own = own.casefold()
    close = [alike[each] for each in ([own] if own in alike else get_close_matches(own, alike, n=2))]
    return f" (did you mean {' or '.join(close)}?)" if close else ""
