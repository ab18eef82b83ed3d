"""Where the slope of a loss vanishes in and around its domain: found by Newton's method from a grid, then verified.

Everything is bounded: starts, iterations, points kept. A point is told only if it was verified, and minima only if no
lower loss was seen anywhere, so that "the lowest" is never said of what is not.
"""

import numpy as np

from descentlab.common.arrays import Bool, Float, quiet
from descentlab.surfaces.curvature import curvatures
from descentlab.surfaces.loss import CriticalPoint, CriticalPoints, Loss

MARGIN = 0.5
"""Of the domain, on each side: a run may well settle beside the picture."""
SIDE, LEAST_SIDE = 61, 9
"""Starts along each side of the domain and its margins, at most and at least."""
SAMPLES = 8 * SIDE**2
"""Starts times samples: of a loss with more, fewer starts are tried."""
ITERATIONS = 80
MOST = 100
"""Points kept of each kind: the lowest, or where many are level, some all along."""
STRIDE = 0.1
"""Of the diagonal: no step of Newton's method is longer."""
ARRIVED = 1e-13
"""Of the diagonal: a step this short is the last."""
VERIFIED = 1e-8
"""Of the diagonal: how far a point that is told may be from where the slope vanishes."""
SAME = 1e-5
"""Of the diagonal: points this near each other are one."""
FLAT = 1e-7
"""Of the larger curvature: a smaller one is not told from none, and the neighbourhood decides."""
CIRCLES = (1e-2, 1e-4)
"""Of the diagonal: how far around a point the loss is looked at."""
RINGS = (1.0, 1.5, 2.0, 4.0, 10.0, 30.0, 100.0)
"""Domain sizes: on the border of such domains a lower loss is looked for."""


def find_critical_points(loss: Loss) -> CriticalPoints:
    """The minima and saddles in the domain and its margins; no minima where a loss lower than theirs was seen."""
    with quiet():
        grid = _grid(loss)
        points = _distinct(_newton(loss, grid), SAME * loss.diagonal)
        values = loss.value(*points)
        low, high, falls, rises = _shape(loss, points, values)
        minima = _told(points, values, low, high, rises & ~falls)
        saddles = _told(points, values, low, high, falls & rises)
        if minima and _lowest_seen(loss, grid) < minima[0].value - _rounding(minima[0].value, values):
            minima = ()
    return CriticalPoints(minima, saddles)


def _grid(loss: Loss) -> Float:
    """The starts, (2, n)."""
    xmin, xmax, ymin, ymax = loss.domain
    wide, high = MARGIN * (xmax - xmin), MARGIN * (ymax - ymin)
    side = min(max(int((SAMPLES / (loss.samples or 1)) ** 0.5), LEAST_SIDE), SIDE)
    x, y = np.meshgrid(np.linspace(xmin - wide, xmax + wide, side), np.linspace(ymin - high, ymax + high, side))
    return np.stack((x.ravel(), y.ravel()))


def _newton(loss: Loss, starts: Float) -> Float:
    """Where w ← w − H⁺∇L ends, of those starts that end in the domain and its margins, (2, m)."""
    w = starts
    arrived: list[Float] = []
    for _ in range(ITERATIONS):
        step = loss.newton_step(w)
        length = np.hypot(*step)
        done = length <= ARRIVED * loss.diagonal
        arrived.append(w[:, done])
        goes_on = np.isfinite(length) & ~done & _inside(loss, w, 2 * MARGIN)
        step *= np.minimum(1.0, STRIDE * loss.diagonal / np.where(length > 0, length, 1.0))
        w = (w + step)[:, goes_on]
        if not w.size:
            break
    ended = np.concatenate([*arrived, w], axis=1)
    verified = (np.hypot(*loss.newton_step(ended)) <= VERIFIED * loss.diagonal) & np.isfinite(loss.value(*ended))
    return ended[:, verified & _inside(loss, ended, MARGIN + 1e-9)]


def _inside(loss: Loss, w: Float, margin: float) -> Bool:
    """Whether points lie in the domain, widened by a margin in its own sizes."""
    xmin, xmax, ymin, ymax = loss.domain
    wide, high = margin * (xmax - xmin), margin * (ymax - ymin)
    inside: Bool = (w[0] >= xmin - wide) & (w[0] <= xmax + wide) & (w[1] >= ymin - high) & (w[1] <= ymax + high)
    return inside


def _distinct(points: Float, radius: float) -> Float:
    """One point of each cell of that size; the cells are shifted in turn, so that no group is cut by their edges."""
    for shift in ((0.0, 0.0), (0.5, 0.5), (0.0, 0.5), (0.5, 0.0)):
        cells = np.round(points / radius + np.array(shift)[:, np.newaxis])
        points = points[:, np.unique(cells, axis=1, return_index=True)[1]]
    return points


def _shape(loss: Loss, points: Float, values: Float) -> tuple[Float, Float, Bool, Bool]:
    """The curvatures of each point, and whether the loss falls and whether it rises on leaving it.

    Where a curvature is not told from none, a circle around the point is asked; and where the loss rises from it in
    proportion to the distance it is a kink, whose curvatures are infinite.
    """
    low, high = (np.array(np.broadcast_to(each, values.shape)) for each in curvatures(*loss.hessian(*points)))
    flat = FLAT * np.maximum(np.abs(low), np.abs(high))
    falls, rises = low < -flat, high > flat
    degenerate = np.flatnonzero((np.abs(low) <= flat) | (np.abs(high) <= flat))
    if degenerate.size:
        here = values[degenerate, np.newaxis]
        far, near = (loss.value(*_around(points[:, degenerate], size * loss.diagonal)) - here for size in CIRCLES)
        least = 1e-12 * np.abs(far).max(axis=1, keepdims=True) + 1e-15 * np.abs(here)
        known = np.isfinite(far).all(axis=1)
        falls[degenerate] = known & (far < -least).any(axis=1)
        rises[degenerate] = known & (far > least).any(axis=1)
        kinks = degenerate[known & (near.max(axis=1) * CIRCLES[0] > far.max(axis=1) * CIRCLES[1] / 10)]
        low[kinks] = high[kinks] = np.inf
    return low, high, falls, rises


def _around(points: Float, radius: float) -> Float:
    """A circle around each point, (2, n, 48)."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    circle: Float = radius * np.stack((np.cos(angles), np.sin(angles)))
    return points[:, :, np.newaxis] + circle[:, np.newaxis]


def _told(points: Float, values: Float, low: Float, high: Float, chosen: Bool) -> tuple[CriticalPoint, ...]:
    """The chosen points, lowest first; of too many the lowest, of too many level ones some all along."""
    order = np.flatnonzero(chosen)[np.argsort(values[chosen], kind="stable")]
    if order.size > MOST:
        level = order[values[order] <= values[order[0]] + _rounding(values[order[0]], values)]
        order = order[:MOST] if level.size <= MOST else level[np.linspace(0, level.size - 1, MOST).astype(int)]
    table = np.stack((*points, values, low, high))[:, order] + 0.0  # no −0
    return tuple(CriticalPoint((x, y), value, (least, most)) for x, y, value, least, most in table.T.tolist())


def _rounding(value: float, values: Float) -> float:
    """By how much two losses may differ and yet be the same."""
    return float(1e-9 * max(abs(value), np.abs(values).max(initial=0.0), 1e-300))


def _lowest_seen(loss: Loss, grid: Float) -> float:
    """The lowest loss on the grid and on the borders of the domain and of ever larger ones; −∞ counts, NaN does not."""
    xmin, xmax, ymin, ymax = loss.domain
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    t, one = np.linspace(-1, 1, 101), np.ones(101)
    ring = np.concatenate([(t, one), (t, -one), (one, t), (-one, t)], axis=1) * [[xmax - x], [ymax - y]]
    seen = np.concatenate([grid, *(np.array([[x], [y]]) + size * ring for size in RINGS)], axis=1)
    values = loss.value(*seen)
    return float(np.min(values, initial=np.inf, where=~np.isnan(values)))
