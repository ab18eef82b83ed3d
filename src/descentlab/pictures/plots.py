"""A picture by matplotlib. Importing this module is importing that."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba_array

from descentlab.pictures.picture import Cells, Dots, Line, Mark, Picture

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "x", "plus": "+", "star": "*"}
"""As matplotlib calls them."""
UNLABELLED = "_"
"""What its legend leaves out."""


def draw(picture: Picture, axes: Axes | None = None) -> Axes:
    """A picture on axes, new ones of pyplot's if none are given."""
    if axes is None:
        _, axes = plt.subplots(layout="constrained")
    for mark in picture.marks:
        _draw(mark, axes)
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


def _draw(mark: Mark, axes: Axes) -> None:
    if isinstance(mark, Cells):
        _draw_cells(mark, axes)
        return
    label = mark.label or UNLABELLED
    if isinstance(mark, Line):
        axes.plot(mark.x, mark.y, color=mark.color, linewidth=mark.width, label=label)
    elif isinstance(mark, Dots):
        marker = MARKERS[mark.marker]
        axes.plot(mark.x, mark.y, marker, color=mark.color, markersize=mark.size, label=label)
    else:
        axes.axvline(mark.x, color=mark.color, linestyle="--", linewidth=1.0, label=label)


def _draw_cells(mark: Cells, axes: Axes) -> None:
    """As an image, the colour of each cell given; −1 is the last of the palette, transparent."""
    palette = np.vstack((to_rgba_array(mark.colors), np.zeros((1, 4))))
    half = [float(np.diff(each).mean()) / 2 for each in (mark.x, mark.y)]
    extent = (mark.x[0] - half[0], mark.x[-1] + half[0], mark.y[0] - half[1], mark.y[-1] + half[1])
    axes.imshow(palette[mark.kinds], extent=extent, origin="lower", interpolation="nearest", aspect="auto")
    for kind in np.unique(mark.kinds[mark.kinds >= 0]).tolist():
        axes.plot([], [], "s", color=mark.colors[kind], label=mark.labels[kind])
