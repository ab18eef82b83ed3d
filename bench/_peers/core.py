"""descentlab: what the others do and no more, and `family()`, which also judges every lane."""

import numpy as np

import descentlab
from bench._peers import Prepared, Result, Work
from descentlab.arrays import quiet
from descentlab.descent import descend
from descentlab.gradients import exact
from descentlab.setting import make_setting

NAME = "descentlab"


def prepare(work: Work) -> Prepared:
    """The loop and the losses."""
    setting = make_setting(surface=work.surface, optimizer=work.optimizer)
    start = np.repeat(np.array(work.start)[:, np.newaxis], work.rates.size, axis=1)

    def call() -> Result:
        with quiet():
            rates = np.broadcast_to(work.rates, (work.steps, work.rates.size))
            gradient = exact(setting.loss)
            points, _ = descend(gradient, setting.optimizer, setting.optimizer_options, rates, start)
            return points, setting.loss.value(points[:, 0], points[:, 1])

    return Prepared(call)


def prepare_family(work: Work) -> Prepared:
    """`descentlab.family()`: slopes, curvature and the outcome of every lane besides."""

    def call() -> Result:
        family = descentlab.family(
            work.rates, surface=work.surface, optimizer=work.optimizer, start=work.start, steps=work.steps
        )
        return family.history.points, family.history.losses

    return Prepared(call)
