"""How large the noise of a step is beside the slope, and how low the loss can settle under it."""

from dataclasses import dataclass

import numpy as np

from descentlab.common.arrays import Float, Int, quiet
from descentlab.descent.history import History
from descentlab.setting.lanes import Lanes
from descentlab.setting.setting import Setting
from descentlab.surfaces.curvature import principal_direction
from descentlab.surfaces.data_loss import DataLoss
from descentlab.surfaces.shape import FLAT


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


HOLDS = 0.1
"""By how much a loss may differ from its parabola, as far as noise drives a run, for the floor of that to be told."""
NEARLY = 0.9
"""Of runs: nearly all."""


@dataclass(frozen=True)
class NoiseFloor:
    """Where the mean loss of a run settles under noise.

    Args:
        excess: above the minimum.
        loss: with it.
        is_exact: whether the loss is a parabola everywhere, and not just near the minimum.
    """

    excess: float
    loss: float
    is_exact: bool


def noise_floor(setting: Setting, ends: Float) -> NoiseFloor | None:
    """½ Σ λ E[w²] over the directions of a parabola of curvatures λ, at a constant rate.

    Elsewhere that of the minimum at which nearly all end, if its parabola holds as far as noise drives them. None where
    there is no noise, no minimum, no limit that η keeps, or no closed form: of batches of samples, with clipping,
    weight decay or a rate of its own for y, with a schedule, or with warm-up to the end, and of an optimizer that is no
    linear recurrence.

    Args:
        ends: where runs of the setting have ended, (2, N).
    """
    loss, options = setting.loss, setting.optimizer_options
    is_plain = setting.schedule.id == "constant" and setting.clip is None and setting.lr_ratio == 1
    is_plain &= setting.warmup < setting.steps  # else η is never reached
    recurrence = setting.optimizer.recurrence
    if not (setting.noise and is_plain and recurrence and loss.minima) or options.get("weight_decay"):
        return None
    nearest, _ = loss.nearest_minimum(ends)
    at = np.bincount(nearest)
    if at.max() < NEARLY * nearest.size:
        return None
    minimum = loss.minima[int(at.argmax())]
    variance = setting.noise**2 / (setting.batch or 1)
    spreads = []
    for curvature in minimum.curvatures:
        spread = setting.lr**2 * variance * _gain(*recurrence(setting.lr * curvature, options)) if curvature else 0.0
        is_level = curvature <= FLAT * minimum.curvatures[1]
        if curvature < 0 or (is_level and not loss.is_quadratic) or not np.isfinite([curvature, spread]).all():
            return None  # along a level valley a run wanders off, and only a parabola is everywhere the same there
        spreads.append(spread)
    excess = sum(curvature * spread / 2 for curvature, spread in zip(minimum.curvatures, spreads, strict=True))
    if not (loss.is_quadratic or _holds(setting, minimum.point, np.sqrt(spreads), excess)):
        return None
    return NoiseFloor(excess, minimum.value + excess, loss.is_quadratic)


def _gain(a: float, b: float, p: float, q: float) -> float:
    """E[w²] of w ← a w + b w₋₁ + p ξ + q ξ₋₁ for noise of variance 1; infinite where it does not settle.

    With q = 0 it is p² (1 − b) / ((1 + b)((1 − b)² − a²)): of gradient descent 1 / (ηλ(2 − ηλ)), of heavy ball
    (1 + β) / (ηλ(1 − β)(2(1 + β) − ηλ)).
    Source: the autocovariances of an ARMA(2, 1) process; Box & Jenkins, Time Series Analysis, 1970, chapter 3.
    """
    if not (abs(b) < 1 and abs(a) < 1 - b):
        return np.inf
    return ((p * p + q * q) * (1 - b) + 2 * p * q * a) / ((1 + b) * ((1 - b) ** 2 - a * a))


def _holds(setting: Setting, point: tuple[float, float], deviations: Float, excess: float) -> bool:
    """Whether the mean loss around a minimum is that of its parabola: by Gauss and Hermite's rule, three by three."""
    loss, center = setting.loss, np.array(point)
    with quiet():
        steep = principal_direction(*(np.asarray(each, dtype=float) for each in loss.hessian(*center)))
        axes = np.stack((np.array([-steep[1], steep[0]]), steep))  # the flatter first, as curvatures rise
        nodes, weights = np.sqrt(3) * np.array([-1.0, 0.0, 1.0]), np.array([1.0, 4.0, 1.0]) / 6
        along = np.stack([side.ravel() for side in np.meshgrid(*(nodes * each for each in deviations))])
        around = center[:, np.newaxis] + axes.T @ along
        rise = loss.value(*around) @ np.outer(weights, weights).ravel() - loss.value(*center[:, np.newaxis])[0]
    return bool(abs(rise - excess) <= HOLDS * excess)
