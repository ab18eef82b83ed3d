"""A map in tiles: each is a pure function of its address, so that any pool of processes can compute it."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context, parent_process
from threading import Thread

from descentlab.setting.axis import Axis
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import Atlas, tile_of

SIDE = 256
"""Pixels along a tile: a tile takes a part of a second, and is small beside what it takes to start a process."""
AHEAD = 2
"""Tiles in flight for each worker: one that is done finds the next waiting, and no more wait than that."""
TRIES = 3
"""How often a tile is begun whose workers die."""


class WorkersLost(RuntimeError):
    """A tile whose workers died every time that it was tried."""


@dataclass(frozen=True)
class Tile:
    """A piece of a map: the first column and row, and those after its last."""

    setting: Setting
    x: Axis
    y: Axis
    columns: tuple[int, int]
    rows: tuple[int, int]

    @property
    def name(self) -> str:
        """Where it lies: `r00256-c00512`."""
        return f"r{self.rows[0]:05}-c{self.columns[0]:05}"

    def compute(self) -> Atlas:
        """Its pixels."""
        return tile_of(self.setting, self.x, self.y, self.columns, self.rows)


def tiles_of(setting: Setting, x: Axis, y: Axis, side: int = SIDE) -> list[Tile]:
    """A map in tiles, row by row."""
    spans = [[(first, min(first + side, axis.count)) for first in range(0, axis.count, side)] for axis in (y, x)]
    return [Tile(setting, x, y, columns, rows) for rows, columns in product(*spans)]


def question_of(setting: Setting, x: Axis, y: Axis) -> str:
    """The map as text, the same for every way of asking the same."""
    return f"{write(setting)}&x={x!r}&y={y!r}"


def computed(tiles: Iterable[Tile], workers: int) -> Iterator[tuple[Tile, Atlas]]:
    """Tiles and their pixels as they are done, by so many processes of this machine; in this one for none.

    A process that dies costs its tiles another try, and nothing else. Who stops asking cancels what waits.

    Raises:
        WorkersLost: the workers of a tile died `TRIES` times.
    """
    if not workers:
        yield from ((tile, tile.compute()) for tile in tiles)
        return
    waiting, tries = list(tiles)[::-1], dict[Tile, int]()
    while waiting:
        with ExitStack() as stack:
            pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
            stack.callback(pool.shutdown, cancel_futures=True)
            yield from _until_broken(pool, workers, waiting, tries)


def _end_with_parent() -> None:
    """Let a worker end when its parent does, however that ended: a queue alone would not tell it."""
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def _until_broken(
    pool: Executor, workers: int, waiting: list[Tile], tries: dict[Tile, int]
) -> Iterator[tuple[Tile, Atlas]]:
    """What a pool computes until a worker dies, or all is done; what was in flight then waits again."""
    flying: dict[Future[Atlas], Tile] = {}
    try:
        while waiting or flying:
            while waiting and len(flying) < AHEAD * workers:
                tile = waiting.pop()
                tries[tile] = tries.get(tile, 0) + 1
                if tries[tile] > TRIES:
                    raise WorkersLost(f"the workers of tile {tile.name} died {TRIES} times")
                flying[pool.submit(tile.compute)] = tile
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                atlas = future.result()
                yield flying.pop(future), atlas
    except BrokenProcessPool:
        waiting += reversed(flying.values())
