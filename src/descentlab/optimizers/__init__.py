"""Optimizers, one file a family, and `OPTIMIZERS`, their registry, at the bottom."""

import copyreg
from collections.abc import Callable

from descentlab.common.registry import Registry, make_callable
from descentlab.optimizers.adam import ADAM, ADAMW
from descentlab.optimizers.adam_variants import ADAMAX, NADAM, RADAM
from descentlab.optimizers.adaptive import ADADELTA, ADAGRAD, RMSPROP
from descentlab.optimizers.averaging import ASGD, SCHEDULE_FREE
from descentlab.optimizers.base import Optimizer
from descentlab.optimizers.curvature import LBFGS, NEWTON, SAM, SHAMPOO
from descentlab.optimizers.distance import DOG, PRODIGY
from descentlab.optimizers.momentum import GD, HEAVY_BALL, NESTEROV
from descentlab.optimizers.signs import LION, RPROP, SIGNSGD
from descentlab.optimizers.step_size import ARMIJO, BARZILAI_BORWEIN, POLYAK

__all__ = ["OPTIMIZERS", "Optimizer", "optimizers"]

OPTIMIZERS = Registry(
    "optimizers",
    (
        GD,
        HEAVY_BALL,
        NESTEROV,
        ADAGRAD,
        ADADELTA,
        RMSPROP,
        ADAM,
        ADAMW,
        ADAMAX,
        NADAM,
        RADAM,
        RPROP,
        LION,
        SIGNSGD,
        SHAMPOO,
        NEWTON,
        LBFGS,
        SAM,
        ASGD,
        POLYAK,
        ARMIJO,
        BARZILAI_BORWEIN,
        DOG,
        PRODIGY,
        SCHEDULE_FREE,
    ),
)


def named(id: str) -> Optimizer:
    """The optimizer of this id."""
    return OPTIMIZERS[id]


def by_name(optimizer: Optimizer) -> tuple[Callable[[str], Optimizer], tuple[str]]:
    """How an entry goes to another process: as what it is called, for functions without a name cannot go."""
    return named, (optimizer.id,)


copyreg.pickle(Optimizer, by_name)


def optimizers() -> Registry[Optimizer]:
    """Every optimizer by its id, with its parameters.

    >>> optimizers()["momentum"]
    <Optimizer momentum · Momentum · momentum=0.9 dampening=0 weight_decay=0>
    """
    return OPTIMIZERS


make_callable(__name__, optimizers)
