"""Where the slope of a loss vanishes in and around its domain: found by Newton's method from a grid, then verified.

The tips and creases of a formula that has such, where no slope vanishes, are found by going down without slopes.
Everything is bounded: starts, iterations, points kept. A point is told only if it was verified, and it is told whether
a loss lower than all minima was seen anywhere, so that "the lowest" is never said of what is not.
"""

import numpy as np

from descentlab.common.arrays import Bool, Float, quiet
from descentlab.common.deadline import check_deadline
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.points import CriticalPoint, CriticalPoints
from descentlab.surfaces.probe import bottoms
from descentlab.surfaces.shape import Shape, shapes_of

MARGIN = 0.5
"""Of the domain, on each side: a run may well settle beside the picture."""
EDGE = 0.05
"""Likewise, where only more of the plane is searched for a picture: what is not seen is not asked for."""
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
BESIDE = 1.5
"""Cells of the grid: a hollow so near a minimum is that one's."""
HOLLOWS = 300
"""Lowest points of the grid from which the bottoms of creases are looked for."""
NEARLY = 1e-3
"""Of the diagonal: so near a bottom Newton's method finds it, if it is smooth."""
RINGS = (1.0, 1.5, 2.0, 4.0, 10.0, 30.0, 100.0)
"""Domain sizes: on the border of such domains a lower loss is looked for."""


def find_critical_points(
    loss: Loss, beyond: Domain | None = None, known: tuple[CriticalPoint, ...] = ()
) -> CriticalPoints:
    """The minima and saddles in the domain and its margins, and whether a loss lower than all minima was seen.

    Args:
        beyond: a part of the domain that has been searched before: only the rest is, and next to no margins.
        known: the minima of that part.
    """
    with quiet():
        grid = _grid(loss, MARGIN if beyond is None else EDGE)
        new = np.ones(grid.shape[1], dtype=bool) if beyond is None else ~_within(beyond, grid)
        found = _newton(loss, grid[:, new])
        points = _distinct(found, SAME * loss.diagonal)
        if not loss.is_smooth:
            seen = np.array([each.point for each in known]).reshape(-1, 2).T
            smooth = np.concatenate((points[:, shapes_of(loss, points).shape == Shape.MINIMUM], seen), axis=1)
            border = np.inf if beyond is None else -np.inf  # what is led to from there is not seen
            tips = _bottoms(loss, grid, new, smooth, border)
            points = _distinct(np.concatenate((points, tips), axis=1), SAME * loss.diagonal)
        values = loss.value(*points)
        shape, low, high = shapes_of(loss, points)
        minima = _told(points, values, low, high, shape == Shape.MINIMUM)
        saddles = _told(points, values, low, high, shape == Shape.SADDLE)
        undercut = bool(minima) and _lowest_seen(loss, grid) < minima[0].value - _rounding(minima[0].value, values)
    return CriticalPoints(minima, saddles, undercut)


def _grid(loss: Loss, margin: float) -> Float:
    """The starts, (2, n), as near to each other whatever the margin."""
    xmin, xmax, ymin, ymax = loss.domain
    wide, high = margin * (xmax - xmin), margin * (ymax - ymin)
    most = min(max(int((SAMPLES / (loss.samples or 1)) ** 0.5), LEAST_SIDE), SIDE)
    side = max(round(most * (1 + 2 * margin) / (1 + 2 * MARGIN)), LEAST_SIDE)
    x, y = np.meshgrid(np.linspace(xmin - wide, xmax + wide, side), np.linspace(ymin - high, ymax + high, side))
    return np.stack((x.ravel(), y.ravel()))


def _newton(loss: Loss, starts: Float) -> Float:
    """Where w ← w − H⁺∇L ends, of those starts that end in the domain and its margins, (2, m)."""
    w = starts
    arrived: list[Float] = []
    for _ in range(ITERATIONS):
        check_deadline()
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


def _bottoms(loss: Loss, grid: Float, new: Bool, minima: Float, border: float) -> Float:
    """Where steps downhill lead from the grid's new hollows, (2, m): the tips and creases that have no slope.

    A hollow beside one of the minima (2, k) is that.

    Args:
        border: how high the ground around the grid is thought to be.
    """
    side = round(grid.shape[1] ** 0.5)
    heights = np.pad(np.nan_to_num(loss.value(*grid), nan=np.inf).reshape(side, side), 1, constant_values=border)
    beside = [np.roll(heights, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    hollows = (heights <= np.minimum.reduce(beside))[1:-1, 1:-1] & np.isfinite(heights[1:-1, 1:-1])
    hollow = np.flatnonzero(hollows.ravel() & new)
    cell = np.ptp(grid, axis=1, keepdims=True)[..., np.newaxis] / (side - 1)
    hollow = hollow[~_beside(grid[:, hollow], minima, BESIDE * cell)]
    if hollow.size > HOLLOWS:
        hollow = hollow[np.linspace(0, hollow.size - 1, HOLLOWS).astype(int)]
    near = bottoms(loss, grid[:, hollow], 2 * loss.diagonal / side, finest=NEARLY)
    arrived = _newton(loss, near)  # which takes a tenth of the time, where there are slopes
    smooth = arrived[:, shapes_of(loss, arrived).shape == Shape.MINIMUM]
    known, away = np.concatenate((minima, smooth), axis=1), 2 * NEARLY * loss.diagonal
    tips = bottoms(loss, near[:, ~_beside(near, known, away)], away)
    ended = np.concatenate((smooth, tips[:, ~_beside(tips, known, away)]), axis=1)
    return ended[:, _inside(loss, ended, MARGIN + 1e-9)]


def _beside(points: Float, others: Float, away: Float | float) -> Bool:
    """Which of the points (2, n) lie so near one of others (2, k), along both axes, or each (2, 1, 1)."""
    is_near = np.abs(points[..., np.newaxis] - others[:, np.newaxis]) <= away
    beside: Bool = np.logical_and.reduce(is_near, axis=0).any(axis=1)
    return beside


def _inside(loss: Loss, w: Float, margin: float) -> Bool:
    """Whether points lie in the domain, widened by a margin in its own sizes."""
    xmin, xmax, ymin, ymax = loss.domain
    wide, high = margin * (xmax - xmin), margin * (ymax - ymin)
    return _within((xmin - wide, xmax + wide, ymin - high, ymax + high), w)


def _within(part: Domain, w: Float) -> Bool:
    """Whether points (2, n) lie in a part of the plane."""
    xmin, xmax, ymin, ymax = part
    inside: Bool = (w[0] >= xmin) & (w[0] <= xmax) & (w[1] >= ymin) & (w[1] <= ymax)
    return inside


def _distinct(points: Float, radius: float) -> Float:
    """One point of each cell of that size; the cells are shifted in turn, so that no group is cut by their edges."""
    for shift in ((0.0, 0.0), (0.5, 0.5), (0.0, 0.5), (0.5, 0.0)):
        cells = np.round(points / radius + np.array(shift)[:, np.newaxis])
        points = points[:, np.unique(cells, axis=1, return_index=True)[1]]
    return points


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
