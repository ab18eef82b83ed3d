"""How lanes enter the loop: their gradient, their rates, and what a schedule makes of their losses."""

from itertools import pairwise

import numpy as np

from descentlab.common.arrays import Float
from descentlab.descent.gradients import GradientAt, clipped, exact, noisy, sampled
from descentlab.descent.loop import NextRate
from descentlab.schedules import learning_rates
from descentlab.setting.lanes import Lanes
from descentlab.setting.setting import EARLIER, LR_RATIO
from descentlab.surfaces.data_loss import DataLoss


def gradient_of(lanes: Lanes) -> GradientAt:
    """The gradient that lanes ask for: exact, noisy or from batches, clipped or not."""
    clip = lanes.value("clip")
    return unclipped(lanes) if clip is None else clipped(unclipped(lanes), clip)


def unclipped(lanes: Lanes) -> GradientAt:
    """The same before it is clipped."""
    loss, batch, noise = lanes.loss, lanes.value("batch"), lanes.value("noise")
    if isinstance(loss, DataLoss) and batch is not None and np.any(batch < loss.samples):
        return sampled(loss, lanes.seeds, lanes.longest, batch)
    if np.any(noise):
        return noisy(loss, lanes.seeds, lanes.longest, noise / np.sqrt(1 if batch is None else batch))
    return exact(loss)


def rates_of(lanes: Lanes) -> Float:
    """η for every step, (T, N); (T, 2, N) where the second parameter has a rate of its own."""
    setting, options = lanes.setting, lanes.options("schedule")
    warmup, warmup_start = lanes.value("warmup"), lanes.value("warmup_start")

    def planned(base: Float) -> Float:
        return learning_rates(setting.schedule, base, lanes.steps, options, warmup, warmup_start)

    def scheduled(ratio: float | Float) -> Float:
        rates = planned(lanes.lr * ratio)
        if lanes.value(EARLIER.name) is None:
            return rates
        rates = rates.copy()
        for first, last, base in stretches(lanes)[:-1]:
            rates[first:last] = planned(base * ratio)[first:last]
        return rates

    ratio = lanes.value(LR_RATIO.name)
    if np.all(np.equal(ratio, 1)):
        return scheduled(1.0)
    first, second = scheduled(1.0), scheduled(ratio)
    if first.strides[0] == 0 == second.strides[0]:  # the same at every step: one row will do
        return np.broadcast_to(np.stack((first[0], second[0])), (len(first), 2, lanes.count))
    return np.stack((first, second), axis=1)


def stretches(lanes: Lanes) -> list[tuple[int, int, Float]]:
    """From which step to before which the number on the slider was what, (N,): where it was changed on the way."""
    earlier = lanes.value(EARLIER.name) or ()
    steps = [0, *map(int, earlier[::2]), lanes.longest]
    bases = [*(np.full(lanes.count, rate) for rate in earlier[1::2]), lanes.lr]
    return [(first, last, base) for (first, last), base in zip(pairwise(steps), bases, strict=True)]


def feedback_of(lanes: Lanes, rates: Float) -> NextRate | None:
    """What a listening schedule makes of the loss before each update: the next rate, once warm-up is over."""
    listening = lanes.setting.schedule.feedback
    if listening is None:
        return None
    update, loss, options, warmup = listening.update, lanes.loss, lanes.options("schedule"), lanes.value("warmup")
    state = listening.init(rates[0, 0] if rates.ndim > 2 else rates[0])
    first, last = int(np.min(warmup)), int(np.max(warmup))  # when warm-up is over for a lane, and for all
    changes = {since: base / before for (_, _, before), (since, _, base) in pairwise(stretches(lanes))}

    def next_rate(k: int, w: Float, rate: Float, planned: Float) -> Float:
        nonlocal state
        if k < first:
            return planned
        before, (rate, state) = state, update(loss.value(w[0], w[1]), rate, state, options)
        if k + 1 in changes:
            rate = rate * changes[k + 1]
        if k < last:
            warm = k < warmup
            state = type(state)(*(np.where(warm, *each) for each in zip(before, state, strict=True)))
            rate = np.where(warm, planned, rate)
        return rate

    return next_rate
