"""A surface with its parameters set, ready to compute: L, ∇L, the Hessian, and what is known about the whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Chosen, Float, Int, Options, quiet
from descentlab.formulas.expression import Expression
from descentlab.surfaces.curvature import curvatures, newton_step, sharpness
from descentlab.surfaces.points import (
    CriticalPoint,
    CriticalPoints,
    Minima,
    StatedPoint,
    minima_of,
    sorted_minima,
)

Domain = tuple[float, float, float, float]
"""xmin, xmax, ymin, ymax: what the picture must show."""

NEWTON, ROUNDING = 50, 1e-15
"""Steps of Newton's method from a stated point; and, of the diagonal, a step that only rounding is left of."""


@dataclass(frozen=True, eq=False)
class Loss:
    """L(x, y) of a formula, its parameters set: the same for all lanes, or each lane's own.

    Lanes with parameters of their own are the last axis of whatever is computed, and what is known of the whole, such
    as the lowest loss, is known of each.

    Args:
        options: the parameters, each a number or one a lane, (N,).
        stated_minima, stated_saddles: where to look for the critical points.
        search: how they are found, when they are first asked for, if none is stated.
        part_of: the loss of more lanes of which these are some, and which.
        general: the formula that holds whatever some parameters are, and which, where that of `expression` does not.
    """

    expression: Expression
    options: Options
    domain: Domain
    stated_minima: tuple[StatedPoint, ...] = ()
    stated_saddles: tuple[StatedPoint, ...] = ()
    search: "Callable[[Loss], CriticalPoints] | None" = None
    part_of: "tuple[Loss, Chosen] | None" = None
    general: tuple[Expression, frozenset[str]] | None = None

    def over(self, options: Mapping[str, Float]) -> "Loss":
        """The losses of lanes that have parameters of their own, (N,) each."""
        if self.general is not None and not self.general[1].isdisjoint(options):
            return replace(self, expression=self.general[0], general=None).over(options)
        return replace(self, options=self.options | {name: np.asarray(each, float) for name, each in options.items()})

    @cached_property
    def lanes(self) -> int | None:
        """How many lanes have a loss of their own; None where all share one."""
        return next((number.size for number in self._numbers if number.ndim), None)

    def of(self, lanes: Chosen) -> "Loss":
        """The loss of some lanes: itself where all share it."""
        if self.lanes is None:
            return self
        options = {name: each[lanes] if np.ndim(each) else each for name, each in self.options.items()}
        return replace(self, options=options, part_of=(self, lanes))

    def lane(self, index: int) -> "Loss":
        """The loss of one lane, as it would be alone."""
        if self.lanes is None:
            return self
        options = {name: each[index].item() if np.ndim(each) else each for name, each in self.options.items()}
        return replace(self, options=options, part_of=None)

    @property
    def samples(self) -> int | None:
        """How many samples the loss is a mean of; None where it is no mean."""
        return None

    def value(self, x: Float, y: Float, out: Float | None = None) -> Float:
        """L(x, y), in the shape of x."""
        return self.expression.value(x, y, *self._numbers, out=out)

    def gradient(self, w: Float, out: Float | None = None) -> Float:
        """∇L at w (2, ...), in the shape of w; zero at a tip, where L has a value and no slope, as that of |x| is."""
        if self.is_smooth:
            return self.expression.gradient(w, *self._numbers, out=out)
        with quiet():  # 0/0
            g = self.expression.gradient(w, *self._numbers, out=out)
            if np.isnan(g).any():
                g[:, np.isnan(g).any(axis=0) & np.isfinite(self.value(w[0], w[1]))] = 0.0
        return g

    def hessian(self, x: Float, y: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy at (x, y); where the curvature is the same everywhere a number alone, or one a lane."""
        return self.expression.hessian(x, y, *self._numbers)

    @cached_property
    def is_quadratic(self) -> bool:
        """Whether the curvature is the same everywhere."""
        somewhere = np.zeros(2)
        with quiet():
            return not any(np.ndim(part) for part in self.lane(0).hessian(somewhere, somewhere))

    @cached_property
    def _numbers(self) -> tuple[Float, ...]:
        """The parameters, each as an array already: NumPy would else make one at every call."""
        return tuple(np.array(value, dtype=float) for value in self.options.values())

    @cached_property
    def same_sharpness(self) -> float | Float | None:
        """The largest curvature, of a loss that has the same everywhere, or of each lane's; None of any other."""
        if not self.is_quadratic:
            return None
        somewhere = np.zeros(self.lanes or 1)
        with quiet():
            same = sharpness(*self.hessian(somewhere, somewhere))
        return same if np.ndim(same) else float(same)

    @property
    def is_smooth(self) -> bool:
        """Whether it has slopes of every order wherever it has a value: no crease, no tip."""
        return self.expression.smooth

    @property
    def is_stated(self) -> bool:
        """Whether its critical points are stated, and not searched for."""
        return bool(self.stated_minima or self.stated_saddles)

    @property
    def diagonal(self) -> float:
        """The diagonal of the domain: the length by which "near" is measured."""
        xmin, xmax, ymin, ymax = self.domain
        return float(np.hypot(xmax - xmin, ymax - ymin))

    @property
    def minima(self) -> tuple[CriticalPoint, ...]:
        """The minima, lowest first."""
        return self._critical_points.minima

    @property
    def saddles(self) -> tuple[CriticalPoint, ...]:
        """The saddle points."""
        return self._critical_points.saddles

    @property
    def _critical_points(self) -> CriticalPoints:
        return self.critical_points_of_each[0]

    @cached_property
    def critical_points_of_each(self) -> tuple[CriticalPoints, ...]:
        """What is known of the loss of each lane; a single one, where all share it."""
        if self.search is None or self.is_stated:
            return tuple(self._told(points) for points in self._lead_to((*self.stated_minima, *self.stated_saddles)))
        lanes = [self] if self.lanes is None else [self.lane(index) for index in range(self.lanes)]
        return tuple(self.search(lane) for lane in lanes)

    def _told(self, points: tuple[CriticalPoint, ...]) -> CriticalPoints:
        """The stated points where they have been found, minima first."""
        first = len(self.stated_minima)
        return CriticalPoints(tuple(sorted(points[:first], key=lambda each: each.value)), points[first:])

    def newton_step(self, w: Float) -> Float:
        """−H⁺∇L at w (2, n): see `curvature.newton_step`."""
        return newton_step(self.gradient(w), *self.hessian(w[0], w[1]))

    @cached_property
    def known(self) -> Minima:
        """The minima as arrays, of all lanes alike or of each."""
        if self.part_of is not None:
            whole, lanes = self.part_of
            return whole.known.of(lanes)
        if self.lanes is None or not self.is_stated:
            return minima_of(self.critical_points_of_each)
        w, values, _, _ = self._followed(self.stated_minima)
        return sorted_minima(w, values)

    def nearest_minimum(self, w: Float) -> tuple[Int, Float]:
        """For each of w (2, n) the index of the nearest known minimum, and its distance, infinite if there is none."""
        return self.known.nearest(w)

    @property
    def floor(self) -> float | None:
        """The lowest loss, that of the lowest minimum; None where there is none, or a lower loss was seen elsewhere."""
        return self.minima[0].value if self.minima and not self._critical_points.undercut else None

    def critical_points(self, stated: Sequence[StatedPoint]) -> tuple[CriticalPoint, ...]:
        """Newton's method from stated points: they stay true when a parameter moves them."""
        return self._lead_to(stated)[0]

    def _lead_to(self, stated: Sequence[StatedPoint]) -> list[tuple[CriticalPoint, ...]]:
        """The same for the loss of each lane."""
        w, *others = self._followed(stated)
        table = np.stack((*w, *others)).transpose(2, 1, 0)
        return [
            tuple(CriticalPoint((x, y), value, (least, most)) for x, y, value, least, most in lane)
            for lane in table.tolist()
        ]

    def _followed(self, stated: Sequence[StatedPoint]) -> tuple[Float, Float, Float, Float]:
        """Where that leads in the loss of each lane: points (2, M, n), losses and both curvatures (M, n)."""
        lanes, many = self.lanes or 1, len(stated)
        w = np.repeat(np.array([each.point for each in stated], dtype=float).reshape(-1, 2), lanes, axis=0).T.copy()
        kinks = np.repeat(np.array([each.kink for each in stated], dtype=bool), lanes)
        own, left = np.tile(np.arange(lanes), many), np.flatnonzero(~kinks)
        with quiet():
            for _ in range(NEWTON):
                step = self.of(own[left]).newton_step(w[:, left])
                leads = np.isfinite(step).all(axis=0)
                w[:, left[leads]] += step[:, leads]
                left = left[leads & (np.abs(step).max(axis=0) > ROUNDING * self.diagonal)]
                if not left.size:
                    break
            loss = self.of(own)
            low, high = (np.where(kinks, np.inf, each) for each in curvatures(*loss.hessian(*w)))
            values = loss.value(*w)
        shape = (many, lanes)
        return w.reshape(2, *shape), values.reshape(shape), low.reshape(shape), high.reshape(shape)
