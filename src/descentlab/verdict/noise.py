"""How large the noise of a step is, beside the slope."""

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.descent.history import History
from descentlab.setting.lanes import Lanes
from descentlab.surfaces.data_loss import DataLoss


def noises(run: Lanes, history: History, lanes: Int) -> Float:
    """The noise of a step's gradient where lanes end, and their slope over the second half, (2, n).

    Both are root mean squares of a coordinate. Batches are drawn without putting back: (n − B)/(n − 1) of the variance.
    """
    loss = run.loss.of(lanes)
    batch = np.ones(lanes.size) if run.value("batch") is None else run.each("batch")[lanes]
    variance = run.each("noise")[lanes] ** 2 / batch
    if isinstance(loss, DataLoss):
        samples = loss.samples
        variance = loss.gradient_variance(history.points[-1][:, lanes]) * (samples - batch) / (samples - 1) / batch
    return np.sqrt([variance, _mean_square(history, lanes)])


def _mean_square(history: History, lanes: Int) -> Float:
    """Of the slope over the second half, of a coordinate, (n,)."""
    if np.ndim(history.steps) == 0:
        mean: Float = (history.gradients[len(history.points) // 2 :, :, lanes] ** 2).mean(axis=(0, 1))
        return mean
    steps = np.asarray(history.steps)
    halves = [history.gradients[(steps[lane] + 1) // 2 : steps[lane] + 1, :, lane] for lane in lanes.tolist()]
    return np.array([(half**2).mean() for half in halves])
