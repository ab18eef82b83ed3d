"""Which JavaScript modules a page needs: without that hint a browser would find them one import at a time."""

import re
from functools import cache
from pathlib import PurePosixPath

from descentlab.common import paths

_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*\bfrom "(\.[^"]+)";""", re.MULTILINE)


@cache
def imports_of(path: str) -> tuple[str, ...]:
    """The modules that a module of the static folder imports."""
    source = (paths.STATIC / path).read_text(encoding="utf-8")
    return tuple(_joined(PurePosixPath(path).parent, name) for name in _IMPORT.findall(source))


def _joined(folder: PurePosixPath, name: str) -> str:
    parts: list[str] = []
    for part in (folder / name).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


@cache
def import_closure(*entries: str) -> tuple[str, ...]:
    """These modules and all that they need, in alphabetical order."""
    found: set[str] = set()
    todo = list(entries)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += imports_of(path)
    return tuple(sorted(found))
