"""Learning-rate schedules, one file a family, and `SCHEDULES`, their registry, at the bottom."""

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.registry import Registry, make_callable
from descentlab.schedules.base import Feedback, Schedule
from descentlab.schedules.cycles import COSINE_RESTARTS, CYCLIC, ONE_CYCLE
from descentlab.schedules.decays import (
    CONSTANT,
    COSINE,
    EXPONENTIAL,
    INVERSE_SQRT,
    LINEAR,
    MULTISTEP,
    POLYNOMIAL,
    STEP,
    WSD,
    linear,
)
from descentlab.schedules.plateau import PLATEAU

__all__ = ["SCHEDULES", "Feedback", "Schedule", "learning_rates", "schedules"]

SCHEDULES = Registry(
    "schedules",
    (
        CONSTANT,
        STEP,
        MULTISTEP,
        EXPONENTIAL,
        COSINE,
        COSINE_RESTARTS,
        LINEAR,
        POLYNOMIAL,
        INVERSE_SQRT,
        ONE_CYCLE,
        CYCLIC,
        PLATEAU,
        WSD,
    ),
)


def schedules() -> Registry[Schedule]:
    """Every schedule by its id, with its parameters.

    >>> schedules()["cosine"]
    <Schedule cosine · Cosine · t_max eta_min=0>
    """
    return SCHEDULES


make_callable(__name__, schedules)


def learning_rates(
    schedule: Schedule, lr: Float, steps: int, options: Options, warmup: int, warmup_start: float
) -> Float:
    """η for every step and lane, shape (T, N): `warmup` linear steps, then the schedule on its own clock.

    Source: torch's SequentialLR([LinearLR(start_factor=warmup_start, total_iters=W), schedule], milestones=[W]).
    """
    k = np.arange(steps)[:, np.newaxis]
    if not warmup and schedule.feedback is None:
        return schedule.rates(lr, k, steps, **options)
    rates = np.empty((steps, lr.size))
    warm = lr if schedule.warm_to is None else lr * schedule.warm_to(options)
    rates[:warmup] = linear(warm, k[:warmup], warmup, start_factor=warmup_start, end_factor=1.0, total_iters=warmup)
    rates[warmup:] = schedule.rates(lr, k[: max(steps - warmup, 0)], max(steps - warmup, 1), **options)
    return rates
