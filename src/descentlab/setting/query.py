"""The query grammar: one set of keys for the page, the frame, the JSON API and the command line.

`surface=ravine&surface.kappa=25&optimizer=adam&lr=0.05&start=-1.2,1` <-> `Setting`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlencode

from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such
from descentlab.common.parameters import Value
from descentlab.common.text import as_typed
from descentlab.setting.setting import DEFAULTS, NUMBERS, Setting, make_setting
from descentlab.setting.spellings import owners
from descentlab.surfaces.typed import FormulaSurface

Items = Iterable[tuple[str, str]]

TEXTS = {
    "f": ("A formula in x and y, instead of a surface.", "x**2+3*y**2"),
    "domain": ("The part of the plane that a formula is for, as xmin,xmax,ymin,ymax.", "-3,3,-3,3"),
    "start": ("Where the run begins, as x,y; the surface's own start if not given.", "-1.2,1"),
}
"""The keys that are no `Parameter`: what each says, and an example."""
KEYS = (*DEFAULTS, *TEXTS, *(parameter.name for parameter in NUMBERS))
"""The plain keys; `surface.NAME`, `optimizer.NAME` and `schedule.NAME` come beside them. `f` and `domain` are a formula
that stands in place of a surface."""


def items_of(query: str) -> list[tuple[str, str]]:
    """The keys and values of a query string, with what was percent-encoded decoded.

    A form writes a space as `+`, and a plus as `%2B`; a person who types an address writes a plus as `+`. So in a value
    that holds a `%2B`, or a `+` where no plus can stand, a `+` is a space; else it is the plus that it looks like.

    >>> items_of("f=x^2+y^2&lr=0.1"), items_of("f=x+%2B+y"), items_of("f=x%20y")
    ([('f', 'x^2+y^2'), ('lr', '0.1')], [('f', 'x + y')], [('f', 'x y')])
    """
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(key), _decoded(value)) for key, _, value in pairs]


def _decoded(value: str) -> str:
    is_form = "%2b" in value.lower() or _NO_PLUS.search(unquote(value)) is not None
    return unquote_plus(value) if is_form else unquote(value)


_NO_PLUS = re.compile(r"^\+|[-+*/^(,=]\+|\+[+*/^),=]|\+$")
"""A + that stands where a plus between two values cannot."""


def parse(items: Items) -> Setting:
    """The setting of a query's keys and values.

    Raises:
        InvalidSetting: with every problem found; `FieldError.parameter` is the key as it was written.

    >>> parse([("surface", "bowl"), ("lr", "0.5")]).lr
    0.5
    """
    given: dict[str, Any] = {}
    errors: list[FieldError] = []
    seen: set[str] = set()
    for key, text in items:
        noun, dot, name = key.partition(".")
        if key in seen:
            errors.append(FieldError(key[:MAX_KEY], "this key is given twice"))
        elif dot and noun in DEFAULTS:
            given.setdefault(f"{noun}_options", {})[name] = text
        elif key in KEYS or owners(key):
            given[key] = text
        else:
            errors.append(FieldError(key[:MAX_KEY], no_such("key", KEYS, key)))
        seen.add(key)
    try:
        setting = make_setting(**given)
    except InvalidSetting as refused:
        errors += refused.errors
    if errors:
        raise InvalidSetting(*errors)
    return setting


@dataclass(frozen=True)
class Settled:
    """A setting a page can always show, and what it had to leave out."""

    setting: Setting
    errors: tuple[FieldError, ...]


def settle(items: Items) -> Settled:
    """As `parse`, but a key that is refused falls back to its default and is reported."""
    kept = list(items)
    errors: list[FieldError] = []
    while True:
        try:
            return Settled(parse(kept), tuple(errors))
        except InvalidSetting as refused:
            errors += refused.errors
            refused_keys = {error.parameter for error in refused.errors}
            left = [(key, text) for key, text in kept if key[:MAX_KEY] not in refused_keys]
            if len(left) == len(kept):  # what is refused was not asked for: never twice the same question
                raise
            kept = left


State = dict[str, Value | tuple[float, ...]]


def canonical(setting: Setting) -> State:
    """Every key of a setting with its value, in one order: what the address bar holds. An empty length is left out."""
    state: State = {}
    for noun in DEFAULTS:
        entry = getattr(setting, noun)
        state |= {"f": entry.typed, "domain": entry.domain} if isinstance(entry, FormulaSurface) else {noun: entry.id}
        options: Mapping[str, Value] = getattr(setting, f"{noun}_options")
        state |= {f"{noun}.{name}": value for name, value in options.items() if value is not None}
    numbers = {parameter.name: getattr(setting, parameter.name) for parameter in NUMBERS}
    state |= {name: value for name, value in numbers.items() if value is not None}
    state["start"] = setting.start
    return state


def write(setting: Setting) -> str:
    """The setting as a query string that `parse` reads back, letter for letter as `toQuery` of data/query.js writes it.

    >>> write(parse([("surface", "bowl"), ("optimizer", "gd"), ("lr", "0.5")])).startswith("surface=bowl&optimizer=gd&")
    True
    """
    return write_state(canonical(setting))


def write_state(state: State) -> str:
    """Some keys of a setting likewise."""
    texts = {key: as_typed(value) for key, value in state.items()}
    return urlencode(texts, safe=",!'()*", quote_via=quote)
