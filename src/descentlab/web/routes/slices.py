"""Slices of the loss along a step: of every learning rate of the slider, or of many steps of one run."""

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.common.text import count
from descentlab.formats.slices import slices_bytes
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import LR
from descentlab.studies.slices import HEIGHTS, slices_along, slices_of
from descentlab.web.budgets import Work, costs_of, refuse_beyond, run
from descentlab.web.endpoint import Question
from descentlab.web.keys import MAX_PAGE_STEPS
from descentlab.web.routes.families import FAMILY_KEYS, LR_KEYS, MAX_POINTS, checked_rates, rates_of

OVER = Parameter(
    "over", "Over", "", LR.name, kind="choice", choices=(LR.name, "step"), help="What the slices differ in."
)
STEP = Parameter("step", "Step", "", 0, 0, MAX_PAGE_STEPS - 1, kind="integer", help="Which step, or the first of them.")
COUNT = Parameter("count", "Steps", "", 128, 1, 256, kind="integer", help="How many steps, if they differ in that.")
SLICES_KEYS = (OVER, STEP, COUNT, *(each for each in FAMILY_KEYS if each.name in LR_KEYS))
"""What slices are asked with."""
SIDES = 2
"""Along the slope, and along the step."""


def compute_slices(asked: Question) -> bytes:
    """The loss along the gradient and along the step taken: at one step of every rate, or at many of one run."""
    setting, own = asked.setting, asked.own
    if own["over"] == LR.name:
        return slices_bytes(slices_of(lanes_at(setting, rates_of(*(own[name] for name in LR_KEYS))), own["step"]))
    return slices_bytes(slices_along(setting, own["step"], own["count"]))


def slices_seconds(asked: Question) -> float:
    """The runs, and the loss along each slice."""
    setting, own = asked.setting, asked.own
    if own["step"] >= setting.steps:
        raise InvalidSetting(FieldError("step", f"{own['step']} is beyond the last, {setting.steps - 1}"))
    lanes = _lanes(own, asked)
    slices = lanes if own["over"] == LR.name else min(own["count"], setting.steps - own["step"])
    costs = costs_of(setting)
    along = costs.value.of(slices) * (HEIGHTS + 2) + costs.hessian.of(slices)
    what = count(lanes, "rate") if own["over"] == LR.name else "a run"
    return refuse_beyond(run(setting, lanes) + Work(along * SIDES), setting, what, MAX_POINTS // lanes - 1)


def _lanes(own: Options, asked: Question) -> int:
    """How many runs there are, what they are asked with being of use."""
    if own["over"] != LR.name:
        defaults = {each.name: each.default for each in SLICES_KEYS}
        for name in LR_KEYS:
            if own[name] != defaults[name]:
                raise InvalidSetting(FieldError(name, f"this is not asked of slices over {own['over']}"))
        return 1
    if LR.name in asked.given:
        raise InvalidSetting(FieldError(asked.given[LR.name], "this is what changes from slice to slice"))
    return checked_rates(own)
