"""A landscape as safetensors, and as JSON."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.formats.safetensors import points_tensor, safetensors
from descentlab.setting.lanes import Lanes
from descentlab.surfaces import Surface
from descentlab.surfaces.landscape import Landscape, Tone
from descentlab.surfaces.landscapes import Landscapes
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.points import CriticalPoint

OF_TONE, OF_HEIGHT = 2**-11, 2**-10
"""How far a height may be off: an eighth of one of the page's 256 colours, and a thousandth of itself."""
LEAST = 2**-17
"""Of the tones: no height is kept more exactly than that."""


def landscape_values(
    picture: Landscape, surface: Surface, loss: Loss
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The tensors and the metadata of a `/landscape` answer; a height is NaN where the loss has no value."""
    tensors: dict[str, NDArray[Any]] = {
        "heights": round_heights(picture.heights, picture.tone),
        "lines": picture.lines.vertices,
        "line_starts": picture.lines.starts.astype(np.int32),
        "line_levels": picture.lines.levels,
        "holes": picture.holes,
        "hole_starts": picture.hole_starts.astype(np.int32),
        "minima": points_tensor(picture.minima),
        "saddles": points_tensor(picture.saddles),
    }
    metadata = {
        "extent": picture.extent,
        "domain": loss.domain,
        "levels": picture.levels.tolist(),
        "tone": vars(picture.tone),
        "formula": surface.mathml,
        "axes": surface.axes,
        "floor": loss.floor,
    }
    return tensors, metadata


def round_heights(heights: Float, tone: Tone) -> Float:
    """Heights on lattices as coarse as a picture allows, so that compression finds something to compress.

    A lattice, not a mantissa: heights about 1000 that differ by 1 are then as far apart as those about 0.
    """
    of_tone = tone.slope(heights)
    error = np.maximum(np.minimum(OF_TONE * of_tone, OF_HEIGHT * np.abs(heights)), LEAST * of_tone)
    lattice = 2.0 ** np.floor(np.log2(2 * error))
    rounded: Float = np.round(heights / lattice) * lattice
    return rounded


def landscapes_bytes(pictures: Landscapes, surface: Surface, lanes: Lanes) -> bytes:
    """A `/landscape` answer over a parameter; what a lane has fewer of than another is NaN."""
    key, loss = next(iter(lanes.over)), lanes.loss
    heights = [round_heights(each, tone) for each, tone in zip(pictures.heights, pictures.tones, strict=True)]
    tensors: dict[str, NDArray[Any]] = {
        "values": lanes.over[key].astype(float),
        "heights": np.array(heights, dtype=np.float32),
        "levels": pictures.levels.astype(np.float32),
        "minima": _padded(pictures.minima),
        "saddles": _padded(pictures.saddles),
    }
    metadata = {
        "over": key,
        "extent": pictures.extent,
        "domain": loss.domain,
        "tones": [vars(tone) for tone in pictures.tones],
        "formula": surface.mathml,
        "axes": surface.axes,
        "floors": [None if np.isnan(floor) else floor for floor in loss.known.floor.tolist()],
    }
    return safetensors(tensors, metadata)


def _padded(points: Sequence[Sequence[CriticalPoint]]) -> NDArray[np.float32]:
    """Points of each lane as x, y and loss, (N, most, 3)."""
    padded = np.full((len(points), max(map(len, points), default=0), 3), np.nan, dtype=np.float32)
    for row, each in zip(padded, points, strict=True):
        row[: len(each)] = points_tensor(tuple(each))
    return padded


def landscape_bytes(picture: Landscape, surface: Surface, loss: Loss) -> bytes:
    """A `/landscape` answer."""
    return safetensors(*landscape_values(picture, surface, loss))


def landscape_json(picture: Landscape, surface: Surface, loss: Loss) -> dict[str, Any]:
    """The same as plain lists; JSON has no NaN: a height is null there."""
    tensors, metadata = landscape_values(picture, surface, loss)
    plain = {name: tensor.tolist() for name, tensor in tensors.items()}
    heights = [[None if math.isnan(height) else height for height in row] for row in plain["heights"]]
    return plain | {"heights": heights} | metadata
