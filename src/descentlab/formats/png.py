"""Pictures as PNG, a few rows at a time: however large one is, only those are in memory.

The format is the W3C's "Portable Network Graphics", third edition.
"""

import struct
import zlib
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR = bytes((8, 2, 0, 0, 0))
"""Eight bits of red, green and blue; the one compression and the one set of filters there are; not interlaced."""
UP = bytes((2,))
"""The filter: each byte less that above it. Neighbours of a map are mostly alike, and runs of zeros take no room."""
LEVEL = 6


def write_png(file: BinaryIO, width: int, height: int, bands: Iterable[NDArray[np.uint8]]) -> None:
    """Write a picture.

    Args:
        bands: its rows from the top, as many at a time as one likes, (rows, width, 3).
    """
    file.write(SIGNATURE)
    _chunk(file, b"IHDR", struct.pack(">II", width, height) + TRUE_COLOUR)
    compressor = zlib.compressobj(LEVEL)
    above = np.zeros(width * 3, np.uint8)
    for band in bands:
        for row in band.reshape(-1, width * 3):
            _chunk(file, b"IDAT", compressor.compress(UP + (row - above).tobytes()))  # of bytes, modulo 256
            above = row.copy()
    _chunk(file, b"IDAT", compressor.flush())
    _chunk(file, b"IEND", b"")


def _chunk(file: BinaryIO, kind: bytes, content: bytes) -> None:
    """A chunk: its length, its kind, what it holds, and a checksum of both."""
    if content or kind == b"IEND":
        file.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content)))
