"""Many seeds as safetensors: the `/seeds` answer."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.formats.safetensors import round_bits, safetensors
from descentlab.studies.seeds import SPREAD, Seeds
from descentlab.verdict.outcome import OUTCOMES


def seeds_bytes(seeds: Seeds, shown: int) -> bytes:
    """A `/seeds` answer.

    Args:
        shown: of how many other seeds than the setting's own the points are sent, at most.
    """
    floor = seeds.floor
    tensors: dict[str, NDArray[Any]] = {
        "points": round_bits(seeds.points[1 : shown + 1]),
        "mean_points": round_bits(seeds.mean_points),
        "mean_losses": seeds.mean_losses,
        "spread": seeds.spread,
        "ends": np.bincount(seeds.outcomes, minlength=len(OUTCOMES)).astype(np.int32),
    }
    metadata = {
        "outcomes": [outcome.value for outcome in OUTCOMES],
        "seed": seeds.setting.seed,
        "seeds": seeds.lanes.count,
        "shares": SPREAD,
        "floor": None if floor is None else vars(floor),
    }
    return safetensors(tensors, metadata)
