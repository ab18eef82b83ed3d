"""How large the noise of a step is, beside the slope."""

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.descent.history import History
from descentlab.setting.setting import Setting
from descentlab.surfaces.loss import DataLoss


def noises(setting: Setting, history: History, lanes: Int) -> Float:
    """The noise of a step's gradient where lanes end, and their slope over the second half, (2, n).

    Both are root mean squares of a coordinate. Batches are drawn without putting back: (n − B)/(n − 1) of the variance.
    """
    loss, batch = setting.loss, setting.batch or 1
    variance = np.full(lanes.size, setting.noise**2 / batch)
    if isinstance(loss, DataLoss):
        samples = loss.samples
        variance = loss.gradient_variance(history.points[-1][:, lanes]) * (samples - batch) / (samples - 1) / batch
    slope = history.gradients[len(history.points) // 2 :, :, lanes]
    return np.sqrt([variance, (slope**2).mean(axis=(0, 1))])
