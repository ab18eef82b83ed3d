"""Claim by claim what the pages tell students, each run, and the noise it is run with."""

import math
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.arrays import Float, quiet
from descentlab.descent.history import History
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import Lanes
from descentlab.setting.setting import make_setting
from descentlab.verdict.outcome import Outcome
from tests.science.test_curvature import steps_to

pytestmark = pytest.mark.long

RAVINE: dict[str, Any] = {"surface": "ravine", "start": (-8, 1.5)}
CAMEL: dict[str, Any] = {"surface": "three_hump_camel", "steps": 300}
BEALE: dict[str, Any] = {"surface": "beale", "start": (3.5, 2), "steps": 1000}


def many(rates: Float, seeds: int, **given: Any) -> History:
    """Every rate with every seed, the seeds of one rate side by side."""
    setting = make_setting(**given)
    return simulate(Lanes(setting, {"lr": np.repeat(rates, seeds), "seed": np.array(list(range(seeds)) * len(rates))}))


def mean_end(history: History, seeds: int) -> Float:
    """The mean over seeds of the last loss, for each rate."""
    mean: Float = history.losses[-1].reshape(-1, seeds).mean(axis=1)
    return mean


# Noise floors: E[x²] = ησ²(1+β)/(λ(1−β)(2(1+β)−ηλ)); gd is β = 0.


@pytest.mark.parametrize(("lr", "batch"), [(0.05, 1), (0.4, 1), (0.8, 1), (0.2, 16)])
def test_the_noise_floor_of_gradient_descent(lr: float, batch: int) -> None:
    history = many(np.array([lr]), 2000, surface="bowl", start=(0, 0), noise=3, batch=batch, steps=600)
    expected = lr * 9 / batch / (2 * (2 - lr * 2))
    assert (history.points[200:] ** 2).mean() == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("lr", "beta"), [(0.05, 0.5), (0.3, 0.5), (0.05, 0.9), (1.0, 0.9)])
def test_the_noise_floor_of_heavy_ball(lr: float, beta: float) -> None:
    given: dict[str, Any] = {"optimizer": "momentum", "optimizer_options": {"momentum": beta}}
    history = many(np.array([lr]), 2000, surface="bowl", start=(0, 0), noise=3, steps=800, **given)
    expected = lr * 9 * (1 + beta) / (2 * (1 - beta) * (2 * (1 + beta) - lr * 2))
    assert (history.points[300:] ** 2).mean() == pytest.approx(expected, rel=0.02)


# The table of claims, row by row.


@pytest.mark.parametrize(("curvature", "ratio"), [(1, 10.5), (2, 11.0)])
def test_claim_a_tenth_of_the_rate_takes_five_times_the_steps_is_wrong(curvature: float, ratio: float) -> None:
    assert math.log(1 - 0.1 * curvature) / math.log(1 - 0.01 * curvature) == pytest.approx(ratio, abs=0.1)
    slow, fast = (steps_to(1e-6, surface="bowl", start=(2, 2), lr=lr, steps=1000) for lr in (0.01, 0.1))
    assert (slow, fast) == (394, 36)


@pytest.mark.parametrize(("surface", "limit"), [("bowl", 1.0), ("ravine", 0.08)])
def test_claim_above_a_half_diverges_is_wrong_as_a_number(surface: str, limit: float) -> None:
    below, at, above = descentlab.family([limit * 0.99, limit, limit * 1.01], surface=surface, steps=2000).outcomes
    assert (below, at, above) == (Outcome.CONVERGED, Outcome.OSCILLATING, Outcome.DIVERGED)
    assert descentlab.run(surface="bowl", lr=0.5).points[1].tolist() == [0, 0]


def test_claim_above_one_over_the_curvature_overshoots() -> None:
    family = descentlab.family([0.49, 0.51, 0.99, 1.01], surface="bowl", start=(2, 2), steps=60)
    assert (family.points[:, 1, 0] > 0).tolist() == [True, False, False, False]
    assert (np.abs(family.points[:, -1, 0]) < 2).tolist() == [True, True, True, False]


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.3])
def test_claim_a_saddle_stalls_only_who_stands_exactly_on_it(lr: float) -> None:
    stalled = descentlab.run(surface="saddle", start=(1.5, 0), lr=lr, steps=1000)
    assert stalled.outcome is Outcome.STALLED
    history = many(np.array([lr]), 400, surface="saddle", start=(1.5, 0), noise=0.01, steps=600)
    freed = (np.abs(history.points[:, 1]) > 1).argmax(axis=0)
    assert np.median(freed) == pytest.approx({0.01: 403, 0.1: 38, 0.3: 14}[lr], rel=0.05)


@pytest.mark.parametrize(("lr", "steps"), [(0.001, 9220), (0.01, 931), (0.1, 102), (0.3, 40)])
def test_claim_a_hair_beside_the_saddle_it_escapes(lr: float, steps: int) -> None:
    run = descentlab.run(surface="saddle", start=(1.5, 1e-8), lr=lr, steps=steps + 50)
    assert (np.abs(run.points[:, 1]) > 1).argmax() == steps
    assert run.outcome is Outcome.ESCAPED


def test_claim_a_smaller_rate_is_always_safer_is_false() -> None:
    small, large = (descentlab.run(**CAMEL, start=(2, -1), lr=lr) for lr in (0.05, 0.3))
    assert small.outcome is Outcome.TRAPPED
    assert small.losses[-1] == pytest.approx(0.2986, abs=1e-4)
    assert large.outcome is Outcome.CONVERGED
    assert np.abs(large.points[7:]).max() < 0.5 < np.abs(large.points[1]).max()


def test_claim_starting_rates_are_a_habit() -> None:
    adam = descentlab.run(**RAVINE, optimizer="adam", lr=0.001, steps=5000)
    assert adam.losses[-1] == pytest.approx(6.3, abs=0.1)
    for surface, start in (("ravine", None), ("rosenbrock", None), ("himmelblau", None), ("beale", (3.5, 2))):
        given: dict[str, Any] = {"start": start} if start else {}
        run = descentlab.run(surface=surface, lr=0.1, steps=2000, **given)
        assert run.outcome is Outcome.DIVERGED
        assert run.diagnosis.symptom == "loss overflows"


def workable(optimizer: str) -> tuple[float, float]:
    """The lowest and the highest of rates from 1e-4 to 100, forty a decade, that work on the ravine under noise.

    Worked has what ends, on the mean of its last 100 of 1000 losses and of eight seeds, below 1 % of its first loss.
    """
    rates = 10 ** (np.arange(-160, 81) / 40)
    with quiet():
        losses = many(rates, 8, **RAVINE, optimizer=optimizer, noise=1, steps=1000).losses
        works = rates[losses[-100:].mean(axis=0).reshape(-1, 8).mean(axis=1) < losses[0, 0] / 100]
    return float(works.min()), float(works.max())


WINDOWS = {"gd": 36, "momentum": 355, "adagrad": 562, "rmsprop": 47, "adam": 178, "nadam": 67, "lion": 45}


@pytest.mark.parametrize(("optimizer", "window"), WINDOWS.items())
def test_claim_adaptive_optimizers_widen_the_window_some_do(optimizer: str, window: float) -> None:
    low, high = workable(optimizer)
    assert high / low == pytest.approx(window, rel=0.13)  # two notches; AdaGrad's reaches as far as was looked
    assert (high == 100) == (optimizer == "adagrad")


def test_claim_adamax_is_among_them() -> None:
    low, high = workable("adamax")
    assert high / low > 10 * WINDOWS["gd"]


@pytest.mark.parametrize("optimizer", ["adam", "adagrad", "rmsprop", "nadam", "lion", "adamax"])
def test_claim_adaptive_optimizers_remove_the_need_to_tune_is_false(optimizer: str) -> None:
    low, high = workable(optimizer)
    assert 1e-3 < low < high
    setting: dict[str, Any] = RAVINE | {"optimizer": optimizer, "noise": 1, "steps": 1000}
    # Every window has two ends; AdaGrad's upper one is overflow, for its first step sets the scale of all that follow.
    for lr in (low / 10, 1e160 if optimizer == "adagrad" else 1e4):
        assert descentlab.run(**setting, lr=lr).losses[-100:].mean() > 0.6


def test_claim_warm_up_helps_gradient_descent_where_the_start_is_sharp() -> None:
    assert descentlab.run(**BEALE, lr=0.02).diagnosis.symptom == "loss overflows"
    # The page of numbers says 6.7e-8, for a rise by η(k + 1)/20; torch's begins at a hundredth and ends at 4.7e-7.
    warmed = descentlab.run(**BEALE, lr=0.02, warmup=20, warmup_start=1 / 20)
    assert warmed.losses[-1] == pytest.approx(6.8e-8, rel=0.02)
    assert descentlab.run(**BEALE, lr=0.02, warmup=20).losses[-1] == pytest.approx(4.66e-7, rel=0.01)
    rates, stable = np.geomspace(1e-3, 0.1, 300), []
    for warmup in (0, 10, 20, 40):
        given: dict[str, Any] = BEALE | {"warmup": warmup, "warmup_start": 1 / max(warmup, 1)}
        finite = np.isfinite(descentlab.family(rates, **given).losses[:, -1])
        stable.append(float(rates[: finite.argmin()][-1]))
    assert stable == pytest.approx([0.0016, 0.0146, 0.029, 0.058], rel=0.05)


def test_claim_warm_up_rarely_helps_adam_without_noise() -> None:
    rates = np.geomspace(1e-3, 3, 60)
    best = [
        np.nanmin(descentlab.family(rates, **BEALE, optimizer="adam", warmup=warmup).classification.arrivals)
        for warmup in (0, 20)
    ]
    assert best[0] <= 1.25 * best[1]


def test_claim_a_larger_batch_tolerates_a_larger_rate_up_to_the_limit() -> None:
    for batch, lr in ((1, 0.0114), (4, 0.0357), (16, 0.0639), (64, 0.0747), (256, 0.078)):
        rates = np.linspace(0.001, 0.0799, 10_000)
        largest = rates[sum(rates * 16 / (2 * batch * (2 - rates * curvature)) for curvature in (1, 25)) < 0.1].max()
        assert largest == pytest.approx(lr, rel=0.02)
        excess = sum(lr * 16 / (2 * batch * (2 - lr * curvature)) for curvature in (1, 25))
        history = many(np.array([lr]), 400, surface="ravine", start=(0, 0), noise=4, batch=batch, steps=1500)
        assert history.losses[500:].mean() == pytest.approx(excess, rel=0.03)


def best_end(schedule: str, **options: float) -> float:
    """The mean last loss of 200 noisy runs at the best peak that stays below the limit of 0.08."""
    given: dict[str, Any] = RAVINE | {"noise": 4, "steps": 300, "schedule": schedule, "schedule_options": options}
    return float(mean_end(many(PEAKS, 200, **given), 200).min())


PEAKS = np.geomspace(0.005, 0.079, 30)
ENDS = {
    "exponential": (0.32, {"gamma": 0.01 ** (1 / 300)}),
    "linear": (0.37, {}),
    "cosine": (0.39, {}),
    "step": (0.43, {"step_size": 30, "gamma": 0.5}),
    "inverse_sqrt": (1.63, {}),
}


@pytest.mark.parametrize("schedule", ENDS)
def test_claim_large_early_and_small_late_beats_any_constant_under_noise(schedule: str) -> None:
    ratio, options = ENDS[schedule]
    assert best_end(schedule, **options) / best_end("constant") == pytest.approx(ratio, rel=0.08)


def test_claim_so_does_the_mean_of_the_last_half_of_a_constant_run() -> None:
    x, y = many(PEAKS, 200, **RAVINE, noise=4, steps=300).points[150:].mean(axis=0)
    averaged = ((x**2 + 25 * y**2) / 2).reshape(-1, 200).mean(axis=1)
    assert averaged.min() / best_end("constant") == pytest.approx(0.34, rel=0.08)
