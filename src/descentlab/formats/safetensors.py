"""Results as safetensors: eight bytes of header length, a JSON header, raw little-endian tensors.

Mantissas are rounded to what a screen can show, so that compression finds something to compress.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float, single
from descentlab.common.text import strict_json
from descentlab.surfaces.points import CriticalPoint

BITS, FEWER_BITS = 10, 7
"""Mantissa bits kept of float32's 23: an error below 1/2000, a quarter of a pixel across a large screen. The page
writes three digits from 0.001 to 1000 and two beyond, where an error below 1/250 is enough."""


def round_bits(values: Float) -> NDArray[np.float32]:
    """The nearest float32 with so few mantissa bits; what is beyond float32 becomes its largest such number."""
    size = np.abs(values)
    return np.where((size >= 1e-3) & (size < 1e3), _rounded(values, BITS), _rounded(values, FEWER_BITS))


def _rounded(values: Float, bits: int) -> NDArray[np.float32]:
    dropped = 23 - bits
    kept = np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    largest = (np.array(np.finfo(np.float32).max).view(np.uint32) & kept).view(np.float32)
    raw = single(values).view(np.uint32)
    return np.clip((raw + np.uint32(1 << (dropped - 1)) & kept).view(np.float32), -largest, largest)


DTYPES = {"f8": "F64", "f4": "F32", "i4": "I32", "i2": "I16", "u1": "U8"}


def safetensors(tensors: dict[str, NDArray[Any]], metadata: dict[str, Any]) -> bytes:
    """The format, as its page states it. Its own library shuffles the metadata: no two answers would be the same."""
    header: dict[str, Any] = {"__metadata__": {name: strict_json(value) for name, value in metadata.items()}}
    # The widest numbers first, so that each tensor begins at a multiple of its numbers' size: a browser need not copy.
    ordered = sorted(tensors.items(), key=lambda item: -item[1].itemsize)
    end = 0
    for name, tensor in ordered:
        begin, end = end, end + tensor.nbytes
        header[name] = {"dtype": DTYPES[tensor.dtype.str[1:]], "shape": tensor.shape, "data_offsets": [begin, end]}
    text = strict_json(header).encode()
    text += b" " * (-len(text) % 8)
    contents = (np.ascontiguousarray(tensor).data for _, tensor in ordered)  # no copy of what is a copy already
    return b"".join([len(text).to_bytes(8, "little"), text, *contents])


def points_tensor(points: tuple[CriticalPoint, ...]) -> Float:
    """Rows of x, y and loss, (M, 3)."""
    return np.array([[*each.point, each.value] for each in points], dtype=np.float64).reshape(-1, 3)
