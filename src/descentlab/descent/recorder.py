"""What goes on inside the updates of a run, noted while it runs: an optimizer's own quantities, step after step."""

from typing import Any

import numpy as np

from descentlab.common.arrays import Float
from descentlab.optimizers.base import decay_joins, decayed
from descentlab.optimizers.inner import PLAIN, Inner, Moment
from descentlab.setting.lanes import Lanes


class Recorder:
    """Stands in the place of an optimizer, does what it does, and notes what its registry entry declares.

    Attributes:
        inner: the quantities that there are with these options; plain descent's is the first.
        gradients: those that the updates used, φw with them where that is how the optimizer decays, each (2, N).
        rates: η as each update was given it, each (2, N).
        values: of each quantity, by its id, one array an update.
    """

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.optimizer, self.options = lanes.setting.optimizer, lanes.options("optimizer")
        told = [each for each in self.optimizer.inner if each.when(self.options)]
        self.inner = (PLAIN, *(each for each in told if not each.is_plain(self.options)))
        self.plain_adds = any(each.adds and each.is_plain(self.options) for each in told)
        self.joins = decay_joins(self.optimizer, self.options)
        self.gradients: list[Float] = []
        self.rates: list[Float] = []
        self.values: dict[str, list[Float]] = {each.id: [] for each in self.inner}

    def adds(self, inner: Inner) -> bool:
        """Whether a quantity is a part of the step."""
        return self.plain_adds if inner is PLAIN else inner.adds

    def init(self, w: Float) -> Any:
        """The optimizer's state."""
        return self.optimizer.init(w)

    def update(self, g: Float, w: Float, state: Any, lr: Float, *seen: Any, **options: Any) -> tuple[Float, Any]:
        """The optimizer's update."""
        delta, after = self.optimizer.update(g, w, state, lr, *seen, **options)
        used = decayed(g, w, options["weight_decay"]) if self.joins else g
        moment = Moment(used, w, lr, state, after, options, seen[0] if seen else None)
        self.gradients.append(np.array(used))
        self.rates.append(np.array(moment.eta))
        for each in self.inner:
            self.values[each.id].append(np.array(each.of(moment)))
        return delta, after
