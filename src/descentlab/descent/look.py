"""What an optimizer is shown that looks further than its gradient: the loss, and this step's gradient anywhere."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float
from descentlab.descent.gradients import GradientAt
from descentlab.descent.plan import gradient_of
from descentlab.setting.checks import no_floor
from descentlab.setting.lanes import Lanes
from descentlab.surfaces.loss import Loss

Looks = Callable[[int], "StepLook"]
"""k -> what may be asked at the update from point k."""


@dataclass(frozen=True)
class StepLook:
    """See `optimizers/look.py`; `source` with its step k."""

    loss: Loss
    source: GradientAt
    k: int

    @property
    def floor(self) -> Float:
        """L*, (1,) or (N,); NaN where there is none."""
        return self.loss.known.floor

    def value(self, w: Float) -> Float:
        """L(w)."""
        return self.loss.value(w[0], w[1])

    def gradient(self, w: Float) -> Float:
        """g(w), with the noise and the batch of this step."""
        return self.source(self.k, w, np.empty_like(w))

    def hessian(self, w: Float) -> tuple[Float, Float, Float]:
        """The second derivatives of L at w."""
        return self.loss.hessian(w[0], w[1])


def looks_of(lanes: Lanes) -> Looks | None:
    """What the optimizer of some lanes may ask; None where it asks nothing.

    Raises:
        InvalidSetting: it must know the lowest loss, and of some lane there is none.
    """
    optimizer = lanes.setting.optimizer
    if optimizer.asks is None:
        return None
    loss, source = lanes.loss, gradient_of(lanes)
    if optimizer.needs_floor and np.isnan(loss.known.floor).any():
        raise no_floor(optimizer, lanes.setting.surface)
    return lambda k: StepLook(loss, source, k)
