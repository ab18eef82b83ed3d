import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.parameters import defaults
from descentlab.descent.gradients import noise_of
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.setting.setting import make_setting
from descentlab.surfaces import surfaces
from descentlab.verdict.stability import marks_of, rate_limits, reference_curvature
from tests.helpers.textbook import ALL


@pytest.mark.parametrize(
    ("surface", "options", "curvature"),
    [
        ("bowl", {}, 2),
        ("ravine", {}, 25),
        ("ravine", {"kappa": 400}, 400),
        ("saddle", {}, 2),
        ("monkey_saddle", {}, None),
    ],
)
def test_the_curvature_that_sets_the_limits(surface: str, options: dict[str, float], curvature: float | None) -> None:
    found = reference_curvature(ALL[surface].loss(options), (0.0, 0.0))
    assert found == (None if curvature is None else pytest.approx(curvature))


def test_without_a_known_point_the_start_is_measured() -> None:
    loss = replace(ALL["monkey_saddle"].loss(), stated_saddles=(), search=None)
    assert reference_curvature(loss, (0.6, 0.35)) == pytest.approx(6 * math.hypot(0.6, 0.35))


def test_of_several_minima_the_lowest_counts() -> None:
    loss = surfaces()["nonconvex"].loss()
    assert loss.minima[0].point[0] < 0
    assert reference_curvature(loss, (2.5, 1.5)) == max(loss.minima[0].curvatures)


@pytest.mark.parametrize(
    ("optimizer", "options", "constant"),
    [
        ("gd", {}, 2),
        ("momentum", {}, 3.8),
        ("momentum", {"momentum": 0.0}, 2),
        ("momentum", {"momentum": 0.5, "dampening": 0.5}, 6),
        ("momentum", {"dampening": 1.0}, None),
        ("nesterov", {}, 3.8 / 2.8),
        ("nesterov", {"momentum": 0.0}, 2),
        ("adagrad", {}, None),
        ("rmsprop", {}, None),
        ("adam", {}, None),
    ],
)
def test_the_limits_are_the_books(optimizer: str, options: dict[str, float], constant: float | None) -> None:
    entry = OPTIMIZERS[optimizer]
    limits = rate_limits(entry, defaults(entry.parameters) | options, 25.0)
    assert limits["constant"] == (None if constant is None else pytest.approx(constant))
    assert limits["stability"] == (None if constant is None else pytest.approx(constant / 25))
    assert limits["overshoot"] == (0.04 if optimizer == "gd" else None)


def test_weight_decay_is_one_more_curvature() -> None:
    setting = make_setting(surface="ravine", surface_options={"kappa": 20}, optimizer_options={"weight_decay": 5})
    limits = marks_of(setting)
    assert (limits["constant"], limits["stability"], limits["overshoot"]) == (2, 0.08, 0.04)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_no_curvature_no_mark(optimizer: Optimizer) -> None:
    limits = rate_limits(optimizer, defaults(optimizer.parameters), None)
    assert limits["stability"] is None
    assert limits["overshoot"] is None
    assert all(value is None or math.isfinite(value) for value in limits.values())


FROZEN: dict[str, Any] = {"surface": "bowl", "optimizer": "adam", "optimizer_options": {"eps": 1.0}}
"""So near to the minimum that √v̂ vanishes beside ε = 1: Adam with a frozen preconditioner."""


def grows(product: float) -> bool:
    """Whether Adam with a frozen preconditioner moves away at this ηλ, λ = 2."""
    run = descentlab.run(**FROZEN, lr=product / 2, start=(1e-140, 1e-140), steps=1000)
    assert run.effective_sharpness is not None
    assert run.effective_sharpness == pytest.approx(2)
    size = np.abs(run.points[:, 0])
    return bool(size[900:].max() > size[600:700].max())


def test_adams_limit_on_the_preconditioned_curvature_is_38() -> None:
    stable, unstable = 37.9, 38.1
    for _ in range(9):
        middle = (stable + unstable) / 2
        stable, unstable = (stable, middle) if grows(middle) else (middle, unstable)
    assert (stable + unstable) / 2 == pytest.approx(38.0005, abs=0.001)
    run = descentlab.run(**FROZEN, lr=19.00025, start=(1e-140, 1e-140), steps=100)
    assert run.effective_sharpness is not None
    assert run.thresholds is not None
    assert (run.effective_sharpness * run.learning_rates)[-1] == pytest.approx(38.0005, abs=1e-9)
    assert run.thresholds * run.learning_rates == pytest.approx(38)


@pytest.mark.parametrize(("surface", "lr"), [("ravine", 0.1), ("ravine", 0.01), ("bowl", 0.1), ("rosenbrock", 0.05)])
def test_adam_hovers_at_the_adaptive_edge_of_stability(surface: str, lr: float) -> None:
    """The preconditioned sharpness climbs to 38/η, the loss jumps, it falls back below; a shorter memory is quicker."""
    run = descentlab.run(surface=surface, optimizer="adam", optimizer_options={"beta2": 0.99}, lr=lr, steps=6000)
    assert run.effective_sharpness is not None
    assert run.thresholds == pytest.approx(38 / lr)
    share = run.effective_sharpness * lr / 38
    assert share[:100].max() < 0.1
    assert 0.9 < np.median(share[3500:]) < 1.0
    assert 1.0 < share[3500:].max() < 1.3


@pytest.mark.parametrize(
    ("optimizer", "options", "constant"),
    [
        ("gd", {}, 2),
        ("momentum", {"momentum": 0.8}, 3.6),
        ("nesterov", {"momentum": 0.8}, 3.6 / 2.6),
        ("rmsprop", {"momentum": 0.5}, 3),
        ("adamw", {"beta1": 0.5}, 6),
    ],
)
def test_thresholds_follow_the_schedule(optimizer: str, options: dict[str, float], constant: float) -> None:
    run = descentlab.run(optimizer=optimizer, optimizer_options=options, schedule="linear", lr=0.01, steps=50)
    assert run.thresholds == pytest.approx(constant / run.learning_rates)
    assert run.effective_sharpness is not None
    assert run.effective_sharpness.shape == run.thresholds.shape == (50,)


def test_the_sharpness_of_what_divides_nothing_is_that_of_the_hessian() -> None:
    run = descentlab.run(surface="rosenbrock", optimizer="momentum", lr=1e-3, steps=40)
    assert run.effective_sharpness == pytest.approx(run.sharpness[:-1])
    decayed = descentlab.run(surface="ravine", lr=1e-3, steps=40, optimizer_options={"weight_decay": 3.0})
    assert decayed.effective_sharpness == pytest.approx(28)


@pytest.mark.parametrize("noise", [0.0, 2.0])
@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop"])
def test_the_preconditioned_sharpness_is_that_of_the_matrix(optimizer: str, noise: float) -> None:
    """λmax(D^{-1/2} H D^{-1/2}), D from the textbook's running mean of the very gradients that were used."""
    run = descentlab.run(surface="rosenbrock", optimizer=optimizer, lr=0.01, steps=30, noise=noise, seed=3, clip=50)
    memory, v = (0.99, np.zeros(2)) if optimizer == "rmsprop" else (0.999, np.zeros(2))
    assert run.effective_sharpness is not None
    for k, w in enumerate(run.points[:-1]):
        g = run.gradients[k] + noise * noise_of(3, 30)[k]
        g = g * min(1.0, 50 / (np.hypot(*g) + 1e-6))
        v = memory * v + (1 - memory) * g**2
        hat = v if optimizer == "rmsprop" else v / (1 - memory ** (k + 1))
        d = np.sqrt(np.sqrt(hat) + 1e-8)
        hxx, hxy, hyy = run.setting.loss.hessian(*w)
        matrix = np.array([[hxx, hxy], [hxy, hyy]]) / np.outer(d, d)
        assert run.effective_sharpness[k] == pytest.approx(np.linalg.eigvalsh(matrix)[1])


@pytest.mark.parametrize(("optimizer", "noise"), [("gd", 0.0), ("adam", 0.0), ("rmsprop", 1.0), ("adamw", 1.0)])
def test_lanes_feel_what_single_runs_feel(optimizer: str, noise: float) -> None:
    given: dict[str, Any] = {"surface": "rosenbrock", "optimizer": optimizer, "steps": 40, "noise": noise, "clip": 9}
    rates = [0.001, 0.01, 1e3, 1e200]
    lanes = descentlab.family(rates, **given).effective_sharpness
    assert lanes is not None
    for lane, lr in zip(lanes, rates, strict=True):
        single = descentlab.run(**given, lr=lr).effective_sharpness
        assert single is not None
        np.testing.assert_array_equal(lane[: len(single)], single)
        assert np.isnan(lane[len(single) :]).all()


def test_the_limit_on_what_is_preconditioned_comes_with_the_marks() -> None:
    limits = {
        id: rate_limits(each, defaults(each.parameters), 25.0)["preconditioned"] for id, each in OPTIMIZERS.items()
    }
    assert {id: limit for id, limit in limits.items() if limit is not None} == {
        "adam": pytest.approx(38),
        "adamw": pytest.approx(38),
        "rmsprop": 2,
    }


@pytest.mark.parametrize("optimizer", ["adagrad", "adadelta", "adamax", "nadam", "radam", "rprop", "lion"])
def test_no_threshold_is_made_up(optimizer: str) -> None:
    run = descentlab.run(optimizer=optimizer, steps=10)
    assert run.thresholds is None
    assert run.effective_sharpness is None
