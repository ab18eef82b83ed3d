"""A landscape as safetensors, and as JSON."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.formats.safetensors import points_tensor, round_bits, safetensors
from descentlab.surfaces import Surface
from descentlab.surfaces.landscape import Landscape
from descentlab.surfaces.loss import Loss


def landscape_values(
    picture: Landscape, surface: Surface, loss: Loss
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The tensors and the metadata of a `/landscape` answer."""
    tensors: dict[str, NDArray[Any]] = {
        "heights": round_bits(picture.heights),
        "lines": round_bits(picture.vertices),
        "line_starts": picture.line_starts.astype(np.int32),
        "line_levels": picture.line_levels.astype(np.float32),
        "minima": points_tensor(loss.minima),
        "saddles": points_tensor(loss.saddles),
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
