"""What a lesson shows, demo by demo, each run."""

from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.stability import reference_curvature
from tests.science.test_claims import BEALE, CAMEL, RAVINE, many
from tests.science.test_curvature import steps_to


def test_demo_1_the_limit() -> None:
    outcomes = descentlab.family([0.1, 0.5, 0.9, 1.0, 1.05], surface="bowl", start=(2, 2), steps=60).outcomes
    assert [outcome.value for outcome in outcomes] == ["converged", "converged", "converged", "oscillating", "diverged"]


def test_demo_2_the_ravine() -> None:
    slow, best, over = descentlab.family([0.04, 0.0769, 0.0805], **RAVINE, steps=300).outcomes
    assert (slow, best, over) == (Outcome.CONVERGED, Outcome.CONVERGED, Outcome.DIVERGED)
    heavy: dict[str, Any] = RAVINE | {"optimizer": "momentum", "optimizer_options": {"momentum": 4 / 9}, "steps": 300}
    assert steps_to(1e-6, **heavy, lr=1 / 9) == 31
    assert steps_to(1e-6, **RAVINE, lr=0.0769, steps=300) == 112 < steps_to(1e-6, **RAVINE, lr=0.04, steps=300)


def test_demo_3_too_small_is_a_trap() -> None:
    assert descentlab.family([0.05, 0.3], **CAMEL, start=(2, -1)).outcomes == (Outcome.TRAPPED, Outcome.CONVERGED)
    family = descentlab.family([0.1, 0.2, 0.3], **CAMEL, start=(-1.9, 1.2))
    assert family.outcomes == (Outcome.TRAPPED, Outcome.OSCILLATING, Outcome.CONVERGED)
    assert family.diagnosis(1).headline == "Cycles for ever"
    assert np.hypot(*family.points[2, 23:].T).max() < 1.2


def test_demo_4_one_long_first_step() -> None:
    family = descentlab.family([0.01, 0.05], surface="styblinski_tang", start=(4.5, 4.5), steps=60)
    assert family.losses[:, -1] == pytest.approx([-50.06, -78.33], abs=0.01)


def test_demo_5_warm_up() -> None:
    himmelblau: dict[str, Any] = {"surface": "himmelblau", "start": (6, 6), "lr": 0.018, "steps": 100}
    for demo in (BEALE | {"lr": 0.02}, himmelblau):
        assert descentlab.run(**demo).outcome is Outcome.DIVERGED
        assert descentlab.run(**demo, warmup=20).outcome is Outcome.CONVERGED


def test_demo_6_the_saddle_beside_adam() -> None:
    run = descentlab.run(surface="saddle", start=(1.5, 1e-8), optimizer="adam", lr=0.1, steps=60)
    assert (np.abs(run.points[:, 1]) > 1).argmax() == 12
    assert run.outcome is Outcome.ESCAPED


def test_demo_7_noise_and_schedules() -> None:
    given: dict[str, Any] = RAVINE | {"noise": 4, "steps": 300}
    exponential = {"schedule": "exponential", "schedule_options": {"gamma": 0.01 ** (1 / 300)}}
    ends, scatter = [], []
    for lr, schedule in ((0.0125, {}), (0.03, {"schedule": "cosine"}), (0.079, exponential)):
        history = many(np.array([lr]), 64, **given, **schedule)
        ends.append(history.losses[-1].mean())
        mean_path = history.points.mean(axis=-1)
        scatter.append(np.abs(history.points[100:, 1, 0]).mean() / np.abs(mean_path[100:, 1]).mean())
    assert ends[2] < ends[1] < ends[0]
    assert min(scatter) > 2  # the mean of 64 seeds is far smoother than one run


@pytest.mark.parametrize("surface", ["linear_regression", "tiny_network"])
def test_demo_8_batch_size(surface: str) -> None:
    samples = surfaces()[surface].loss().samples
    assert samples is not None
    curvature = reference_curvature(surfaces()[surface].loss(), surfaces()[surface].start)
    assert curvature is not None
    lr = 0.5 / curvature
    jitter = []
    for batch in sorted({1, 8, min(64, samples)}):
        history = many(np.array([lr]), 24, surface=surface, batch=batch, steps=300)
        jitter.append(float(history.points[200:].std(axis=0).mean()))
    assert jitter[0] > jitter[1] > jitter[2] or jitter[2] == 0
