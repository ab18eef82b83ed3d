"""Many seeds: each is the run alone, the mean and the spread are those of all, and who has left is not counted on."""

import numpy as np
import pytest

import descentlab
from descentlab.setting.lanes import one
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of
from descentlab.studies.seeds import seeds_of


def test_each_is_its_run_alone() -> None:
    setting = make_setting(surface="himmelblau", lr=0.01, noise=5.0, seed=7, steps=60)
    seeds = seeds_of(setting, 5)
    for lane in range(5):
        alone = family_of(one(make_setting(surface="himmelblau", lr=0.01, noise=5.0, seed=7 + lane, steps=60)))
        np.testing.assert_array_equal(seeds.points[lane], alone.points[0])
        assert seeds.outcomes[lane] == alone.classification.outcomes[0]


def test_mean_and_spread_are_those_of_all() -> None:
    given = {"surface": "ravine", "noise": 4.0, "lr": 0.03, "steps": 50}
    seeds, mean = seeds_of(make_setting(**given), 64), descentlab.mean_path(64, **given)  # type: ignore[arg-type]
    np.testing.assert_allclose(seeds.mean_points, mean.points)
    np.testing.assert_allclose(seeds.mean_losses, mean.losses)
    losses = np.sort(seeds.history.losses, axis=1)
    np.testing.assert_array_equal(seeds.spread, [losses[:, 7], losses[:, 57]])  # 10 % and 90 % of 64, rounded outwards


def test_who_has_left_ends_the_mean_and_lies_above_all() -> None:
    seeds = seeds_of(make_setting(surface="himmelblau", lr=0.03, noise=12.0, start=(3, 2), steps=200), 64)
    left = np.flatnonzero(seeds.lengths < 201)
    assert 6 < left.size < 58  # some have left, and more than a tenth; not nearly all
    first = int(seeds.lengths.min())
    assert np.isfinite(seeds.mean_losses[:first]).all()
    assert np.isnan(seeds.mean_losses[first:]).all()
    assert np.isnan(seeds.mean_points[first:]).all()
    for lane in left:
        assert np.isnan(seeds.points[lane, seeds.lengths[lane] :]).all()
    low, high = seeds.spread
    assert np.isfinite(low).all()
    assert np.isnan(high[-1])


def test_after_the_last_seed_comes_the_first() -> None:
    last = 2**32 - 1
    seeds = seeds_of(make_setting(noise=1.0, seed=last, steps=5), 3)
    assert seeds.lanes.seeds == [last, 0, 1]


def test_batches_of_samples_have_ghosts_and_a_mean_but_no_closed_form() -> None:
    seeds = seeds_of(make_setting(surface="tiny_network", batch=4, steps=40), 16)
    assert np.ptp(seeds.points[:, -1], axis=0).max() > 0
    assert seeds.floor is None


@pytest.mark.parametrize("steps", [1, 2])
def test_the_shortest_runs(steps: int) -> None:
    seeds = seeds_of(make_setting(noise=1.0, steps=steps), 2)
    assert seeds.mean_points.shape == (steps + 1, 2)
    assert seeds.spread.shape == (2, steps + 1)
