"""A map of two keys beside NumPy written by hand for this one case: η × its ratio, 256 × 256, 300 steps, himmelblau.

The peer works in place, on blocks that stay in the processor's cache, and answers the same questions: the outcome, the
last loss, and from which step a run stays near its minimum. Both are timed in turn, so that whatever else the machine
does falls on each; memory is the peak of a process that does nothing else.
"""

import resource
import sys
from statistics import median
from typing import NamedTuple

import numpy as np

import descentlab
from bench._himmelblau import BLOCK, NEAR, peak, reached_by, take_steps
from bench._timing import seconds
from descentlab.common.arrays import Float, Int, quiet
from descentlab.studies.atlas import Atlas
from descentlab.verdict.outcome import OUTCOMES, Outcome

SIDE, STEPS, START = 256, 300, (-1.0, -1.0)
X, Y = ("lr", 0.003, 0.1, SIDE), ("lr_ratio", 0.03, 33.0, SIDE)
ROUNDS = 7
LIMIT, MEMORY = 2.0, 300
"""What the project promises: times the peer, and MB."""
CONVERGED, TOO_SLOW, OSCILLATING, DIVERGED = (
    OUTCOMES.index(each) for each in (Outcome.CONVERGED, Outcome.TOO_SLOW, Outcome.OSCILLATING, Outcome.DIVERGED)
)


class Answer(NamedTuple):
    outcomes: Int
    losses: Float
    steps: Int


def rates() -> Float:
    """Those of x and of y, (2, N)."""
    x, ratio = (np.geomspace(low, high, many) for _, low, high, many in (X, Y))
    lr, by = np.meshgrid(x, ratio)
    return np.stack((lr, lr * by)).reshape(2, -1)


def loss_of(x: Float, y: Float) -> Float:
    value: Float = (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2
    return value


def judged(path: Float) -> Answer:
    """What became of a block."""
    end = path[-1]
    last = loss_of(*end)
    finite = np.isfinite(end.sum(axis=0) + last)
    _, stayed = reached_by(path)
    arrived = np.where(stayed > 0, STEPS + 1 - stayed, -1)
    there = finite & (stayed > 0) & (arrived <= STEPS - int(0.05 * STEPS))
    left = np.flatnonzero(finite & ~there)
    half = path[STEPS // 2 :, :, left]
    walked = np.sqrt((np.diff(half, axis=0) ** 2).sum(axis=1)).sum(axis=0)
    swings = (walked >= NEAR) & (np.hypot(*(half[-1] - half[0])) < walked / 2)
    outcomes = np.where(there, CONVERGED, DIVERGED)
    outcomes[left] = np.where(swings, OSCILLATING, TOO_SLOW)
    lost = np.flatnonzero(~finite)
    for some in np.array_split(lost, max(lost.size // 1024, 1)):
        way = path[:, :, some]
        losses = loss_of(way[:, 0], way[:, 1])
        fine = np.isfinite(losses)
        last[some] = losses[fine.argmin(axis=0) - 1, np.arange(some.size)]
    return Answer(outcomes, last, np.where(finite, arrived, -1))


def by_hand() -> Answer:
    rate = rates()
    count = rate.shape[1]
    answer = Answer(np.empty(count, np.int64), np.empty(count), np.empty(count, np.int64))
    path = np.empty((STEPS + 1, 2, BLOCK))
    with quiet():
        for first in range(0, count, BLOCK):
            block = slice(first, first + BLOCK)
            w = np.repeat(np.array(START)[:, np.newaxis], BLOCK, axis=1)
            take_steps(w, rate[:, block], STEPS, path)
            for whole, part in zip(answer, judged(path), strict=True):
                whole[block] = part
    return answer


def ours() -> Atlas:
    return descentlab.atlas(x=X, y=Y, surface="himmelblau", start=START, steps=STEPS)


def main() -> int:
    """Print the ratio and the memory; 1 if a promise is broken."""
    found, expected = ours(), by_hand()
    same = found.outcomes.ravel() == expected.outcomes
    same &= found.steps.ravel() == expected.steps
    alike = np.isclose(found.losses.ravel(), expected.losses, rtol=1e-6, atol=1e-12)
    times = np.array([[seconds(work) for work in (ours, by_hand)] for _ in range(ROUNDS)])
    best, middle, memory = times.min(axis=0), median(times[:, 0] / times[:, 1]), peak("bench.atlas")
    print(f"{SIDE} × {SIDE} pairs of η and its ratio × {STEPS} steps of gd on himmelblau, {ROUNDS} rounds")
    ratio = best[0] / best[1]
    print(f"atlas() {best[0]:.3f} s, the same by hand {best[1]:.3f} s: {ratio:.2f} × (median {middle:.2f} ×)")
    print(f"the same outcome and step at {same.mean():.2%} of the pairs, the same last loss at {alike.mean():.2%}")
    print(f"at most {memory:.0f} MB in all")
    kept = ratio <= LIMIT and memory <= MEMORY
    print(f"{'Kept' if kept else 'BROKEN'}: at most {LIMIT:g} × by hand, at most {MEMORY} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    if "--once" in sys.argv:
        ours()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        sys.exit()
    sys.exit(main())
