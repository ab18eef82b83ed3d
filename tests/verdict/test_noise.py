"""The noise floor: a formula, against textbook closed forms, a matrix equation, and what long runs come to."""

from typing import Any

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.optimizers import OPTIMIZERS
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.seeds import seeds_of
from descentlab.verdict.noise import NoiseFloor, noise_floor

CENTER = np.zeros((2, 1))
KAPPA = 25.0
PARABOLAS: list[dict[str, Any]] = [
    {"lr": 0.05},
    {"lr": 0.0795, "batch": 9},
    {"lr": 0.05, "surface_options": {"angle": 33}},
    {"optimizer": "momentum", "lr": 0.02},
    {"optimizer": "momentum", "lr": 0.1, "optimizer_options": {"momentum": 0.5, "dampening": 0.3}},
    {"optimizer": "nesterov", "lr": 0.02},
    {"optimizer": "nesterov", "lr": 0.04, "optimizer_options": {"momentum": 0.4}},
]


def on_ravine(**given: Any) -> Setting:
    return make_setting(**{"surface": "ravine", "noise": 4.0, "start": (0.001, 0.0)} | given)


def floor_of(setting: Setting) -> NoiseFloor:
    found = noise_floor(setting, CENTER)
    assert found is not None
    return found


def by_matrices(setting: Setting) -> float:
    """C = A C Aᵀ + Q of w and b together, solved as the linear system that it is; the excess is ½ tr(HC)."""
    options, eta = setting.optimizer_options, setting.lr
    beta, new = options.get("momentum", 0.0), 1 - options.get("dampening", 0.0)
    ahead = 1.0 if setting.optimizer.id == "nesterov" else 0.0
    excess = 0.0
    for curvature in (1.0, KAPPA):
        # b ← βb + (1 − τ)g, w ← w − η(ahead · g + (β if ahead else 1) · b), where g = λw + ξ
        b_of = np.array([new * curvature, beta])
        pull = beta if ahead else 1.0
        transition = np.array([[1 - eta * ahead * curvature, 0.0] - eta * pull * b_of, b_of])
        noise = np.array([-eta * (ahead + pull * new), new])
        added = np.outer(noise, noise) * setting.noise**2 / (setting.batch or 1)
        spread = np.linalg.solve(np.eye(4) - np.kron(transition, transition), added.ravel())
        excess += curvature * spread[0] / 2
    return excess


@pytest.mark.parametrize("given", PARABOLAS, ids=str)
def test_it_is_the_solution_of_the_matrix_equation(given: dict[str, Any]) -> None:
    setting = on_ravine(**given)
    found = floor_of(setting)
    assert found.excess == pytest.approx(by_matrices(setting), rel=1e-9)
    assert found.is_exact
    assert found.loss == found.excess  # the ravine's own lowest loss is 0


@pytest.mark.parametrize("batch", [None, 1, 16])
def test_the_closed_forms_of_textbooks(batch: int | None) -> None:
    variance, eta = 16 / (batch or 1), 0.05
    plain = sum(eta * variance / (2 * (2 - eta * each)) for each in (1.0, KAPPA))
    assert floor_of(on_ravine(lr=eta, batch=batch)).excess == pytest.approx(plain)
    eta, beta = 0.02, 0.9
    ahead = sum(
        eta
        * variance
        * (1 + beta + beta * (1 + 2 * beta) * eta * each)
        / (2 * (1 - beta + beta * eta * each) * (2 * (1 + beta) - (1 + 2 * beta) * eta * each))
        for each in (1.0, KAPPA)
    )
    assert floor_of(on_ravine(optimizer="nesterov", lr=eta, batch=batch)).excess == pytest.approx(ahead)
    heavy = sum(eta * variance * (1 + beta) / (2 * (1 - beta) * (2 * (1 + beta) - eta * each)) for each in (1.0, KAPPA))
    assert floor_of(on_ravine(optimizer="momentum", lr=eta, batch=batch)).excess == pytest.approx(heavy)


def time_averages(setting: Setting, seeds: int) -> Float:
    """The mean loss of each seed over the second half of its run, (N,)."""
    losses = seeds_of(setting, seeds).history.losses
    averages: Float = losses[len(losses) // 2 :].mean(axis=0)
    return averages


@pytest.mark.parametrize("given", PARABOLAS, ids=str)
def test_long_runs_settle_there(given: dict[str, Any]) -> None:
    """Each seed is one observation: to within four standard errors of their mean, which are small."""
    setting = on_ravine(**given, steps=4000)
    averages, floor = time_averages(setting, 200), floor_of(setting).loss
    error = averages.std(ddof=1) / np.sqrt(averages.size)
    assert error < 0.03 * floor
    assert abs(averages.mean() - floor) < 4 * error


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"surface": "himmelblau", "lr": 0.01, "noise": 4.0}, True),
        ({"surface": "nonconvex", "lr": 0.1, "noise": 0.5}, True),
        ({"surface": "styblinski_tang", "lr": 0.01, "noise": 5.0}, True),
        # seeds end at several minima:
        ({"surface": "styblinski_tang", "lr": 0.01, "noise": 5.0, "optimizer": "nesterov"}, False),
        ({"surface": "rosenbrock", "lr": 0.001, "noise": 4.0}, False),
        ({"surface": "catapult", "lr": 0.1, "noise": 0.3}, False),  # along its valley of minima a run wanders off
    ],
)
def test_near_a_minimum_it_holds_as_far_as_the_parabola_does(given: dict[str, Any], holds: bool) -> None:
    setting = make_setting(**given, steps=2000)
    seeds = seeds_of(setting, 100)
    assert (seeds.floor is not None) is holds
    if seeds.floor is not None:
        assert not seeds.floor.is_exact
        losses = seeds.history.losses[1000:].mean(axis=0)
        settled = np.median(losses)
        lowest = seeds.floor.loss - seeds.floor.excess
        assert settled - lowest == pytest.approx(seeds.floor.excess, rel=0.1)


@pytest.mark.parametrize(
    "given",
    [
        {"noise": 0.0},
        {"lr": 0.08},
        {"lr": 0.0801},
        {"optimizer": "momentum", "optimizer_options": {"momentum": 1.0}},
        {"optimizer_options": {"weight_decay": 0.1}},
        {"clip": 1.0},
        {"lr_ratio": 0.5},
        {"schedule": "cosine"},
        {"optimizer": "adam"},
        {"surface": "tiny_network", "noise": 0.0, "batch": 4},
        {"surface": "saddle"},
        {"f": "abs(x) + abs(y)", "surface": None},
    ],
    ids=str,
)
def test_where_there_is_no_closed_form_nothing_is_said(given: dict[str, Any]) -> None:
    given = {
        key: value
        for key, value in ({"surface": "ravine", "noise": 4.0, "lr": 0.05} | given).items()
        if value is not None
    }
    assert noise_floor(make_setting(**given), CENTER) is None


def test_a_level_direction_adds_nothing() -> None:
    """x² has one curvature: along y runs wander, and the loss does not notice."""
    setting = make_setting(f="x^2", noise=1.0, lr=0.2, start=(1, 0))
    assert floor_of(setting).excess == pytest.approx(0.2 / (2 * (2 - 0.4)))


@pytest.mark.parametrize(
    "optimizer", [each for each in OPTIMIZERS.values() if each.recurrence], ids=lambda each: each.id
)
def test_a_recurrence_settles_exactly_below_its_limit(optimizer: Any) -> None:
    """What is declared of an optimizer twice, its limit and its recurrence, agrees."""
    limit = optimizer.limit({each.name: each.default for each in optimizer.parameters})
    for share, settles in ((0.999, True), (1.001, False)):
        setting = on_ravine(optimizer=optimizer.id, lr=share * limit / KAPPA)
        assert (noise_floor(setting, CENTER) is not None) is settles
