"""A schedule that listens to the loss, each lane to its own."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Int, Options
from descentlab.common.parameters import Parameter
from descentlab.schedules.base import Feedback, Handle, Schedule, Whole
from descentlab.schedules.decays import constant


class PlateauState(NamedTuple):
    """The lowest loss, the steps without a better one, and the steps of rest that are left; (N,) each."""

    best: Float
    bad: Int
    rest: Int


def init_plateau(lr: Float) -> PlateauState:
    """Nothing seen yet."""
    none = np.zeros(lr.shape, dtype=np.int64)
    return PlateauState(np.full(lr.shape, np.inf), none, none)


def plateau(loss: Float, rate: Float, state: PlateauState, options: Options) -> tuple[Float, PlateauState]:
    """η ← max(η·factor, min_lr) once the loss has not got better for more than `patience` steps.

    Better is below best·(1 − threshold), or below best − threshold in mode abs. Where losses are negative the
    relative threshold lies *above* the best, so that standing still counts as better; so it is in torch.
    Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
    """
    threshold = options["threshold"]
    relative = options["threshold_mode"] == "rel"
    better = loss < (state.best * (1 - threshold) if relative else state.best - threshold)
    resting = state.rest > 0
    bad = np.where(better | resting, 0, state.bad + 1)
    drops = bad > options["patience"]
    lower = np.maximum(rate * options["factor"], options["min_lr"])
    changed = drops & (rate - lower > options["eps"])
    return np.where(changed, lower, rate), PlateauState(
        best=np.where(better, loss, state.best),
        bad=np.where(drops, 0, bad),
        rest=np.where(drops, options["cooldown"], np.maximum(state.rest - 1, 0)),
    )


def begin(lr: Float, k: Int, total: Whole, **options: object) -> Float:
    """Until the loss says something, η."""
    return constant(lr, k, total)


PLATEAU = Schedule(
    "plateau",
    "Reduce on plateau",
    begin,
    (
        Parameter("factor", "Factor", "γ", 0.1, 0, 1, below=True, help="What the rate is multiplied by."),
        Parameter(
            "patience", "Patience", "T_wait", 10, 0, 10_000, kind="integer", help="Steps without progress it allows."
        ),
        Parameter("threshold", "Threshold", "", 1e-4, 0, 1e6, help="What counts as progress."),
        Parameter(
            "threshold_mode",
            "Measured",
            "",
            "rel",
            kind="choice",
            choices=("rel", "abs"),
            help="As a share of the loss (which misbehaves below zero), or as is.",
        ),
        Parameter("cooldown", "Cooldown", "", 0, 0, 10_000, kind="integer", help="Steps of rest after a drop."),
        Parameter("min_lr", "Lowest rate", "η_min", 0.0, 0, 10, help="It never falls below this.", up_to="lr"),
        Parameter("eps", "Least change", "", 1e-8, 0, 1, help="Smaller changes are not made."),
    ),
    r"\eta_k \leftarrow \max(\gamma\,\eta_k, \eta_{\min})"
    r"\ \text{after } T_{\text{wait}} \text{ steps without progress}",
    "Falls when the loss has stopped falling; below zero, as in torch, standing still counts as progress.",
    "torch.optim.lr_scheduler.ReduceLROnPlateau",
    feedback=Feedback(init_plateau, plateau),
    handles=(Handle("min_lr", "rate", "end"),),
    torch="ReduceLROnPlateau",
)
