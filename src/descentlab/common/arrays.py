"""Array aliases, and the one shape convention of the core.

A *lane* is one run among many computed side by side. Inside the core the lane axis is last, so that
every NumPy operation runs over contiguous memory whatever the number of lanes:

- a position or a gradient has shape ``(2, N)``: the rows are x and y, the columns are lanes;
- a history has the step in front: points ``(T+1, 2, N)``, losses ``(T+1, N)``, rates ``(T, N)``.

What leaves the core (`Trajectory`, `Family`) has the lane first.
"""

import ctypes
import math
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Chosen = slice | Int | Bool
"""Which of many lanes."""
Options = dict[str, Any]
"""Hyperparameters by name, already validated by their `Parameter`."""


BYTE = 255
"""The most that a byte can count."""


def quiet() -> np.errstate:
    """Arithmetic that may overflow without a warning: a lane that diverges is a result, not an accident."""
    return np.errstate(all="ignore")


def root(value: float | Float) -> float | Float:
    """√ of a number, at a tenth of what NumPy takes for one, or of one a lane: the same to the last bit."""
    return np.sqrt(value) if isinstance(value, np.ndarray) else math.sqrt(value)


def power(base: float, exponent: float | Float) -> float | Float:
    """base^exponent, of one exponent or of one a lane, the same to the last bit: NumPy's own differs there."""
    return np.array([base**each for each in exponent.tolist()]) if isinstance(exponent, np.ndarray) else base**exponent


def span(chosen: Bool) -> slice:
    """From the first chosen lane to the last: a view, where picking the lanes out would copy them."""
    lanes = np.flatnonzero(chosen)
    return slice(int(lanes[0]), int(lanes[-1]) + 1) if lanes.size else slice(0)


def counted(held: Bool) -> Int:
    """How often it held along the first axis: added up in bytes, as many as a byte can count, ten times as fast."""
    rows = held.view(np.uint8)
    count = np.zeros(held.shape[1:], dtype=np.int64)
    for first in range(0, len(rows), BYTE):
        count += np.add.reduce(rows[first : first + BYTE], axis=0, dtype=np.uint8)
    return count


def single(values: Float) -> NDArray[np.float32]:
    """The nearest float32; what is beyond float32 becomes its largest number."""
    largest = float(np.finfo(np.float32).max)
    return np.clip(values, -largest, largest).astype(np.float32)


@cache
def keep_memory() -> None:
    """Ask the allocator, once, to keep freed memory: handing pages back and forth would double the cost of a family.

    GNU malloc learns that from the blocks it has seen freed, but not where `MALLOC_TRIM_THRESHOLD_` is set, as it is in
    Dask's workers: their tiles took three times as long.
    """
    _allocator(M_MMAP_THRESHOLD, 31 * 2**20)
    _allocator(M_TRIM_THRESHOLD, 62 * 2**20)


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""GNU malloc's names: what it keeps at the end of a heap, what is too large for one, and how many there are."""


def _allocator(option: int, value: int) -> None:
    with suppress(AttributeError, OSError, TypeError):  # another allocator, another system
        ctypes.CDLL(None).mallopt(option, value)


def return_memory() -> None:
    """Ask the allocator to hand back what is free now, after work that took more than usual and will not come again."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


@cache
def share_memory() -> None:
    """Ask the allocator, once and before there are threads, for one heap for all of them, where it has several.

    Else each thread that computes keeps some twenty megabytes of its own, which the processor's cache has forgotten by
    its next turn: a family took a fifth longer.
    """
    _allocator(M_ARENA_MAX, 1)
