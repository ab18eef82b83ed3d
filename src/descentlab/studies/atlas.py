"""`atlas()`: how a setting ends for every pair of two keys."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.setting.axis import Axis
from descentlab.setting.setting import Setting
from descentlab.studies.trajectory import run_of
from descentlab.verdict.outcome import OUTCOMES

NONE = -1
UNDEFINED = 255
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False, repr=False)
class Atlas:
    """STAND-IN. Rows are y, columns are x; row 0 is at the lowest y.

    outcomes (ny, nx) u8; losses (ny, nx) f64, the last, NaN where UNDEFINED; steps (ny, nx) i32 to arrival or NONE;
    minima (ny, nx) i16: which of setting.loss.minima a run rests in, or NONE.
    """

    setting: Setting
    x: Axis
    y: Axis
    outcomes: NDArray[np.uint8]
    losses: Float
    steps: NDArray[np.int32]
    minima: NDArray[np.int16]


def tile_of(setting: Setting, x: Axis, y: Axis, columns: tuple[int, int], rows: tuple[int, int]) -> Atlas:
    """A piece of a map: the columns and rows from the first to before the last. A pure function of its arguments."""
    xs, ys = x.values(*columns), y.values(*rows)
    shape = (ys.size, xs.size)
    out = Atlas(setting, x, y, np.zeros(shape, np.uint8), np.zeros(shape), np.zeros(shape, np.int32), np.zeros(shape, np.int16))
    for j, b in enumerate(ys):
        for i, a in enumerate(xs):
            s = changed(changed(setting, x.key, float(a)), y.key, float(b))
            t = run_of(s)
            c = t.family.classification
            out.outcomes[j, i] = c.outcomes[0]
            out.losses[j, i] = t.losses[-1]
            rests = OUTCOMES[c.outcomes[0]].rests
            out.steps[j, i] = c.arrivals[0] if c.arrivals[0] < s.steps else NONE
            out.minima[j, i] = s.loss.nearest_minimum(t.points[-1][:, None])[0][0] if rests else NONE
    return out


def atlas_of(setting: Setting, x: Axis, y: Axis, progress: Progress | None = None) -> Atlas:
    """The whole map."""
    return tile_of(setting, x, y, (0, x.count), (0, y.count))


def changed(setting: Setting, key: str, value: Any) -> Setting:
    """The setting with another value of a key."""
    noun, dot, name = key.partition(".")
    if noun == "start" and dot:
        x, y = setting.start
        return replace(setting, start=(value, y) if name == "x" else (x, value))
    if dot:
        return replace(setting, **{f"{noun}_options": getattr(setting, f"{noun}_options") | {name: value}})
    return replace(setting, **{key: value})
