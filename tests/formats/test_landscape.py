"""What a landscape looks like on the wire."""

import json
from typing import Any, Never

import numpy as np
import pytest
from safetensors.numpy import load

from descentlab.formats.landscape import OF_HEIGHT, OF_TONE, landscape_bytes, landscape_json, round_heights
from descentlab.surfaces import surfaces
from descentlab.surfaces.landscape import Tone, landscape
from descentlab.surfaces.typed import formula_surface

GAPS = ["sqrt(x)+y^2", "ln(x*y)", "1/x+y^2"]
EVERY = pytest.mark.parametrize(
    "surface", [*surfaces().values(), *map(formula_surface, GAPS)], ids=[*surfaces(), *GAPS]
)


def refuse(constant: str) -> Never:
    raise AssertionError(f"{constant} is not JSON")


def said(message: bytes) -> dict[str, Any]:
    """The metadata of safetensors."""
    header = json.loads(message[8 : 8 + int.from_bytes(message[:8], "little")])
    return {name: json.loads(text) for name, text in header["__metadata__"].items()}


@EVERY
def test_a_landscape_on_the_wire(surface: Any) -> None:
    loss = surface.loss()
    picture = landscape(loss, 1.7)
    message = landscape_bytes(picture, surface, loss)
    tensors, metadata = load(message), said(message)
    off = np.abs(tensors["heights"] - picture.heights)
    known = np.isfinite(picture.heights)
    assert (np.isnan(tensors["heights"]) == ~known).all()
    assert (off <= np.maximum(OF_HEIGHT * np.abs(picture.heights), 1e-5 * picture.tone.slope(picture.heights)))[
        known
    ].all()
    assert (off <= OF_TONE * picture.tone.slope(picture.heights) * (1 + 1e-9))[known].all()
    assert (tensors["lines"] == picture.lines.vertices).all()
    assert (tensors["line_starts"] == picture.lines.starts).all()
    assert (tensors["line_levels"] == picture.lines.levels).all()
    assert set(tensors["line_levels"]) <= set(metadata["levels"])
    assert (tensors["holes"] == picture.holes).all()
    assert (tensors["hole_starts"] == picture.hole_starts).all()
    assert tensors["minima"].tolist() == [[*each.point, each.value] for each in picture.minima]
    assert tensors["saddles"].tolist() == [[*each.point, each.value] for each in picture.saddles]
    assert metadata["extent"] == list(picture.extent)
    assert metadata["domain"] == list(loss.domain)
    assert metadata["axes"] == list(surface.axes)
    assert metadata["levels"] == picture.levels.tolist()
    assert metadata["tone"] == vars(picture.tone)

    plain = json.loads(json.dumps(landscape_json(picture, surface, loss)), parse_constant=refuse)
    listed = {name: values.tolist() for name, values in tensors.items() if name != "heights"}
    assert plain == metadata | listed | {"heights": plain["heights"]}
    assert (np.array(plain["heights"], dtype=float) == tensors["heights"])[known].all()
    assert [height is None for row in plain["heights"] for height in row] == (~known).ravel().tolist()


def test_heights_that_differ_little_are_told_apart_wherever_they_lie() -> None:
    heights = 1e6 + np.linspace(0, 1, 300)
    rounded = round_heights(heights, Tone("linear", 1e6, 1e6 + 1, 1.0))
    assert np.abs(rounded - heights).max() < 1e-3
    assert np.unique(rounded).size > 200
