"""Maps as safetensors: of many starts, and of any two keys."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import single
from descentlab.formats.safetensors import points_tensor, safetensors
from descentlab.setting.axis import Axis
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import Atlas
from descentlab.studies.basins import Basins
from descentlab.studies.ends import NONE, UNDEFINED
from descentlab.surfaces.points import CriticalPoint
from descentlab.verdict.outcome import OUTCOMES


def basins_bytes(basins: Basins) -> bytes:
    """A `/basins` answer; a minimum is an index into `minima_points`, rows of x, y and loss."""
    tensors: dict[str, NDArray[Any]] = {
        "x": basins.x,
        "y": basins.y,
        "minima_points": points_tensor(basins.setting.loss.minima),
        "outcomes": basins.outcomes,
        "minima": basins.minima,
        "steps": basins.steps,
    }
    return safetensors(
        tensors, {"outcomes": [outcome.value for outcome in OUTCOMES], "none": NONE, "undefined": UNDEFINED}
    )


def atlas_bytes(atlas: Atlas) -> bytes:
    """An `/atlas` answer; a minimum is an index into `minima_points`, rows of x, y and loss.

    Where the surface itself differs from pixel to pixel so do its minima, and none are sent.
    """
    tensors: dict[str, NDArray[Any]] = {
        "x": atlas.x.values(*atlas.columns),
        "y": atlas.y.values(*atlas.rows),
        "minima_points": points_tensor(minima_of(atlas)),
        "outcomes": atlas.outcomes,
        "losses": single(np.nan_to_num(atlas.losses, nan=np.inf)),
        "steps": atlas.steps,
        "lost": atlas.lost,
        "minima": atlas.minima,
    }
    about = {"outcomes": [outcome.value for outcome in OUTCOMES], "none": NONE, "undefined": UNDEFINED}
    return safetensors(tensors, about | {"keys": (atlas.x.key, atlas.y.key)})


class Pairs(Protocol):
    """A setting for every pair of two keys."""

    @property
    def setting(self) -> Setting:
        """What is the same in all."""

    @property
    def x(self) -> Axis:
        """Of the one."""

    @property
    def y(self) -> Axis:
        """Of the other."""


def minima_of(pairs: Pairs) -> tuple[CriticalPoint, ...]:
    """The minima of all of a map; none where the surface itself differs, and so do they."""
    differs = any(axis.key.startswith("surface.") for axis in (pairs.x, pairs.y))
    return () if differs else tuple(pairs.setting.loss.minima)
