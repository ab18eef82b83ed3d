"""The piece of a map that a page shows: what its address says of it, and what it had to leave out."""

from typing import Any

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.setting.axis import Axis, axis_of, spread_of
from descentlab.setting.notches import slider_of
from descentlab.setting.setting import LR, LR_RATIO, Setting
from descentlab.web.routes.maps import ATLAS_KEYS

PIECE_KEYS = tuple(each for each in ATLAS_KEYS if each.kind != "integer")
"""Those of a map but for how finely it is computed, which is the page's to say."""
USUAL = {"x": LR.name, "y": LR_RATIO.name}
"""Keys that every setting has."""


def piece_of(setting: Setting, own: Options) -> tuple[dict[str, Any], list[FieldError]]:
    """Both keys with their ends, as the page's scripts have them; what is refused falls back, and is reported."""
    sides: dict[str, Axis] = {}
    errors: list[FieldError] = []
    for name in "xy":
        sides[name], refused = _side_of(setting, name, own)
        errors += refused
    if sides["x"].key == sides["y"].key:
        errors.append(FieldError("y", f"both sides are {sides['x'].key}: a map has two keys"))
        other = USUAL["y" if sides["x"].key != USUAL["y"] else "x"]
        sides["y"] = _whole(setting, other)
    piece = {
        key: value
        for name, side in sides.items()
        for key, value in ((name, side.key), (f"{name}_min", side.minimum), (f"{name}_max", side.maximum))
    }
    return piece, errors


def _side_of(setting: Setting, name: str, own: Options) -> tuple[Axis, list[FieldError]]:
    """One side: a key that is refused takes its ends with it."""
    key: Any = own[name]
    try:
        parameter = spread_of(setting, key, name)
        low, high = (
            ours if given is None else given
            for ours, given in zip(slider_of(setting, key, name), (own[f"{name}_min"], own[f"{name}_max"]), strict=True)
        )
        side = axis_of(setting, key, low, high, 2, name)
        if side.minimum == side.maximum:
            raise InvalidSetting(FieldError(f"{name}_max", f"{high:g} is where it begins: there is nothing between"))
        if parameter.scale == "log" and not side.log:
            raise InvalidSetting(FieldError(f"{name}_min", f"{low:g} is not allowed: {key} goes in ratios, above 0"))
        return side, []
    except InvalidSetting as refused:
        named = [each for each in refused.errors if each.parameter == name]
        return _whole(setting, USUAL[name] if named else key), list(refused.errors)


def _whole(setting: Setting, key: str) -> Axis:
    """All of a key's slider."""
    return axis_of(setting, key, *slider_of(setting, key), 2)
