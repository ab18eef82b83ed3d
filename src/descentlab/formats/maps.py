"""Maps as safetensors: of many starts, and of any two keys."""

from typing import Any

from numpy.typing import NDArray

from descentlab.common.arrays import single
from descentlab.formats.safetensors import points_tensor, safetensors
from descentlab.studies.atlas import Atlas
from descentlab.studies.basins import NONE, UNDEFINED, Basins
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
    """An `/atlas` answer; a minimum is an index into `minima_points`, rows of x, y and loss."""
    tensors: dict[str, NDArray[Any]] = {
        "x": atlas.x.values(),
        "y": atlas.y.values(),
        "minima_points": points_tensor(atlas.setting.loss.minima),
        "outcomes": atlas.outcomes,
        "losses": single(atlas.losses),
        "steps": atlas.steps,
        "minima": atlas.minima,
    }
    return safetensors(
        tensors, {"outcomes": [outcome.value for outcome in OUTCOMES], "none": NONE, "undefined": UNDEFINED}
    )
