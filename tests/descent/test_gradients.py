"""Noise, batches and clipping: what a run draws depends on its seed and nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.descent.gradients import batches_of, clipped, noise_of
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import lanes_over
from descentlab.setting.setting import make_setting
from descentlab.surfaces import surfaces

seeds = st.integers(0, 2**32 - 1)
STOCHASTIC: list[dict[str, Any]] = [
    {"surface": "ravine", "noise": 2.0, "batch": 4, "seed": 5},
    {"surface": "linear_regression", "batch": 3, "seed": 5},
    {"surface": "tiny_network", "batch": 1, "seed": 5, "clip": 0.5},
]
EVERY = pytest.mark.parametrize("given_", STOCHASTIC, ids=lambda each: each["surface"])


@given(seeds, st.integers(1, 50), st.integers(0, 50))
def test_a_longer_run_begins_with_the_same_noise(seed: int, steps: int, more: int) -> None:
    assert (noise_of(seed, steps + more)[:steps] == noise_of(seed, steps)).all()
    assert (batches_of(seed, steps + more, 3, 10)[:steps] == batches_of(seed, steps, 3, 10)).all()


@given(seeds, st.integers(1, 40), st.data())
def test_a_batch_never_holds_a_sample_twice(seed: int, samples: int, data: st.DataObject) -> None:
    batch = data.draw(st.integers(1, samples))
    drawn = batches_of(seed, 20, batch, samples)
    assert drawn.shape == (20, batch)
    assert all(len(set(row)) == batch for row in drawn.tolist())
    assert drawn.min() >= 0
    assert drawn.max() < samples


def test_every_sample_and_every_pair_is_drawn_as_often() -> None:
    drawn = batches_of(1, 60_000, 2, 6)
    pairs = np.bincount(drawn[:, 0] * 6 + drawn[:, 1], minlength=36).reshape(6, 6)
    assert pairs.diagonal().tolist() == [0] * 6
    assert pairs[~np.eye(6, dtype=bool)] == pytest.approx(2000, abs=250)  # 5.6 deviations


def test_seeds_and_purposes_have_streams_of_their_own() -> None:
    streams = np.array([noise_of(seed, 20_000)[:, coordinate] for seed in range(4) for coordinate in range(2)])
    correlation = np.corrcoef(streams)
    assert np.abs(correlation - np.eye(8)).max() < 0.04


@pytest.mark.parametrize("batch", [None, 1, 4, 100])
def test_the_noise_of_a_step_is_noise_over_the_root_of_batch(batch: int | None) -> None:
    # On the bowl gd's Δ is η(∇L + ξ): what is left without ∇L is the noise that was added.
    run = descentlab.run(surface="bowl", lr=0.01, noise=3, batch=batch, steps=10_000, seed=2)
    added = run.directions - 2 * run.points[:-1]
    deviation = 3 / np.sqrt(batch or 1)
    assert added.std(axis=0) == pytest.approx([deviation] * 2, rel=0.03)
    assert added.mean(axis=0) == pytest.approx([0, 0], abs=0.05 * deviation)
    assert added[:-1].ravel() @ added[1:].ravel() / added.size == pytest.approx(0, abs=0.05 * deviation**2)
    assert added == pytest.approx(deviation * noise_of(2, 10_000), abs=1e-9)


@EVERY
def test_a_run_depends_on_its_seed_alone(given_: dict[str, Any]) -> None:
    rates = np.geomspace(1e-3, 0.02, 9)
    family = descentlab.family(rates, steps=60, **given_)
    for lane, lr in enumerate(rates.tolist()):
        alone = descentlab.run(lr=lr, steps=60, **given_)
        shorter = descentlab.run(lr=lr, steps=25, **given_)
        assert (family.points[lane] == alone.points).all()
        assert (shorter.points == alone.points[:26]).all()
    other = descentlab.run(lr=0.01, steps=60, **(given_ | {"seed": 6}))
    again = descentlab.run(lr=0.01, steps=60, **given_)
    assert (other.points != again.points).any()


@EVERY
def test_every_lane_of_a_family_meets_the_same_noise(given_: dict[str, Any]) -> None:
    family = descentlab.family([0.01, 0.01, 0.01], steps=40, **given_)
    assert (family.points == family.points[0]).all()


@EVERY
def test_lanes_with_seeds_of_their_own_are_the_runs_of_those_seeds(given_: dict[str, Any]) -> None:
    setting = make_setting(steps=30, lr=0.01, **given_)
    history = simulate(lanes_over(setting, "seed", [7, 5, 2**32 - 1, 0]))
    for lane, seed in enumerate([7, 5, 2**32 - 1, 0]):
        alone = descentlab.run(steps=30, lr=0.01, **(given_ | {"seed": seed}))
        assert (history.points[:, :, lane] == alone.points).all()


@pytest.mark.parametrize("surface", [each for each in surfaces().values() if each.samples], ids=lambda each: each.id)
def test_a_batch_of_all_samples_is_the_exact_gradient(surface: Any) -> None:
    n = surface.loss().samples
    whole = descentlab.run(surface=surface.id, steps=30)
    batch = descentlab.run(surface=surface.id, steps=30, batch=n, seed=3)
    assert (whole.points == batch.points).all()
    most = descentlab.run(surface=surface.id, steps=30, batch=n - 1, seed=3)
    assert (whole.points != most.points).any()


@pytest.mark.parametrize("batch", [1, 5])
def test_the_mean_over_batches_is_the_gradient(batch: int) -> None:
    setting = make_setting(surface="linear_regression", batch=batch, steps=1, lr=1)
    history = simulate(lanes_over(setting, "seed", range(1000)))
    slope = history.points[0] - history.points[1]
    exact = setting.loss.gradient(history.points[0, :, :1])[:, 0]
    assert (np.abs(slope.mean(axis=1) - exact) < 4 * slope.std(axis=1) / np.sqrt(1000)).all()


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1), st.floats(1e-3, 1e3))
def test_clipping_is_torchs(slopes: list[tuple[float, float]], most: float) -> None:
    given_ = np.array(slopes).T
    found = clipped(lambda k, w, out: np.copy(w), most)(0, given_, np.empty(given_.shape))
    for lane, (x, y) in enumerate(slopes):
        coefficient = min(most / ((x * x + y * y) ** 0.5 + 1e-6), 1.0)  # torch.nn.utils.clip_grad_norm_
        assert found[:, lane] == pytest.approx([x * coefficient, y * coefficient], rel=1e-13)


NOISY: dict[str, Any] = {"surface": "ravine", "lr": 0.02, "noise": 4.0, "steps": 50, "seed": 11}


def test_the_mean_path_is_the_mean_of_the_runs() -> None:
    mean = descentlab.mean_path(16, **NOISY)
    runs = [descentlab.run(**(NOISY | {"seed": seed})) for seed in range(11, 27)]
    assert mean.seeds == tuple(range(11, 27))
    assert mean.points == pytest.approx(np.mean([run.points for run in runs], axis=0), rel=1e-12)
    assert mean.losses == pytest.approx(np.mean([run.losses for run in runs], axis=0), rel=1e-12)


def test_the_mean_path_of_one_seed_is_its_run() -> None:
    mean, run = descentlab.mean_path(1, **NOISY), descentlab.run(**NOISY)
    assert (mean.points == run.points).all()
    assert (mean.losses == run.losses).all()


def test_the_mean_path_on_a_quadratic_is_the_path_without_noise() -> None:
    mean, exact = descentlab.mean_path(1000, **NOISY), descentlab.run(**(NOISY | {"noise": 0}))
    assert mean.points == pytest.approx(exact.points, abs=0.1)
    assert mean.losses[-1] > exact.losses[-1] + 0.05


def test_the_mean_path_ends_where_the_first_run_leaves_the_finite_numbers() -> None:
    mean = descentlab.mean_path(8, surface="rosenbrock", lr=0.0022, noise=60, steps=400)
    lengths = [
        len(descentlab.run(surface="rosenbrock", lr=0.0022, noise=60, steps=400, seed=seed).points) for seed in range(8)
    ]
    assert len(mean.points) == min(lengths) < 401
    assert np.isfinite(mean.points).all()
    assert np.isfinite(mean.losses).all()


@pytest.mark.parametrize("count", [0, -1, 1.5, 1001, "many", None, True])
def test_the_number_of_seeds_is_checked(count: Any) -> None:
    with pytest.raises(InvalidSetting, match="seeds"):
        descentlab.mean_path(count, surface="bowl")


@pytest.mark.parametrize(("lr", "beta"), [(0.05, 0.0), (0.1, 0.5), (0.3, 0.8)])
def test_the_noise_floor_is_the_closed_form(lr: float, beta: float) -> None:
    # E[x²] = ησ²(1+β)/(λ(1−β)(2(1+β)−ηλ)) for f = ½λx² (docs/model.md); on the bowl λ = 2.
    setting = make_setting(
        surface="bowl",
        optimizer="momentum",
        optimizer_options={"momentum": beta},
        lr=lr,
        noise=1,
        steps=1000,
        start=(0, 0),
    )
    points = simulate(lanes_over(setting, "seed", range(400))).points[200:]
    floor = lr * (1 + beta) / (2 * (1 - beta) * (2 * (1 + beta) - 2 * lr))
    assert (points**2).mean() == pytest.approx(floor, rel=0.02)
