"""Numbers as a page is sent them: so many bits of each, as changes of changes from step to step, byte plane by plane.

A run is smooth: what is left of a number when the two before it are carried on in a straight line is small, and for one
that grows or shrinks by a constant factor next to nothing, for whole numbers made of exponent and mantissa are nearly
its logarithm. Bytes of one rank lie together, and compression finds the many that are zero.
"""

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float

BITS = 10
"""Mantissa bits that are kept: an error below 1/2000, a quarter of a pixel across a large screen."""
MANTISSA, HALF, EXPONENT = 52, 20, 11
"""Bits: HALF of the mantissa's are in the upper half of a number."""
PLANES = 4
"""Three bytes of a change, the highest first, and one for whether the sign changes."""
LARGEST = (2**EXPONENT - 1 << BITS) - 1
"""The size of the largest number that is finite."""


def to_planes(values: Float, valid: Bool) -> NDArray[np.uint8]:
    """Lanes (T, N) or (T, 2, N) as planes, lane first: (4, N, T) or (4, N, T, 2); whatever is not `valid` as zeros.

    Args:
        valid: (T, N).
    """
    size = (
        np.ascontiguousarray(values, dtype="<f8").view("<i4").reshape(*values.shape, 2)[..., 1].copy()
    )  # upper halves
    if not valid.all():
        size *= valid if size.ndim == 2 else valid[:, np.newaxis]
    sign = (size < 0).view(np.uint8)
    size &= 2**31 - 1
    size += 1 << (HALF - BITS - 1)
    size >>= HALF - BITS
    np.minimum(size, LARGEST, out=size)  # what rounding, or a division, made infinite
    changes = _changes(_changes(size))
    fold = changes >> 31
    changes <<= 1
    changes ^= fold
    folded = changes.view(np.uint8).reshape(*size.shape, 4)
    turned = sign.copy()
    turned[1:] ^= sign[:-1]
    planes = np.empty((PLANES, size.shape[-1], *size.shape[:-1]), dtype=np.uint8)
    for place, plane in enumerate((folded[..., 2], folded[..., 1], folded[..., 0], turned)):
        planes[place] = np.moveaxis(plane, -1, 0)
    return planes


def _changes(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each less the one before; the first stays."""
    changes = np.empty_like(values)
    changes[0] = values[0]
    np.subtract(values[1:], values[:-1], out=changes[1:])
    return changes


def from_planes(planes: NDArray[np.uint8]) -> Float:
    """The inverse, as data/planes.js does it: (N, T) or (N, T, 2)."""
    high, middle, low = planes[:3].astype(np.int32)
    folded = high << 16 | middle << 8 | low
    changes = folded >> 1 ^ -(folded & 1)
    size = changes.cumsum(axis=1).cumsum(axis=1).astype(np.uint64)
    sign = np.bitwise_xor.accumulate(planes[3], axis=1).astype(np.uint64)
    values: Float = (sign << np.uint64(63) | size << np.uint64(MANTISSA - BITS)).view(np.float64)
    return values


def on_lattice(values: Float, cell: float) -> Float:
    """To the nearest multiple of a cell, where that is coarser than the number's own digits."""
    # Beside so large a number, a number has no digits below the cell; the cell is made a power of two for that.
    large = 1.5 * 2.0 ** (MANTISSA + np.floor(np.log2(cell)))
    put: Float = values + large
    put -= large
    return put


WRITTEN, WRITTEN_BITS = 5, 23
"""Bytes of a number that is written out, and the bits of its mantissa: exact in every digit that is shown."""


def to_bytes(values: Float) -> NDArray[np.uint8]:
    """Numbers as their first bytes, (5, ...), the highest first; NaN as 0, infinity as the largest number."""
    dropped = MANTISSA - WRITTEN_BITS
    kept = np.uint64(0xFFFFFFFFFFFFFFFF << dropped & 0xFFFFFFFFFFFFFFFF)
    raw = np.ascontiguousarray(np.nan_to_num(values, nan=0.0), dtype=np.float64).view(np.uint64)
    nearest = (raw + np.uint64(1 << dropped - 1) & kept).view(np.float64)
    nearest = np.where(np.isfinite(nearest), nearest, (raw & kept).view(np.float64))
    digits = nearest.astype(">f8").view(np.uint8).reshape(*nearest.shape, 8)
    return np.ascontiguousarray(np.moveaxis(digits[..., :WRITTEN], -1, 0))


def from_bytes(planes: NDArray[np.uint8]) -> Float:
    """The inverse, as data/planes.js does it."""
    digits = np.zeros((*planes.shape[1:], 8), dtype=np.uint8)
    digits[..., :WRITTEN] = np.moveaxis(planes, 0, -1)
    return digits.view(">f8")[..., 0].astype(np.float64)
