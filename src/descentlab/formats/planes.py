"""Numbers as a page is sent them: the three highest bytes of each float64, byte plane by byte plane, changes only.

A float64's sign, its whole exponent and twelve bits of its mantissa are in three bytes. Bytes of one rank lie together,
and each is XORed with that of the step before: what changes little becomes zeros, and compression finds them.
"""

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float

PLANES = 3
"""Bytes of each number that are sent."""
BITS, FEWER_BITS = 10, 4
"""Mantissa bits that are kept: an error below 1/2000, a quarter of a pixel across a large screen, for numbers from 0.001
to 1000; beyond, where a point is out of the picture or a loss a line's width from zero, an error below 1/32. Numbers that
are written out are those of a run's end, which is sent exactly, or of a run of its own."""
MANTISSA = 52


def to_planes(values: Float) -> NDArray[np.uint8]:
    """Values (N, T, ...) as their planes (3, N, T, ...)."""
    size = np.abs(values)
    raw = np.where((size >= 1e-3) & (size < 1e3), _rounded(values, BITS), _rounded(values, FEWER_BITS))
    bytes_ = np.ascontiguousarray(raw).astype(">f8").view(np.uint8).reshape(*values.shape, 8)
    planes = np.ascontiguousarray(np.moveaxis(bytes_[..., :PLANES], -1, 0))
    planes[:, :, 1:] ^= planes[:, :, :-1].copy()
    return planes


def from_planes(planes: NDArray[np.uint8]) -> Float:
    """The inverse, as data/planes.js does it."""
    changed = np.bitwise_xor.accumulate(planes, axis=2)
    raw = np.zeros((*planes.shape[1:], 8), dtype=np.uint8)
    raw[..., :PLANES] = np.moveaxis(changed, 0, -1)
    return raw.view(">f8")[..., 0].astype(np.float64)


def single_mantissa(values: Float) -> Float:
    """Rounded to the 24 bits of single precision, with a float64's exponent: exact in every digit that is shown."""
    return _rounded(values, 23)


def _rounded(values: Float, bits: int) -> Float:
    """To the nearest of so many mantissa bits; the largest numbers are cut, not rounded to infinity."""
    dropped = MANTISSA - bits
    kept = np.uint64(0xFFFFFFFFFFFFFFFF << dropped & 0xFFFFFFFFFFFFFFFF)
    raw = np.ascontiguousarray(values).view(np.uint64)
    rounded = (raw + np.uint64(1 << (dropped - 1)) & kept).view(np.float64)
    return np.where(np.isfinite(rounded), rounded, (raw & kept).view(np.float64))
