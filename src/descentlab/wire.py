"""Results as safetensors: eight bytes of header length, a JSON header, raw little-endian tensors.

Mantissas are rounded to what a screen can show, so that compression finds something to compress.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.arrays import Float
from descentlab.basins import NONE, UNDEFINED, Basins
from descentlab.landscape import Landscape
from descentlab.losses import CriticalPoint, Loss
from descentlab.outcome import OUTCOMES
from descentlab.runs import Family, directions
from descentlab.stability import rate_limits, reference_curvature
from descentlab.surfaces import Surface

BITS, FEWER_BITS = 10, 7
"""Mantissa bits kept of float32's 23: an error below 1/2000, a quarter of a pixel across a large screen. The page
writes three digits from 0.001 to 1000 and two beyond, where an error below 1/250 is enough."""


def round_bits(values: Float) -> NDArray[np.float32]:
    """The nearest float32 with so few mantissa bits; what is beyond float32 becomes its largest such number."""
    size = np.abs(values)
    return np.where((size >= 1e-3) & (size < 1e3), _rounded(values, BITS), _rounded(values, FEWER_BITS))


def single(values: Float) -> NDArray[np.float32]:
    """The nearest float32; what is beyond float32 becomes its largest number."""
    largest = float(np.finfo(np.float32).max)
    return np.clip(values, -largest, largest).astype(np.float32)


def _rounded(values: Float, bits: int) -> NDArray[np.float32]:
    dropped = 23 - bits
    kept = np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    largest = (np.array(np.finfo(np.float32).max).view(np.uint32) & kept).view(np.float32)
    raw = single(values).view(np.uint32)
    return np.clip((raw + np.uint32(1 << (dropped - 1)) & kept).view(np.float32), -largest, largest)


def family_tensors(family: Family) -> dict[str, NDArray[Any]]:
    """The tensors of design/interface.md, lane first; what lies after a lane's length is zero."""
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
    exact = bool(family.setting.loss.floor)

    tensors: dict[str, NDArray[Any]] = {
        "learning_rates": family.learning_rates,
        "points": lane_first(history.points, valid),
        "losses": lane_first(history.losses, valid, single if exact else round_bits),
        "lengths": lengths.astype(np.int32),
        "outcomes": family.evidence.outcomes.astype(np.uint8),
        "rates": lane_first(history.rates, np.ones_like(moved)),
        "directions": lane_first(directions(history.points, history.rates), moved),
        "sharpness": lane_first(np.where(np.isfinite(history.sharpness), history.sharpness, 0.0), valid),
    }
    if family.setting.optimizer.preconditioned is not None:  # elsewhere an update feels the sharpness as it is
        assert family.effective_sharpness is not None
        felt = family.effective_sharpness.T
        tensors["effective_sharpness"] = lane_first(np.where(np.isfinite(felt), felt, 0.0), moved)
    return tensors


def family_bytes(family: Family) -> bytes:
    """A `/family` answer."""
    setting = family.setting
    curvature = reference_curvature(setting.loss, setting.start)
    verdicts = [family.diagnosis(lane) for lane in range(family.learning_rates.size)]
    metadata = {
        "outcomes": [outcome.value for outcome in OUTCOMES],
        "verdicts": [verdict.words for verdict in verdicts],
        "limits": rate_limits(setting.optimizer, setting.optimizer_options, curvature),
        "curvature": curvature,
        "best": family.best,
        "start": setting.start,
    }
    return safetensors(family_tensors(family), metadata)


def landscape_values(
    picture: Landscape, surface: Surface, loss: Loss
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The tensors and the metadata of a `/landscape` answer."""
    tensors: dict[str, NDArray[Any]] = {
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
        "formula": surface.mathml,
    }
    return tensors, metadata


def landscape_bytes(picture: Landscape, surface: Surface, loss: Loss) -> bytes:
    """A `/landscape` answer."""
    return safetensors(*landscape_values(picture, surface, loss))


def landscape_json(picture: Landscape, surface: Surface, loss: Loss) -> dict[str, Any]:
    """The same as plain lists."""
    tensors, metadata = landscape_values(picture, surface, loss)
    return {name: tensor.tolist() for name, tensor in tensors.items()} | metadata


def basins_bytes(basins: Basins) -> bytes:
    """A `/basins` answer; a minimum is an index into `minima_points`, rows of x, y and loss."""
    tensors: dict[str, NDArray[Any]] = {
        "x": basins.x,
        "y": basins.y,
        "minima_points": _points(basins.setting.loss.minima),
        "outcomes": basins.outcomes,
        "minima": basins.minima,
        "steps": basins.steps,
    }
    return safetensors(
        tensors, {"outcomes": [outcome.value for outcome in OUTCOMES], "none": NONE, "undefined": UNDEFINED}
    )


DTYPES = {"f8": "F64", "f4": "F32", "i4": "I32", "i2": "I16", "u1": "U8"}


def safetensors(tensors: dict[str, NDArray[Any]], metadata: dict[str, Any]) -> bytes:
    """The format, as its page states it. Its own library shuffles the metadata: no two answers would be the same."""
    header: dict[str, Any] = {"__metadata__": {name: _strict_json(value) for name, value in metadata.items()}}
    # The widest numbers first, so that each tensor begins at a multiple of its numbers' size: a browser need not copy.
    ordered = sorted(tensors.items(), key=lambda item: -item[1].itemsize)
    end = 0
    for name, tensor in ordered:
        begin, end = end, end + tensor.nbytes
        header[name] = {"dtype": DTYPES[tensor.dtype.str[1:]], "shape": tensor.shape, "data_offsets": [begin, end]}
    text = _strict_json(header).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *(tensor.tobytes() for _, tensor in ordered)])


def _strict_json(value: object) -> str:
    """NaN and infinity are errors, never sent."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def _points(points: tuple[CriticalPoint, ...]) -> Float:
    return np.array([[*each.point, each.value] for each in points], dtype=np.float64).reshape(-1, 3)
