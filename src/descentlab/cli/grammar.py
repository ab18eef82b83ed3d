"""The query grammar as `descentlab run --help` and `descentlab atlas --help` print it."""

import textwrap
from collections.abc import Iterable, Iterator

from descentlab.common.parameters import Parameter
from descentlab.common.text import as_typed
from descentlab.setting.query import KEYS, TEXTS
from descentlab.setting.setting import DEFAULTS, NUMBERS, OF_SURFACE, registries


def grammar(examples: Iterable[str]) -> Iterator[str]:
    """Every key, what it may be and what it is when it is not given; and examples."""
    nouns = registries()
    numbers = {parameter.name: parameter for parameter in NUMBERS}
    yield "keys:"
    for key in KEYS:
        if key in nouns:
            yield from entry(key, f"one of {', '.join(nouns[key])} (default {DEFAULTS[key]})")
        elif key in numbers:
            yield from described(key, numbers[key], OF_SURFACE.get(key))
        else:
            help, example = TEXTS[key]
            yield from entry(key, f"{help} Example: {example}")
    for noun, registry in nouns.items():
        for each in registry.values():
            if each.parameters:
                yield f"\n{noun} {each.id}:"
            for parameter in each.parameters:
                yield from described(f"{noun}.{parameter.name}", parameter)
    yield "\nexamples:"
    yield from (f"  {each}" for each in examples)


def described(key: str, parameter: Parameter, default: str | None = None) -> list[str]:
    """A key of the grammar from its `Parameter`; `default` says what it is otherwise, where that depends."""
    if default is None and parameter.default is not None:
        default = as_typed(parameter.default)
    told = "" if default is None else f" (default {default})"
    return entry(key, f"{parameter.allowed}{told}. {parameter.help}")


def entry(key: str, text: str) -> list[str]:
    """A key and what is said of it, as argparse would lay it out."""
    first, *others = textwrap.wrap(text, 88) or [""]
    head = [f"  {key:<26}{first}"] if len(key) < 26 else [f"  {key}", f"{'':28}{first}"]
    return head + [f"{'':28}{line}" for line in others]
