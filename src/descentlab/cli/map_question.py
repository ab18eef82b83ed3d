"""What map a command asks for: `x=KEY,MIN,MAX,COUNT`, `y=` alike, and the grammar's keys."""

from collections.abc import Sequence
from typing import cast

from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.setting.axis import Axis, axis_of
from descentlab.setting.query import parse
from descentlab.setting.setting import Setting
from descentlab.studies.atlas import COUNT, both_axes

OTHERWISE = 512
"""Columns, and rows, where nothing is said of them."""
FORM = "KEY,MIN,MAX,COUNT, such as lr,1e-3,1,512"

Items = Sequence[tuple[str, str]]


def read_map(items: Items, size: str | None) -> tuple[Setting, Axis, Axis]:
    """The setting and the two axes.

    Args:
        items: keys and values as they were typed.
        size: columns and rows, where an axis does not say its own.

    Raises:
        InvalidSetting: with every problem of the setting, or of the axes.
    """
    setting = parse([(key, text) for key, text in items if key not in ("x", "y")])
    otherwise = dict(zip("xy", _counts(size), strict=True))
    return setting, *both_axes(
        lambda name: _axis(setting, name, [text for key, text in items if key == name], otherwise[name])
    )


def _axis(setting: Setting, name: str, given: list[str], otherwise: str) -> Axis:
    """The axis of a name, as it was given."""
    if len(given) != 1:
        told = "this key is given twice" if given else f"a map needs {name}={FORM}"
        raise InvalidSetting(FieldError(name, told))
    key, *ends = given[0].split(",")
    if len(ends) not in (2, 3):
        raise InvalidSetting(FieldError(name, f"it is written {name}={FORM}"))
    number = cast(int, COUNT.check((*ends, otherwise)[2], name))
    return axis_of(setting, key, ends[0], ends[1], number)


def _counts(size: str | None) -> tuple[str, str]:
    """Columns and rows of a size N or N,M."""
    across, comma, along = (str(OTHERWISE) if size is None else size).partition(",")
    return across, along if comma else across
