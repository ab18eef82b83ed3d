"""Curvature and its limits: how many steps a rate takes (tests/verdict/test_outcome.py has the limits)."""

from typing import Any

import pytest

import descentlab

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


def test_the_best_rate_contracts_by_k_minus_1_over_k_plus_1() -> None:
    run = descentlab.run(**RAVINE, lr=2 / 26, steps=100)
    assert run.points[-1] / run.points[-2] == pytest.approx([24 / 26, -24 / 26])
