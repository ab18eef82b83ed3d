"""A map by one process, by two and four, and by a Dask cluster on this machine: tiles a second, side by side.

The map is the edge of Himmelblau's basins over learning rate and momentum, 300 steps. Pools take turns, each with the
same tiles, so that whatever else the machine does falls on each; their start is not counted. Beside the tiles
themselves: what a pool can carry where a tile takes no time, what a tile is on the wire, what a worker holds, and what
the machine has to give: the same loop of NumPy in processes that know nothing of each other and of no pool.

`python -m bench.scale [SIDE]`: columns and rows of a tile (256).
"""

import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from bench._timing import seconds
from descentlab.formats.tiles import FIELDS, Packed
from descentlab.setting.axis import axis_of
from descentlab.setting.setting import make_setting
from descentlab.studies.cluster import LOCAL, Cluster
from descentlab.studies.pools import Here, Pool, Processes, answered, cores
from descentlab.studies.tiles import SIDE, Plan, Tile, plan_of

STEPS, TILES, ROUNDS = 300, 16, 5
CARRIED = 64
"""Tiles that take no time, a round."""
LARGE = 65_536
"""Columns and rows of the map that is asked about."""
LOOP = """
from time import perf_counter
import numpy as np
a = np.random.default_rng(0).random(8192)
since = perf_counter()
for _ in range(60_000):
    b = a * 1.0001
    b += a
    b *= 0.5
print(perf_counter() - since)
"""
"""What a run's steps are to the processor: rows that stay in its cache, added and multiplied."""
POOLS: dict[str, Callable[[], Pool]] = {
    "this process": Here,
    "2 processes": partial(Processes, 2),
    "4 processes": partial(Processes, 4),
    "Dask, 2 workers": partial(Cluster, LOCAL, 2),
}


def the_map(side: int) -> Plan:
    """A row of tiles of the large map, spread over all of it."""
    setting = make_setting(surface="himmelblau", optimizer="momentum", start=(-1, -1), steps=STEPS)
    x, y = axis_of(setting, "lr", 0.003, 0.1, side * TILES), axis_of(setting, "optimizer.momentum", 0, 0.99, side)
    return plan_of(setting, x, y, side)


@dataclass(frozen=True)
class Known:
    """Answers what it was given, so that nothing is timed but the way there and back."""

    content: bytes

    def __call__(self, tile: Tile) -> bytes:
        """No work."""
        return self.content


@dataclass(frozen=True)
class Memory:
    """Computes a tile, and answers what the process held at most, in MB."""

    plan: Plan

    def __call__(self, tile: Tile) -> float:
        """Its peak, Python and all it has imported included."""
        Packed(self.plan)(tile)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ask(pool: Pool, work: Callable[[Tile], Any], tiles: list[Tile]) -> list[Any]:
    """The answers of a pool."""
    return [answer for _, answer in answered(work, tiles, pool)]


def most(processes: int) -> float:
    """How often as much so many processes get done as one, where each is on its own."""

    def once(count: int) -> float:
        loops = [subprocess.Popen([sys.executable, "-c", LOOP], stdout=subprocess.PIPE) for _ in range(count)]
        return sum(float(loop.communicate()[0]) for loop in loops) / count

    return processes * min(once(1) for _ in range(ROUNDS)) / min(once(processes) for _ in range(ROUNDS))


def main() -> int:
    """Print one line a pool, and what that makes of the large map."""
    side = int(sys.argv[1]) if len(sys.argv) > 1 else SIDE
    plan = the_map(side)
    tiles, work = list(plan.tiles()), Packed(plan)
    contents = ask(Here(), work, tiles)
    known = Known(sorted(contents, key=len)[len(contents) // 2])
    carried = [Tile((at, at + 1), (0, 1)) for at in range(CARRIED)]
    with ExitStack() as stack:
        pools = {name: stack.enter_context(pool()) for name, pool in POOLS.items()}
        for pool in pools.values():
            ask(pool, work, tiles)  # processes are there, formulas are compiled
        memory = max(ask(pools["2 processes"], Memory(plan), tiles[:4]))
        times = [
            {
                name: (seconds(partial(ask, pool, work, tiles)), seconds(partial(ask, pool, known, carried)))
                for name, pool in pools.items()
            }
            for _ in range(ROUNDS)
        ]
    print(f"{TILES} tiles of {side} × {side} runs × {STEPS} steps, {ROUNDS} rounds, {cores()} cores")
    print(f"{'':>16} {'tiles/s':>8} {'best':>6} {'median':>7}   {'of no work, tiles/s':>20}")
    first = next(iter(pools))
    best = {name: min(each[name][0] for each in times) for name in pools}
    for name in pools:
        middle = median(each[first][0] / each[name][0] for each in times)
        empty = CARRIED / min(each[name][1] for each in times)
        rate = TILES / best[name]
        print(f"{name:>16} {rate:8.2f} {best[first] / best[name]:5.2f}× {middle:6.2f}×   {empty:20.0f}")
    print(f"this machine gives two such loops on their own {most(2):.2f} × what it gives one, four {most(4):.2f} ×")
    step = best[first] / (TILES * side * side * STEPS)
    question, answer, raw = (
        len(pickle.dumps((work, tiles[0]))),
        sum(map(len, contents)) / TILES,
        side * side * sum(each.itemsize for each in FIELDS.values()),
    )
    print(f"a run's step: {step * 1e9:.2f} ns of one core")
    print(f"a tile: {question / 1e3:.1f} kB asked, {answer / 1e3:.0f} kB answered ({raw / 1e3:.0f} kB unpacked)")
    print(f"a worker: {memory:.0f} MB at most")
    many = (LARGE / side) ** 2
    print(
        f"{LARGE}² × {STEPS} steps: {many:.0f} tiles, {step * LARGE**2 * STEPS / 3600:.1f} hours of one core, "
        f"{many * answer / 1e9:.0f} GB of tiles"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
