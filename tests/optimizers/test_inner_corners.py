"""What goes on inside a run that has no step, or steps of no length."""

from typing import Any

import numpy as np
import pytest

from descentlab.common.text import json_bytes
from descentlab.optimizers import OPTIMIZERS
from descentlab.setting.setting import make_setting
from descentlab.studies.inside import inside_of
from descentlab.web.schemas import InsideBody

NO_STEP: dict[str, dict[str, Any]] = {
    "overflow": {"f": "exp(x^2 + y^2)", "domain": (-3, 3, -3, 3), "start": (3, 3), "lr": 1e6},
    "off the heights": {"surface": "network_slice", "lr": 1e4},
}


@pytest.mark.parametrize("optimizer", ["gd", "adam", "newton", "shampoo", "lion", "sam", "nesterov"])
@pytest.mark.parametrize("given", NO_STEP.values(), ids=NO_STEP)
def test_a_run_whose_first_step_leads_nowhere_has_an_empty_inside(given: dict[str, Any], optimizer: str) -> None:
    inside = inside_of(make_setting(**given, optimizer=optimizer, steps=5))
    assert inside.trajectory.points.shape == (1, 2)
    assert inside.gradients.shape == inside.rates.shape == inside.steps.shape == (0, 2)
    assert all(each.values.shape[0] == 0 for each in inside.quantities)
    told = InsideBody.model_validate_json(json_bytes(inside.to_dict()))
    assert [each.values for each in told.inner] == [[]] * len(inside.quantities)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_a_rate_of_zero_is_a_step_of_no_length_and_no_end(optimizer: str, ratio: float) -> None:
    inside = inside_of(
        make_setting(
            optimizer=optimizer,
            lr=1e-3,
            lr_ratio=ratio,
            schedule="cyclic",
            schedule_options={"base_factor": 0.0, "step_size_up": 4},
            steps=9,
        )
    )
    assert inside.steps.shape == (9, 2)
    if optimizer != "rprop":  # whose steps are never shorter than its shortest
        np.testing.assert_array_equal(inside.steps[0], 0.0)
    assert (inside.trajectory.points[-1] != inside.trajectory.points[0]).all()
    assert all(np.isfinite(each.values).all() for each in inside.quantities)
