"""What is seen of the rates of lanes: between which numbers they were, and whether a schedule misread the loss."""

import numpy as np

from descentlab.common.arrays import Bool, Float, Int, counted
from descentlab.descent.history import History
from descentlab.setting.lanes import Lanes


def ends_of(values: Float, there: Bool) -> tuple[Float, Float]:
    """The smallest and the largest of the values (T, N) of each lane that are `there`, (N,); NaN where none is.

    >>> ends_of(np.array([[3.0, 1.0], [2.0, 5.0]]), np.array([[True, False], [True, False]]))
    (array([ 2., nan]), array([ 3., nan]))
    """
    seen = np.where(there, values, np.nan)
    return np.fmin.reduce(seen), np.fmax.reduce(seen)


def misjudged(run: Lanes, history: History, taken: Int) -> Int:
    """How often η fell once the loss was below zero, under a schedule for which standing still is progress there, (N,).

    A share of a negative loss lies above it; torch's threshold is such a share. −1 under any other schedule, where an
    optimizer chose its rates itself, and where there was no time for it.

    Args:
        taken: the steps that each lane took, (N,).
    """
    options, rates = run.options("schedule"), history.rates
    none = np.full(taken.size, -1)
    if "threshold_mode" not in options or run.setting.optimizer.chosen is not None:
        return none
    relative = np.equal(options["threshold_mode"], "rel") & np.greater(options["threshold"], 0)
    if not relative.any():
        return none
    step = np.arange(len(rates))[:, np.newaxis]
    before = step < np.maximum(taken, 1)
    below = (history.losses[:-1] < 0) & before
    below &= step >= run.value("warmup")
    since = step[1:] > below.argmax(axis=0)
    falls = (np.diff(rates, axis=0) < 0) & since & before[1:]
    return np.where(relative & (counted(below) > options["patience"]), counted(falls), none)
