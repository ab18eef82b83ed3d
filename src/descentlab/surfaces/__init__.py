"""Loss surfaces: the TOML files of a folder are the registry."""

import os
from functools import lru_cache
from pathlib import Path

from descentlab.common import paths
from descentlab.surfaces.files import load_surfaces
from descentlab.surfaces.surface import Surface

__all__ = ["EXTRA_SURFACES", "Surface", "surfaces"]

EXTRA_SURFACES = "DESCENTLAB_SURFACES"
"""The environment variable that names a further folder (`descentlab serve --surfaces DIR` sets it)."""


@lru_cache(maxsize=4)
def _registry(extra: str | None) -> dict[str, Surface]:
    found = load_surfaces(paths.SURFACES) | (load_surfaces(Path(extra)) if extra else {})
    return {each.id: each for each in sorted(found.values(), key=lambda each: (each.order, each.id))}


def surfaces() -> dict[str, Surface]:
    """The registry: the project's own folder, then the teacher's."""
    return _registry(os.environ.get(EXTRA_SURFACES))
