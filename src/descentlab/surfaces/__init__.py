"""Loss surfaces: the TOML files of a folder are the registry."""

import os
from functools import lru_cache
from pathlib import Path

from descentlab.common import paths
from descentlab.common.registry import Registry, make_callable
from descentlab.surfaces.files import load_surfaces
from descentlab.surfaces.surface import Surface

__all__ = ["EXTRA_SURFACES", "Surface", "surfaces"]

EXTRA_SURFACES = "DESCENTLAB_SURFACES"
"""The environment variable that names a further folder (`descentlab serve --surfaces DIR` sets it)."""


@lru_cache(maxsize=4)
def _registry(extra: str | None) -> Registry[Surface]:
    found = load_surfaces(paths.SURFACES) | (load_surfaces(Path(extra)) if extra else {})
    return Registry("surfaces", sorted(found.values(), key=lambda each: (each.order, each.id)))


def surfaces() -> Registry[Surface]:
    """Every surface by its id, with its parameters: the project's own folder, then the teacher's.

    >>> surfaces()["bowl"]
    <Surface bowl · Bowl>
    """
    return _registry(os.environ.get(EXTRA_SURFACES))


make_callable(__name__, surfaces)
