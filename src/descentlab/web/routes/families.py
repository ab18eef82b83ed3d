"""Families over any key, and the ground under those over a surface's parameter: many runs in one answer."""

from dataclasses import replace
from functools import lru_cache
from math import isinf

import numpy as np

from descentlab.common.arrays import Float, Options
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.formats.family import family_bytes
from descentlab.formats.landscape import landscapes_bytes
from descentlab.setting.axis import COORDINATES
from descentlab.setting.lanes import Lanes, lanes_at
from descentlab.setting.notches import NOTCHES, notches_of
from descentlab.setting.rates import LR_COUNT, LR_MAX, LR_MIN, learning_rate_grid, rounded
from descentlab.setting.setting import LR, SEED
from descentlab.studies.family import family_of
from descentlab.surfaces.landscapes import landscapes
from descentlab.web.budgets import COARSE_HEIGHTS, Work, costs_of, judged, preconditioned, refuse_beyond, run, search
from descentlab.web.endpoint import Question
from descentlab.web.keys import MAX_PAGE_STEPS, VIEW

MAX_POINTS = LR_COUNT * (MAX_PAGE_STEPS + 1)
"""Points in one family, for the sake of memory: the whole slider at the most steps a page has."""
LANE, POINT = 25e-6, 0.3e-6
"""Seconds that a lane takes in words, and one of its points in bytes."""


@lru_cache(maxsize=16)
def rates_of(lowest: float, highest: float, count: int, digits: int | None) -> Float:
    """The learning rates of a slider, which are nearly always the same ones."""
    rates = np.array(learning_rate_grid(lowest, highest, count, digits))
    rates.flags.writeable = False
    return rates


def compute_family(asked: Question) -> bytes:
    """The same run for every notch of one slider, the learning rate's or that of another key, as safetensors."""
    packed, details = asked.own["packed"], asked.own["details"]
    family = family_of(lanes_of(asked), keep_squares=packed or details)
    return family_bytes(family, packed=packed, details=details)


def lanes_of(asked: Question) -> Lanes:
    """The lanes of a family."""
    own, setting = asked.own, asked.setting
    if own["over"] == LR.name:
        return lanes_at(setting, rates_of(*(own[name] for name in LR_KEYS)))
    low, high, many, digits = (own[name] for name in OVER_KEYS)
    values = notches_of(setting, own["over"], low, high, many, digits, name="over")
    lanes = Lanes(setting, {own["over"]: values})
    if own["over"] in COORDINATES and (defined := lanes.is_defined).any():
        return lanes.take(defined)  # there is no run from where the formula has no value
    return lanes


LR_KEYS = ("lr_min", "lr_max", "lr_count", "lr_digits")
"""What the notches of the learning rate are asked with."""
OVER_KEYS = ("over_min", "over_max", "over_count", "over_digits")
"""What those of another key are."""


def family_seconds(asked: Question) -> float:
    """Many runs, judged, in words and in bytes."""
    setting, is_rate = asked.setting, asked.own["over"] == LR.name
    _refuse_other_notches(asked.own, is_rate)
    given = asked.given.get(asked.own["over"])
    if given is not None and given != SEED.name:  # from which a family over seeds counts up
        raise InvalidSetting(FieldError(given, "this is what changes from run to run"))
    if is_rate:
        lanes = checked_rates(asked.own)
        noun, own_losses = "rate", 1
    else:
        over = lanes_of(asked)
        lanes, noun = over.count, "run"
        setting = replace(setting, steps=over.longest)
        own_losses = over.loss.lanes or 1
    searched = Work(search(setting.loss, costs_of(setting)) * (own_losses - 1))
    written = Work(LANE * lanes, POINT * lanes)
    work = run(setting, lanes) + preconditioned(setting, lanes) + judged(setting, lanes) + written + searched
    return refuse_beyond(work, setting, count(lanes, noun), MAX_POINTS // lanes - 1)


def _refuse_other_notches(own: Options, is_rate: bool) -> None:
    """What one key's notches are asked with says nothing of another's."""
    others, key = (OVER_KEYS, LR.name) if is_rate else (LR_KEYS, own["over"])
    defaults = {each.name: each.default for each in FAMILY_KEYS}
    wrong = [name for name in others if own[name] != defaults[name]]
    if wrong:
        raise InvalidSetting(*(FieldError(name, f"this is not asked of a family over {key}") for name in wrong))


def checked_rates(own: Options) -> int:
    """How many rates there are; they must rise, and be finite once they are rounded."""
    lowest, highest, lanes, digits = (own[name] for name in LR_KEYS)
    if lowest > highest:
        raise InvalidSetting(FieldError("lr_max", f"{highest:g} is below lr_min, {lowest:g}"))
    if digits is not None and isinf(rounded(highest, digits)):
        raise InvalidSetting(FieldError("lr_max", f"{highest:g} is too large to be rounded: at most 1e+308"))
    return int(lanes)


OVER = Parameter("over", "Over", "", LR.name, kind="key", help="The key in which the runs differ.")
OVER_NOTCHES = (
    Parameter("over_min", "Lowest value", "", None, help="The lower end of another key; empty for its slider's."),
    Parameter("over_max", "Highest value", "", None, help="The upper end of another key; empty for its slider's."),
    Parameter("over_count", "Values", "", NOTCHES, 1, 1024, kind="integer", help="Values of another key, at most."),
    Parameter("over_digits", "Digits", "", None, 1, 17, kind="integer", help="Round each value, as the page does."),
)
FAMILY_KEYS = (
    OVER,
    Parameter("lr_min", "Lowest rate", "", LR_MIN, 0, None, "log", above=True, help="The lower end."),
    Parameter("lr_max", "Highest rate", "", LR_MAX, 0, None, "log", above=True, help="The upper end."),
    Parameter("lr_count", "Notches", "", LR_COUNT, 1, 1024, kind="integer", help="Rates, even in log10."),
    Parameter("lr_digits", "Digits", "", None, 1, 17, kind="integer", help="Round each, as the page does."),
    *OVER_NOTCHES,
    Parameter("packed", "Packed", "", False, kind="flag", help="The page's own denser form."),
    Parameter(
        "details",
        "Details",
        "",
        False,
        kind="flag",
        help="Also rates, directions and sharpness of every update, and verdicts in words.",
    ),
)
"""What a family is asked with."""


def compute_landscapes(asked: Question) -> bytes:
    """The ground of every notch of a surface parameter's slider: coarse heights, their colours, minima and saddles."""
    lanes = grounds_of(asked)
    pictures = landscapes(lanes.loss, asked.own["aspect"], asked.own["view"])
    return landscapes_bytes(pictures, asked.setting.surface, lanes)


def grounds_of(asked: Question) -> Lanes:
    """The lanes of a surface's parameter."""
    key = asked.own["over"]
    if not str(key).startswith("surface."):
        raise InvalidSetting(FieldError("over", "the ground changes with a parameter of its surface alone"))
    return lanes_of(asked)


def landscapes_seconds(asked: Question) -> float:
    """So many coarse pictures, and the critical points of each."""
    setting, lanes = asked.setting, grounds_of(asked).count
    costs = costs_of(setting)
    once = search(setting.loss, costs) + costs.value.lane * COARSE_HEIGHTS + 1e-3
    return refuse_beyond(Work(once * lanes), setting, count(lanes, "picture"))


ASPECT = Parameter("aspect", "Aspect", "", None, 0.2, 5, "log", help="Width over height; empty for the domain's own.")
GROUND_KEYS = (replace(OVER, default="surface.kappa"), *OVER_NOTCHES, ASPECT, VIEW)
"""What the grounds of a slider are asked with."""
