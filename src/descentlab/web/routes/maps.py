"""Maps: how a setting ends for every start, and for every pair of two keys."""

from dataclasses import replace

from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.formats.maps import atlas_bytes, basins_bytes
from descentlab.setting.axis import Axis, axis_of
from descentlab.setting.notches import slider_of
from descentlab.setting.setting import STEPS, Setting
from descentlab.studies.atlas import atlas_of, both_axes
from descentlab.studies.basins import basins_of
from descentlab.web.budgets import BUDGET, CLUSTER_BUDGET, Work, costs_of, judged, mapped, refuse_beyond, search
from descentlab.web.endpoint import Question


def compute_basins(asked: Question) -> bytes:
    """Outcome, minimum reached and steps taken for a grid of starts over the domain, as safetensors."""
    return basins_bytes(basins_of(asked.setting, asked.own["nx"], asked.own["ny"]))


def basins_seconds(asked: Question) -> float:
    """A run from every start, and its end."""
    setting, nx, ny = asked.setting, asked.own["nx"], asked.own["ny"]
    return refuse_beyond(mapped(setting, nx * ny) + judged(setting, nx * ny), setting, f"{nx} × {ny} starts")


MOST_ALONG, MOST_RUNS = 2048, 512**2
"""Values of one axis, and runs of one answer, for the sake of memory; of a cluster's, only the first holds."""


def _key(name: str, where: str, default: str) -> tuple[Parameter, ...]:
    """What one axis of a map is asked with."""
    return (
        Parameter(name, "Key", "", default, kind="key", help=f"The key whose values go from {where}."),
        Parameter(f"{name}_min", "Lowest value", "", None, help="Its lowest value; empty for its slider's."),
        Parameter(f"{name}_max", "Highest value", "", None, help="Its highest value; empty for its slider's."),
        Parameter(f"n{name}", "Values", "", 64, 1, MOST_ALONG, kind="integer", help="How many, both ends included."),
    )


ATLAS_KEYS = (*_key("x", "left to right", "lr"), *_key("y", "bottom to top", "lr_ratio"))
"""What a map is asked with."""


def axes_of(asked: Question) -> tuple[Axis, Axis]:
    """Both axes, checked.

    Raises:
        InvalidSetting: with what is wrong with either of them, or both are the same key.
    """
    return both_axes(lambda name: _axis_of(asked, name))


def _axis_of(asked: Question, name: str) -> Axis:
    key, given = asked.own[name], (asked.own[f"{name}_min"], asked.own[f"{name}_max"])
    slider = slider_of(asked.setting, key, name)
    low, high = (ours if end is None else end for ours, end in zip(slider, given, strict=True))
    return axis_of(asked.setting, key, low, high, asked.own[f"n{name}"], name)


def compute_atlas(asked: Question) -> bytes:
    """Outcome, last loss, steps to arrival and minimum reached for every pair of two keys, as safetensors.

    Row 0 is at the lowest y. A key whose slider is logarithmic is spaced so.
    """
    atlas = asked.maps.atlas if asked.maps is not None and atlas_is_shared(asked) else atlas_of
    return atlas_bytes(atlas(asked.setting, *axes_of(asked)))


def atlas_is_shared(asked: Question) -> bool:
    """Whether there is a cluster, and the map is too dear or too large for one answer of ours."""
    if asked.maps is None:
        return False
    setting, work, runs = _atlas_work(asked)
    return runs > MOST_RUNS or work.seconds(setting.steps) > BUDGET


def atlas_seconds(asked: Question) -> float:
    """What a map takes, here or by all workers of a cluster together."""
    setting, work, runs = _atlas_work(asked)
    told = f"{asked.own['nx']} × {asked.own['ny']} runs"
    if asked.maps is None and runs > MOST_RUNS:
        raise InvalidSetting(FieldError("nx", f"{told} are too many for one answer: at most {MOST_RUNS}"))
    return refuse_beyond(work, setting, told, budget=BUDGET if asked.maps is None else CLUSTER_BUDGET)


def _atlas_work(asked: Question) -> tuple[Setting, Work, int]:
    """A run for every pair, and its end; where the surface differs, its minima each time. And how many runs."""
    setting, axes = asked.setting, axes_of(asked)
    lanes = axes[0].count * axes[1].count
    longest = max((int(axis.maximum) for axis in axes if axis.key == STEPS.name), default=setting.steps)
    setting = replace(setting, steps=longest)
    own_losses = max((lanes for axis in axes if axis.key.startswith("surface.")), default=0)
    searched = Work(search(setting.loss, costs_of(setting)) * own_losses)
    return setting, mapped(setting, lanes) + judged(setting, lanes) + searched, lanes
