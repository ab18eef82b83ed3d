"""A landscape as safetensors, and as JSON."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.formats.safetensors import points_tensor, safetensors
from descentlab.surfaces import Surface
from descentlab.surfaces.landscape import Landscape, Tone
from descentlab.surfaces.loss import Loss

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


def landscape_bytes(picture: Landscape, surface: Surface, loss: Loss) -> bytes:
    """A `/landscape` answer."""
    return safetensors(*landscape_values(picture, surface, loss))


def landscape_json(picture: Landscape, surface: Surface, loss: Loss) -> dict[str, Any]:
    """The same as plain lists; JSON has no NaN: a height is null there."""
    tensors, metadata = landscape_values(picture, surface, loss)
    plain = {name: tensor.tolist() for name, tensor in tensors.items()}
    heights = [[None if math.isnan(height) else height for height in row] for row in plain["heights"]]
    return plain | {"heights": heights} | metadata
