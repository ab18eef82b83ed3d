"""Numbers as a page is sent them: the three highest bytes of each float64, byte plane by byte plane, changes only.

A float64's sign, its whole exponent and twelve bits of its mantissa are in three bytes. Bytes of one rank lie together,
and each is XORed with that of the step before: what changes little becomes zeros, and compression finds them.
"""

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float

PLANES = 3
"""Bytes of each number that are sent."""
BITS, FEWER_BITS = 10, 4
"""Mantissa bits that are kept, at most twelve: an error below 1/2000, and below 1/32 of what nobody looks at."""
MANTISSA = 52


def to_planes(values: Float, seen: Bool | None = None) -> NDArray[np.uint8]:
    """Values (N, T, ...) as their planes (3, N, T, ...); of those that are not `seen`, fewer bits."""
    kept = rounded(values, BITS) if seen is None else np.where(seen, rounded(values, BITS), rounded(values, FEWER_BITS))
    raw = kept.astype(">f8").view(np.uint8).reshape(*values.shape, 8)
    planes = np.ascontiguousarray(np.moveaxis(raw[..., :PLANES], -1, 0))
    planes[:, :, 1:] ^= planes[:, :, :-1].copy()
    return planes


def from_planes(planes: NDArray[np.uint8]) -> Float:
    """The inverse, as data/planes.js does it."""
    raw = np.zeros((*planes.shape[1:], 8), dtype=np.uint8)
    raw[..., :PLANES] = np.moveaxis(np.bitwise_xor.accumulate(planes, axis=2), 0, -1)
    return raw.view(">f8")[..., 0].astype(np.float64)


def rounded(values: Float, bits: int) -> Float:
    """To the nearest of so many mantissa bits; the largest numbers are cut, not rounded to infinity."""
    dropped = MANTISSA - bits
    kept = np.uint64(0xFFFFFFFFFFFFFFFF << dropped & 0xFFFFFFFFFFFFFFFF)
    raw = np.ascontiguousarray(values, dtype=np.float64).view(np.uint64)
    nearest = (raw + np.uint64(1 << (dropped - 1)) & kept).view(np.float64)
    return np.where(np.isfinite(nearest), nearest, (raw & kept).view(np.float64))
