"""Runs of real torch, step by step (tests/reference; the note in each file says how they were made)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.arrays import Float
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.schedules import SCHEDULES, Schedule
from descentlab.surfaces import surfaces
from tests.science.test_further_optimizers import FURTHER

FOLDER = Path(__file__).parents[1] / "reference"
CASES: list[dict[str, Any]] = [
    case for path in sorted(FOLDER.glob("torch_*.json")) for case in json.loads(path.read_text("utf-8"))["cases"]
]


def column(case: dict[str, Any], name: str) -> Float:
    """A column of a case; what torch could not say is NaN."""
    return np.array(case[name], dtype=float)


def allowed(case: dict[str, Any]) -> Float:
    """The relative tolerance at each index: 100 times what one unit in the last place does to the run."""
    return np.maximum(1e-11, 100 * column(case, "noise_dev"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_run_is_torchs_run(case: dict[str, Any]) -> None:
    run = descentlab.run(**case["run"])
    end = len(run.points)
    index = np.array(case["index"])
    trusted = (index <= case["trust_until"]) & (index < end)
    index, relative = index[trusted], allowed(case)[trusted]
    assert index.size > 25

    expected = np.stack([column(case, "x"), column(case, "y")], axis=1)[trusted]
    # A point is off by so much of its size; the loss by what that does to it, first and second order.
    off = relative * np.abs(expected).max(axis=1)
    assert (np.abs(run.points[index] - expected).max(axis=1) <= off).all()
    loss = column(case, "loss")[trusted]
    slope, curvature = run.gradient_norms[index], np.abs(run.sharpness[index])
    assert (np.abs(run.losses[index] - loss) <= relative * np.abs(loss) + slope * off + curvature * off**2).all()

    steps = index[index < end - 1]
    np.testing.assert_allclose(run.learning_rates[steps], column(case, "lr_used")[trusted][: steps.size], rtol=1e-11)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_run_leaves_the_finite_numbers_where_torch_does(case: dict[str, Any]) -> None:
    keywords = dict(case["run"])
    family = descentlab.family([keywords.pop("lr")], **keywords)
    points, losses = family.history.points[:, :, 0], family.history.losses[:, 0]
    finite = np.isfinite(points).all(axis=1)
    first = int(finite.argmin()) if not finite.all() else None
    assert first == case["first_nonfinite"]
    # A run ends before a loss that is not finite, which may come before the point.
    length = int(family.lengths[0])
    assert length <= (first or len(points))
    assert not np.isfinite(losses[length:first]).any()


def used(noun: str, id: str, default: str) -> set[str]:
    """The options of an optimizer or a schedule that some case sets."""
    runs = [case["run"] for case in CASES if case["run"].get(noun, default) == id]
    assert runs
    return {name for run in runs for name in run.get(f"{noun}_options", {})}


HERE = [each for each in OPTIMIZERS.values() if each.id not in FURTHER]
"""The others have theirs in test_further_optimizers.py."""


@pytest.mark.parametrize("optimizer", HERE, ids=lambda each: each.id)
def test_every_optimizer_and_every_option_of_it_has_a_reference(optimizer: Optimizer) -> None:
    assert used("optimizer", optimizer.id, "gd") == {parameter.name for parameter in optimizer.parameters}


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
def test_every_schedule_and_every_option_of_it_has_a_reference(schedule: Schedule) -> None:
    assert used("schedule", schedule.id, "constant") == {parameter.name for parameter in schedule.parameters}


@pytest.mark.parametrize("surface", [each.id for each in surfaces().values() if each.samples])
def test_every_data_surface_has_a_reference(surface: str) -> None:
    assert any(case["run"]["surface"] == surface for case in CASES)


def test_warm_up_and_clipping_have_a_reference() -> None:
    warmed = {case["run"].get("schedule", "constant") for case in CASES if "warmup" in case["run"]}
    assert {"one_cycle", "cyclic", "plateau"} <= warmed
    assert any("clip" in case["run"] for case in CASES)
