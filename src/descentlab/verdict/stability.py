"""The learning rates that a curvature allows."""

from math import inf, isfinite, isnan, nan

import numpy as np

from descentlab.common.arrays import Float, Options, quiet
from descentlab.descent.history import History
from descentlab.optimizers import Optimizer
from descentlab.setting.lanes import Lanes
from descentlab.setting.setting import Setting
from descentlab.surfaces.curvature import sharpness
from descentlab.surfaces.loss import Loss


def reference_curvature(loss: Loss, start: tuple[float, float], ratio: float = 1.0, decay: float = 0.0) -> float | None:
    """λ: the largest curvature at the lowest minimum, else at a saddle, else at the start; None where not positive.

    Args:
        ratio: the rate of y over that of x, see `felt_sharpness`.
        decay: weight decay that is added to the gradient.
    """
    known = loss.minima or loss.saddles
    if known and known[0].is_kink:
        return None
    with quiet():
        hessian = loss.hessian(*(np.array([each]) for each in (known[0].point if known else start)))
        curvature = float(np.max(felt_sharpness(hessian, ratio, decay)))
    return curvature if curvature > 0 and np.isfinite(curvature) else None


def felt_sharpness(
    hessian: tuple[Float, Float, Float], ratio: float | Float = 1.0, decay: float | Float = 0.0
) -> Float:
    """The largest curvature that a step feels: λmax of R^½ (H + φI) R^½, where R holds the rates over that of x.

    torch's weight decay adds φw to the gradient: one more curvature, in every direction.
    """
    hxx, hxy, hyy = hessian
    if np.any(decay):
        hxx, hyy = hxx + decay, hyy + decay
    if np.all(np.equal(ratio, 1)):
        return sharpness(hxx, hxy, hyy)
    return sharpness(hxx, hxy * np.sqrt(ratio), hyy * ratio)


def marks_of(setting: Setting) -> dict[str, float | None]:
    """The marks on the slider of a setting."""
    options = setting.optimizer_options
    decay = options.get("weight_decay", 0.0)
    curvature = reference_curvature(setting.loss, setting.start, setting.lr_ratio, decay)
    return rate_limits(setting.optimizer, options, curvature)


def rate_limits(optimizer: Optimizer, options: Options, curvature: float | None) -> dict[str, float | None]:
    """The marks on the slider for a curvature λ that steps feel.

    `constant` is c in η < c/λ (2 for gradient descent, 2(1 + β) for heavy ball), `stability` is c/λ, and
    `overshoot` is where a step begins to cross the valley floor, 1/λ for plain gradient descent; None where there is no
    such number (an adaptive optimizer's limit depends on its run). `preconditioned` is c in η < c·√v̂/λ, 38 for Adam.
    """
    limit = float(optimizer.limit(options)) if optimizer.limit else nan
    constant = None if isnan(limit) else limit
    return {
        "constant": constant,
        "stability": _over(constant, curvature),
        "overshoot": _over(optimizer.overshoot, curvature),
        "preconditioned": float(optimizer.preconditioned(options)) if optimizer.preconditioned else None,
    }


def _over(constant: float | None, curvature: float | None) -> float | None:
    """c/λ; None where there is no such number, or none that float64 holds."""
    limit = constant / curvature if constant is not None and curvature else inf
    return limit if isfinite(limit) else None


def limit_constant(optimizer: Optimizer, options: Options) -> float | Float | None:
    """c of the limit c/η on the curvature that a step of this optimizer feels; None where there is no such limit.

    One a lane where options are, (N,), NaN for those that have none.
    """
    limit = optimizer.limit or optimizer.preconditioned
    constant = np.nan if limit is None else limit(options)
    if np.all(np.isnan(constant)):
        return None
    return constant if np.ndim(constant) else float(constant)


def thresholds(optimizer: Optimizer, options: Options, rates: Float) -> Float | None:
    """c/η_k, what the effective sharpness must stay below, in the shape of the rates; infinite where η is 0."""
    constant = limit_constant(optimizer, options)
    if constant is None:
        return None
    with quiet():
        return constant / rates


def linear_sharpness(lanes: Lanes, history: History) -> Float:
    """The curvature that every update of an optimizer felt that divides by nothing, (T, N)."""
    decay = lanes.options("optimizer").get("weight_decay", 0.0)
    ratios = history.ratios
    if ratios is None:
        return history.sharpness[:-1] + decay if np.any(decay) else history.sharpness[:-1]
    with quiet():
        felt = felt_sharpness(_at_updates(history), ratios, decay)
        return np.broadcast_to(felt, history.rates.shape)


def preconditioned_sharpness(lanes: Lanes, history: History) -> Float:
    """λmax of D^{-1/2} H D^{-1/2} at every update, (T, N), where D divides the slope, and rates of their own divide D.

    Weight decay that is added to the gradient adds to the curvature in every direction.
    Source: Cohen et al. 2022, Adaptive gradient methods at the edge of stability.

    Args:
        history: with the mean squares of an optimizer that has a denominator.
    """
    optimizer, options = lanes.setting.optimizer, lanes.options("optimizer")
    assert optimizer.denominator is not None
    assert history.mean_squares is not None
    with quiet():
        dx, dy = optimizer.denominator(history.mean_squares, options).swapaxes(0, 1)
        if history.ratios is not None:
            dy = dy / history.ratios
        hxx, hxy, hyy = _at_updates(history)
        decay = 0.0 if optimizer.decoupled_decay else options.get("weight_decay", 0.0)
        return sharpness((hxx + decay) / dx, hxy / np.sqrt(dx * dy), (hyy + decay) / dy)


def _at_updates(history: History) -> tuple[Float, Float, Float]:
    """∂xx, ∂xy and ∂yy at every point but the last."""
    hxx, hxy, hyy = (part[:-1] if np.ndim(part) > 1 else part for part in history.hessian)
    return hxx, hxy, hyy
