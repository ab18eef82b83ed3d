"""What is measured of lanes for their verdicts: how they arrived, if they turned, spiked, cycled, and why they move."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Bool, Chosen, Float, Int, counted, quiet
from descentlab.descent.history import History
from descentlab.descent.trace import parts
from descentlab.setting.lanes import Lanes
from descentlab.surfaces.shape import Shape
from descentlab.verdict.classify import Classification
from descentlab.verdict.curve import plateau, spikes
from descentlab.verdict.motion import NEAR, PART, cancels, edges, lanes_where, narrows, period, shortens, turns
from descentlab.verdict.noise import noises
from descentlab.verdict.outcome import OUTCOMES, Outcome
from descentlab.verdict.rates import ends_of, misjudged
from descentlab.verdict.stability import limit_constant


class Measurements:
    """What the sentences speak of, of all lanes at once: (N,) each, measured when first asked for.

    NaN stands for what a lane has not, and in whole numbers 0.

    Args:
        felt: the curvature that each update felt, (T, N); None where no limit on it is known.
    """

    def __init__(self, lanes: Lanes, history: History, classification: Classification, felt: Float | None) -> None:
        self.lanes, self.history, self.felt = lanes, history, felt
        self.outcomes, self.arrival = classification.outcomes, classification.arrivals
        self.shapes = classification.shapes
        self.floor: Float = lanes.loss.known.floor
        """The lowest loss there is, (1,) of all lanes or (N,) of each; NaN where none is known."""
        self.length: Int = np.maximum(history.lengths, 1)
        """How many points a lane has."""
        self.taken: Int = self.length - 1
        """The steps it took."""
        self.moves: Int = np.maximum(np.minimum(self.arrival, self.taken), 1)
        """The steps that mattered: up to arrival, or all; one at least."""
        self.steps = lanes.steps
        self.product = f"η{lanes.setting.optimizer.felt}"
        self.limit = limit_constant(lanes.setting.optimizer, lanes.options("optimizer"))
        """The c that the product should stay below."""
        self.is_noisy = lanes.is_noisy

    def ended_as(self, *outcomes: Outcome) -> Bool:
        """The lanes that ended so."""
        ended: Bool = np.array([each in outcomes for each in OUTCOMES])[self.outcomes]
        return ended

    def at(self, shape: Shape) -> Bool:
        """The lanes beside which the slope vanishes at such a place."""
        return np.equal(self.shapes, shape)

    @property
    def first_loss(self) -> float | Float:
        """L where all lanes start, or each."""
        first = self.history.losses[0]
        return float(first[0]) if (first == first[0]).all() else first

    @cached_property
    def last_loss(self) -> Float:
        """L where each ends."""
        last: Float = self.history.losses[self.taken, self._lanes]
        return last

    @property
    def gap(self) -> Float:
        """The last loss above the lowest there is."""
        return self.last_loss - self.floor

    @cached_property
    def rises(self) -> Bool:
        """Which steps raised the loss, (T, N)."""
        losses = self.history.losses
        rises: Bool = (losses[1:] > losses[:-1]) & (self._step < self.taken)
        return rises

    @cached_property
    def only_rises(self) -> Bool:
        """Whether every step raised the loss."""
        return np.equal(counted(self.rises), self.taken)

    @cached_property
    def only_falls(self) -> Bool:
        """Whether every step that mattered lowered the loss."""
        losses = self.history.losses
        missed = (losses[1:] >= losses[:-1]) & (self._step < np.minimum(self.moves, self.taken))
        return np.equal(counted(missed), 0)

    @cached_property
    def shortens(self) -> Bool:
        """Whether no step that mattered was longer than the one before, of lanes that only fell to where they rest."""

        def holds(lanes: Chosen) -> Bool:
            return shortens(self.history.points[:, :, lanes], self.moves[lanes])

        return lanes_where(self.ended_as(Outcome.CONVERGED) & self.only_falls, len(self.history.points), holds)

    @cached_property
    def _turns(self) -> tuple[Int, Int]:
        """The steps over which the gradient changed sign, and those right after another, while they mattered."""
        until = np.where(self.taken > 0, self.moves, 0)
        return turns(self.history.points, self.history.gradients, until, NEAR * self.lanes.loss.diagonal)

    @property
    def overshoots(self) -> Int:
        """The steps that crossed the valley floor."""
        return self._turns[0]

    @property
    def crosses_often(self) -> Bool:
        """Whether at least a quarter of the steps overshot the valley floor, and more than one did."""
        often: Bool = (self.overshoots > 1) & (self.overshoots >= self.moves / 4)
        return often

    @property
    def zigzags(self) -> Bool:
        """Whether most of these follow directly on one another: to and fro at each step, as gradient descent does."""
        return self.crosses_often & (self._turns[1] >= (self.overshoots - 1) / 2)

    @cached_property
    def narrows(self) -> Bool:
        """Whether a lane that goes to and fro swings less and less."""

        def holds(count: int, lanes: Chosen) -> Bool:
            return narrows(self.history.gradients[:count, :, lanes])

        narrow: Bool = self._of_each_length(self._swings, holds, np.zeros(self.length.size, dtype=bool))
        return narrow

    @cached_property
    def period(self) -> Int:
        """After how many steps a lane that goes to and fro comes back to where it was."""

        def measure(count: int, lanes: Chosen) -> Int:
            return period(self.history.points[:count, :, lanes])

        found: Int = self._of_each_length(self._swings, measure, np.zeros(self.length.size, dtype=np.int64))
        return found

    @cached_property
    def _swings(self) -> Bool:
        """The lanes that go to and fro, and not by chance."""
        return self.ended_as(Outcome.OSCILLATING) & ~self.is_noisy

    @property
    def spike_step(self) -> Float:
        """The step whose loss jumped."""
        return self._spikes[0]

    @property
    def spike(self) -> Float:
        """To how many times the highest loss before it jumped."""
        return self._spikes[1]

    @cached_property
    def _spikes(self) -> tuple[Float, Float]:
        # Noise makes jumps of its own, and what only rises has no spike.
        return spikes(self.history.losses, self.rises & ~(self.only_rises | self.is_noisy), self.floor)

    @cached_property
    def plateau(self) -> Float:
        """How much the loss of a lane on its way still fell, where that is hardly anything."""
        on_its_way = self.ended_as(Outcome.TOO_SLOW)

        def measure(count: int, lanes: Chosen) -> Float:
            return plateau(self.history.losses[:count, lanes], self.floor[lanes] if self.floor.size > 1 else self.floor)

        fell: Float = self._of_each_length(on_its_way, measure, np.full(self.length.size, np.nan))
        return fell

    @cached_property
    def balanced(self) -> Bool:
        """Whether a lane ends where weight decay cancels the slope: not a minimum, and yet it rests."""
        decay = self.lanes.options("optimizer").get("weight_decay", 0.0)
        slope, end = (each[self.taken, :, self._lanes].T for each in (self.history.gradients, self.history.points))
        return cancels(slope, end, decay)

    @property
    def edge_x(self) -> Float:
        """Where a lane stood before a step to where the loss, or its slope, is not finite though nothing is large."""
        return self._edges[0]

    @property
    def edge_y(self) -> Float:
        """The same."""
        return self._edges[1]

    @cached_property
    def _edges(self) -> tuple[Float, Float]:
        ended = (self.history.lengths == self.length) & (self.length <= self.steps)
        return self._pair(
            ended, lambda lanes: edges(self.history.points, self.history.losses, self.history.lengths, lanes)
        )

    @property
    def noise(self) -> Float:
        """The noise of a step's gradient, of lanes that have not settled: the root mean square of a coordinate."""
        return self._noises[0]

    @property
    def slope(self) -> Float:
        """The slope itself over the second half, likewise."""
        return self._noises[1]

    @cached_property
    def _noises(self) -> tuple[Float, Float]:
        unsettled = self.ended_as(Outcome.OSCILLATING, Outcome.TOO_SLOW) & self.is_noisy
        return self._pair(unsettled, lambda lanes: noises(self.lanes, self.history, lanes))

    @property
    def is_noise(self) -> Bool:
        """Whether noise, and not a rate beyond the limit, keeps it moving: the slope is no larger than three noises."""
        return np.less_equal(self.slope, 3 * self.noise)

    @cached_property
    def peak_rate(self) -> Float:
        """The largest η of a lane that has all its points."""
        peak: Float = self.history.rates.max(axis=0)
        return peak

    @property
    def chosen_low(self) -> Float:
        """The smallest η that an optimizer chose for itself; NaN where it does not, or took no step."""
        return self._chosen[0]

    @property
    def chosen_high(self) -> Float:
        """The largest."""
        return self._chosen[1]

    @cached_property
    def _chosen(self) -> tuple[Float, Float]:
        if self.lanes.setting.optimizer.chosen is None:
            none = np.full(self.length.size, np.nan)
            return none, none
        return ends_of(self.history.rates, self._step < self.taken)

    @property
    def last_rate(self) -> Float:
        """The last η, likewise."""
        last: Float = self.history.rates[-1]  # which a lane keeps that has taken all its steps
        return last

    @cached_property
    def products(self) -> tuple[Float, Float]:
        """ηλ, or ηλ/√v̂: the smallest and the largest along a lane, where curvature was positive, (2, N)."""
        if self.felt is None:
            none = np.full(self.length.size, np.nan)
            return none, none
        products = self.history.rates * self.felt
        return ends_of(products, (products > 0) & (products < np.inf) & (self._step < self.taken))

    @property
    def smallest_product(self) -> Float:
        """The smallest."""
        return self.products[0]

    @property
    def largest_product(self) -> Float:
        """The largest."""
        return self.products[1]

    @cached_property
    def misjudged(self) -> Int:
        """How often η fell while the loss was below zero (`verdict/rates.py`); −1 where that means nothing."""
        return misjudged(self.lanes, self.history, self.taken)

    @cached_property
    def _lanes(self) -> Int:
        return np.arange(self.length.size)

    @cached_property
    def _step(self) -> Int:
        """The number of each step, (T, 1)."""
        return np.arange(len(self.history.points) - 1)[:, np.newaxis]

    def _of_each_length(self, asked: Bool, measure: Callable[[int, Chosen], NDArray[Any]], none: NDArray[Any]) -> Any:
        """What is measured of the lanes asked for, those of so many points at a time, and of all others `none`."""
        for steps in np.unique(self.steps).tolist():
            for lanes in parts(asked & np.equal(self.steps, steps), max(PART // (steps + 1), 1)):
                with quiet():
                    none[lanes] = measure(steps + 1, lanes)
        return none

    def _pair(self, asked: Bool, measure: Callable[[Int], Float]) -> tuple[Float, Float]:
        """What is measured of the lanes asked for, one number or two, and NaN of all others, (N,) each."""
        measured = np.full((2, asked.size), np.nan)
        lanes = np.flatnonzero(asked)
        if lanes.size:
            with quiet():
                measured[:, lanes] = measure(lanes)
        one, other = measured
        return one, other
