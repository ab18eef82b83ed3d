"""NumPy written by hand for this one task: every array is allocated once, every operation writes in place."""

import numpy as np

from bench._peers import BETA1, BETA2, EPS, KAPPA, Prepared, Result, Work
from descentlab.common.arrays import Float

NAME = "NumPy by hand, in place"


def prepare(work: Work) -> Prepared:
    """Nothing to prepare."""
    return Prepared(lambda: adam_on_rosenbrock(work) if work.optimizer == "adam" else gd_on_ravine(work))


def adam_on_rosenbrock(work: Work) -> Result:
    """Adam; the gradient of (1 − x)² + 100 (y − x²)²."""
    points, m, v, g, s = begin(work)
    r = np.empty_like(work.rates)
    gx, gy = g
    for k in range(work.steps):
        x, y = points[k]
        np.multiply(x, x, out=r)
        np.subtract(y, r, out=r)
        np.multiply(r, 200.0, out=gy)
        np.multiply(gy, -2.0, out=gx)
        gx += 2.0
        gx *= x
        gx -= 2.0
        m *= BETA1
        np.multiply(g, 1 - BETA1, out=s)
        m += s
        v *= BETA2
        g *= g
        g *= 1 - BETA2
        v += g
        np.sqrt(v, out=s)
        s *= 1 / np.sqrt(1 - BETA2 ** (k + 1))
        s += EPS
        np.divide(m, s, out=s)
        np.divide(work.rates, 1 - BETA1 ** (k + 1), out=r)
        s *= r
        np.subtract(points[k], s, out=points[k + 1])
    x, y = points[:, 0], points[:, 1]
    losses = np.multiply(x, x)
    np.subtract(y, losses, out=losses)
    losses *= losses
    losses *= 100.0
    first = np.subtract(1.0, x)
    first *= first
    losses += first
    return points, losses


def gd_on_ravine(work: Work) -> Result:
    """Gradient descent; the gradient of ½ (x² + κy²)."""
    points, _, _, g, _ = begin(work)
    curvature = np.array([[1.0], [KAPPA]])
    for k in range(work.steps):
        np.multiply(points[k], curvature, out=g)
        g *= work.rates
        np.subtract(points[k], g, out=points[k + 1])
    squares = np.square(points)
    losses = squares[:, 1]
    losses *= KAPPA
    losses += squares[:, 0]
    losses *= 0.5
    return points, losses


def begin(work: Work) -> tuple[Float, Float, Float, Float, Float]:
    """Points with the start in place, and four arrays of (2, N): m and v at zero, two to work in."""
    points = np.empty((work.steps + 1, 2, work.rates.size))
    points[0] = np.array(work.start)[:, np.newaxis]
    m, v, g, s = np.zeros((4, 2, work.rates.size))
    return points, m, v, g, s
