"""Where a schedule says that its parameters stand on its curve: there, and they move it as they say."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.common.parameters import Parameter, defaults
from descentlab.schedules import SCHEDULES, Handle, Schedule, learning_rates
from descentlab.setting.setting import NUMBERS

SHARED = Path(__file__).parent / "handles.json"
"""Curves and the places of their handles, which tests/js/handles.test.js holds the page to."""

LR, STEPS = 0.4, 300
CASES: list[tuple[str, dict[str, Any], int]] = [
    ("constant", {}, 40),
    ("step", {"step_size": 70, "gamma": 0.3}, 0),
    ("step", {"step_size": 40, "gamma": 0.5}, 25),
    ("multistep", {"milestones": (90, 200), "gamma": 0.2}, 10),
    ("exponential", {"gamma": 0.99}, 0),
    ("exponential", {"gamma": 0.985}, 31),
    ("cosine", {"eta_min": 0.05}, 0),
    ("cosine", {"t_max": 120, "eta_min": 0.1}, 30),
    ("cosine_restarts", {"t_0": 60, "t_mult": 2, "eta_min": 0.02}, 15),
    ("linear", {"start_factor": 0.5, "end_factor": 0.1, "total_iters": 150}, 20),
    ("linear", {"start_factor": 0.9}, 0),
    ("polynomial", {"power": 2.0}, 0),
    ("polynomial", {"power": 0.7, "total_iters": 140}, 12),
    ("one_cycle", {"div_factor": 5.0, "final_div_factor": 4.0}, 0),
    ("one_cycle", {"div_factor": 4.0, "final_div_factor": 3.0, "pct_start": 0.4, "total_steps": 200}, 30),
    ("cyclic", {"base_factor": 0.3, "step_size_up": 50}, 10),
    ("cyclic", {"base_factor": 0.2, "step_size_up": 50, "step_size_down": 80}, 0),
    ("wsd", {"decay_fraction": 0.3, "end_factor": 0.2}, 40),
    ("plateau", {"min_lr": 0.01}, 0),
]
WARMUP_START = 0.25
CORNERS = {
    "warmup",
    "step_size",
    "milestones",
    "total_iters",
    "pct_start",
    "step_size_up",
    "step_size_down",
    "decay_fraction",
}
"""Those at which a curve has a corner or a jump; the others of steps are where it has come to its end."""


def rates(schedule: Schedule, options: dict[str, Any], warmup: int) -> Float:
    chosen = defaults(schedule.parameters) | options
    curve: Float = learning_rates(schedule, np.array([LR]), STEPS, chosen, warmup, WARMUP_START)[:, 0]
    return curve


def place_of(schedule: Schedule, handle: Handle, options: dict[str, Any], warmup: int) -> tuple[float, float | None]:
    """The step of a handle, and its η where it goes up and down; by the words of its declaration."""
    chosen = defaults(schedule.parameters) | options | {"warmup": warmup, "warmup_start": WARMUP_START}
    left = STEPS - warmup
    total = chosen[handle.of] or left if handle.of else left
    value = chosen[handle.name]
    if handle.counts == "run":
        return value, None
    if handle.counts in ("steps", "share", "rest"):
        before = warmup + handle.plus + (chosen[handle.after] if handle.after else 0)
        if isinstance(value, tuple):
            value = value[0]
        if value is None:
            value = chosen[handle.after] if handle.after else total
        return before + {"steps": value, "share": value * total, "rest": (1 - value) * total}[handle.counts], None
    step: float
    if handle.at in ("start", "first", "half", "end"):
        step = {"start": 0, "first": warmup, "half": warmup + total // 2, "end": STEPS}[handle.at]
    else:
        other = next(each for each in schedule.handles if each.name == handle.at)
        step = place_of(schedule, other, options, warmup)[0]
    eta = LR / np.prod([chosen[name] for name in handle.over])
    counted = {
        "rate": lambda: value,
        "factor": lambda: eta * value,
        "divisor": lambda: eta / value,
        "power": lambda: eta * value ** (step - warmup),
        "halvings": lambda: eta / 2**value,
    }
    return step, counted[handle.counts]()


def test_every_handle_is_of_a_parameter_and_every_schedule_with_one_is_among_the_cases() -> None:
    run = {each.name: each for each in NUMBERS}
    assert {name for name, _, _ in CASES} == {each.id for each in SCHEDULES.values() if each.handles} | {"constant"}
    for schedule in SCHEDULES.values():
        own = {each.name: each for each in schedule.parameters}
        for handle in schedule.all_handles:
            parameter: Parameter = own.get(handle.name) or run[handle.name]
            assert parameter.kind in ("number", "integer", "integers")
            assert {handle.of, handle.after, *handle.over} - {""} <= own.keys()
            places = {"start", "first", "half", "end", *(each.name for each in schedule.handles)}
            assert (
                handle.at in places
                if handle.counts in ("rate", "factor", "divisor", "power", "halvings")
                else not handle.at
            )


@pytest.mark.parametrize(("name", "options", "warmup"), CASES)
def test_what_goes_up_and_down_stands_on_the_curve(name: str, options: dict[str, Any], warmup: int) -> None:
    """To within what the curve does in a step: where it ends, or starts again, it has not quite come there."""
    schedule = SCHEDULES[name]
    curve = rates(schedule, options, warmup)
    for handle in schedule.all_handles:
        if handle.name == "warmup_start" and not warmup:
            continue
        step, rate = place_of(schedule, handle, options, warmup)
        if rate is None or name == "plateau":
            continue
        near = curve[[min(int(step) - 1, STEPS - 1), min(int(step), STEPS - 1)] if step else [0]]
        steepest = np.sort(np.abs(np.diff(curve)))[-len(curve) // 8]  # but for jumps
        assert np.abs(near - rate).min() <= 1.5 * steepest + 1e-12, handle


@pytest.mark.parametrize(("name", "options", "warmup"), CASES)
def test_what_moves_along_the_steps_is_where_the_curve_bends(name: str, options: dict[str, Any], warmup: int) -> None:
    schedule = SCHEDULES[name]
    curve = rates(schedule, options, warmup)
    for handle in schedule.all_handles:
        step, rate = place_of(schedule, handle, options, warmup)
        if rate is not None or handle.name not in CORNERS or not 1 < step < STEPS - 1:
            continue
        bends = np.abs(np.diff(curve, 2))
        at = round(step) - 1  # of the step itself
        smooth = np.median(bends[bends > 0]) if (bends > 0).any() else 0
        assert bends[max(at - 1, 0) : at + 2].max() > max(2 * smooth, 1e-9), handle


def shared() -> list[dict[str, Any]]:
    """Each curve, with the places of its handles."""
    found = []
    for name, options, warmup in CASES:
        schedule = SCHEDULES[name]
        chosen = defaults(schedule.parameters) | options | {"warmup": warmup, "warmup_start": WARMUP_START}
        places = [place_of(schedule, handle, options, warmup) for handle in schedule.all_handles]
        found.append(
            {"schedule": name, "lr": LR, "steps": STEPS, "options": chosen}
            | {"handles": [vars(handle) for handle in schedule.all_handles], "places": places}
        )
    return found


def test_the_page_is_held_to_the_same() -> None:
    assert json.loads(SHARED.read_text("utf-8")) == json.loads(json.dumps(shared()))
