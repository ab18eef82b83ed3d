"""Tiles as bytes, for the way from a worker and for a folder; each names the question that it answers."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from descentlab.studies.atlas import Atlas
from descentlab.studies.pools import LostWorkers, Pool, answered
from descentlab.studies.tiles import Piece, Plan, Tile, compute, gathered

LEVEL = 3
"""Of zstd: less than a hundredth of what it takes to compute a tile."""
FIELDS: dict[str, np.dtype[Any]] = {
    "losses": np.dtype("<f4"),
    "steps": np.dtype("<i4"),
    "lost": np.dtype("<i4"),
    "minima": np.dtype("<i2"),
    "outcomes": np.dtype("u1"),
}
"""The arrays of a piece, in their order."""


@dataclass(frozen=True)
class Packed:
    """What computes the tiles of a plan, wherever it is sent, and answers in bytes."""

    plan: Plan

    def __call__(self, tile: Tile) -> bytes:
        """A tile, computed now."""
        return pack(self.plan, tile, compute(self.plan, tile))


def pack(plan: Plan, tile: Tile, piece: Piece) -> bytes:
    """A tile as bytes: the address of its question, then the arrays row by row, compressed and with a checksum."""
    arrays = (np.ascontiguousarray(getattr(piece, name), dtype).tobytes() for name, dtype in FIELDS.items())
    compressor = zstandard.ZstdCompressor(LEVEL, write_checksum=True)
    return compressor.compress(b"".join([plan.address(tile).encode(), *arrays]))


def unpack(plan: Plan, tile: Tile, content: bytes) -> Piece | None:
    """A tile from bytes; None where they are not whole, or answer another question."""
    try:
        raw = zstandard.ZstdDecompressor().decompress(content)
    except zstandard.ZstdError:
        return None
    address, cells = plan.address(tile).encode(), tile.shape[0] * tile.shape[1]
    if not raw.startswith(address) or len(raw) != len(address) + cells * sum(each.itemsize for each in FIELDS.values()):
        return None
    arrays, at = {}, len(address)
    for name, dtype in FIELDS.items():
        arrays[name] = np.frombuffer(raw, dtype, cells, at).reshape(tile.shape)
        at += cells * dtype.itemsize
    return Piece(**arrays)


def computed(plan: Plan, pool: Pool) -> Atlas:
    """A whole map, in memory, by the workers of a pool.

    Raises:
        LostWorkers: they have gone.
        OutOfTime: nobody waits for it any more.
    """
    with closing(answered(Packed(plan), plan.tiles(), pool)) as answers:
        return gathered(plan, ((tile, _whole(plan, tile, content)) for tile, content in answers))


def _whole(plan: Plan, tile: Tile, content: bytes) -> Piece:
    piece = unpack(plan, tile, content)
    if piece is None:
        raise LostWorkers(f"what a worker answers of {tile} is damaged")
    return piece


@dataclass(frozen=True)
class Shelf:
    """A folder with the tiles of a plan that are done, each in a file that appears whole or not at all."""

    folder: Path
    plan: Plan

    def missing(self) -> list[Tile]:
        """The tiles that are not there."""
        there = {each.name for each in self.folder.iterdir()}
        return [tile for tile in self.plan.tiles() if self._file(tile).name not in there]

    def put(self, tile: Tile, content: bytes) -> None:
        """Keep a packed tile.

        Raises:
            OSError: the disk is full, say.
        """
        file = self._file(tile)
        part = file.with_suffix(".part")
        part.write_bytes(content)
        part.replace(file)

    def get(self, tile: Tile) -> Piece:
        """A tile that is there; one that turns out to be damaged is computed again.

        Raises:
            OSError: it is not there.
        """
        piece = unpack(self.plan, tile, self._file(tile).read_bytes())
        if piece is None:
            piece = compute(self.plan, tile)
            self.put(tile, pack(self.plan, tile, piece))
        return piece

    def _file(self, tile: Tile) -> Path:
        return self.folder / f"{self.plan.address(tile)}.tile"
