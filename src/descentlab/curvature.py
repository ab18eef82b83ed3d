"""The curvature of a surface at a point: its extremes, and the way to where the slope vanishes."""

import numpy as np

from descentlab.arrays import Float


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
    Where a valley is level along its floor (x² has no curvature in y) and the slope points straight across it, the
    step goes straight across too: −H⁺∇L, H⁺ the pseudo-inverse.
    """
    determinant, trace = hxx * hyy - hxy * hxy, hxx + hyy
    size = hxx * hxx + 2 * hxy * hxy + hyy * hyy
    flat = (gx == 0) & (gy == 0)
    along = np.abs(hxy * gx - hxx * gy) + np.abs(hyy * gx - hxy * gy)
    across = along <= 1e-6 * np.sqrt(size) * np.hypot(gx, gy)
    level = (np.abs(determinant) <= 1e-12 * size) & (trace != 0) & across
    dx = np.where(level, -(hxx * gx + hxy * gy) / trace**2, (hxy * gy - hyy * gx) / determinant)
    dy = np.where(level, -(hxy * gx + hyy * gy) / trace**2, (hxy * gx - hxx * gy) / determinant)
    return np.where(flat, 0.0, dx), np.where(flat, 0.0, dy)
