"""Lines as one array of vertices: which line each vertex is of, where each line begins, which vertices it needs."""

import numpy as np

from descentlab.common.arrays import Float, Int

SIMPLIFIED = 0.06
"""Nodes: how far a line may be moved by leaving out vertices."""


def starts_of(line: Int) -> Int:
    """Where each line begins, and where the last one ends, from the line of each vertex."""
    return np.append(np.flatnonzero(np.diff(line, prepend=-1)), line.size)


def simplified(places: Float, line: Int) -> Int:
    """Which vertices are left without those that all but lie between their neighbours, every other one at a time."""
    kept = np.arange(line.size)
    for tolerance in SIMPLIFIED * np.array([0.1, 0.2, 0.3, 0.4]):
        at, of = places[:, kept], line[kept]
        before, here, after = at[:, :-2], at[:, 1:-1], at[:, 2:]
        chord, leg = after - before, here - before
        long = np.sqrt(chord[0] ** 2 + chord[1] ** 2)
        far = np.abs(chord[0] * leg[1] - chord[1] * leg[0]) / np.where(long > 0, long, 1.0)
        between = chord[0] * leg[0] + chord[1] * leg[1]
        along = (between >= 0) & (between <= long**2)
        inner = (of[:-2] == of[1:-1]) & (of[2:] == of[1:-1])
        first = np.where(np.diff(of, prepend=-1) != 0, np.arange(of.size), 0)
        number = np.arange(of.size) - np.maximum.accumulate(first)
        gone = np.zeros(of.size, dtype=bool)
        gone[1:-1] = inner & along & (long > 0) & (far <= tolerance) & (number[1:-1] % 2 == 1)
        kept = kept[~gone]
    return kept
