"""What goes on inside an update: the step is what the equation makes of the quantities that an optimizer declares.

The closed form of each step is in `closed_forms`: written down from its equation, it knows nothing of the code.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import descentlab
from descentlab.common.arrays import quiet
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.inside import inside_of
from descentlab.studies.trajectory import run_of
from tests.helpers.registries import fits, options, settings
from tests.optimizers.closed_forms import FORMS, Seen

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def check(setting: Setting) -> Seen | None:
    """The step of every update is its equation's, and its parts add up to it; None where the run leaves at once."""
    inside = inside_of(setting)
    run = Seen(inside)
    shown = run_of(setting)
    assert (inside.trajectory.points == shown.points).all()
    assert (inside.steps == shown.points[1:] - shown.points[:-1]).all()
    if not len(run.g):
        return None
    with quiet():
        if not all(np.isfinite(each.values).all() and np.abs(each.values).max() < 1e60 for each in inside.quantities):
            return run  # on its way out; what it used is beyond comparing
        step, scale = FORMS[setting.optimizer.id](run), np.abs(run.w) + np.abs(run.after)
        slack = 1e-6 if setting.optimizer.id in ("lbfgs", "shampoo", "newton") else 1e-9
        assert (np.abs(step - inside.steps) <= slack * np.abs(inside.steps) + 1e-12 * scale + 1e-300).all()
        parts = [each.values for each in inside.quantities if each.adds]
        if parts:
            size = 1e-12 * scale + 1e-11 * sum(np.abs(each) for each in parts)
            assert (np.abs(sum(parts) - inside.steps) <= size + 1e-300).all()
    return run


OTHERS: list[dict[str, Any]] = [
    {},
    {"noise": 0.3, "seed": 3},
    {"clip": 1.0},
    {"lr_ratio": 0.3},
    {"schedule": "cosine", "warmup": 5},
    {"surface": "rosenbrock", "lr": 0.001},
    {"surface": "linear_regression", "batch": 4},
]


@EVERY
@pytest.mark.parametrize("others", OTHERS, ids=str)
def test_the_step_is_what_its_equation_makes_of_its_quantities(optimizer: Optimizer, others: dict[str, Any]) -> None:
    setting = make_setting(**{"surface": "ravine", "optimizer": optimizer.id, "lr": 0.02, "steps": 60} | others)
    run = check(setting)
    assert run is not None
    assert len(run.g) > 3


@pytest.mark.parametrize(
    ("optimizer", "given"),
    [
        *((each, {"weight_decay": 0.1}) for each in ("gd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop")),
        *((each, {"weight_decay": 0.1}) for each in ("adam", "adamw", "adamax", "lion", "prodigy", "asgd")),
        *((each, {"weight_decay": 0.1, "decoupled_weight_decay": True}) for each in ("nadam", "radam")),
        *((each, {"weight_decay": 0.1}) for each in ("nadam", "radam")),
        ("momentum", {"dampening": 0.4}),
        ("rmsprop", {"momentum": 0.9}),
        ("rmsprop", {"centered": True, "momentum": 0.5}),
        ("adam", {"amsgrad": True, "beta2": 0.5}),
        ("adamw", {"amsgrad": True, "beta2": 0.6, "weight_decay": 0.1}),
        ("adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 2.0}),
        ("asgd", {"lambd": 0.1}),
        ("sam", {"rho": 0.5}),
        ("newton", {"damping": 3.0}),
        ("lbfgs", {"history_size": 2}),
    ],
)
def test_so_it_is_with_its_options(optimizer: str, given: dict[str, Any]) -> None:
    run = check(make_setting(surface="nonconvex", optimizer=optimizer, lr=0.02, steps=50, optimizer_options=given))
    assert run is not None
    decay = given.get("weight_decay") and (optimizer in ("adamw", "lion", "prodigy") or "decoupled" in str(given))
    assert ("decay" in run.inside.differs) == bool(given.get("weight_decay") and not decay)
    assert (optimizer == "asgd" or "decay" in run) == bool(decay or optimizer == "asgd")


@examples(max_examples=60)
@given(st.data())
def test_so_it_is_at_any_setting(data: st.DataObject) -> None:
    drawn = data.draw(settings())
    optimizer = data.draw(st.sampled_from(list(OPTIMIZERS.values())))
    assume(fits(drawn.surface.id, optimizer.id))
    given = {
        "surface": drawn.surface.id,
        "optimizer": optimizer.id,
        "optimizer_options": data.draw(options(optimizer.parameters)),
        "lr": data.draw(st.floats(1e-3, 0.5)),
        "start": drawn.start,
        "steps": 12,
        "clip": data.draw(st.none() | st.floats(0.1, 10)),
    }
    try:
        setting = make_setting(**given)
        inside = inside_of(setting)
    except descentlab.InvalidSetting:
        assume(False)
    points = run_of(setting).points
    assert (inside.trajectory.points == points).all()
    assert all(len(each.values) == len(points) - 1 for each in inside.quantities)
    parts = [each.values for each in inside.quantities if each.adds]
    with quiet():
        tame = all(np.isfinite(each).all() and np.abs(each).max(initial=0) < 1e100 for each in parts)
        if parts and tame:
            size = 1e-11 * (np.abs(points[1:]) + np.abs(points[:-1]) + sum(np.abs(each) for each in parts))
            assert (np.abs(sum(parts) - inside.steps) <= size + 1e-300).all()


def test_every_optimizer_has_its_closed_form_here() -> None:
    assert set(FORMS) == set(OPTIMIZERS)
