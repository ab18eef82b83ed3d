"""Outcomes against closed forms: on a quadratic of curvature λ every threshold is known."""

import re
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.arrays import Float
from descentlab.studies.trajectory import Trajectory
from descentlab.surfaces import surfaces
from descentlab.verdict.motion import NEAR
from descentlab.verdict.outcome import OUTCOMES, Outcome

LONG = 4000
QUADRATICS = [
    pytest.param({"surface": "bowl"}, 2.0, id="bowl"),
    pytest.param({"surface": "ravine"}, 25.0, id="ravine"),
    pytest.param({"surface": "ravine", "surface_options": {"kappa": 3.7}}, 3.7, id="wide ravine"),
    pytest.param({"surface": "ravine", "surface_options": {"kappa": 120}}, 120.0, id="narrow ravine"),
]
on_quadratics = pytest.mark.parametrize(("where", "curvature"), QUADRATICS)


def crossings(run: Trajectory) -> int:
    """Sign changes of the gradient before the run is too small for its picture."""
    signs = np.sign(run.gradients)
    size = np.abs(run.points).max(axis=1) > NEAR * run.setting.loss.diagonal
    return int((signs[1:] * signs[:-1] < 0)[size[:-1]].sum())


def overshot(run: Trajectory) -> int:
    """The number of overshoots that the evidence speaks of."""
    found = re.search(r"changed sign in (\d+) of", " ".join(run.diagnosis.evidence))
    return int(found[1]) if found else 0


@on_quadratics
@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.99, 1.0])
def test_up_to_1_over_curvature_gd_converges_without_overshoot(
    where: dict[str, Any], curvature: float, fraction: float
) -> None:
    run = descentlab.run(**where, lr=fraction / curvature, steps=2 * LONG)
    assert run.outcome is Outcome.CONVERGED
    assert crossings(run) == overshot(run) == 0
    assert (np.diff(run.losses) <= 0).all()


@on_quadratics
@pytest.mark.parametrize("fraction", [1.01, 1.1, 1.5, 1.9, 1.99])
def test_between_1_and_2_over_curvature_gd_overshoots_and_converges(
    where: dict[str, Any], curvature: float, fraction: float
) -> None:
    run = descentlab.run(**where, lr=fraction / curvature, steps=LONG)
    assert run.outcome is Outcome.CONVERGED
    assert crossings(run) > 0
    assert overshot(run) > 0


@on_quadratics
@pytest.mark.parametrize("steps", [20, 120, 300, LONG])
def test_at_2_over_curvature_gd_oscillates_for_ever(where: dict[str, Any], curvature: float, steps: int) -> None:
    run = descentlab.run(**where, lr=2 / curvature, steps=steps)
    assert run.outcome is Outcome.OSCILLATING
    if steps >= 120 and curvature < 100:
        assert run.diagnosis.headline == "Cycles for ever"


@on_quadratics
@pytest.mark.parametrize("factor", [1.0001, 1.001, 1.01, 1.5, 10, 1e4, 1e200])
def test_above_2_over_curvature_gd_diverges(where: dict[str, Any], curvature: float, factor: float) -> None:
    for steps in (300, LONG) if factor < 1.01 else (40, 300, LONG):
        run = descentlab.run(**where, lr=factor * 2 / curvature, steps=steps)
        assert run.outcome is Outcome.DIVERGED, steps


def test_half_on_the_bowl_arrives_in_one_step() -> None:
    for start in ((2, 2), (-1.7, 0.3), (250.0, -3.0)):
        run = descentlab.run(surface="bowl", lr=0.5, start=start, steps=60)
        assert run.points[1].tolist() == [0, 0]
        assert run.outcome is Outcome.CONVERGED
        assert run.diagnosis.headline == "Reaches the minimum in one step"
        assert "inverse of the curvature" in run.diagnosis.explanation
        assert "There after 1 step" in run.diagnosis.evidence


@pytest.mark.parametrize(
    ("lr", "outcome", "headline"),
    [
        (0.1, Outcome.CONVERGED, "Converges"),
        (0.9, Outcome.CONVERGED, "Zig-zags, but still converges"),
        (0.99, Outcome.OSCILLATING, "Oscillates inward"),
        (1.0, Outcome.OSCILLATING, "Cycles for ever"),
        (1.01, Outcome.DIVERGED, "Diverges"),
        (1.05, Outcome.DIVERGED, "Diverges"),
        (1e-3, Outcome.TOO_SLOW, "Too slow"),
    ],
)
def test_the_bowl_in_60_steps(lr: float, outcome: Outcome, headline: str) -> None:
    run = descentlab.run(surface="bowl", lr=lr, start=(2, 2), steps=60)
    assert run.outcome is outcome
    assert run.diagnosis.headline == headline
    distance = np.hypot(*run.points.T)
    np.testing.assert_allclose(distance[1:] / distance[:-1], abs(1 - 2 * lr), rtol=1e-9)


BETAS = [0.0, 0.3, 0.9, 0.99]


@pytest.mark.long
@on_quadratics
@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_is_stable_up_to_its_threshold(
    where: dict[str, Any], curvature: float, beta: float, optimizer: str
) -> None:
    limit = 2 * (1 + beta) / curvature / (1 if optimizer == "momentum" else 1 + 2 * beta)
    below, above = (
        descentlab.run(
            **where, optimizer=optimizer, optimizer_options={"momentum": beta}, lr=factor * limit, steps=LONG
        )
        for factor in (0.98, 1.02)
    )
    assert below.outcome is Outcome.CONVERGED
    assert above.outcome is Outcome.DIVERGED


def test_dampening_moves_the_threshold_of_heavy_ball() -> None:
    options = {"momentum": 0.5, "dampening": 0.5}  # 2(1 + β)/(λ(1 − τ)) = 3 on the bowl
    outcomes = descentlab.family(
        [2.95, 3.05], surface="bowl", optimizer="momentum", optimizer_options=options, steps=LONG
    )
    assert outcomes.outcomes == (Outcome.CONVERGED, Outcome.DIVERGED)


def test_weight_decay_moves_the_threshold_of_gd() -> None:
    family = descentlab.family([0.495, 0.505], surface="bowl", optimizer_options={"weight_decay": 2}, steps=LONG)
    assert family.outcomes == (Outcome.CONVERGED, Outcome.DIVERGED)


def test_a_schedule_that_decays_saves_a_run_and_one_that_comes_too_late_does_not() -> None:
    saved = descentlab.run(surface="bowl", lr=1.05, schedule="linear", steps=200)
    assert saved.outcome is Outcome.CONVERGED
    lost = descentlab.run(surface="bowl", lr=9, schedule="linear", steps=60)
    assert lost.outcome is Outcome.DIVERGED
    assert np.isfinite(lost.losses[-1])
    assert lost.losses[-1] < lost.losses.max()  # on its way back when the steps, and the rates, ran out


@pytest.mark.parametrize("optimizer", ["adagrad", "rmsprop", "adam"])
@pytest.mark.parametrize("lr", [10.0, 1e4])
def test_the_steps_of_adaptive_optimizers_are_bounded_so_they_do_not_diverge(optimizer: str, lr: float) -> None:
    run = descentlab.run(surface="ravine", optimizer=optimizer, lr=lr, steps=300)
    assert run.outcome is not Outcome.DIVERGED
    assert np.abs(np.diff(run.points, axis=0)).max() < 40 * lr


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.3, 0.9])
def test_exactly_on_the_ridge_of_the_saddle_gd_stalls_whatever_the_rate(lr: float) -> None:
    run = descentlab.run(surface="saddle", lr=lr, start=(1.5, 0), steps=600)
    assert run.outcome is Outcome.STALLED
    assert np.abs(run.points[:, 1]).max() == 0


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov"])
def test_beside_the_ridge_a_run_waits_at_the_saddle_and_then_falls_without_end(optimizer: str) -> None:
    def outcome(steps: int) -> Outcome:
        return descentlab.run(surface="saddle", optimizer=optimizer, lr=0.05, start=(0.05, 1e-12), steps=steps).outcome

    assert outcome(30) is Outcome.STALLED
    assert outcome(500) is Outcome.ESCAPED
    assert outcome(10_000) is Outcome.ESCAPED  # beyond the largest number


def test_passing_a_saddle_is_not_standing_on_it() -> None:
    """The pass of the double well is crossed at speed: whenever the run is stopped, it has not stalled."""
    outcomes = {
        descentlab.run(surface="nonconvex", optimizer="momentum", lr=0.02, start=(2.9, 0), steps=steps).outcome
        for steps in range(5, 60)
    }
    assert Outcome.STALLED not in outcomes


def test_flattening_out_is_not_vanishing() -> None:
    """Rosenbrock's valley bends so that one Newton step is short and the curvature negative, and there is no saddle."""
    run = descentlab.run(
        surface="rosenbrock", optimizer="adam", lr=0.00206, start=(0.5433, 2.05934), schedule="linear", steps=1000
    )
    assert run.outcome is Outcome.TOO_SLOW


def test_a_small_rate_is_trapped_where_a_larger_one_is_not() -> None:
    family = descentlab.family([0.02, 0.05, 0.1, 0.3], surface="nonconvex", start=(2.5, 1.5), steps=500)
    assert [outcome.value for outcome in family.outcomes] == ["trapped"] * 3 + ["converged"]
    assert family.points[0, -1, 0] > 0 > family.points[-1, -1, 0]


def test_of_two_equal_minima_none_is_poor() -> None:
    family = descentlab.family([0.05, 0.3], surface="nonconvex", surface_options={"tilt": 0}, steps=500)
    assert set(family.outcomes) == {Outcome.CONVERGED}
    assert family.points[0, -1, 0] > 0 > family.points[1, -1, 0]


def test_rounding_is_not_oscillation() -> None:
    """Held beside the minimum by weight decay, a run of momentum trembles in its last digits."""
    run = descentlab.run(
        surface="nonconvex", optimizer="momentum", lr=0.05, steps=600, optimizer_options={"weight_decay": 0.5}
    )
    assert run.outcome is Outcome.TOO_SLOW
    assert run.diagnosis.headline == "Held beside the minimum"


def test_a_start_on_the_minimum_has_converged() -> None:
    for lr in (1e-4, 0.075, 10.0):
        run = descentlab.run(surface="ravine", lr=lr, start=(0, 0), steps=10)
        assert run.outcome is Outcome.CONVERGED
        assert run.diagnosis.headline == "Already at the minimum"


@pytest.mark.parametrize("surface", surfaces())
def test_one_step_is_enough_for_an_outcome(surface: str) -> None:
    family = descentlab.family(np.geomspace(1e-4, 10, 25), surface=surface, steps=1)
    assert set(family.outcomes) <= set(OUTCOMES)
    assert all(family.diagnosis(lane).headline for lane in range(25))


def test_the_slider_of_the_default_setting_reads_from_slow_over_good_to_diverging() -> None:
    family = descentlab.family(np.geomspace(1e-4, 10, 241))
    names = [outcome.value for outcome in family.outcomes]
    order = [name for name, before in zip(names, [None, *names], strict=False) if name != before]
    assert order == ["too_slow", "converged", "oscillating", "diverged"]


def rising(losses: Float) -> bool:
    return bool((np.diff(losses) > 0).all())


def test_a_cycle_of_widening_swings_on_a_bounded_slope_is_no_divergence() -> None:
    """Himmelblau under RMSProp: jumps of the size of η that neither settle nor grow."""
    run = descentlab.run(surface="himmelblau", optimizer="rmsprop", lr=0.5, steps=400)
    assert run.outcome is Outcome.OSCILLATING
    assert not rising(run.losses)


def test_the_outcomes_are_those_of_the_interface() -> None:
    assert [outcome.value for outcome in OUTCOMES] == [
        "converged",
        "too_slow",
        "oscillating",
        "diverged",
        "stalled",
        "trapped",
        "escaped",
    ]
    assert all(outcome.title and outcome.sentence.endswith(".") and outcome.rule.endswith(".") for outcome in OUTCOMES)
    assert Outcome("trapped") is Outcome.TRAPPED  # type: ignore[call-arg]


def test_thrown_far_out_by_its_first_steps_a_run_has_diverged_though_its_steps_are_small_now() -> None:
    """RAdam's first five steps are momentum's, without a division; then each is about η long."""
    for surface, lr in (("ravine", 0.8), ("himmelblau", 0.108)):
        run = descentlab.run(surface=surface, optimizer="radam", lr=lr, steps=300)
        assert run.losses[-1] > 1e6 * run.losses[0]
        assert np.hypot(*(run.points[-1] - run.points[-2])) < 3 * lr
        assert run.outcome is Outcome.DIVERGED


def test_an_adaptive_optimizer_that_keeps_crossing_far_out_oscillates() -> None:
    run = descentlab.run(surface="bowl", optimizer="lion", lr=1e4, steps=300)
    assert np.hypot(*run.points.T).max() > 1e3 * run.setting.loss.diagonal
    assert run.outcome is Outcome.OSCILLATING


def test_on_a_plain_whose_slope_has_vanished_nothing_is_reached() -> None:
    run = descentlab.run(surface="plateau", optimizer="adam", lr=9.858, start=(2.327, 0.6052), steps=100)
    assert run.gradient_norms[-1] == 0
    assert run.outcome is Outcome.TOO_SLOW
    assert run.diagnosis.headline == "Not there yet"


@pytest.mark.parametrize(("lr", "outcome"), [(1e-4, Outcome.TOO_SLOW), (1e-2, Outcome.ESCAPED)])
def test_who_has_hardly_moved_has_not_escaped(lr: float, outcome: Outcome) -> None:
    run = descentlab.run(surface="saddle", start=(0.2, -1.0), lr=lr, steps=100)
    assert run.losses[-1] < run.losses[0]
    assert run.outcome is outcome


def test_a_slope_that_only_flattens_out_is_no_minimum() -> None:
    """Newton's step on exp(−x) is 1 everywhere, which in so wide a picture is near; carried on, it never closes in."""
    formula: dict[str, Any] = {"f": "exp(-x) + y**2", "domain": (-2000, 2000, -2000, 2000)}
    run = descentlab.run(**formula, start=(0, 1), lr=0.1, steps=200)
    assert run.setting.loss.diagonal * NEAR > 4
    assert run.outcome is Outcome.TOO_SLOW
