"""Arrays as NumPy's .npz, a few rows at a time: however large they are, only those are in memory."""

from collections.abc import Iterable
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

LEVEL = 1
"""Of zip: as quick as it can be, and little larger than with the most care."""


class NpzWriter:
    """Writes one array after the other into a file; `numpy.load` reads it, without pickle.

    The same arrays make the same file, byte for byte: no time is written into it.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL)

    def write(self, name: str, array: NDArray[Any]) -> None:
        """An array that is there."""
        self.stream(name, array.shape, array.dtype, [array])

    def stream(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], bands: Iterable[NDArray[Any]]) -> None:
        """An array that comes a few rows at a time, the first ones first."""
        header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        with self._zip.open(f"{name}.npy", "w", force_zip64=True) as file:
            npy.write_array_header_1_0(file, header)
            for band in bands:
                rows = np.ascontiguousarray(band, dtype)
                for part in rows if rows.ndim > 1 else [rows]:  # each is compressed in memory
                    file.write(part.tobytes())

    def close(self) -> None:
        """Write what ends the file; without it, it is none."""
        self._zip.close()
