"""Heights from files: a grid in an `.npz` or a CSV, as somebody has computed it elsewhere."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.files import content
from descentlab.formulas.expression import MAX_CONSTANT
from descentlab.surfaces.loss import Domain
from descentlab.surfaces.spline import LEAST, MOST, Heights
from descentlab.surfaces.typed import check_domain

SUFFIXES = (".npz", ".csv")
MAX_BYTES = 2**23
"""Of a file: the largest grid with all the digits there are."""
EVEN = 1e-6
"""Of a cell: by how much places may be off an even spacing."""


def read_heights(path: Path) -> Heights:
    """The grid that a file holds.

    An `.npz` has `heights` (ny, nx), row by row from the lowest y, with `x` (nx) and `y` (ny), or `domain`, the four
    numbers xmin, xmax, ymin, ymax. A CSV has the x of each column in its first row, and the y of each row before its
    heights; its rows may rise or fall.

    Raises:
        InvalidSetting: it is none; each error says what is wrong, under `heights`, `x`, `y` or `domain`.
    """
    try:
        held = content(path, MAX_BYTES)
    except OSError as error:
        raise _refused(f"{path.name} cannot be read: {error.strerror or error}") from None
    if len(held) > MAX_BYTES:
        raise _refused(f"{path.name} is larger than {MAX_BYTES // 2**20} MB")
    heights, x, y, domain = _of_npz(held) if path.suffix == ".npz" else _of_csv(held)
    _check_shape(heights.shape)
    if not np.isfinite(heights).all():
        row, column = np.argwhere(~np.isfinite(heights))[0].tolist()
        raise _refused(f"row {row + 1}, column {column + 1} holds no finite number")
    if np.abs(heights).max() > MAX_CONSTANT:
        raise _refused(f"a height is beyond {MAX_CONSTANT:g}")
    if np.ptp(heights) == 0:
        raise _refused("all heights are the same")
    if x is not None and y is not None:
        sides = {"x": (x, heights.shape[1]), "y": (y, heights.shape[0])}
        ends = [_ends(name, places, count) for name, (places, count) in sides.items()]
        if y[0] > y[-1]:
            heights = heights[::-1]
        if x[0] > x[-1]:
            heights = heights[:, ::-1]
        domain = (*ends[0], *ends[1])
    rows, columns = heights.shape
    return Heights(check_domain(domain), (rows, columns), np.ascontiguousarray(heights, dtype=np.float64).tobytes())


Grid = tuple[Float, Float | None, Float | None, Domain | None]
"""Heights, and where they stand: x and y, or the domain."""


NAMES = ("heights", "x", "y", "domain")
"""Arrays that are looked at."""
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those of `numpy.savez` and `numpy.savez_compressed`."""


def _check_shape(shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or not LEAST <= min(shape) <= max(shape) <= MOST:
        sizes = " × ".join(map(str, shape))
        raise _refused(f"{sizes} is not allowed: heights are a table of {LEAST} to {MOST} rows and columns")


def _of_npz(held: bytes) -> Grid:
    try:
        found = np.load(io.BytesIO(held), allow_pickle=False)
        if isinstance(found, np.ndarray):
            raise ValueError("it is an array without a name, an .npy")
        with found:
            for each in found.zip.infolist():
                if each.compress_type not in PACKINGS:
                    raise ValueError(f"{each.filename} is packed as NumPy packs nothing")
                if each.file_size > MAX_BYTES:
                    raise ValueError(f"{each.filename} unpacks to more than {MAX_BYTES // 2**20} MB")
            names = found.files
            arrays = {name: found[name] for name in NAMES if name in names}
    except Exception as error:  # of damaged bytes NumPy and its decoders raise a dozen kinds
        raise _refused(f"it is no .npz of numbers: {error}") from None
    if "heights" not in arrays:
        raise _refused(f"there is no array “heights”; there are {', '.join(names) or 'none'}")
    x, y, domain = arrays.get("x"), arrays.get("y"), arrays.get("domain")
    if domain is None and (x is None or y is None):
        raise _refused("it says nowhere where they stand: give x and y, or domain, xmin, xmax, ymin, ymax")
    if domain is not None and (x is not None or y is not None):
        raise _refused("give x and y, or domain, not both", "domain")
    numbers = {name: _numbers(name, each) for name, each in arrays.items()}
    stated: Any = tuple(numbers["domain"].ravel().tolist()) if "domain" in numbers else None
    return numbers["heights"], numbers.get("x"), numbers.get("y"), stated


def _numbers(name: str, given: Any) -> Float:
    if given.dtype.kind not in "iuf" or given.size > MOST**2:
        raise _refused(f"{name} is not an array of at most {MOST**2} real numbers", name)
    return np.asarray(given, dtype=np.float64)


def _of_csv(held: bytes) -> Grid:
    try:
        rows = [row for row in csv.reader(io.StringIO(held.decode("utf-8-sig"))) if any(map(str.strip, row))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused(f"it is no CSV: {error}") from None
    if len(rows) < 2 or len(rows[0]) < 2:
        raise _refused("it is no table: its first row has the x of each column, each further row a y and its heights")
    _check_shape((len(rows) - 1, len(rows[0]) - 1))
    table = np.empty((len(rows), len(rows[0])))
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise _refused(f"row {number + 1} has {len(row)} cells, the first has {len(rows[0])}")
        for column, cell in enumerate(row):
            table[number, column] = 0.0 if number == column == 0 else _cell(cell, number, column)
    return table[1:, 1:], table[0, 1:], table[1:, 0], None


def _cell(text: str, row: int, column: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise _refused(f"{shown(text)} in row {row + 1}, column {column + 1}, is no number") from None


def _ends(name: str, places: Float, count: int) -> tuple[float, float]:
    """The lowest and the highest of evenly spaced places."""
    if places.shape != (count,):
        raise _refused(f"there are {places.size}, the heights have {count} along it", name)
    steps = np.diff(places)
    cell = (places[-1] - places[0]) / (count - 1)
    if not np.isfinite(places).all() or cell == 0 or (np.abs(steps - cell) > EVEN * abs(cell)).any():
        raise _refused("the places are not evenly spaced, rising or falling", name)
    return float(min(places[0], places[-1])), float(max(places[0], places[-1]))


def _refused(message: str, key: str = "heights") -> InvalidSetting:
    return InvalidSetting(FieldError(key, message))
