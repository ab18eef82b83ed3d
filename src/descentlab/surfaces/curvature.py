"""The curvature of a surface at a point: its extremes, and the way to where the slope vanishes."""

import numpy as np

from descentlab.common.arrays import Float, quiet


def curvatures(hxx: Float, hxy: Float, hyy: Float) -> tuple[Float, Float]:
    """Both eigenvalues of a symmetric 2 × 2 matrix, λmin and λmax: ½(a + c) ∓ √(¼(a − c)² + b²)."""
    if np.ndim(hxy) == 0 and hxy == 0:  # nothing mixes x and y: their own curvatures, at a tenth of the cost
        return np.minimum(hxx, hyy), np.maximum(hxx, hyy)
    middle, spread = (hxx + hyy) / 2, _hypotenuse((hxx - hyy) / 2, hxy)
    return middle - spread, middle + spread


def sharpness(hxx: Float, hxy: Float, hyy: Float) -> Float:
    """The larger of them, λmax."""
    if np.ndim(hxy) == 0 and hxy == 0:
        return np.maximum(hxx, hyy)
    largest: Float = _hypotenuse((hxx - hyy) / 2, hxy)
    largest += (hxx + hyy) / 2
    return largest


LEAST, MOST = 1e-150, 1e150
"""Between these, squares neither underflow nor overflow."""


def _hypotenuse(a: Float, b: Float) -> Float:
    """√(a² + b²), at a fifth of the cost of NumPy's own wherever squares are numbers."""
    a, b = np.broadcast_arrays(a, b)
    with quiet():
        length = np.asarray(a * a)
        length += b * b
        np.sqrt(length, out=length)
        if not (length.min(initial=1.0) > LEAST and length.max(initial=1.0) < MOST):
            lost = ~((length > LEAST) & (length < MOST))
            length[lost] = np.hypot(a[lost], b[lost])
    return length


def principal_direction(hxx: Float, hxy: Float, hyy: Float) -> Float:
    """The unit vector (2, ...) along which the curvature is λmax; exactly an axis where nothing mixes x and y."""
    angle = np.arctan2(2 * hxy, hxx - hyy) / 2
    direction = np.empty((2, *np.shape(angle)))
    direction[0] = np.where((hxy == 0) & (hyy > hxx), 0.0, np.cos(angle))
    direction[1] = np.sin(angle)
    return direction


SINGULAR = 1e-12
"""The determinant of a Hessian of size 1 that counts as none."""
ANSWERED = 1e-6
"""Of the slope: a step that leaves more of it than this does not answer it."""


def newton_step(slope: Float, hxx: Float, hxy: Float, hyy: Float) -> Float:
    """−H⁺∇L, (2, n), to where a quadratic of this slope (2, n) and curvature is flat; NaN where none leads there.

    On a quadratic it is exact whatever the units, where "a small gradient" would mean something else on each surface.
    H⁺ is the inverse, or where H is singular its pseudo-inverse, which leaves out the direction along which a valley is
    level (x² has no curvature in y); of rank one it is H/tr(H)². A slope that no step answers is not about to vanish:
    x + y² has no such point. Where the slope is zero already, so is the step.
    Source: Nocedal & Wright, Numerical Optimization, 2006, section 2.2.
    """
    gx, gy = slope
    size = np.sqrt(hxx * hxx + 2 * hxy * hxy + hyy * hyy)
    size = np.where(size > 0, size, 1.0)
    a, b, c = hxx / size, hxy / size, hyy / size
    determinant, trace = a * c - b * b, a + c
    singular = np.abs(determinant) <= SINGULAR
    squared = np.where(trace != 0, trace * trace, 1.0)
    dx = np.where(singular, (a * gx + b * gy) / squared, (c * gx - b * gy) / determinant) / size
    dy = np.where(singular, (b * gx + c * gy) / squared, (a * gy - b * gx) / determinant) / size
    left = np.hypot(hxx * dx + hxy * dy - gx, hxy * dx + hyy * dy - gy)
    step = np.empty(np.shape(slope))
    np.negative(dx, out=step[0])
    np.negative(dy, out=step[1])
    step[:, ~(left <= ANSWERED * np.hypot(gx, gy))] = np.nan
    step[:, (gx == 0) & (gy == 0)] = 0.0
    return step
