"""Loss surfaces: the TOML files of a folder are the registry."""

import os
from functools import cache, lru_cache
from pathlib import Path

from descentlab.common import paths
from descentlab.common.registry import Registry, make_callable
from descentlab.common.version import Source
from descentlab.surfaces.files import load_surfaces
from descentlab.surfaces.heights import SUFFIXES
from descentlab.surfaces.surface import Surface

__all__ = ["EXTRA_SURFACES", "Surface", "surface_files", "surfaces"]

KINDS = (".toml", *SUFFIXES)
"""How the names of files end that state a surface."""
EXTRA_SURFACES = "DESCENTLAB_SURFACES"
"""The environment variable that names a further folder (`descentlab serve --surfaces DIR` sets it)."""


@cache
def _own() -> dict[str, Surface]:
    return load_surfaces(paths.SURFACES, proven=True)


@lru_cache(maxsize=4)
def _registry(extra: str | None) -> Registry[Surface]:
    found = _own() | (load_surfaces(Path(extra)) if extra else {})
    return Registry("surfaces", sorted(found.values(), key=lambda each: (each.order, each.id)))


def surfaces() -> Registry[Surface]:
    """Every surface by its id: the project's own folder, then the teacher's, in place of any of the same id.

    Raises:
        InvalidSetting: with every mistake in the teacher's files.

    >>> surfaces()["bowl"]
    <Surface bowl · Bowl>
    """
    return _registry(os.environ.get(EXTRA_SURFACES))


def surface_files() -> list[Source]:
    """The folders that surfaces are read from, and which of their files."""
    extra = os.environ.get(EXTRA_SURFACES)
    folders = [paths.SURFACES, *([Path(extra)] if extra else [])]
    return [(folder, f"*{suffix}") for folder in folders for suffix in KINDS]


make_callable(__name__, surfaces)
