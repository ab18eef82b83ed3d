"""Lanes of several settings in one loop: what a step costs whatever its lanes is paid for once.

The settings share their loss, seed and number of steps; all else may differ. What neighbouring lanes have in common is
computed for them together, and every lane is what it would be alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from descentlab.common.arrays import Float, keep_memory, quiet
from descentlab.descent.gradients import GradientAt, clip
from descentlab.descent.history import History, measure_gradients, record
from descentlab.descent.loop import NextRate, descend, feedback_of, gradient_of
from descentlab.schedules import learning_rates
from descentlab.setting.setting import Setting

Part = tuple[Setting, Float]
"""A setting, and the base rate of each of its lanes, (n,)."""


class _Stretch(NamedTuple):
    """Neighbouring lanes that have something in common, and the setting of the first of them."""

    lanes: slice
    setting: Setting


def simulate_together(parts: Sequence[Part]) -> History:
    """The lanes of all parts, one part after the other; where the loss has no value at a start a length is 0."""
    stretches, loss = _stretches(parts), parts[0][0].loss
    keep_memory()
    with quiet():
        points, used, schedule = _descended(stretches, parts, parts[0][0].steps)
        for lanes, each in _joined(stretches, lambda setting: setting.is_exact):
            if not each.is_exact:
                measure_gradients(loss, points[:-1, :, lanes], used[:-1, :, lanes])
        return record(loss, points, used, schedule, exact=True)


def first_points(parts: Sequence[Part], steps: int) -> Float:
    """Where the same lanes go in so many of their first steps, (steps + 1, 2, N)."""
    with quiet():
        return _descended(_stretches(parts), parts, steps)[0]


def _descended(stretches: list[_Stretch], parts: Sequence[Part], steps: int) -> tuple[Float, Float, Float]:
    """Points and gradients used, (steps + 1, 2, N), and rates, (steps, N)."""
    rates = np.concatenate([rates for _, rates in parts])
    start, schedule = np.empty((2, rates.size)), np.empty((steps, rates.size))
    for lanes, each in _joined(stretches, lambda setting: setting.start):
        start[:, lanes] = np.array(each.start)[:, np.newaxis]
    for lanes, each in _joined(stretches, _schedule):
        options, warmup = each.schedule_options, each.warmup
        of_all_steps = learning_rates(each.schedule, rates[lanes], each.steps, options, warmup, each.warmup_start)
        schedule[:, lanes] = of_all_steps[:steps]
    feedback = _feedback(stretches, rates)
    return *descend(_gradient(stretches), _Stepper(stretches), {}, schedule, start, feedback), schedule


def _stretches(parts: Sequence[Part]) -> list[_Stretch]:
    ends = [0, *accumulate(rates.size for _, rates in parts)]
    return [_Stretch(slice(*each), setting) for each, (setting, _) in zip(pairwise(ends), parts, strict=True)]


def _joined(stretches: list[_Stretch], common: Callable[[Setting], object]) -> list[_Stretch]:
    """Neighbouring stretches that have this in common, as one."""
    joined = stretches[:1]
    for each in stretches[1:]:
        last = joined[-1]
        if common(last.setting) == common(each.setting):
            joined[-1] = last._replace(lanes=slice(last.lanes.start, each.lanes.stop))
        else:
            joined.append(each)
    return joined


class _Stepper:
    """The optimizers of all stretches, as one."""

    def __init__(self, stretches: list[_Stretch]) -> None:
        self.parts = []
        for lanes, setting in _joined(stretches, _rule):
            optimizer, options = setting.optimizer, dict(setting.optimizer_options)
            for name in optimizer.per_lane:
                values = [each.setting.optimizer_options.get(name) for each in stretches]
                options[name] = _per_lane(stretches, values)[lanes]
            self.parts.append((lanes, optimizer, options))

    def init(self, w: Float) -> list[Any]:
        """What each of them remembers."""
        return [optimizer.init(w[:, lanes]) for lanes, optimizer, _ in self.parts]

    def update(self, g: Float, w: Float, states: list[Any], lr: Float) -> tuple[Float, list[Any]]:
        """The step of every lane."""
        delta, after = np.empty(w.shape), []
        for (lanes, optimizer, options), state in zip(self.parts, states, strict=True):
            delta[:, lanes], changed = optimizer.update(g[:, lanes], w[:, lanes], state, lr[lanes], **options)
            after.append(changed)
        return delta, after


def _rule(setting: Setting) -> object:
    """What lanes must have in common to take their steps together."""
    optimizer, options = setting.optimizer, setting.optimizer_options
    return optimizer.id, {name: value for name, value in options.items() if name not in optimizer.per_lane}


def _per_lane(stretches: Sequence[_Stretch], values: Sequence[float | None]) -> Float:
    """A value of each stretch, (N,); NaN where there is none."""
    array = np.empty(stretches[-1].lanes.stop)
    for (lanes, _), value in zip(stretches, values, strict=True):
        array[lanes] = np.nan if value is None else value
    return array


def _schedule(setting: Setting) -> object:
    """What lanes must have in common to follow their schedule together."""
    return setting.schedule.id, setting.schedule_options, setting.warmup, setting.warmup_start


def _gradient(stretches: list[_Stretch]) -> GradientAt:
    sources = [
        (lanes, gradient_of(replace(setting, clip=None), [setting.seed]))
        for lanes, setting in _joined(stretches, lambda setting: (setting.noise, setting.batch))
    ]
    most = _per_lane(stretches, [setting.clip for _, setting in stretches])
    clips = [
        (lanes, most[lanes])
        for lanes, setting in _joined(stretches, lambda setting: setting.clip is None)
        if setting.clip is not None
    ]

    def gradient(k: int, w: Float, out: Float) -> Float:
        for lanes, source in sources:
            source(k, w[:, lanes], out[:, lanes])
        for lanes, each in clips:
            clip(out[:, lanes], each)
        return out

    return gradient


def _feedback(stretches: list[_Stretch], rates: Float) -> NextRate | None:
    parts = _joined(stretches, _schedule)
    listening = [(lanes, each) for lanes, setting in parts if (each := feedback_of(setting, rates[lanes]))]
    if not listening:
        return None

    def next_rate(k: int, w: Float, rate: Float, planned: Float) -> Float:
        following = planned.copy()
        for lanes, each in listening:
            following[lanes] = each(k, w[:, lanes], rate[lanes], planned[lanes])
        return following

    return next_rate
