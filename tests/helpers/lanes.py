"""Values of every key that lanes can differ in, and whether a lane is what its setting would be alone."""

from typing import Any

import numpy as np

from descentlab.common.parameters import Parameter
from descentlab.setting.lanes import one
from descentlab.setting.setting import Setting
from descentlab.studies.family import Family, family_of

OF_KEY: dict[str, list[Any]] = {
    "lr": [1e-4, 0.01, 0.3, 3.0],
    "steps": [1, 2, 7, 20, 33],
    "warmup": [0, 1, 5, 20, 40],
    "seed": [0, 1, 5, 2**32 - 1],
    "noise": [0.0, 0.1, 2.0],
    "batch": [1, 3, 8, 20],
    "clip": [0.1, 1.0, 30.0],
    "lr_ratio": [0.01, 1.0, 3.7],
}
"""Of keys whose ends say little."""
MOST = 60
"""Of whole numbers that may be thousands: runs here are short."""


def some_values(setting: Setting, key: str, parameter: Parameter) -> list[Any]:
    """Some values of a key, its ends among them."""
    if parameter.kind == "flag":
        return [False, True, False]
    if parameter.kind == "choice":
        return list(parameter.choices)
    if parameter.kind == "stretches":
        return [(5, 0.01), (3, 0.02, 9, 0.3), (5, 0.01)]
    if parameter.kind == "points":
        return [(0.0, 1.0, 1.0, 0.1), (0.3, 0.5), (0.0, 0.1, 0.5, 0.1, 0.5, 1.0, 1.0, 0.0)]
    if parameter.kind == "integers":
        return [(3, 8), (5,), (3, 8, 8)]
    if key == "noise" and setting.surface.samples is not None:
        return [0.0, 0.0]
    if key in OF_KEY:
        return OF_KEY[key]
    ends = {"start.x": setting.surface.domain[:2], "start.y": setting.surface.domain[2:]}
    low, high = ends.get(key, (parameter.minimum, parameter.maximum))
    assert low is not None
    assert high is not None
    spread = np.geomspace(max(low, 1e-16), high, 6) if parameter.scale == "log" else np.linspace(low, high, 6)
    values = spread.tolist()
    if parameter.kind == "integer":
        values = sorted({min(int(value), MOST) if high > 100 else int(value) for value in values})
    excluded = {parameter.minimum} if parameter.above else set()
    excluded |= {parameter.maximum} if parameter.below else set()
    return [value for value in values if value not in excluded]


def assert_each_is_its_own_run(family: Family, *, words: bool = True) -> None:
    """To the last bit, and to the last word."""
    history = family.history
    for lane in range(family.lanes.count):
        setting = family.lanes.lane(lane)
        alone = family_of(one(setting))
        length = int(alone.lengths[0])
        assert history.lengths[lane] == length, setting
        for name in ("points", "gradients", "losses"):
            mine, ours = getattr(alone.history, name)[:length, ..., 0], getattr(history, name)[:length, ..., lane]
            assert np.array_equal(mine, ours), (name, setting)
        for name in ("rates", "second_rates"):
            theirs, all_of_them = getattr(alone.history, name), getattr(history, name)
            if theirs is not None:
                assert np.array_equal(theirs[: length - 1, 0], all_of_them[: length - 1, lane]), (name, setting)
        assert family.outcomes[lane] is alone.outcomes[0], setting
        assert family.classification.arrivals[lane] == alone.classification.arrivals[0], setting
        if words:
            assert family.diagnosis(lane) == alone.diagnosis(0), setting
