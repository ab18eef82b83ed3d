"""The still picture of a figure: for paper, for a browser without scripts, and until the figure is live."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from descentlab.common.arrays import quiet
from descentlab.common.numbers import rate_digits
from descentlab.learn.figures import Figure
from descentlab.learn.measures import atlas, basins, finder, run
from descentlab.pictures.charts import limits_of
from descentlab.pictures.colours import HUES, INK, MARKERS, QUIET
from descentlab.pictures.picture import Dots, Line, Mark, Picture, Scale
from descentlab.pictures.plane import MOST_MARKERS, clipped, plane
from descentlab.pictures.svg import draw
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.studies.trajectory import Trajectory

PIXELS = 48
"""Of a map's side."""
PLACES = 200
"""On the curve of a slice."""
AROUND = 0.25
"""Of the way from the start to the farthest point a slice goes on beyond both."""


@lru_cache(maxsize=128)
def still(figure: Figure) -> str:
    """A figure as SVG."""
    return draw(picture_of(figure))


def picture_of(figure: Figure) -> Picture:
    """What is to be seen of a figure that does not move."""
    query = write(figure.settings[0])
    if figure.veiled:
        return _losses(figure.settings)
    if figure.map:
        x, y = ((key, low, high, PIXELS) for key, low, high in figure.map)
        return replace(atlas(x, y, query).picture(), title="")
    if figure.look == "basins":
        return replace(basins(query).picture(), title="")
    if "range-test" in figure.parts:
        return replace(finder(query).picture(), title="")
    if figure.look == "slice":
        return _slice(figure.settings[0])
    return _paths(figure.settings, hidden=figure.predict)


def _paths(settings: Sequence[Setting], hidden: bool) -> Picture:
    """All runs over one surface: that of the first; the start alone where they are hidden."""
    marks: list[Mark] = []
    loss = settings[0].loss
    for index, (setting, ran) in enumerate([] if hidden else _same(settings)):
        color, marker = _style(setting, index, len(settings))
        x, y = clipped(ran.points, loss.domain).T
        few = len(x) if len(x) <= MOST_MARKERS else 1
        marks += [Line(x, y, color, 1.4), Dots(x[:few], y[:few], color, marker, 3.5, _named(setting))]
    start = np.array([setting.start for setting in settings[:1]], dtype=float)
    marks.append(Dots(start[:, 0], start[:, 1], INK, "circle", 8.0, "start"))
    return plane(loss, "", *marks, axes=settings[0].surface.axes)


def _losses(settings: Sequence[Setting]) -> Picture:
    """Losses over steps, on a logarithmic scale where none is negative."""
    runs = [run(write(setting)) for setting in settings]
    kept = [ran.losses[np.isfinite(ran.losses)] for ran in runs]
    scale: Scale = "log" if all((losses > 0).all() for losses in kept) else "symlog"
    marks = tuple(
        Line(np.arange(len(losses), dtype=float), losses, HUES[index % len(HUES)], 1.6)
        for index, losses in enumerate(kept)
    )
    longest = max(len(losses) for losses in kept)
    limits = limits_of(np.array([0.0, longest]), np.concatenate(kept), "linear", scale)
    return Picture("", "step", "loss", marks, limits, "linear", scale)


def _slice(setting: Setting) -> Picture:
    """The loss along the line of the first step, with every point of the run that stays in the picture."""
    ran = run(write(setting))
    first = ran.points[1] - ran.points[0]
    way = (ran.points - ran.points[0]) @ first / np.hypot(*first)
    bottom = setting.loss.minima[0].point if setting.loss.minima else ran.points[-1]
    reach = float((np.array(bottom) - ran.points[0]) @ first / np.hypot(*first))
    ends = -AROUND * reach, (2 + AROUND) * reach
    along = np.linspace(*ends, PLACES)
    with quiet():
        heights = setting.loss.value(*(ran.points[0][:, None] + first[:, None] / np.hypot(*first) * along))
    seen = (way >= ends[0]) & (way <= ends[1]) & (ran.losses <= heights.max())
    marks = (
        Line(along, heights, INK, 1.8),
        Line(way[seen], ran.losses[seen], QUIET, 0.8),
        Dots(way[seen], ran.losses[seen], setting.optimizer.color, setting.optimizer.marker, 4.5, _named(setting)),
    )
    return Picture("", "along the first step", "loss", marks, limits_of(along, heights, "linear", "linear"))


def _same(settings: Sequence[Setting]) -> list[tuple[Setting, Trajectory]]:
    """Those on the surface of the first, with their runs."""
    same = [setting for setting in settings if setting.loss == settings[0].loss]
    return [(setting, run(write(setting))) for setting in same]


def _style(setting: Setting, index: int, count: int) -> tuple[str, str]:
    """Colour and marker: the optimizer's own where it runs alone."""
    if count == 1:
        return setting.optimizer.color, setting.optimizer.marker
    return HUES[index % len(HUES)], MARKERS[index % len(MARKERS)]


def _named(setting: Setting) -> str:
    return f"{setting.optimizer.name}, η = {rate_digits(setting.lr)}"
