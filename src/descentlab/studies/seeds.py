"""One run over many seeds: where they go, their mean, how their losses spread, and where they settle."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descentlab.common.arrays import Float, Int, quiet
from descentlab.descent.history import History, until_left
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import Lanes, lanes_over
from descentlab.setting.setting import SEED, Setting
from descentlab.verdict.classify import classify
from descentlab.verdict.noise import NoiseFloor, noise_floor

SPREAD = (0.1, 0.9)
"""Between these shares of the runs lie four fifths of them."""


@dataclass(frozen=True, eq=False)
class Seeds:
    """The same run with one seed after the other, the first the setting's own.

    Args:
        lanes: the runs.
        history: what they did, told as far as single precision holds it.
    """

    lanes: Lanes
    history: History

    @property
    def setting(self) -> Setting:
        """What they have in common."""
        return self.lanes.setting

    @cached_property
    def lengths(self) -> Int:
        """How many points of each there are in single precision, (N,)."""
        return np.maximum(self.history.single_lengths, 1)

    @cached_property
    def points(self) -> Float:
        """(N, T+1, 2), NaN after a run has left."""
        return until_left(self.history.points.transpose(2, 0, 1), self.lengths)

    @cached_property
    def mean_points(self) -> Float:
        """(T+1, 2), as far as every run goes: of those that are left the mean would say too little."""
        with quiet():
            return self._while_all(self.history.points.mean(axis=2))

    @cached_property
    def mean_losses(self) -> Float:
        """The mean of the losses, not the loss at the mean point, (T+1,), likewise."""
        with quiet():
            return self._while_all(self.history.losses.mean(axis=1))

    @cached_property
    def spread(self) -> Float:
        """The losses below which these shares of the runs lie, (2, T+1); who has left lies above all, NaN."""
        step = np.arange(len(self.history.points))[:, np.newaxis]
        losses = np.where(step < self.lengths, self.history.losses, np.inf)
        with quiet():
            found = np.quantile(losses, SPREAD, axis=1, method="higher")
        return np.where(np.isfinite(found), found, np.nan)

    @cached_property
    def outcomes(self) -> Int:
        """How each ended, (N,)."""
        return classify(self.lanes, self.history.trace).outcomes

    @cached_property
    def floor(self) -> NoiseFloor | None:
        """Where their mean loss settles, if there is a closed form."""
        return noise_floor(self.setting, self.history.trace.end)

    def _while_all(self, values: Float) -> Float:
        """Means, NaN once a run has left."""
        values[int(self.lengths.min()) :] = np.nan
        return values


def seeds_of(setting: Setting, count: int) -> Seeds:
    """So many runs, the first with the setting's own seed and each later one with the next; after the last comes 0.

    Raises:
        InvalidSetting: the loss is not a finite number at the start.
    """
    assert SEED.maximum is not None
    seeds = (setting.seed + np.arange(count)) % (int(SEED.maximum) + 1)
    lanes = lanes_over(setting, SEED.name, seeds.tolist())
    return Seeds(lanes, simulate(lanes))
