"""Slices as safetensors."""

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.formats.safetensors import round_bits, safetensors
from descentlab.studies.slices import BACK, Slice, Slices


def slices_bytes(slices: Slices) -> bytes:
    """A `/slices` answer, NaN where the loss has no value.

    What is along the slope is named after it, `slope_heights` and so on; what is along the step that was taken
    `step_heights`, if that is another direction in any lane.
    """
    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": slices.lanes,
        "steps": slices.steps.astype(np.int32),
        "rates": slices.rates,
        "losses": slices.losses,
    }
    for name, each in (("slope", slices.along_slope), ("step", slices.along_step)):
        if each is not None:
            tensors |= {f"{name}_{what}": values for what, values in _tensors(each).items()}
    return safetensors(tensors, {"back": BACK})


def _tensors(along: Slice) -> dict[str, NDArray[Any]]:
    """All of a slice as it was computed, but its heights, which a screen shows."""
    columns = {field.name: getattr(along, field.name) for field in fields(Slice)}
    return columns | {"heights": round_bits(along.heights)}
