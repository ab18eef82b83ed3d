"""A picture by matplotlib. Importing this module is importing that."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba_array

from descentlab.pictures.picture import Cells, Dots, Line, Mark, Picture, edges_of

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "x", "plus": "+", "star": "*"}
"""As matplotlib calls them."""
UNLABELLED = "_"
"""What its legend leaves out."""


def draw(picture: Picture, axes: Axes | None = None) -> Axes:
    """A picture on axes, new ones of pyplot's if none are given."""
    if axes is None:
        _, axes = plt.subplots(layout="constrained")
    for mark in picture.marks:
        _draw(mark, axes, picture)
    xmin, xmax, ymin, ymax = picture.limits
    axes.set_title(picture.title, wrap=True, fontsize="medium")
    axes.set_xscale(picture.x_scale)
    axes.set_yscale(picture.y_scale, **({"linthresh": 1.0} if picture.y_scale == "symlog" else {}))
    axes.set(xlabel=picture.x_label, ylabel=picture.y_label, xlim=(xmin, xmax), ylim=(ymin, ymax))
    if picture.plane:
        axes.set_aspect("equal", adjustable="box")
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize="small")
    return axes


def _draw(mark: Mark, axes: Axes, picture: Picture) -> None:
    if isinstance(mark, Cells):
        _draw_cells(mark, axes, picture)
        return
    label = mark.label or UNLABELLED
    if isinstance(mark, Line):
        axes.plot(mark.x, mark.y, color=mark.color, linewidth=mark.width, label=label)
    elif isinstance(mark, Dots):
        marker = MARKERS[mark.marker]
        axes.plot(mark.x, mark.y, marker, color=mark.color, markersize=mark.size, label=label)
    else:
        axes.axvline(mark.x, color=mark.color, linestyle="--", linewidth=1.0, label=label)


def _draw_cells(mark: Cells, axes: Axes, picture: Picture) -> None:
    """A colour for each cell; −1 is the last of the palette, transparent."""
    palette = np.vstack((to_rgba_array(mark.colors), np.zeros((1, 4))))
    edges = edges_of(mark.x, picture.x_scale), edges_of(mark.y, picture.y_scale)
    axes.pcolormesh(*edges, palette[mark.kinds], rasterized=True)
    for kind in np.unique(mark.kinds[mark.kinds >= 0]).tolist():
        axes.plot([], [], "s", color=mark.colors[kind], label=mark.labels[kind])
