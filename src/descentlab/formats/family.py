"""A family as safetensors: the `/family` answer, for the page and for everybody."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, single
from descentlab.descent.history import directions
from descentlab.formats.packed import packed_bytes, values_of
from descentlab.formats.safetensors import round_bits, safetensors
from descentlab.studies.family import Family
from descentlab.verdict.outcome import OUTCOMES
from descentlab.verdict.stability import marks_of, reference_curvature


def family_tensors(family: Family, *, details: bool = False) -> dict[str, NDArray[Any]]:
    """The tensors of a `/family` answer, lane first; what lies after a lane's length, in single precision, is zero.

    Args:
        details: with rates, directions, sharpness, and what of it an update feels that divides by √v̂.
    """
    history = family.history
    lengths = np.maximum(history.single_lengths, 1)  # the start is shown, however high it lies
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    moved = valid[1:]

    def lane_first(
        values: Float, kept: NDArray[np.bool_], rounding: Callable[[Float], NDArray[np.float32]] = round_bits
    ) -> NDArray[np.float32]:
        mask = kept if values.ndim == 2 else kept[:, np.newaxis]
        return np.ascontiguousarray(np.moveaxis(rounding(np.where(mask, values, 0.0)), -1, 0))

    # The page draws the loss above the lowest minimum: where that is not zero, rounding first would drown it.
    exact = bool(np.nan_to_num(family.lanes.loss.known.floor).any())

    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        **values_of(family),
        "points": lane_first(history.points, valid),
        "losses": lane_first(history.losses, valid, single if exact else round_bits),
        "lengths": lengths.astype(np.int32),
        "outcomes": family.classification.outcomes.astype(np.uint8),
    }
    if not details:
        return tensors
    tensors |= {
        "rates": lane_first(history.rates, np.ones_like(moved)),
        "directions": lane_first(directions(history.points, history.rates, history.second_rates), moved),
        "sharpness": lane_first(np.where(np.isfinite(history.sharpness), history.sharpness, 0.0), valid),
    }
    felt = family.preconditioned_sharpness
    if history.averages is not None:
        tensors["averages"] = lane_first(history.averages, valid)
    if history.second_rates is not None:
        tensors["second_rates"] = lane_first(history.second_rates, np.ones_like(moved))
    if felt is not None:  # elsewhere an update feels the sharpness as it is
        tensors["effective_sharpness"] = lane_first(np.where(np.isfinite(felt), felt, 0.0), moved)
    return tensors


def family_bytes(family: Family, *, packed: bool = False, details: bool = False) -> bytes:
    """A `/family` answer; packed as the page takes it, which has all that it shows; or with details, and in words."""
    setting = family.setting
    metadata: dict[str, Any] = {
        "outcomes": [outcome.value for outcome in OUTCOMES],
        "over": family.over,
        "limits": marks_of(setting),
        "curvature": reference_curvature(setting.loss, setting.start),
        "recommended": family.recommended,
        "window": family.window,
        "start": setting.start,
    }
    if packed:
        return packed_bytes(family, metadata)
    if details:
        metadata["verdicts"] = [family.diagnosis(lane).words for lane in range(family.learning_rates.size)]
    return safetensors(family_tensors(family, details=details), metadata)
