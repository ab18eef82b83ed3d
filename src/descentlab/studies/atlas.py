"""`atlas()`: how a setting ends for every pair of two keys, and how soon."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Unpack, cast

import numpy as np
from numpy.typing import NDArray

from descentlab.common.arrays import Float
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.numbers import digits
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.pictures.charts import limits_of
from descentlab.pictures.colours import outcome_colours
from descentlab.pictures.picture import Cells, Picture, Scale
from descentlab.setting.axis import Axis, axis_of
from descentlab.setting.keywords import Keywords
from descentlab.setting.lanes import Lanes
from descentlab.setting.query import write
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.axes import axis_in_words
from descentlab.studies.ends import NONE, UNDEFINED, Progress, ends_of
from descentlab.studies.result import Result, lists
from descentlab.verdict.outcome import OUTCOMES, Outcome

COUNT = Parameter("count", "Values", "", 64, 1, 65_536, kind="integer", help="Values along an axis of a map.")

Ends = tuple[str, float, float, int]
"""A key, its ends, and how many values it takes."""


@dataclass(frozen=True, eq=False, repr=False)
class Atlas(Result):
    """What became of every pair of values of two keys; or of a piece of them, row by row.

    Args:
        x, y: the whole axes.
        columns, rows: the first value of the piece along each, and the one after its last.
        outcomes: index into `OUTCOMES`, or `UNDEFINED`, (ny, nx); row 0 is at the lowest y, column 0 at the lowest x.
        losses: the last, NaN where it is undefined, (ny, nx).
        steps: the first step from which a run stays near where it rests, or `NONE`, (ny, nx).
        minima: index into the minima, lowest first, of the one in which a run rests, or `NONE`, (ny, nx).
        lost: the first step at which a run, its loss or its slope is no finite number, or `NONE`, (ny, nx).
    """

    setting: Setting
    x: Axis
    y: Axis
    columns: tuple[int, int]
    rows: tuple[int, int]
    outcomes: NDArray[np.uint8]
    losses: Float
    steps: NDArray[np.int32]
    minima: NDArray[np.int16]
    lost: NDArray[np.int32]

    def share(self, outcome: Outcome) -> float:
        """Of all pairs, how many end so."""
        return float((self.outcomes == OUTCOMES.index(outcome)).mean())

    def in_one_line(self) -> str:
        """What was run over which keys, and how it ended."""
        shares = [(outcome, self.share(outcome)) for outcome in OUTCOMES]
        ends = ", ".join(f"{share:.0%} {outcome.value}" for outcome, share in shares if share)
        over = " × ".join(
            f"{axis.count} {axis.key} {digits(axis.minimum)} to {digits(axis.maximum)}" for axis in (self.x, self.y)
        )
        asked = f"{self.setting.in_one_line()} · {count(self.setting.steps, 'step')}"
        return f"{asked} · {over} · {ends or 'the loss is nowhere finite'}"

    def to_dict(self) -> dict[str, Any]:
        """The maps as lists of rows; None where there is no outcome, loss, minimum or such step."""
        names = np.array([outcome.value for outcome in OUTCOMES], dtype=object)
        known = self.outcomes != UNDEFINED
        return {
            "query": write(self.setting),
            self.x.key: self.x.values(*self.columns).tolist(),
            self.y.key: self.y.values(*self.rows).tolist(),
            "outcomes": lists(names[np.where(known, self.outcomes, 0)], known),
            "losses": lists(self.losses),
            "steps": lists(self.steps, self.steps != NONE),
            "minima": lists(self.minima, self.minima != NONE),
            "lost": lists(self.lost, self.lost != NONE),
        }

    def picture(self) -> Picture:
        """Every pair in the colour of its outcome."""
        kinds = np.where(self.outcomes != UNDEFINED, self.outcomes.astype(np.int64), -1)
        titles = tuple(outcome.title for outcome in OUTCOMES)
        x, y = self.x.values(*self.columns), self.y.values(*self.rows)
        cells = Cells(x, y, kinds, outcome_colours(), titles)
        across, along = (axis_in_words(self.setting, axis.key) for axis in (self.x, self.y))
        x_scale, y_scale = (_scale(axis) for axis in (self.x, self.y))
        limits = limits_of(x, y, x_scale, y_scale)
        return Picture(self.in_one_line(), across, along, (cells,), limits, x_scale, y_scale)


def _scale(axis: Axis) -> Scale:
    return "log" if axis.log else "linear"


def atlas(x: Ends, y: Ends, *, progress: Progress | None = None, **given: Unpack[Keywords]) -> Atlas:
    """Outcome, last loss, and steps to arrival or until it is lost, for every pair of two keys.

    Args:
        x, y: a key of the grammar, or `start.x`, `start.y`, its lowest and highest value, and how many between them:
            evenly spaced, or in equal ratios where the key's slider is logarithmic.
        progress: is told, block by block, how many pairs are done, and of how many.
        given: the setting, as for `run`; its own values of the two keys are passed over.

    Raises:
        InvalidSetting: a key or a value is not allowed; the message says what is.

    >>> found = atlas(x=("lr", 0.01, 0.1, 10), y=("optimizer.momentum", 0, 0.9, 4), optimizer="momentum")
    >>> found.outcomes.shape, found.share(Outcome.DIVERGED)
    ((4, 10), 0.025)
    """
    setting = make_setting(**given)
    return atlas_of(setting, *axes_of(setting, x, y), progress)


def axes_of(setting: Setting, x: Any, y: Any) -> tuple[Axis, Axis]:
    """Both axes of a map, as they are given: for each a key, its ends, and how many values.

    Raises:
        InvalidSetting: with all that is wrong with them.
    """
    given = {"x": x, "y": y}
    return both_axes(lambda name: checked_axis(setting, given[name], name))


def both_axes(read: Callable[[str], Axis]) -> tuple[Axis, Axis]:
    """The axes x and y of a map, each as it is read, of different keys.

    Raises:
        InvalidSetting: with all that is wrong with them.
    """
    errors: list[FieldError] = []
    axes: list[Axis] = []
    for name in "xy":
        try:
            axes.append(read(name))
        except InvalidSetting as refused:
            errors += refused.errors
    if not errors and axes[0].key == axes[1].key:
        errors.append(FieldError("y", f"both axes are {axes[0].key}: a map has two keys"))
    if errors:
        raise InvalidSetting(*errors)
    return axes[0], axes[1]


def checked_axis(setting: Setting, ends: Any, name: str) -> Axis:
    """An axis as it is given: a key, its ends, and how many values.

    Raises:
        InvalidSetting: it is no such thing, or one of its parts is not allowed.
    """
    try:
        key, minimum, maximum, many = ends
    except (TypeError, ValueError):
        raise InvalidSetting(FieldError(name, "an axis is a key, its ends, and how many values")) from None
    return axis_of(setting, str(key), minimum, maximum, cast(int, COUNT.check(many, name)))


def atlas_of(setting: Setting, x: Axis, y: Axis, progress: Progress | None = None) -> Atlas:
    """The same of a setting and two axes, of different keys."""
    return tile_of(setting, x, y, (0, x.count), (0, y.count), progress)


def tile_of(
    setting: Setting,
    x: Axis,
    y: Axis,
    columns: tuple[int, int],
    rows: tuple[int, int],
    progress: Progress | None = None,
) -> Atlas:
    """A piece of a map: columns and rows from the first to before the last. Nothing but its arguments decides it."""
    shape = (rows[1] - rows[0], columns[1] - columns[0])
    pairs = np.meshgrid(x.values(*columns), y.values(*rows))
    over = {axis.key: axis.typed(values.reshape(-1)) for axis, values in zip((x, y), pairs, strict=True)}
    ends = ends_of(Lanes(setting, over), progress)
    return Atlas(
        setting,
        x,
        y,
        columns,
        rows,
        outcomes=ends.outcomes.reshape(shape),
        losses=ends.losses.reshape(shape),
        steps=ends.steps.reshape(shape),
        minima=ends.minima.reshape(shape),
        lost=ends.lost.reshape(shape),
    )
