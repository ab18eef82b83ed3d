"""Maps of many starts as safetensors."""

from typing import Any

from numpy.typing import NDArray

from descentlab.formats.safetensors import points_tensor, safetensors
from descentlab.studies.basins import Basins
from descentlab.studies.ends import NONE, UNDEFINED
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
