"""A map cut into tiles, each a question of its own: computed anywhere, in any order, any number of times.

A tile is a pure function of the map and of where it lies. So one that is lost is computed again, and a map that is put
together from tiles of many machines is the map that one process computes, bit for bit.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from descentlab.common import paths
from descentlab.common.arrays import single
from descentlab.common.values import made_of
from descentlab.common.version import digest_of
from descentlab.setting.axis import Axis
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import Atlas, tile_of
from descentlab.surfaces import surface_files

SIDE, LEAST = 256, 64
"""Columns and rows of a tile, and the fewest: lanes enough to hide what a NumPy call costs."""
MOST_STEPS = 2**26
"""Steps of all the runs of a tile together, about half a second's work: tiles of longer runs are smaller."""
SHARED = 16
"""Tiles that a map has at least, as long as they are not too small: so many workers can share it."""


class OtherVersion(Exception):
    """A worker runs other code than who asks it: its tiles might not fit to the others."""


@dataclass(frozen=True)
class Tile:
    """A piece of a map: its columns and its rows, each from the first to before the last."""

    columns: tuple[int, int]
    rows: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.rows[1] - self.rows[0], self.columns[1] - self.columns[0]

    @property
    def place(self) -> tuple[slice, slice]:
        """Where its arrays stand in those of the map."""
        return slice(*self.rows), slice(*self.columns)


@dataclass(frozen=True, eq=False)
class Piece:
    """What became of the runs of a tile; row 0 is at the lowest y, as in `Atlas`.

    Args:
        outcomes: index into `OUTCOMES`, or `UNDEFINED`, (ny, nx).
        losses: the last, (ny, nx).
        steps: to arrival, or `NONE`, (ny, nx).
        minima: index of the one in which a run rests, or `NONE`, (ny, nx).
        lost: the first step at which something is no finite number, or `NONE`, (ny, nx).
    """

    outcomes: NDArray[np.uint8]
    losses: NDArray[np.float32]
    steps: NDArray[np.int32]
    minima: NDArray[np.int16]
    lost: NDArray[np.int32]


@dataclass(frozen=True)
class Plan:
    """A map, and how it is cut.

    Args:
        setting: what is the same in every run.
        x, y: the two keys that are not, and their values.
        side: columns and rows of a tile; those at the right and at the top are what is left.
        version: of the code that is to compute it.
    """

    setting: Setting
    x: Axis
    y: Axis
    side: int
    version: str

    __getstate__ = made_of

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the map."""
        return self.y.count, self.x.count

    @property
    def longest(self) -> int:
        """Steps of its longest run."""
        return longest_of(self.setting, self.x, self.y)

    def __len__(self) -> int:
        return len(range(0, self.x.count, self.side)) * len(range(0, self.y.count, self.side))

    def bands(self) -> Iterator[tuple[Tile, ...]]:
        """Its tiles, a row of them at a time, the lowest first."""
        columns = _pieces(self.x.count, self.side)
        return (tuple(Tile(each, rows) for each in columns) for rows in _pieces(self.y.count, self.side))

    def tiles(self) -> Iterator[Tile]:
        """All its tiles, in the order of the bands."""
        return (tile for band in self.bands() for tile in band)

    def address(self, tile: Tile) -> str:
        """The name of a tile's answer: the same for the same question to the same code, wherever it is asked."""
        asked = (self._question, *astuple(tile))
        return hashlib.sha256(repr(asked).encode()).hexdigest()[:32]

    @cached_property
    def _question(self) -> tuple[object, ...]:
        return write(self.setting), astuple(self.x), astuple(self.y), self.version, digest_of(surface_files())


def plan_of(setting: Setting, x: Axis, y: Axis, side: int | None = None) -> Plan:
    """How a map is cut, by what is asked alone: whoever asks the same finds the same tiles."""
    return Plan(setting, x, y, side or side_of(x, y, longest_of(setting, x, y)), core_version())


def side_of(x: Axis, y: Axis, longest: int) -> int:
    """A side with which a tile takes a fraction of a second, and a map has several.

    >>> side_of(Axis("lr", 0, 1, 4096), Axis("clip", 1, 2, 4096), 500)
    256
    """
    side = SIDE
    while side > LEAST and (side * side * longest > MOST_STEPS or x.count * y.count < SHARED * side * side):
        side //= 2
    return side


def longest_of(setting: Setting, x: Axis, y: Axis) -> int:
    """Steps of the longest run of a map."""
    return next((int(axis.maximum) for axis in (x, y) if axis.key == "steps"), setting.steps)


def compute(plan: Plan, tile: Tile) -> Piece:
    """A tile's piece of the map.

    Raises:
        OtherVersion: the map was planned by other code.
    """
    if plan.version != core_version():
        raise OtherVersion(f"a worker runs version {core_version()} of the code, not {plan.version}")
    found = tile_of(plan.setting, plan.x, plan.y, tile.columns, tile.rows)
    return Piece(found.outcomes, single(found.losses), found.steps, found.minima, found.lost)


def gathered(plan: Plan, pieces: Iterable[tuple[Tile, Piece]]) -> Atlas:
    """A whole map from its tiles, in whatever order; its losses have float32's precision."""
    shape = plan.shape
    outcomes, losses = np.empty(shape, np.uint8), np.empty(shape)
    steps, minima, lost = np.empty(shape, np.int32), np.empty(shape, np.int16), np.empty(shape, np.int32)
    for tile, piece in pieces:
        place = tile.place
        outcomes[place], losses[place] = piece.outcomes, piece.losses
        steps[place], minima[place], lost[place] = piece.steps, piece.minima, piece.lost
    whole = (0, plan.x.count), (0, plan.y.count)
    return Atlas(plan.setting, plan.x, plan.y, *whole, outcomes, losses, steps, minima, lost)


@cache
def core_version() -> str:
    """Twelve digits over the code, and over NumPy's version, whose functions may differ in their last bits."""
    return digest_of([(paths.PACKAGE, "**/*.py")], np.__version__)


def _pieces(count: int, side: int) -> list[tuple[int, int]]:
    return [(first, min(first + side, count)) for first in range(0, count, side)]
