"""What goes over the wire: the format, and how numbers are rounded."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import load

from descentlab.common.arrays import single
from descentlab.formats.family import family_bytes
from descentlab.formats.safetensors import BITS, FEWER_BITS, round_bits, safetensors
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of

LARGEST = float(np.finfo(np.float32).max)
TENSORS: dict[str, NDArray[Any]] = {
    "bytes": np.arange(3, dtype=np.uint8),
    "doubles": np.array([[1.5, -2.5]]),
    "empty": np.empty((0, 2), dtype=np.float32),
    "integers": np.array([-1, 2], dtype=np.int32),
    "floats": np.ones((2, 3, 1), dtype=np.float32),
}


def header_of(content: bytes) -> tuple[int, dict[str, Any]]:
    """Where the numbers begin, and what the header says of them."""
    start = 8 + int.from_bytes(content[:8], "little")
    return start, json.loads(content[8:start])


def test_the_formats_own_library_reads_it() -> None:
    found = load(safetensors(TENSORS, {"key": {"η": [1, None]}}))
    assert found.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert found[name].dtype == tensor.dtype
        np.testing.assert_array_equal(found[name], tensor)


def test_a_browser_reads_every_tensor_without_a_copy() -> None:
    start, header = header_of(safetensors(TENSORS, {}))
    for name, tensor in TENSORS.items():
        assert (start + header[name]["data_offsets"][0]) % tensor.itemsize == 0


def test_metadata_are_strings_of_strict_json() -> None:
    _, header = header_of(safetensors(TENSORS, {"key": {"η": [1, None]}}))
    assert header["__metadata__"] == {"key": '{"η":[1,null]}'}
    with pytest.raises(ValueError, match="not JSON compliant"):
        safetensors(TENSORS, {"key": float("nan")})


def test_the_same_family_is_the_same_bytes() -> None:
    rates = np.array([0.01, 0.05, 1.0])
    once, again = (family_bytes(family_of(lanes_at(make_setting(steps=30), rates))) for _ in range(2))
    assert once == again


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_keeps_what_a_screen_can_show(value: float) -> None:
    rounded = float(round_bits(np.array([value]))[0])
    bits = BITS if 1e-3 <= abs(value) < 1e3 else FEWER_BITS
    nearest = min(max(value, -LARGEST), LARGEST)
    half = 2.0 ** -(bits + 1)
    assert abs(rounded - nearest) <= 2 * half * abs(nearest) + np.finfo(np.float32).tiny
    if abs(value) < 1e38:
        assert abs(rounded - value) <= half * abs(value) * (1 + 1e-6) + np.finfo(np.float32).tiny
    dropped = np.array([rounded], dtype=np.float32).view(np.uint32) & np.uint32((1 << (23 - bits)) - 1)
    assert dropped[0] == 0
    assert np.isfinite(single(np.array([value]))).all()


@pytest.mark.parametrize("value", [0.0, -0.0, 1.0, -0.5, 2.0**-126])
def test_round_numbers_stay_as_they_are(value: float) -> None:
    rounded = round_bits(np.array([value]))
    assert rounded[0] == value
    assert np.signbit(rounded[0]) == np.signbit(value)
