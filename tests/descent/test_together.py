"""Lanes of several settings in one loop: each is what it would be alone, to the last bit."""

from typing import Any

import numpy as np
import pytest

from descentlab.descent.simulate import simulate
from descentlab.descent.together import first_points, simulate_together
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import Lanes, lanes_at
from descentlab.setting.setting import Setting, make_setting

RATES = np.array([1e-3, 0.03, 0.4, 8.0])


def parts_of(*given: dict[str, Any], **common: Any) -> list[Lanes]:
    """A part of each, with other rates than its neighbours."""
    return [lanes_at(make_setting(**common, **each), RATES[index % 2 :]) for index, each in enumerate(given)]


def check_each(parts: list[Lanes]) -> None:
    together, lane = simulate_together(parts), 0
    for part in parts:
        alone, setting = simulate(part), part.setting
        for index, length in enumerate(alone.lengths.tolist()):
            assert together.lengths[lane] == length, setting
            for name in ("points", "gradients", "losses"):
                mine, ours = (getattr(each, name)[:length] for each in (alone, together))
                assert (mine[..., index] == ours[..., lane]).all(), (name, setting)
            assert (alone.rates[: length - 1, index] == together.rates[: length - 1, lane]).all(), setting
            lane += 1
    assert lane == together.lengths.size


def test_with_every_optimizer() -> None:
    check_each(parts_of(*({"optimizer": id} for id in OPTIMIZERS), surface="rosenbrock", steps=40))


def test_with_rates_of_their_own_beside_a_schedule_that_listens() -> None:
    listening = {"schedule": "plateau", "schedule_options": {"patience": 1}}
    check_each(parts_of({"optimizer": "armijo"}, listening, {"optimizer": "polyak"} | listening, steps=40))


def test_with_every_schedule_the_listening_one_among_others() -> None:
    schedules = [{"schedule": id, "warmup": warmup} for id in SCHEDULES for warmup in (0, 5)]
    check_each(parts_of(*schedules, surface="himmelblau", optimizer="momentum", steps=40))


def test_with_other_momenta_clips_noise_and_starts_side_by_side() -> None:
    given: list[dict[str, Any]] = [
        {"optimizer": optimizer, "optimizer_options": {"momentum": momentum}, "clip": clip}
        for optimizer in ("momentum", "nesterov")
        for momentum in (0.0, 0.5, 0.9)
        for clip in (None, 1.0, 10.0)
    ]
    given += [{"noise": 0.5}, {"noise": 0.5, "batch": 16}, {"noise": 0.5, "clip": 2.0}, {"start": (1.0, -0.3)}]
    check_each(parts_of(*given, surface="ravine", steps=40, seed=3))


@pytest.mark.parametrize("surface", ["linear_regression", "tiny_network"])
def test_with_other_batches(surface: str) -> None:
    given: list[dict[str, Any]] = [{"batch": 4}, {"batch": 16, "clip": 1.0}, {}, {"batch": 4, "optimizer": "adam"}]
    check_each(parts_of(*given, surface=surface, steps=30))


def test_the_first_points_are_those_of_the_whole_run() -> None:
    parts = parts_of({}, {"schedule": "cosine", "optimizer": "adam"}, {"warmup": 20}, steps=60)
    assert (first_points(parts, 15) == simulate_together(parts).points[:16]).all()


def test_where_the_loss_has_no_value_at_a_start_the_lane_has_no_length_and_disturbs_no_other() -> None:
    def at(x: float) -> Setting:
        return make_setting(f="log(x) + x^2 + y^2", domain=(0.1, 3, -1, 1), start=(x, 0.5), steps=20)

    rates = np.array([1e-3, 2e-3])
    lengths = simulate_together(
        [lanes_at(at(1.0), rates), lanes_at(at(-0.2), rates), lanes_at(at(2.0), rates[:1])]
    ).lengths
    assert lengths.tolist() == [21, 21, 0, 0, 21]
