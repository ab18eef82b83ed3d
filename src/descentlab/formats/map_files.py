"""Maps of any size as files, written from their tiles a band of them at a time."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import png
from numpy.typing import NDArray

from descentlab.formats.maps import minima_of
from descentlab.formats.npz import NpzWriter
from descentlab.formats.safetensors import points_tensor
from descentlab.formats.tiles import FIELDS
from descentlab.pictures.shades import Hue, shades
from descentlab.setting.query import write
from descentlab.studies.tiles import Piece, Plan, Tile
from descentlab.verdict.outcome import OUTCOMES

Get = Callable[[Tile], Piece]
"""Where the tiles are."""
ENDINGS = (".png", ".npz")
LEVEL = 6
"""Of a picture's compression."""


def write_map(path: Path, plan: Plan, get: Get, hue: Hue) -> None:
    """Write a map; the file appears when it is whole, in the place of what was there.

    In memory is one band of tiles, of one array: `plan.side` rows of at most four bytes a column.

    Args:
        path: its ending is one of `ENDINGS`.
        hue: of a picture.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        if path.suffix == ".png":
            _write_png(file, plan, get, hue)
        else:
            _write_npz(file, plan, get)
    part.replace(path)


def _write_npz(file: BinaryIO, plan: Plan, get: Get) -> None:
    """Arrays x, y, outcomes, losses, steps, lost, minima as in `Atlas`, and what they mean."""
    writer = NpzWriter(file)
    about: dict[str, NDArray[Any]] = {
        "x": plan.x.values(),
        "y": plan.y.values(),
        "keys": np.array([plan.x.key, plan.y.key]),
        "query": np.array(write(plan.setting)),
        "outcome_names": np.array([outcome.value for outcome in OUTCOMES]),
        "minima_points": points_tensor(minima_of(plan)),
    }
    for name, array in about.items():
        writer.write(name, array)
    for name, dtype in FIELDS.items():
        writer.stream(name, plan.shape, dtype, _bands(plan, partial(_field, get, name)))
    writer.close()


def _field(get: Get, name: str, tile: Tile) -> NDArray[Any]:
    found: NDArray[Any] = getattr(get(tile), name)
    return found


def _write_png(file: BinaryIO, plan: Plan, get: Get, hue: Hue) -> None:
    """A picture, the highest y at the top."""

    def coloured(tile: Tile) -> NDArray[np.uint8]:
        piece = get(tile)
        return shades(piece.outcomes, piece.minima, piece.steps, piece.lost, plan.longest, hue)

    def rows() -> Iterator[NDArray[np.uint8]]:
        for band in _bands(plan, coloured, from_the_top=True):
            yield from band[::-1].reshape(len(band), -1)

    height, width = plan.shape
    writer = png.Writer(width, height, greyscale=False, bitdepth=8, compression=LEVEL, chunk_limit=2**16)
    writer.write_packed(file, rows())


def _bands(plan: Plan, seen: Callable[[Tile], NDArray[Any]], *, from_the_top: bool = False) -> Iterator[NDArray[Any]]:
    """Rows of the map, a band of tiles at a time; of each tile what is `seen` of it, (rows, columns, …)."""
    bands = tuple(plan.bands())
    for band in reversed(bands) if from_the_top else bands:
        rows: NDArray[Any] | None = None
        for tile in band:
            found = seen(tile)
            if rows is None:
                rows = np.empty((len(found), plan.x.count, *found.shape[2:]), found.dtype)
            rows[:, slice(*tile.columns)] = found
        if rows is not None:
            yield rows
