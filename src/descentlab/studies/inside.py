"""`inside_of()`: one run, and what goes on inside each of its updates."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.descent.recorder import Recorder
from descentlab.descent.simulate import simulate
from descentlab.optimizers.inner import Inner
from descentlab.setting.lanes import one
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.studies.family import Family
from descentlab.studies.result import lists
from descentlab.studies.trajectory import Trajectory


@dataclass(frozen=True)
class Quantity:
    """One of an optimizer's own quantities along a run.

    Args:
        inner: what it is.
        adds: of an arrow: whether it is a part of the step, of which the others are the rest.
        values: at each update, (T, n).
        axes: of rates and of matrices: both half axes of their ellipse, the longer one first, and its angle in
            radians, (T, 3). Of a matrix the axes are its eigenvalues, which may be negative.
    """

    inner: Inner
    adds: bool
    values: Float
    axes: Float | None


@dataclass(frozen=True)
class Inside:
    """A run seen from inside.

    Args:
        trajectory: the run.
        gradients: what each update used, (T, 2).
        rates: η as each update was given it, of x and of y, (T, 2).
        differs: how these gradients differ from ∇L: they have `decay`, have `noise`, are of a `batch`, are shortened
            by a `clip`.
        quantities: plain descent's move first, then the optimizer's own.
    """

    trajectory: Trajectory
    gradients: Float
    rates: Float
    differs: tuple[str, ...]
    quantities: tuple[Quantity, ...]

    @property
    def steps(self) -> Float:
        """w_{k+1} − w_k, (T, 2)."""
        return np.diff(self.trajectory.points, axis=0)

    def to_dict(self) -> dict[str, Any]:
        """The same as lists: what `/api/v1/inside` answers. None where a number is infinite."""
        run = self.trajectory
        felt, thresholds = run.effective_sharpness, run.thresholds
        return {
            "query": write(run.setting),
            "points": run.points.tolist(),
            "steps": lists(self.steps),
            "learning_rates": lists(self.rates),
            "slopes": lists(run.gradients),
            "gradients": lists(self.gradients),
            "differs": list(self.differs),
            "inner": [told(each) for each in self.quantities],
            "effective_sharpness": None if felt is None else lists(felt),
            "thresholds": None if thresholds is None else lists(thresholds),
            "preconditioned": run.setting.optimizer.preconditioned is not None,
        }


def told(quantity: Quantity) -> dict[str, Any]:
    """A quantity as the API sends it."""
    inner = quantity.inner
    return {
        "id": inner.id,
        "symbol": inner.symbol,
        "name": inner.name,
        "kind": inner.kind,
        "adds": quantity.adds,
        "origin": inner.origin,
        "times": inner.times,
        "values": lists(quantity.values),
        "axes": None if quantity.axes is None else lists(quantity.axes),
    }


def inside_of(setting: Setting) -> Inside:
    """The run of `run_of`, point for point, and what went on inside it."""
    lanes = one(setting)
    recorder = Recorder(lanes)
    trajectory = Trajectory(Family(lanes, simulate(lanes, keep_squares=True, stepper=recorder)))
    last = len(trajectory.points) - 1

    def along(values: list[Float]) -> Float:
        return np.array([each[..., 0] for each in values])[:last]

    quantities = []
    for inner in recorder.inner:
        values = along(recorder.values[inner.id])
        quantities.append(Quantity(inner, recorder.adds(inner), values, axes_of(inner.kind, values)))
    return Inside(trajectory, along(recorder.gradients), along(recorder.rates), _differs(recorder), tuple(quantities))


def _differs(recorder: Recorder) -> tuple[str, ...]:
    setting = recorder.lanes.setting
    samples, batch = setting.loss.samples, setting.batch
    there = {
        "decay": recorder.joins,
        "noise": samples is None and setting.noise > 0,
        "batch": samples is not None and batch is not None and batch < samples,
        "clip": setting.clip is not None,
    }
    return tuple(name for name, holds in there.items() if holds)


def axes_of(kind: str, values: Float) -> Float | None:
    """The half axes of an ellipse and its angle, (T, 3); None of what has none.

    Rates turn a circle of gradients into an ellipse of moves: its axes are their singular values.
    """
    with quiet():
        if kind == "matrix":
            xx, xy, yy = values.T
            middle, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
            angle = np.arctan2(2 * xy, xx - yy) / 2
            return np.stack((middle + spread, middle - spread, angle), axis=1)
        if kind != "rates":
            return None
        if values.shape[1] == 2:
            turned = values[:, 1] > values[:, 0]
            return np.stack((values.max(axis=1), values.min(axis=1), np.where(turned, np.pi / 2, 0.0)), axis=1)
        return axes_of_rates(*values.T)


def axes_of_rates(xx: Float, xy: Float, yx: Float, yy: Float) -> Float:
    """The singular values of matrices, the larger first, and the angle of the first left vector, (T, 3).

    Source: Blinn 1996, Consider the lowly 2 × 2 matrix.
    """
    e, f, g, h = (xx + yy) / 2, (xx - yy) / 2, (yx + xy) / 2, (yx - xy) / 2
    same, mirrored = np.hypot(e, h), np.hypot(f, g)
    angle = (np.arctan2(h, e) + np.arctan2(g, f)) / 2
    return np.stack((same + mirrored, np.abs(same - mirrored), angle), axis=1)
