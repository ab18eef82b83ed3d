"""Tiles of a map on the disk, and maps that are larger than memory, written from them: `.npz` and `.png`."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import png
from numpy.lib import format as npy
from numpy.typing import NDArray

from descentlab.common.text import strict_json
from descentlab.pictures.maps import map_colours
from descentlab.setting.setting import STEPS
from descentlab.studies.atlas import Atlas
from descentlab.studies.tiles import Tile, question_of
from descentlab.verdict.outcome import OUTCOMES

MAPS: dict[str, Any] = {"outcomes": np.uint8, "losses": np.float32, "steps": np.int32, "minima": np.int16}
"""What a tile has of every pixel, and as what it is kept."""
Pixels = dict[str, NDArray[Any]]
UNFINISHED = ".part"
"""The end of the name of a file that is being written."""


@dataclass(frozen=True)
class Store:
    """Tiles of one map in a folder, each a file that appears when it is whole.

    Args:
        version: of the code: another one computes other tiles.
    """

    folder: Path
    version: str

    def path(self, tile: Tile) -> Path:
        """Where a tile lies; its name says of which question it is, so that none is taken for another."""
        question = f"{self.version} {question_of(tile.setting, tile.x, tile.y)} {tile.columns} {tile.rows}"
        return self.folder / f"{tile.name}-{hashlib.sha256(question.encode()).hexdigest()[:16]}.npz"

    def has(self, tile: Tile) -> bool:
        """Whether it is there."""
        return self.path(tile).exists()

    def save(self, tile: Tile, atlas: Atlas) -> None:
        """Keep it: all of it, or nothing."""
        self.folder.mkdir(exist_ok=True)
        path = self.path(tile)
        unfinished = path.with_name(path.name + UNFINISHED)
        with unfinished.open("wb") as file:
            largest = float(np.finfo(np.float32).max)
            losses = np.nan_to_num(atlas.losses, nan=np.inf).clip(-largest, largest)
            pixels = {name: getattr(atlas, name) for name in MAPS} | {"losses": losses.astype(np.float32)}
            np.savez_compressed(file, allow_pickle=False, **pixels)
        unfinished.replace(path)

    def load(self, tile: Tile) -> Pixels:
        """Its pixels."""
        with np.load(self.path(tile), allow_pickle=False) as kept:
            return {name: kept[name] for name in MAPS}

    def bands(self, tiles: Sequence[Tile], *names: str, top_first: bool = False) -> Iterator[Pixels]:
        """The map in bands of rows as high as its tiles, the lowest first, or the highest."""
        for _, band in groupby(reversed(tiles) if top_first else tiles, key=lambda tile: tile.rows):
            loaded = [self.load(tile) for tile in sorted(band, key=lambda tile: tile.columns)]
            yield {name: np.concatenate([each[name] for each in loaded], axis=1) for name in names}

    def clear(self, tiles: Sequence[Tile]) -> None:
        """Forget these tiles; the folder goes when nothing else is in it."""
        for tile in tiles:
            self.path(tile).unlink(missing_ok=True)
        if self.folder.exists() and not any(self.folder.iterdir()):
            self.folder.rmdir()


def write_npz(store: Store, tiles: Sequence[Tile], file: BinaryIO) -> None:
    """A map as NumPy's archive: x, y, outcomes, losses, steps and minima, and what was asked, as JSON, in `about`."""
    first = tiles[0]
    about = {
        "query": question_of(first.setting, first.x, first.y),
        "x": first.x.key,
        "y": first.y.key,
        "outcomes": [each.value for each in OUTCOMES],
        "minima_points": [[*each.point, each.value] for each in first.setting.loss.minima],
    }
    shape = (first.y.count, first.x.count)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=1) as archive:
        for name, values in (("x", first.x.values()), ("y", first.y.values()), ("about", np.array(strict_json(about)))):
            _member(archive, name, values.shape, values.dtype, iter([values]))
        for name, dtype in MAPS.items():
            bands = (band[name] for band in store.bands(tiles, name))
            _member(archive, name, shape, np.dtype(dtype), bands)


def _member(
    archive: zipfile.ZipFile, name: str, shape: tuple[int, ...], dtype: Any, pieces: Iterator[NDArray[Any]]
) -> None:
    """An array of an archive, piece by piece."""
    header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
        npy.write_array_header_1_0(member, header)
        for piece in pieces:
            member.write(np.ascontiguousarray(piece).tobytes())


def write_png(store: Store, tiles: Sequence[Tile], file: BinaryIO) -> None:
    """A map as a picture, the highest y at the top."""
    first = tiles[0]
    keys = {first.x.key: first.x, first.y.key: first.y}
    longest = int(keys[STEPS.name].maximum) if STEPS.name in keys else first.setting.steps
    several = len(first.setting.loss.minima) > 1 and not any(key.startswith("surface.") for key in keys)

    def rows() -> Iterator[NDArray[np.uint8]]:
        for band in store.bands(tiles, "outcomes", "steps", "minima", top_first=True):
            colours = map_colours(band["outcomes"], band["steps"], band["minima"], longest, several=several)
            yield from colours[::-1].reshape(len(colours), -1)

    writer = png.Writer(first.x.count, first.y.count, greyscale=False, bitdepth=8, compression=6)
    writer.write(file, rows())


WRITERS: dict[str, Callable[[Store, Sequence[Tile], BinaryIO], None]] = {".npz": write_npz, ".png": write_png}
"""By the end of a file's name."""
