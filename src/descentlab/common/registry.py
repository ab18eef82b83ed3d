"""A registry: what there is of a kind, by id, in one order; read only."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Protocol, TypeVar

from descentlab.common.parameters import Parameter
from descentlab.common.text import as_typed


class Entry(Protocol):
    """What stands in a registry."""

    @property
    def id(self) -> str:
        """What the query grammar calls it."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What can be set of it."""


E = TypeVar("E", bound=Entry)


class Registry(Mapping[str, E]):
    """Entries by their id.

    Args:
        noun: what they are, in the plural.
        entries: in the order in which they are shown.
    """

    def __init__(self, noun: str, entries: Iterable[E]) -> None:
        self.noun = noun
        self._entries = {each.id: each for each in entries}

    def __getitem__(self, id: str) -> E:
        return self._entries[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<{len(self)} {self.noun}: {', '.join(self)}>"


def one_line(entry: Entry) -> str:
    """An entry as its repr shows it: what it is called, and what can be set of it."""
    return f"<{type(entry).__name__} {' · '.join(filter(None, (entry.id, entry.name, settable(entry))))}>"


def settable(entry: Entry) -> str:
    """The parameters of an entry with their defaults, as they are typed; a name alone where the run decides."""
    return " ".join(
        each.name if each.default is None else f"{each.name}={as_typed(each.default)}" for each in entry.parameters
    )


def make_callable(module: str, function: Callable[[], object]) -> None:
    """Let a module be called as its function is.

    `descentlab.optimizers` is a package, and so the import system puts it there whenever it is imported;
    `descentlab.optimizers()` answers all the same.
    """

    class CallableModule(ModuleType):
        __call__ = staticmethod(function)

    sys.modules[module].__class__ = CallableModule
