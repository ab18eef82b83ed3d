"""Optimizers, one file a family, and `OPTIMIZERS`, their registry, at the bottom."""

from descentlab.optimizers.adaptive import ADADELTA, ADAGRAD, LION, RMSPROP, RPROP
from descentlab.optimizers.base import Optimizer
from descentlab.optimizers.moments import ADAM, ADAMAX, ADAMW, NADAM, RADAM
from descentlab.optimizers.momentum import GD, HEAVY_BALL, NESTEROV

__all__ = ["OPTIMIZERS", "Optimizer"]

OPTIMIZERS: dict[str, Optimizer] = {
    each.id: each
    for each in (
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
    )
}
