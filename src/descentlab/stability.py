"""Curvature, and the learning rates it allows."""

import numpy as np

from descentlab.arrays import Float, Options
from descentlab.optimizers import Optimizer
from descentlab.losses import Loss


def curvatures(hxx: Float, hxy: Float, hyy: Float) -> tuple[Float, Float]:
    """Both eigenvalues of a symmetric 2 × 2 matrix, λmin and λmax: ½(a + c) ∓ √(¼(a − c)² + b²)."""
    if np.ndim(hxy) == 0 and hxy == 0:  # nothing mixes x and y: their own curvatures, at a tenth of the cost
        return np.minimum(hxx, hyy), np.maximum(hxx, hyy)
    middle = (hxx + hyy) / 2
    spread = np.hypot((hxx - hyy) / 2, hxy)
    return middle - spread, middle + spread


def newton_distance(gx: Float, gy: Float, hxx: Float, hxy: Float, hyy: Float) -> tuple[Float, Float]:
    """The step −H⁻¹∇L to where a quadratic of this slope and curvature is flat; zero where the slope is zero.

    On a quadratic it is exact whatever the units, where "a small gradient" would mean something else on each surface.
    """
    determinant = hxx * hyy - hxy * hxy
    flat = (gx == 0) & (gy == 0)
    dx = np.where(flat, 0.0, (hxy * gy - hyy * gx) / determinant)
    dy = np.where(flat, 0.0, (hxy * gx - hxx * gy) / determinant)
    return dx, dy


def reference_curvature(loss: Loss, start: tuple[float, float]) -> float | None:
    """λ: the largest curvature at the lowest minimum, else at a saddle, else at the start; None where not positive."""
    known = loss.minima or loss.saddles
    if known:
        curvature = known[0].curvatures[1]
    else:
        curvature = float(curvatures(*loss.hessian(np.float64(start[0]), np.float64(start[1])))[1])
    return curvature if curvature > 0 and np.isfinite(curvature) else None


def rate_limits(optimizer: Optimizer, options: Options, curvature: float | None) -> dict[str, float | None]:
    """The marks on the slider for a curvature λ.

    `constant` is c in η < c/λ (2 for gradient descent, 2(1 + μ) for heavy ball), `stability` is c/λ, and
    `overshoot` is 1/λ, where plain gradient descent begins to cross the valley floor; None where there is no
    such number (an adaptive optimizer's limit depends on its run).
    """
    constant = optimizer.limit(options) if optimizer.limit else None
    # torch's weight decay adds λ_decay·w to the gradient: one more curvature, in every direction.
    total = curvature + options.get("weight_decay", 0.0) if curvature is not None else None
    return {
        "constant": constant,
        "stability": constant / total if constant is not None and total else None,
        "overshoot": 1 / total if optimizer.id == "gd" and total else None,
    }
