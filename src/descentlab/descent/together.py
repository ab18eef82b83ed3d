"""Lanes of several optimizers and schedules in one loop: what a step costs whatever its lanes is paid for once.

The parts share their loss, seed and number of steps; all else may differ. What neighbouring parts have in common is
computed for them together, and every lane is what it would be alone.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from descentlab.common.arrays import Float, Options, keep_memory, quiet
from descentlab.descent.gradients import GradientAt, clip
from descentlab.descent.history import History, measure_gradients, record
from descentlab.descent.look import looks_of
from descentlab.descent.loop import NextRate, descend
from descentlab.descent.plan import feedback_of, rates_of, unclipped
from descentlab.setting.lanes import Lanes


class _Stretch(NamedTuple):
    """Neighbouring lanes that have something in common, and the parts they are of."""

    lanes: slice
    parts: tuple[Lanes, ...]

    @property
    def first(self) -> Lanes:
        """One that stands for all."""
        return self.parts[0]


def simulate_together(parts: Sequence[Lanes]) -> History:
    """The lanes of all parts, one part after the other; where the loss has no value at a start a length is 0."""
    stretches, loss = _stretches(parts), parts[0].loss
    keep_memory()
    with quiet():
        points, used, rates = _descended(stretches, parts[0].longest)
        for lanes, some in _joined(stretches, lambda part: part.is_exact):
            if not some[0].is_exact:
                measure_gradients(loss, points[:-1, :, lanes], used[:-1, :, lanes])
        return record(loss, points, used, rates, parts[0].steps, exact=True)


def first_points(parts: Sequence[Lanes], steps: int) -> Float:
    """Where the same lanes go in so many of their first steps, (steps + 1, 2, N)."""
    with quiet():
        return _descended(_stretches(parts), steps)[0]


def _descended(stretches: list[_Stretch], steps: int) -> tuple[Float, Float, Float]:
    """Points and gradients used, (steps + 1, 2, N), and rates, (steps, N) or (steps, 2, N)."""
    start = np.concatenate([each.first.start for each in stretches], axis=1)
    planned = [rates_of(each.first)[:steps] for each in stretches]
    if any(each.ndim > 2 for each in planned):
        both = [each if each.ndim > 2 else each[:, np.newaxis] for each in planned]
        planned = [np.broadcast_to(each, (steps, 2, each.shape[-1])) for each in both]
    rates = np.concatenate(planned, axis=-1)
    feedback = _feedback(stretches, rates)
    stepper = _Stepper(stretches, rates)
    descended = descend(_gradient(stretches), stepper, {}, rates, start, feedback, looks=lambda k: k)
    for (lanes, *_), chosen in zip(stepper.parts, stepper.chosen, strict=True):
        if chosen is not None:
            rates[..., lanes] = chosen
    return *descended, rates


def _stretches(parts: Sequence[Lanes]) -> list[_Stretch]:
    ends = [0, *accumulate(part.count for part in parts)]
    return [_Stretch(slice(*each), (part,)) for each, part in zip(pairwise(ends), parts, strict=True)]


def _joined(stretches: list[_Stretch], common: Callable[[Lanes], object]) -> list[_Stretch]:
    """Neighbouring stretches that have this in common, as one."""
    joined = stretches[:1]
    for each in stretches[1:]:
        last = joined[-1]
        if common(last.first) == common(each.first):
            joined[-1] = _Stretch(slice(last.lanes.start, each.lanes.stop), (*last.parts, *each.parts))
        else:
            joined.append(each)
    return joined


class _Stepper:
    """The optimizers of all stretches, as one."""

    def __init__(self, stretches: list[_Stretch], rates: Float) -> None:
        self.parts = [
            (lanes, parts[0].setting.optimizer, _options(parts), looks_of(parts[0]))
            for lanes, parts in _joined(stretches, _rule)
        ]
        self.chosen = [np.empty_like(rates[..., lanes]) if each.chosen else None for lanes, each, _, _ in self.parts]
        """The rates of those that choose their own."""

    def init(self, w: Float) -> list[Any]:
        """What each of them remembers."""
        return [optimizer.init(w[:, lanes]) for lanes, optimizer, _, _ in self.parts]

    def update(self, g: Float, w: Float, states: list[Any], lr: Float, k: int) -> tuple[Float, list[Any]]:
        """The step of every lane."""
        delta, after = np.empty(w.shape), []
        for (lanes, optimizer, options, looks), chosen, state in zip(self.parts, self.chosen, states, strict=True):
            seen = () if looks is None else (looks(k),)
            of_lanes = g[:, lanes], w[:, lanes], state, lr[..., lanes]
            delta[:, lanes], changed = optimizer.update(*of_lanes, *seen, **options)
            after.append(changed)
            if optimizer.chosen is not None and chosen is not None:
                chosen[k] = optimizer.chosen(changed)
        return delta, after


def _rule(part: Lanes) -> object:
    """What lanes must have in common to take their steps together: all that is no number."""
    flags = {name: value for name, value in part.setting.optimizer_options.items() if isinstance(value, bool)}
    if part.setting.optimizer.asks is not None:  # at a gradient which is then the same for all of them
        return part.setting.optimizer.id, flags, part.setting.noise, part.setting.batch, part.value("clip")
    return part.setting.optimizer.id, flags


def _options(parts: Sequence[Lanes]) -> Options:
    """Their options, each one for all lanes, or one a lane where they differ."""
    options = [part.options("optimizer") for part in parts]
    return {name: _value(parts, [each[name] for each in options]) for name in options[0]}


def _value(parts: Sequence[Lanes], values: Sequence[Any]) -> Any:
    """Of parts that have such values one for all, or one a lane."""
    if not any(isinstance(each, np.ndarray) for each in values) and all(each == values[0] for each in values):
        return values[0]
    return np.concatenate([np.broadcast_to(each, part.count) for part, each in zip(parts, values, strict=True)])


def _gradient(stretches: list[_Stretch]) -> GradientAt:
    sources = [
        (lanes, unclipped(parts[0]))
        for lanes, parts in _joined(stretches, lambda part: (part.setting.noise, part.setting.batch))
    ]
    clips = [
        (lanes, _value(parts, [part.value("clip") for part in parts]))
        for lanes, parts in _joined(stretches, lambda part: part.value("clip") is None)
        if parts[0].value("clip") is not None
    ]

    def gradient(k: int, w: Float, out: Float) -> Float:
        for lanes, source in sources:
            source(k, w[:, lanes], out[:, lanes])
        for lanes, most in clips:
            clip(out[:, lanes], most)
        return out

    return gradient


def _feedback(stretches: list[_Stretch], rates: Float) -> NextRate | None:
    listening = [
        (lanes, each) for lanes, (part,) in stretches if (each := feedback_of(part, rates[..., lanes])) is not None
    ]
    if not listening:
        return None

    def next_rate(k: int, w: Float, rate: Float, planned: Float) -> Float:
        following = planned.copy()
        for lanes, each in listening:
            following[..., lanes] = each(k, w[:, lanes], rate[..., lanes], planned[..., lanes])
        return following

    return next_rate
