"""A map of basins beside NumPy written by hand for this one case: 256 × 256 starts × 300 steps of gd on himmelblau.

The peers work in place, on blocks that stay in the processor's cache. One only takes the steps. The other answers the
same questions too: which minimum a run reaches, and from which step it stays near. All are timed in turn, so that
whatever else the machine does falls on each; memory is the peak of a process that does nothing else.
"""

import resource
import sys
from statistics import median

import numpy as np

import descentlab
from bench._himmelblau import BLOCK, MINIMA, peak, reached_by, take_steps
from bench._timing import seconds
from descentlab.common.arrays import Float, Int
from descentlab.studies.basins import Basins

SIDE, STEPS, LR = 256, 300, 0.01
RATE = np.array([LR, LR])
ROUNDS = 9
LIMIT, MEMORY = 2.0, 300
"""What the project promises: times the peer that only takes the steps, and MB."""


def starts() -> Float:
    x = np.linspace(-5, 5, SIDE)
    return np.array(np.meshgrid(x, x)).reshape(2, -1)


def steps_alone() -> Float:
    w = starts()
    for first in range(0, w.shape[1], BLOCK):
        block = w[:, first : first + BLOCK].copy()
        take_steps(block, RATE, STEPS)
        w[:, first : first + BLOCK] = block
    return w


def by_hand() -> tuple[Int, Int]:
    """The minimum reached, −1 for none, and the first step from which a run stays near it."""
    w = starts()
    reached, arrived = np.empty((2, w.shape[1]), dtype=np.int64)
    path = np.empty((STEPS + 1, 2, BLOCK))
    for first in range(0, w.shape[1], BLOCK):
        block = w[:, first : first + BLOCK].copy()
        take_steps(block, RATE, STEPS, path)
        nearest, stayed = reached_by(path)
        reached[first : first + BLOCK] = np.where(stayed > 0, nearest, -1)
        arrived[first : first + BLOCK] = np.where(stayed > 0, STEPS + 1 - stayed, -1)
    return reached, arrived


def ours() -> Basins:
    return descentlab.basins(SIDE, SIDE, surface="himmelblau", lr=LR, steps=STEPS)


def main() -> int:
    """Print both ratios and the memory; 1 if a promise is broken."""
    found, (reached, arrived) = ours(), by_hand()
    minima = np.array([each.point for each in found.setting.loss.minima])
    known = np.append(np.hypot(*(minima[:, np.newaxis] - MINIMA).T).argmin(axis=0), -1)
    same = (known[found.minima.ravel()] == reached) & (found.steps.ravel() == arrived)
    times = np.array([[seconds(work) for work in (ours, by_hand, steps_alone)] for _ in range(ROUNDS)])
    best = times.min(axis=0)
    memory = peak("bench.basins")
    print(f"{SIDE} × {SIDE} starts × {STEPS} steps of gd on himmelblau, {ROUNDS} rounds, blocks of {BLOCK} by hand")
    print(f"{'':>22} {'best s':>7} {'best':>7} {'median':>7}")
    print(f"{'basins()':>22} {best[0]:7.3f}")
    for name, column in (("the same by hand", 1), ("steps alone, by hand", 2)):
        middle = median(times[:, 0] / times[:, column])
        print(f"{name:>22} {best[column]:7.3f} {best[0] / best[column]:6.2f}× {middle:6.2f}×")
    print(f"the same minimum and step at {same.mean():.2%} of the starts; at most {memory:.0f} MB in all")
    kept = best[0] <= LIMIT * best[2] and memory <= MEMORY
    print(f"{'Kept' if kept else 'BROKEN'}: at most {LIMIT:g} × the steps alone, at most {MEMORY} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    if "--once" in sys.argv:
        ours()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        sys.exit()
    sys.exit(main())
