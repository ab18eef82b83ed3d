"""Learning-rate schedules, one file a family, and `SCHEDULES`, their registry, at the bottom."""

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.registry import Registry, make_callable
from descentlab.schedules.base import Feedback, Handle, Schedule, Whole
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
from descentlab.schedules.drawn import DRAWN
from descentlab.schedules.plateau import PLATEAU

__all__ = ["SCHEDULES", "Feedback", "Handle", "Schedule", "learning_rates", "schedules"]

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
        DRAWN,
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
    schedule: Schedule, lr: Float, steps: Whole, options: Options, warmup: Whole, warmup_start: float | Float
) -> Float:
    """η for every step and lane, shape (T, N): `warmup` linear steps, then the schedule on its own clock.

    Everything may be one a lane, but for what is no number; T is the longest of the steps.

    Source: torch's SequentialLR([LinearLR(start_factor=warmup_start, total_iters=W), schedule], milestones=[W]).
    """
    k = np.arange(np.max(steps))[:, np.newaxis]
    if not np.any(warmup) and schedule.feedback is None:
        return schedule.rates(lr, k, steps, **options)
    rates = np.empty((len(k), lr.size))
    rates[...] = schedule.rates(lr, np.maximum(k - warmup, 0), np.maximum(np.subtract(steps, warmup), 1), **options)
    rising = k[: np.max(warmup)]
    warm = lr if schedule.warm_to is None else lr * schedule.warm_to(options)
    length = np.maximum(warmup, 1)
    risen = linear(warm, rising, length, start_factor=warmup_start, end_factor=1.0, total_iters=length)
    np.copyto(rates[: len(rising)], risen, where=rising < warmup)
    return rates
