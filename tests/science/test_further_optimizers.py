"""The optimizers that torch's table of cases has not: torch, optax and textbooks, step by step (tests/reference)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.arrays import Float
from descentlab.optimizers import OPTIMIZERS

FOLDER = Path(__file__).parents[1] / "reference"
CASES: list[dict[str, Any]] = [
    case
    for name in ("more_optimizers", "further_optimizers")
    for case in json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["cases"]
]
FURTHER = {case["run"]["optimizer"] for case in CASES}
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
WITH_RATES = [case for case in CASES if case.get("rate")]
WITH_AVERAGE = [case for case in CASES if "beside_x" in case]


def allowed(case: dict[str, Any]) -> Float:
    """How far off a run may be: 1000 times what one unit in the last place does to it."""
    tolerance: Float = np.maximum(1e-9, 1000 * np.array(case["noise_dev"]))
    return tolerance


def trusted(case: dict[str, Any]) -> int:
    """How many entries of a case mean something."""
    return int(np.searchsorted(case["index"], case.get("trust_until", 60), side="right"))


@EACH
def test_a_run_is_the_references_run(case: dict[str, Any]) -> None:
    run = descentlab.run(**case["run"])
    count = trusted(case)
    index, tolerance = np.array(case["index"][:count]), allowed(case)[:count]
    assert index[-1] < len(run.points)
    for own, name in ((run.points[index, 0], "x"), (run.points[index, 1], "y")):
        expected = np.array(case[name][:count])
        assert (np.abs(own - expected) <= tolerance * np.maximum(1, np.abs(expected))).all(), name


@pytest.mark.parametrize("case", WITH_RATES, ids=lambda case: case["name"])
def test_the_rates_are_those_that_were_chosen(case: dict[str, Any]) -> None:
    run = descentlab.run(**case["run"])
    index = [k for k in case["index"][: trusted(case)] if k < len(case["rate"])]
    expected = np.array([case["rate"][case["index"].index(k)] for k in index], dtype=float)
    # A rate is a quotient of differences: beside a minimum nothing is left of them but rounding.
    far = (run.gradient_norms[index] > 1e-3) & (allowed(case)[: len(index)] <= 1e-9)
    assert far.sum() >= 2
    np.testing.assert_allclose(run.learning_rates[index][far], expected[far], rtol=1e-8)


@pytest.mark.parametrize("case", WITH_AVERAGE, ids=lambda case: case["name"])
def test_the_average_is_drawn_beside_it(case: dict[str, Any]) -> None:
    run = descentlab.run(**case["run"])
    assert run.averages is not None
    expected = np.stack((case["beside_x"], case["beside_y"]), axis=1)
    off = np.abs(run.averages[case["index"]] - expected).max(axis=1)
    assert (off <= allowed(case) * np.maximum(1, np.abs(expected).max(axis=1))).all()


@pytest.mark.parametrize("id", sorted(FURTHER))
def test_each_has_two_dozen_runs_and_every_option_is_set_in_some(id: str) -> None:
    runs = [case["run"] for case in CASES if case["run"]["optimizer"] == id]
    assert len(runs) >= 20
    assert {name for run in runs for name in run["optimizer_options"]} == {
        parameter.name for parameter in OPTIMIZERS[id].parameters
    }
