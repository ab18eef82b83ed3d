"""Settings side by side: one of them, and the keys in which its lanes differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Float, Int, Options, quiet
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import LISTS, Parameter, Value
from descentlab.common.values import made_of
from descentlab.setting.axis import COORDINATES, parameter_of
from descentlab.setting.setting import LR, SEED, STEPS, Setting
from descentlab.surfaces.loss import Loss

Values = Mapping[str, NDArray[Any]]
"""For each key in which lanes differ, its value in each, (N,): of any kind that its parameter has."""
NUMERIC = "iuf"
"""Kinds of arrays that are numbers."""


@dataclass(frozen=True, eq=False)
class Lanes:
    """So many runs of one setting, side by side.

    Args:
        setting: what they have in common; its own value of a key in which they differ is passed over.
        over: the keys in which they differ, one at least.
    """

    setting: Setting
    over: Values

    __getstate__ = made_of

    @property
    def count(self) -> int:
        """N."""
        return int(next(iter(self.over.values())).size)

    def value(self, key: str) -> Any:
        """Of a plain key: one for all lanes, or one for each, (N,)."""
        return self.over.get(key, getattr(self.setting, key, None))

    def each(self, key: str) -> NDArray[Any]:
        """Of a plain key: one for each lane, (N,)."""
        return np.broadcast_to(self.value(key), self.count)

    @property
    def lr(self) -> Float:
        """Base learning rates, (N,)."""
        return self.each(LR.name).astype(float)

    @property
    def steps(self) -> int | Int:
        """How many each takes."""
        return cast("int | Int", self.value(STEPS.name))

    @property
    def longest(self) -> int:
        """T: the most steps that one takes."""
        return int(np.max(self.steps))

    @property
    def seeds(self) -> list[int]:
        """One for all lanes, or one for each."""
        seeds: list[int] = np.atleast_1d(self.value(SEED.name)).tolist()
        return seeds

    @property
    def start(self) -> Float:
        """Where each begins, (2, N)."""
        start = np.empty((2, self.count))
        for axis, key in enumerate(COORDINATES):
            start[axis] = self.over.get(key, self.setting.start[axis])
        return start

    def options(self, noun: str) -> Options:
        """Those of the optimizer, the schedule or the surface, each one for all lanes or one for each, (N,)."""
        shared: Options = getattr(self.setting, f"{noun}_options")
        return {name: self.over.get(f"{noun}.{name}", value) for name, value in shared.items()}

    @cached_property
    def loss(self) -> Loss:
        """What they go down: one loss, or where lanes differ in a parameter of the surface each its own."""
        options = self.options("surface")
        differ = {name: value for name, value in options.items() if isinstance(value, np.ndarray)}
        return self.setting.loss.over(differ) if differ else self.setting.loss

    @property
    def is_defined(self) -> Bool:
        """Where the loss and its slope are finite numbers at the start, (N,)."""
        with quiet():
            start = self.start
            return np.asarray(np.isfinite(self.loss.value(*start) + self.loss.gradient(start).sum(axis=0)))

    @property
    def is_noisy(self) -> Bool:
        """Which see more than the slope at a step, (N,): added noise, or a batch of the samples."""
        noisy = self.each("noise") > 0
        samples = self.loss.samples
        batch = self.value("batch")
        return noisy if samples is None or batch is None else noisy | (self.each("batch") < samples)

    @property
    def is_exact(self) -> bool:
        """Whether every step of every lane takes the gradient as it is: no noise, no batch, no clipping."""
        return not self.is_noisy.any() and self.value("clip") is None

    def take(self, lanes: slice | Int | Bool) -> "Lanes":
        """Some of them."""
        return Lanes(self.setting, {key: values[lanes] for key, values in self.over.items()})

    def lane(self, index: int) -> Setting:
        """The setting of one, as it would be alone."""
        setting = self.setting
        for key, values in self.over.items():
            setting = changed(setting, key, values[index].item() if values.dtype.kind != "O" else values[index])
        return setting

    def alike(self) -> Iterator[tuple[Int, "Lanes"]]:
        """The lanes that have in common what is no number: a flag, a word, a list; which they are, (n,), and they."""
        others = {key: values for key, values in self.over.items() if not of_numbers(key, values)}
        if not others:
            yield np.arange(self.count), self
            return
        kinds = list(zip(*(values.tolist() for values in others.values()), strict=True))
        for kind in dict.fromkeys(kinds):
            lanes = np.flatnonzero([each == kind for each in kinds])
            setting = self.setting
            for key, value in zip(others, kind, strict=True):
                setting = changed(setting, key, value)
            left = {key: values[lanes] for key, values in self.over.items() if key not in others}
            yield lanes, Lanes(setting, left or {LR.name: np.full(lanes.size, setting.lr)})


def lanes_at(setting: Setting, rates: Float) -> Lanes:
    """The lanes of a setting that differ in their learning rate, (N,)."""
    return Lanes(setting, {LR.name: rates})


def one(setting: Setting) -> Lanes:
    """A setting alone."""
    return lanes_at(setting, np.array([setting.lr]))


def of_numbers(key: str, values: NDArray[Any]) -> bool:
    """Whether the values of a key can be one array in the core; a surface's flag is a number in its formula."""
    return values.dtype.kind in NUMERIC or key.startswith("surface.")


def changed(setting: Setting, key: str, value: Any) -> Setting:
    """A setting with another value of a key, which is known to be allowed."""
    noun, dot, name = key.partition(".")
    if key in COORDINATES:
        x, y = setting.start
        return replace(setting, start=(value, y) if key == COORDINATES[0] else (x, value))
    if dot:
        key, value = f"{noun}_options", {**getattr(setting, f"{noun}_options"), name: value}
    change: dict[str, Any] = {key: value}
    return replace(setting, **change)


def lanes_over(setting: Setting, key: str, values: Any) -> Lanes:
    """The lanes of a setting that differ in one key.

    Args:
        values: any that are allowed, (N,).

    Raises:
        InvalidSetting: there is no such key, no value, or one that is not allowed.
    """
    return Lanes(setting, {key: checked(parameter_of(setting, key), key, values)})


def checked(parameter: Parameter, key: str, values: Any) -> NDArray[Any]:
    """Values of a parameter, each as it checks them, (N,).

    Raises:
        InvalidSetting: there is none, or one is not allowed.
    """
    given = list(values)
    if not given:
        raise InvalidSetting(FieldError(key, "at least one value is needed"))
    allowed: list[Value] = [parameter.check(each, key) for each in given]
    if None in allowed:
        raise InvalidSetting(FieldError(key, "every lane needs a value"))
    if parameter.kind in LISTS:
        array = np.empty(len(allowed), dtype=object)
        array[:] = allowed
        return array
    return np.array(allowed, dtype=float if parameter.kind == "number" else None)
