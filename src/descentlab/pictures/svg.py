"""A picture as an SVG element of its own: no script, no style sheet, no font, nothing from elsewhere."""

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import singledispatch
from html import escape
from itertools import groupby

import numpy as np

from descentlab.common.arrays import Float
from descentlab.common.numbers import digits
from descentlab.pictures.colours import INK, PAPER, QUIET
from descentlab.pictures.picture import Cells, Dots, Line, Mark, Picture, Scale, Upright, edges_of

WIDTH, HEIGHT = 520, 300
"""Of the part with marks, at most; a map is as wide as it is high in its own units, and may be higher."""
LEFT, RIGHT, TOP, BOTTOM, ROW = 64, 12, 12, 44, 18
"""Room around it, in pixels: for ticks and labels; a row of the title or of the legend."""
NARROWEST = 240
"""However narrow a map, its title and its legend have so much."""
CHARACTER = 7.0
"""The width of a character, about: a picture does not know the reader's font."""
MOST_CELLS = 128
"""Cells of a map along a side: of a finer one, every second is drawn, or every third …"""

MARKERS: dict[str, Callable[[float], str]] = {
    "circle": lambda r: f"m{-r:g} 0a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z",
    "square": lambda r: f"m{-r:g} {-r:g}h{2 * r:g}v{2 * r:g}h{-2 * r:g}z",
    "triangle": lambda r: f"m0 {-r:g}l{r:g} {2 * r:g}h{-2 * r:g}z",
    "diamond": lambda r: f"m0 {-r:g}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z",
    "cross": lambda r: f"m{-r:g} {-r:g}l{2 * r:g} {2 * r:g}m0 {-2 * r:g}l{-2 * r:g} {2 * r:g}",
    "plus": lambda r: f"m{-r:g} 0h{2 * r:g}m{-r:g} {-r:g}v{2 * r:g}",
    "star": lambda r: (
        f"m{-r:g} 0h{2 * r:g}m{-1.6 * r:g} {-0.8 * r:g}l{1.2 * r:g} {1.6 * r:g}m0 {-1.6 * r:g}l{-1.2 * r:g} {1.6 * r:g}"
    ),
}
"""Each marker's outline around the current point, at a radius."""


def transform(values: Float, scale: Scale) -> Float:
    """Values as an axis of this scale spaces them."""
    if scale == "log":
        return np.log10(values)
    if scale == "symlog":
        beyond = np.maximum(np.abs(values), 1.0)
        return np.where(np.abs(values) <= 1, values, np.sign(values) * (1 + np.log10(beyond)))
    return values


def ticks(low: float, high: float, scale: Scale) -> list[float]:
    """Some round numbers from low to high: 1, 2 or 5 times a power of ten apart, or powers of ten.

    >>> ticks(0, 1, "linear"), ticks(1e-4, 10, "log")
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0])
    """
    first, last = (float(transform(np.array(end), scale)) for end in (low, high))
    if scale == "linear" or (scale == "log" and last - first < 1):
        power = 10.0 ** math.floor(math.log10((high - low) / 5))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= (high - low) / 6)
        return [
            float(f"{step * k:.12g}") for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        ]
    stride = max(math.ceil((last - first) / 7), 1)
    powers = [k for k in range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1) if k % stride == 0]
    if scale == "log":
        return [float(f"1e{k}") for k in powers]
    return [math.copysign(float(f"1e{abs(k) - 1}"), k) if k else 0.0 for k in powers]


def draw(picture: Picture) -> str:
    """A picture as an SVG element.

    >>> from descentlab.pictures.picture import Picture, edges_of
    >>> draw(Picture("a < b", "x", "y", (), (0, 1, 0, 1))).partition("<title>")[2].partition("</title>")[0]
    'a &lt; b'
    """
    xmin, xmax, ymin, ymax = picture.limits
    width, height = float(WIDTH), float(HEIGHT)
    if picture.plane:
        unit = min(WIDTH / (xmax - xmin), 1.5 * HEIGHT / (ymax - ymin))
        width, height = unit * (xmax - xmin), unit * (ymax - ymin)
    x = _Axis(xmin, xmax, picture.x_scale, width)
    y = _Axis(ymax, ymin, picture.y_scale, height)
    room = max(width, NARROWEST)
    title = textwrap.wrap(picture.title, int(room / CHARACTER))
    legend = list(_legend(picture.marks, room))
    top = TOP + ROW * len(title)
    below = top + height + BOTTOM
    size = f"{LEFT + room + RIGHT:.0f}", f"{below + ROW * len(legend):.0f}"
    lines = (f'<text x="{LEFT}" y="{TOP + ROW * row + 6}">{escape(text)}</text>' for row, text in enumerate(title))
    rows = (
        f'<g transform="translate({LEFT} {below + ROW * row + 8:.1f})">{text}</g>' for row, text in enumerate(legend)
    )
    frame = f'width="{width:.1f}" height="{height:.1f}" fill="none"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {size[0]} {size[1]}" role="img" font-family="sans-serif" font-size="11" fill="{INK}">'
        f'<title>{escape(picture.title)}</title><rect width="100%" height="100%" fill="{PAPER}"/>{"".join(lines)}'
        f'<g transform="translate({LEFT} {top})">'
        # An svg inside an svg cuts off what lies outside, without an id that another picture may have too.
        f"<svg {frame}>{''.join(_drawn(mark, x, y) for mark in picture.marks)}</svg>"
        f'<rect {frame} stroke="{QUIET}"/>{"".join(_axes(x, y, picture))}</g>{"".join(rows)}</svg>'
    )


class _Axis:
    """From values to pixels: `first` at 0 and `last` at `length`."""

    def __init__(self, first: float, last: float, scale: Scale, length: float) -> None:
        self.scale = scale
        self.low, self.high = min(first, last), max(first, last)
        self._first, self._last = (float(transform(np.array(end), scale)) for end in (first, last))
        self._length = length

    def __call__(self, values: Float) -> Float:
        return (transform(values, self.scale) - self._first) / (self._last - self._first) * self._length


def _axes(x: _Axis, y: _Axis, picture: Picture) -> Iterator[str]:
    """Ticks, their numbers and the axes' labels, from the upper left corner of the frame."""
    right, bottom = float(x(np.array(x.high))), float(y(np.array(y.low)))
    for value in ticks(x.low, x.high, x.scale):
        at = float(x(np.array(value)))
        yield f'<path d="M{at:.1f} {bottom:.1f}v4" stroke="{QUIET}"/>'
        yield f'<text x="{at:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{digits(value)}</text>'
    for value in ticks(y.low, y.high, y.scale):
        at = float(y(np.array(value)))
        yield f'<path d="M0 {at:.1f}h-4" stroke="{QUIET}"/>'
        yield f'<text x="-7" y="{at + 4:.1f}" text-anchor="end">{digits(value)}</text>'
    yield f'<text x="{right / 2:.1f}" y="{bottom + 33:.1f}" text-anchor="middle">{escape(picture.x_label)}</text>'
    turned = f"translate({12 - LEFT} {bottom / 2:.1f}) rotate(-90)"
    yield f'<text text-anchor="middle" transform="{turned}">{escape(picture.y_label)}</text>'


def _legend(marks: Iterable[Mark], width: float) -> Iterator[str]:
    """Rows of what the marks' labels say, each row as wide as the picture at most."""
    row, used = "", 0.0
    for label, sample in _samples(marks):
        wide = 26 + CHARACTER * len(label)
        if row and used + wide > width:
            yield row
            row, used = "", 0.0
        row += f'<g transform="translate({used:.1f} 0)">{sample}<text x="16" y="4">{escape(label)}</text></g>'
        used += wide
    if row:
        yield row


def _samples(marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """Each label, and a sample of its mark around (5, 0)."""
    for mark in marks:
        if isinstance(mark, Cells):
            present = np.unique(mark.kinds)
            for kind, (color, label) in enumerate(zip(mark.colors, mark.labels, strict=True)):
                if kind in present:
                    yield label, f'<rect y="-5" width="10" height="10" fill="{color}"/>'
        elif mark.label and isinstance(mark, Dots):
            yield mark.label, _marked("M5 0" + MARKERS[mark.marker](mark.size / 2), mark)
        elif mark.label:
            dash = "" if isinstance(mark, Line) else ' stroke-dasharray="3 2"'
            yield mark.label, f'<path d="M0 0h12" stroke="{mark.color}"{dash}/>'


@singledispatch
def _drawn(mark: Mark, x: _Axis, y: _Axis) -> str:
    """A mark in pixels."""
    raise NotImplementedError


@_drawn.register
def _(mark: Line, x: _Axis, y: _Axis) -> str:
    points = np.round(np.stack((x(mark.x), y(mark.y)), axis=-1), 1)
    pieces = (
        list(piece) for broken, piece in groupby(points.tolist(), lambda each: math.isnan(sum(each))) if not broken
    )
    d = "".join("M" + "L".join(f"{a:g} {b:g}" for (a, b), _ in groupby(piece)) for piece in pieces)
    return f'<path d="{d}" stroke="{mark.color}" stroke-width="{mark.width:g}" stroke-linejoin="round"/>'


@_drawn.register
def _(mark: Dots, x: _Axis, y: _Axis) -> str:
    points = np.unique(np.round(np.stack((x(mark.x), y(mark.y)), axis=-1), 1), axis=0)
    outline = MARKERS[mark.marker](mark.size / 2)
    return _marked("".join(f"M{a:g} {b:g}{outline}" for a, b in points.tolist()), mark)


@_drawn.register
def _(mark: Upright, x: _Axis, y: _Axis) -> str:
    at, bottom = float(x(np.array(mark.x))), float(y(np.array(y.low)))
    return f'<path d="M{at:.1f} 0V{bottom:.1f}" stroke="{mark.color}" stroke-dasharray="3 2"/>'


@_drawn.register
def _(mark: Cells, x: _Axis, y: _Axis) -> str:
    """One path a colour, a rectangle for each stretch of one kind along a row."""
    columns, rows = (slice(None, None, -(-each.size // MOST_CELLS)) for each in (mark.x, mark.y))
    edges_x, edges_y = x(edges_of(mark.x[columns], x.scale)), y(edges_of(mark.y[rows], y.scale))
    paths = [""] * len(mark.colors)
    for row, kinds in enumerate(mark.kinds[rows, columns].tolist()):
        top, bottom = sorted(edges_y[row : row + 2].tolist())
        first = 0
        for kind, run in groupby(kinds):
            last = first + len(list(run))
            if kind >= 0:
                left, right = edges_x[first], edges_x[last]
                paths[kind] += f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}z"
            first = last
    drawn = zip(paths, mark.colors, strict=True)
    # A hair's breadth of stroke closes the seams between neighbours.
    return "".join(f'<path d="{d}" fill="{color}" stroke="{color}" stroke-width="0.3"/>' for d, color in drawn if d)


def _marked(d: str, mark: Dots) -> str:
    """Markers that enclose something are filled, the others drawn."""
    look = f'fill="{mark.color}"' if d.endswith("z") else f'stroke="{mark.color}" stroke-width="1.4"'
    return f'<path d="{d}" {look}/>'
