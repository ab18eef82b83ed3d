"""The plane of two parameters: contour lines, minima, and paths over them."""

import numpy as np

from descentlab.common.arrays import Float, quiet
from descentlab.pictures.colours import FAINT, INK
from descentlab.pictures.picture import Dots, Line, Mark, Picture
from descentlab.setting.setting import Setting
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.loss import Domain, Loss

LONG_SIDE, BANDS = 48, 10
"""Grid points along the longer side, and bands of height: enough for a picture in a notebook."""
MOST_MARKERS = 300
"""Of a longer run only the line is drawn."""
LOST = 1e12
"""Of the picture's own size: where both ends of a step are farther, its way past the picture is lost in rounding."""


def plane(
    loss: Loss, title: str, *marks: Mark, below: tuple[Mark, ...] = (), axes: tuple[str, str] = ("x", "y")
) -> Picture:
    """Marks over the contour lines and the minima of a loss, or `below` them; `axes` are named so."""
    picture = landscape(loss, long_side=LONG_SIDE, bands=BANDS)
    lines = np.split(picture.lines.vertices, picture.lines.starts[1:-1])
    x, y = np.concatenate([np.vstack((line, [[np.nan, np.nan]])) for line in lines]).T
    xmin, xmax, ymin, ymax = picture.extent
    inside = [(a, b) for a, b in (each.point for each in loss.minima) if xmin <= a <= xmax and ymin <= b <= ymax]
    minima = np.array(inside, dtype=float).reshape(-1, 2)
    ground = (Line(x, y, FAINT, 0.8), Dots(minima[:, 0], minima[:, 1], INK, "plus", 8.0, "minimum" if inside else ""))
    return Picture(title, *axes, (*below, *ground, *marks), picture.extent, plane=True)


def path_picture(setting: Setting, title: str, points: Float) -> Picture:
    """The points (T+1, 2) of a run over the contour lines and the minima of its surface."""
    optimizer, loss = setting.optimizer, setting.loss
    marks = path(points, loss.domain, optimizer.color, optimizer.marker)
    return plane(loss, title, *marks, axes=setting.surface.axes)


def path(points: Float, domain: Domain, color: str, marker: str) -> tuple[Mark, ...]:
    """A run's points (T+1, 2) as a line, its start and its end, and of a short run a marker at each step."""
    low, high = _reach(domain)
    x, y = clipped(points, domain).T

    def dots(which: Float, name: str, size: float, label: str = "") -> Dots:
        near = which[((which >= low) & (which <= high)).all(axis=1)]
        return Dots(near[:, 0], near[:, 1], color, name, size, label)

    return (
        Line(x, y, color, 1.4),
        dots(points[: MOST_MARKERS if len(points) <= MOST_MARKERS else 0], marker, 4.0),
        dots(points[:1], "circle", 9.0, "start"),
        dots(points[-1:], "square", 9.0, "end"),
    )


def _reach(domain: Domain) -> tuple[Float, Float]:
    """The corners of a domain and its surroundings, three times as wide and as high."""
    low, high = np.array(domain[0::2]), np.array(domain[1::2])
    return 2 * low - high, 2 * high - low


def clipped(points: Float, domain: Domain) -> Float:
    """The line through points (n, 2), of each step what lies in the domain or near it; NaN between.

    No program draws a step to 1e300. Source: Liang & Barsky 1984.
    """
    low, high = _reach(domain)
    if ((points >= low) & (points <= high)).all():
        return points
    # Half of each end, so that no difference overflows, the nearer one first: what is cut off it keeps its digits.
    ends = np.stack((points[:-1], points[1:])) / 2
    away = np.abs(ends).max(axis=2)
    a, b = np.take_along_axis(ends, np.argsort(away, axis=0)[..., np.newaxis], axis=0)
    step = b - a
    with quiet():
        reached = np.sort([(low / 2 - a) / step, (high / 2 - a) / step], axis=0)
    along = step == 0
    outside = (along & ((2 * a < low) | (2 * a > high))).any(axis=1)
    enter = np.where(along, 0.0, reached[0]).max(axis=1).clip(min=0.0)
    leave = np.where(along, 1.0, reached[1]).min(axis=1).clip(max=1.0)
    segments = np.full((len(step), 3, 2), np.nan)
    for which, t in enumerate((enter, leave)):
        segments[:, which] = np.clip(2 * (a + t[:, np.newaxis] * step), low, high)
    unknown = away.min(axis=0) > LOST * np.abs([low, high]).max()
    segments[outside | unknown | (enter > leave)] = np.nan
    return segments.reshape(-1, 2)
