"""The mean path counts its seeds as every study of many seeds does."""

import numpy as np

import descentlab
from descentlab.setting.setting import make_setting
from descentlab.studies.seeds import seeds_of


def test_after_the_last_seed_comes_the_first() -> None:
    last = 2**32 - 1
    mean = descentlab.mean_path(3, noise=1.0, seed=last, steps=5)
    assert mean.seeds == (last, 0, 1)
    alone = [descentlab.run(noise=1.0, seed=seed, steps=5).points for seed in mean.seeds]
    np.testing.assert_allclose(mean.points, np.mean(alone, axis=0))


def test_points_are_for_reading_alone() -> None:
    seeds = seeds_of(make_setting(noise=1.0, steps=5), 2)
    before = seeds.history.points.copy()
    assert not seeds.points.flags.writeable
    np.testing.assert_array_equal(seeds.history.points, before)
