"""Results as safetensors: eight bytes of header length, a JSON header, raw little-endian tensors.

Mantissas are rounded to what a screen can show, so that compression finds something to compress.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from descentlab.arrays import Float, quiet
from descentlab.descent import Family, directions
from descentlab.landscape import Landscape
from descentlab.outcome import OUTCOMES
from descentlab.stability import rate_limits, reference_curvature
from descentlab.losses import CriticalPoint, Loss

BITS, FEWER_BITS = 10, 7
"""Mantissa bits kept of float32's 23: an error below 1/2000, a quarter of a pixel across a large screen. The page writes
three digits from 0.001 to 1000 and two beyond, where an error below 1/250 is enough."""


def round_bits(values: Float) -> NDArray[np.float32]:
    """The nearest float32 with so few mantissa bits; what is beyond float32 becomes its largest such number."""
    size = np.abs(values)
    return np.where((size >= 1e-3) & (size < 1e3), _rounded(values, BITS), _rounded(values, FEWER_BITS))


def _rounded(values: Float, bits: int) -> NDArray[np.float32]:
    dropped = 23 - bits
    kept = np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    largest = (np.array(np.finfo(np.float32).max).view(np.uint32) & kept).view(np.float32)
    single = np.clip(values, -largest, largest).astype(np.float32)
    return np.clip((single.view(np.uint32) + np.uint32(1 << (dropped - 1)) & kept).view(np.float32), -largest, largest)


def family_tensors(family: Family) -> dict[str, NDArray[Any]]:
    """The tensors of design/interface.md, lane first; what lies after a lane's length is zero."""
    history = family.history
    lengths = history.single_lengths
    valid = np.arange(len(history.points))[:, np.newaxis] < lengths
    moved = valid[1:]

    def lane_first(
        values: Float, kept: NDArray[np.bool_], rounding: Callable[[Float], NDArray[np.float32]] = round_bits
    ) -> NDArray[np.float32]:
        mask = kept if values.ndim == 2 else kept[:, np.newaxis]
        return np.ascontiguousarray(np.moveaxis(rounding(np.where(mask, values, 0.0)), -1, 0))

    # The page draws the loss above the lowest minimum: where that is not zero, rounding first would drown it.
    exact = bool(family.setting.loss.floor)

    return {
        "learning_rates": family.learning_rates,
        "points": lane_first(history.points, valid),
        "losses": lane_first(history.losses, valid, np.float32 if exact else round_bits),
        "lengths": lengths.astype(np.int32),
        "outcomes": family.evidence.outcomes.astype(np.uint8),
        "rates": lane_first(history.rates, np.ones_like(moved)),
        "directions": lane_first(directions(history.points, history.rates), moved),
        "sharpness": lane_first(np.where(np.isfinite(history.sharpness), history.sharpness, 0.0), valid),
    }


def family_bytes(family: Family) -> bytes:
    """A `/family` answer."""
    setting = family.setting
    curvature = reference_curvature(setting.loss, setting.start)
    verdicts = [family.diagnosis(lane) for lane in range(family.learning_rates.size)]
    return save(
        family_tensors(family),
        metadata={
            "outcomes": json.dumps([outcome.value for outcome in OUTCOMES]),
            "verdicts": json.dumps([vars(verdict) for verdict in verdicts], ensure_ascii=False),
            "limits": json.dumps(rate_limits(setting.optimizer, setting.optimizer_options, curvature)),
            "curvature": json.dumps(curvature),
            "best": json.dumps(family.best),
        },
    )


def landscape_values(picture: Landscape, loss: Loss) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The tensors and the metadata of a `/landscape` answer."""
    tensors = {
        "heights": round_bits(picture.heights),
        "lines": round_bits(picture.vertices),
        "line_starts": picture.line_starts.astype(np.int32),
        "line_levels": picture.line_levels.astype(np.float32),
        "minima": _points(loss.minima),
        "saddles": _points(loss.saddles),
    }
    metadata = {
        "extent": picture.extent,
        "domain": loss.domain,
        "levels": picture.levels.tolist(),
        "tone": vars(picture.tone),
    }
    return tensors, metadata


def landscape_bytes(picture: Landscape, loss: Loss) -> bytes:
    """A `/landscape` answer."""
    tensors, metadata = landscape_values(picture, loss)
    return save(tensors, metadata={key: json.dumps(value) for key, value in metadata.items()})


def landscape_json(picture: Landscape, loss: Loss) -> dict[str, Any]:
    """The same as plain lists."""
    tensors, metadata = landscape_values(picture, loss)
    return {name: tensor.tolist() for name, tensor in tensors.items()} | metadata


def _points(points: tuple[CriticalPoint, ...]) -> Float:
    return np.array([[*each.point, each.value] for each in points], dtype=np.float64).reshape(-1, 3)
