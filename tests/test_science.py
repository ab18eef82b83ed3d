"""The numbers of design/science.md: what the pages say about the learning rate."""

import math
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.outcome import Outcome

RAVINE: dict[str, Any] = {"surface": "ravine", "start": (-8, 1.5)}
BOWL: dict[str, Any] = {"surface": "bowl", "start": (2, 2)}
HEAVY_BALL: dict[str, Any] = RAVINE | {"optimizer": "momentum", "optimizer_options": {"momentum": 4 / 9}}


def steps_to(loss: float, **setting: Any) -> int:
    """The first step at which the loss is that low."""
    return int((descentlab.run(**setting).losses <= loss).argmax())


@pytest.mark.parametrize(
    ("setting", "lr", "steps"),
    [(RAVINE, 0.0769, 112), (RAVINE, 0.0795, 682), (HEAVY_BALL, 1 / 9, 31), (BOWL, 0.1, 36), (BOWL, 0.01, 394)],
)
def test_steps_to_a_millionth(setting: dict[str, Any], lr: float, steps: int) -> None:
    assert steps_to(1e-6, **setting, lr=lr, steps=1000) == steps


def test_a_tenth_of_the_rate_takes_about_eleven_times_the_steps() -> None:
    slow, fast = (abs(math.log(1 - lr * 2)) for lr in (0.01, 0.1))
    assert fast / slow == pytest.approx(11.0, abs=0.1)
    assert pytest.approx(10.9, abs=0.05) == 394 / 36


def test_the_best_rate_contracts_by_k_minus_1_over_k_plus_1() -> None:
    run = descentlab.run(**RAVINE, lr=2 / 26, steps=100)
    assert run.points[-1] / run.points[-2] == pytest.approx([24 / 26, -24 / 26])


def escape(**setting: Any) -> int:
    """The first step at which the run has left the ridge of the saddle."""
    run = descentlab.run(surface="saddle", start=(1.5, 1e-8), **setting)
    return int((np.abs(run.points[:, 1]) > 1).argmax())


@pytest.mark.parametrize(("lr", "steps"), [(0.001, 9220), (0.01, 931), (0.1, 102), (0.3, 40)])
def test_steps_off_the_saddle(lr: float, steps: int) -> None:
    assert escape(lr=lr, steps=steps + 20) == steps


def test_adam_leaves_the_saddle_at_once() -> None:
    assert escape(optimizer="adam", lr=0.1, steps=30) == 12


def test_smaller_is_not_safer() -> None:
    camel: dict[str, Any] = {"surface": "three_hump_camel", "start": (2, -1), "steps": 300}
    small, large = (descentlab.run(**camel, lr=lr) for lr in (0.05, 0.3))
    assert small.outcome is Outcome.TRAPPED
    assert small.losses[-1] == pytest.approx(0.2986, abs=1e-4)
    assert large.outcome is Outcome.CONVERGED
    assert np.abs(large.points[7]).max() < 0.5 < np.abs(large.points[1]).max()

    family = descentlab.family([0.1, 0.2, 0.3], surface="three_hump_camel", start=(-1.9, 1.2), steps=300)
    assert family.outcomes == (Outcome.TRAPPED, Outcome.OSCILLATING, Outcome.CONVERGED)


def test_one_long_first_step() -> None:
    family = descentlab.family([0.01, 0.05], surface="styblinski_tang", start=(4.5, 4.5), steps=60)
    assert family.losses[:, -1] == pytest.approx([-50.06, -78.33], abs=0.01)
    assert family.outcomes == (Outcome.TRAPPED, Outcome.CONVERGED)


def test_warm_up_where_the_start_is_sharp() -> None:
    beale: dict[str, Any] = {"surface": "beale", "start": (3.5, 2), "lr": 0.02, "steps": 1000}
    assert descentlab.run(**beale).outcome is Outcome.DIVERGED
    # The page of numbers says 6.7e-8, for a rise by lr·(k + 1)/20: torch's warm-up begins at a fraction of lr instead.
    assert descentlab.run(**beale, warmup=20).losses[-1] == pytest.approx(4.66e-7, rel=0.01)
    assert descentlab.run(**beale, warmup=20, warmup_start=0.05).losses[-1] == pytest.approx(6.8e-8, rel=0.01)

    himmelblau: dict[str, Any] = {"surface": "himmelblau", "start": (6, 6), "lr": 0.018, "steps": 100}
    assert descentlab.run(**himmelblau).outcome is Outcome.DIVERGED
    assert descentlab.run(**himmelblau, warmup=20).outcome is Outcome.CONVERGED


@pytest.mark.parametrize("surface", ["ravine", "rosenbrock", "himmelblau", "beale"])
def test_a_tenth_is_too_much_for_gd_on_many_surfaces(surface: str) -> None:
    start = (3.5, 2) if surface == "beale" else None
    keywords: dict[str, Any] = {"start": start} if start else {}
    assert descentlab.run(surface=surface, lr=0.1, steps=2000, **keywords).outcome is Outcome.DIVERGED


def test_a_thousandth_is_too_little_for_adam() -> None:
    run = descentlab.run(**RAVINE, optimizer="adam", lr=0.001, steps=5000)
    assert run.losses[-1] == pytest.approx(6.3, abs=0.05)
    assert run.outcome is Outcome.TOO_SLOW
