"""What lies downhill of a point: the bottom beside it, found without derivatives, or none at all."""

from typing import NamedTuple

import numpy as np

from descentlab.common.arrays import Bool, Float, quiet
from descentlab.common.deadline import check_deadline
from descentlab.surfaces.curvature import curvatures, principal_direction
from descentlab.surfaces.loss import Loss

DIRECTIONS = 16
"""Ways looked at from each point, and then between the best of them and its neighbours, for a crease is narrow."""
APART = 2 * np.pi / DIRECTIONS
"""The angle between one of these ways and the next."""
NARROWER, NARROWEST = 12, 40
"""Times that the angle between the ways is halved; and where it must be known whether there is one down."""
LOOKS = 120
"""Times that points look around."""
FINEST = 1e-13
"""Of the diagonal: a look this near is the last."""
WRITTEN = 1e-9
"""Of the diagonal: a bottom is rounded to this if that is as low, for people write 0.37."""

TRIES = 120
"""Steps down that are tried, none longer than a reach; that doubles where one led lower and halves where none did."""
TAIL = 12
"""The last steps that led lower, from which it is judged whether the loss levels off."""
LEVELS = 0.7
"""A loss falls without limit if the later half of these brings at least this part of what the earlier half brought."""
FAR, STEEP = 1e4, 1e3
"""A way without bottom leads so many diagonals out, or into a pole: to a slope so many times that at its start."""


def bottoms(loss: Loss, w: Float, radius: float, *, within: float = np.inf, finest: float = FINEST) -> Float:
    """The lowest point near each of w (2, n) that steps downhill lead to, the first of them as long as the radius.

    Pattern search, for creases and tips, where slopes lead nowhere.
    Source: Kolda, Lewis & Torczon 2003, Optimization by direct search.

    Args:
        within: how far from each of w is looked; a point that is led farther ends there.
        finest: of the diagonal: how near a look is the last.
    """
    ended = w.copy()
    with quiet():
        here = loss.value(*w)
        looking, size = np.arange(here.size), np.full(here.size, radius)
        for _ in range(LOOKS):
            check_deadline()
            there, value = _lowest_around(loss.of(looking), ended[:, looking], size)
            lower = value < here
            ended[:, looking[lower]] = there[:, lower]
            here, size = np.where(lower, value, here), np.where(lower, size, size / 2)
            goes_on = (size > finest * loss.diagonal) & (np.hypot(*(ended - w)[:, looking]) <= within)
            looking, size, here = looking[goes_on], size[goes_on], here[goes_on]
            if not looking.size:
                break
        grain = 10.0 ** np.round(np.log10(WRITTEN * loss.diagonal))
        written = np.round(ended / grain) * grain + 0.0
        return np.where(loss.value(*written) <= loss.value(*ended), written, ended)


def _lowest_around(loss: Loss, w: Float, size: Float) -> tuple[Float, Float]:
    """The lowest point on a circle of that size around each of w (2, n), and its loss."""
    angle, _, _ = _best(loss, w, size, APART * np.arange(DIRECTIONS)[:, np.newaxis] + np.zeros(size.size))
    return _narrowed(loss, w, size, angle, NARROWER)


def is_bottom(loss: Loss, w: Float, radius: float) -> Bool:
    """Whether on a circle around each of w (2, n) nothing is lower, however narrow the way there.

    Beside ground without value, as that of √(xy), the only way down may lead along the edge: it is looked for from
    each of the directions.
    """
    of = np.repeat(np.arange(w.shape[1]), DIRECTIONS)
    angle = np.tile(APART * np.arange(DIRECTIONS), w.shape[1])
    with quiet():
        _, value = _narrowed(loss.of(of), w[:, of], np.full(of.size, radius), angle, NARROWEST)
        bottom: Bool = value.reshape(-1, DIRECTIONS).min(axis=1) >= loss.value(*w)
        return bottom


def _narrowed(loss: Loss, w: Float, size: Float, angle: Float, times: int) -> tuple[Float, Float]:
    """The lowest point on such a circle that is found from an angle on (n,), and its loss."""
    apart = APART
    for _ in range(times):
        check_deadline()
        apart /= 2
        angle, there, value = _best(loss, w, size, angle + np.array([[0.0], [-apart], [apart]]))
    return there, value


def _best(loss: Loss, w: Float, size: Float, angles: Float) -> tuple[Float, Float, Float]:
    """Of the points at angles (m, n) on such a circle the lowest: its angle, itself, and its loss."""
    there = w[:, np.newaxis] + size * np.stack((np.cos(angles), np.sin(angles)))
    value = loss.value(*there)
    value = np.where(np.isnan(value), np.inf, value)
    best, lanes = value.argmin(axis=0), np.arange(size.size)
    return angles[best, lanes], there[:, best, lanes], value[best, lanes]


def falls_without_limit(loss: Loss, w: Float) -> Bool:
    """Whether the way down from each of w (2, n) has no bottom: whether the loss falls for ever and does not level off.

    Steps of growing length lead down. e^−x falls for ever, but each such step brings less than the last; −ln x, −x and
    x³ fall without limit.
    """
    xmin, xmax, ymin, ymax = loss.domain
    middle = np.array([[(xmin + xmax) / 2], [(ymin + ymax) / 2]])
    with quiet():
        reach = 1e-3 * np.maximum(loss.diagonal, np.hypot(*(w - middle)))
        begin, here, slope = w, loss.value(*w), loss.gradient(w)
        steep, bottomless = STEEP * np.hypot(*slope), np.isneginf(here)
        drops, bend = np.zeros((TAIL, w.shape[1])), _bend(loss, w)
        for _ in range(TRIES):
            check_deadline()
            there = w + _step_down(slope, bend, reach)
            value = loss.value(*there)
            lower = value < here
            bottomless |= lower & np.isneginf(value)
            drops = np.where(lower, np.concatenate((drops[1:], (here - value)[np.newaxis])), drops)
            w, here = np.where(lower, there, w), np.where(lower, value, here)
            slope, reach = loss.gradient(w), np.where(lower, 2 * reach, reach / 2)
            if bend.differs:
                bend = _bend(loss, w)
        earlier, later = drops[: TAIL // 2].sum(axis=0), drops[TAIL // 2 :].sum(axis=0)
        goes_on = (np.hypot(*(w - begin)) > FAR * loss.diagonal) | (np.hypot(*slope) > steep)
        falls: Bool = bottomless | (goes_on & (drops[0] > 0) & (later >= LEVELS * earlier))
        return falls


class _Bend(NamedTuple):
    """How the loss is bent at some points: the direction (c, s) of the highest curvature, and both curvatures.

    It `differs` from point to point, but for a quadratic.
    """

    c: Float
    s: Float
    low: Float
    high: Float
    differs: bool


def _bend(loss: Loss, w: Float) -> _Bend:
    parts = loss.hessian(*w)
    hessian = np.array(np.broadcast_arrays(*parts, w[0])[:3])
    if not np.isfinite(hessian).all():
        hessian = np.nan_to_num(hessian)
    c, s = principal_direction(*hessian)
    low, high = curvatures(*hessian)
    return _Bend(c, s, low, high, differs=not loss.is_quadratic)


def _step_down(slope: Float, bend: _Bend, reach: Float) -> Float:
    """−|H|⁻¹∇L, no longer than the reach along either direction of curvature: down, along a narrow valley too.

    Source: Dauphin et al. 2014, Identifying and attacking the saddle point problem.
    """
    c, s, low, high, _ = bend
    across, along = slope[0] * c + slope[1] * s, slope[1] * c - slope[0] * s
    across, along = (
        -np.sign(part) * np.fmin(np.abs(part / curvature), reach) for part, curvature in ((across, high), (along, low))
    )
    step = np.empty(slope.shape)
    step[0], step[1] = across * c - along * s, across * s + along * c
    return step
