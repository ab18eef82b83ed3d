"""The learning rates that a curvature allows."""

from math import inf, isfinite

import numpy as np

from descentlab.common.arrays import Float, Options, quiet
from descentlab.descent.history import History
from descentlab.optimizers import Optimizer
from descentlab.setting.setting import Setting
from descentlab.surfaces.curvature import curvatures, sharpness
from descentlab.surfaces.loss import Loss


def reference_curvature(loss: Loss, start: tuple[float, float]) -> float | None:
    """λ: the largest curvature at the lowest minimum, else at a saddle, else at the start; None where not positive."""
    known = loss.minima or loss.saddles
    if known:
        curvature = known[0].curvatures[1]
    else:
        curvature = float(np.max(curvatures(*loss.hessian(np.array(start[0]), np.array(start[1])))[1]))
    return curvature if curvature > 0 and np.isfinite(curvature) else None


def rate_limits(optimizer: Optimizer, options: Options, curvature: float | None) -> dict[str, float | None]:
    """The marks on the slider for a curvature λ.

    `constant` is c in η < c/λ (2 for gradient descent, 2(1 + β) for heavy ball), `stability` is c/λ, and
    `overshoot` is where a step begins to cross the valley floor, 1/λ for plain gradient descent; None where there is no
    such number (an adaptive optimizer's limit depends on its run). `preconditioned` is c in η < c·√v̂/λ, 38 for Adam.
    """
    constant = optimizer.limit(options) if optimizer.limit else None
    # torch's weight decay adds φw to the gradient: one more curvature, in every direction.
    total = curvature + options.get("weight_decay", 0.0) if curvature is not None else None
    return {
        "constant": constant,
        "stability": _over(constant, total),
        "overshoot": _over(optimizer.overshoot, total),
        "preconditioned": optimizer.preconditioned(options) if optimizer.preconditioned else None,
    }


def _over(constant: float | None, curvature: float | None) -> float | None:
    """c/λ; None where there is no such number, or none that float64 holds."""
    limit = constant / curvature if constant is not None and curvature else inf
    return limit if isfinite(limit) else None


def limit_constant(optimizer: Optimizer, options: Options) -> float | None:
    """c of the limit c/η on the curvature that a step of this optimizer feels; None where there is no such limit."""
    if optimizer.limit is not None:
        return optimizer.limit(options)
    return optimizer.preconditioned(options) if optimizer.preconditioned is not None else None


def thresholds(optimizer: Optimizer, options: Options, rates: Float) -> Float | None:
    """c/η_k, what the effective sharpness must stay below, in the shape of the rates; infinite where η is 0."""
    constant = limit_constant(optimizer, options)
    if constant is None:
        return None
    with quiet():
        return constant / rates


def preconditioned_sharpness(setting: Setting, history: History) -> Float:
    """λmax of D^{-1/2} H D^{-1/2} at every update, (T, N), where D divides the slope.

    Weight decay that is added to the gradient adds to the curvature in every direction.
    Source: Cohen et al. 2022, Adaptive gradient methods at the edge of stability.

    Args:
        history: with the mean squares of an optimizer that has a denominator.
    """
    optimizer, options = setting.optimizer, setting.optimizer_options
    assert optimizer.denominator is not None
    assert history.mean_squares is not None
    with quiet():
        dx, dy = optimizer.denominator(history.mean_squares, options).swapaxes(0, 1)
        hxx, hxy, hyy = (part[:-1] if np.ndim(part) else part for part in history.hessian)
        decay = 0.0 if optimizer.decoupled_decay else options.get("weight_decay", 0.0)
        return sharpness((hxx + decay) / dx, hxy / np.sqrt(dx * dy), (hyy + decay) / dy)
