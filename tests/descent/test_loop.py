import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import settings as examples

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at, one
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import EXTRA_SURFACES
from descentlab.verdict.outcome import OUTCOMES, Outcome
from tests.helpers.registries import fits, settings
from tests.helpers.textbook import ALL

RATES = np.geomspace(1e-3, 10, 5)  # the larger ones diverge, on most surfaces
ROWS = ("points", "losses", "learning_rates", "directions", "gradients", "gradient_norms", "sharpness")


COMBINATIONS = [
    (surface, optimizer, list(SCHEDULES)[(i + j) % len(SCHEDULES)])
    for i, surface in enumerate(ALL)
    for j, optimizer in enumerate(OPTIMIZERS)
    if fits(surface, optimizer)
]
"""Every surface with every optimizer, and each of these with every schedule."""


@pytest.mark.long
@pytest.mark.parametrize(("surface", "optimizer", "schedule"), COMBINATIONS)
def test_lanes_are_single_runs_to_the_last_bit(surface: str, optimizer: str, schedule: str) -> None:
    noise: dict[str, Any] = {}
    if COMBINATIONS.index((surface, optimizer, schedule)) % 2:
        noise = {"batch": 5, "clip": 2.0, "seed": 3}
        if ALL[surface].samples is None:
            noise["noise"] = 0.3
    setting = make_setting(surface=surface, optimizer=optimizer, schedule=schedule, steps=40, warmup=3, **noise)
    family = family_of(lanes_at(setting, RATES))
    history = family.history
    for lane, lr in enumerate(RATES):
        run = run_of(replace(setting, lr=float(lr)))
        length = family.lengths[lane]
        assert len(run.points) == length
        assert run.points.tolist() == family.points[lane, :length].tolist()
        assert run.losses.tolist() == family.losses[lane, :length].tolist()
        assert run.gradients.tolist() == history.gradients[:length, :, lane].tolist()
        assert run.sharpness.tolist() == history.sharpness[:length, lane].tolist()
        assert run.learning_rates.tolist() == history.rates[: length - 1, lane].tolist()
        assert run.outcome is family.outcomes[lane]
        assert run.diagnosis == family.diagnosis(lane)


@pytest.mark.parametrize("surface", ["ravine", "nonconvex"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_lanes_do_not_depend_on_their_neighbours_nor_on_their_number(surface: str, optimizer: str) -> None:
    setting = make_setting(surface=surface, optimizer=optimizer, steps=120)
    rates = np.geomspace(1e-4, 10, 241)
    whole = family_of(lanes_at(setting, rates))
    for chosen in (np.arange(0, 241, 7), np.arange(240, -1, -1), np.array([240, 3, 240]), np.tile(np.arange(241), 5)):
        part = family_of(lanes_at(setting, rates[chosen]))
        np.testing.assert_array_equal(part.points, whole.points[chosen])
        np.testing.assert_array_equal(part.losses, whole.losses[chosen])
        np.testing.assert_array_equal(part.history.sharpness, whole.history.sharpness[:, chosen])
        assert part.outcomes == tuple(whole.outcomes[lane] for lane in chosen)
        assert part.diagnosis(0) == whole.diagnosis(int(chosen[0]))


def short(setting: Setting) -> Setting:
    """The same, with few enough steps for a test."""
    return replace(setting, steps=min(setting.steps, 80))


@pytest.mark.long
@examples(max_examples=200)
@given(settings().map(short))
def test_a_trajectory_holds_finite_numbers_only_whatever_the_setting(setting: Setting) -> None:
    kinks = [each.point for each in setting.loss.stated_minima if each.kink]
    try:
        run = run_of(setting)
    except InvalidSetting:  # so near a kink that the square of its distance vanishes, where a slope is divided by it
        assert any(math.dist(setting.start, point) < 1e-150 for point in kinks)
        reject()
    length = len(run.points)
    assert 1 <= length <= setting.steps + 1
    for name in ROWS:
        values = getattr(run, name)
        with np.errstate(over="ignore"):  # so near that a power of the distance vanishes, it is the kink
            smooth = all((((run.points - point) ** 2).sum(axis=1) > 1e-200).all() for point in kinks)
        assert np.isfinite(values).all() or (name == "sharpness" and not smooth), name  # a kink has no curvature
        assert len(values) in (length, length - 1)
    assert len(run.learning_rates) == len(run.directions) == length - 1
    assert run.points[0].tolist() == list(setting.start)
    assert run.outcome in OUTCOMES
    assert run.diagnosis.headline
    # w ← w − η d
    second = run.learning_rates if run.second_learning_rates is None else run.second_learning_rates
    eta, d = np.stack((run.learning_rates, second), axis=1), run.directions
    size = np.abs(run.points[:-1]) + np.abs(run.points[1:])
    with np.errstate(over="ignore"):
        apart = np.abs(run.points[:-1] - eta * d - run.points[1:]) > 1e-12 * size + 1e-300
    # Rprop goes on where η is 0 or next to it, and then nothing times η is its step.
    assert not apart[eta > 1e-290].any()


@examples(max_examples=50)
@given(settings().map(short))
def test_the_same_setting_gives_the_same_run(setting: Setting) -> None:
    first, second = run_of(setting), run_of(setting)
    for name in ROWS:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), name)
    assert first.diagnosis == second.diagnosis


def test_what_is_measured_along_a_run() -> None:
    run = descentlab.run(surface="ravine", lr=0.05, start=(2, 1), steps=2)
    gradients: list[list[float]] = [[2, 25], [1.9, -6.25], [1.805, 1.5625]]
    expected: dict[str, Any] = {
        "points": [[2, 1], [1.9, -0.25], [1.805, 0.0625]],
        "losses": [14.5, 2.58625, 1.677840625],
        "gradients": gradients,
        "gradient_norms": [math.hypot(x, y) for x, y in gradients],
        "directions": gradients[:-1],
        "sharpness": [25, 25, 25],
        "learning_rates": [0.05, 0.05],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(run, name), values, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov"])
@pytest.mark.parametrize(("surface", "lr"), [("bowl", 10.0), ("ravine", 1e30), ("ravine", 1e200), ("nonconvex", 5.0)])
def test_overflow_ends_a_run_at_its_last_finite_point(optimizer: str, surface: str, lr: float) -> None:
    run = descentlab.run(surface=surface, optimizer=optimizer, lr=lr, steps=2000)
    assert run.outcome is Outcome.DIVERGED
    assert len(run.points) < 2001
    assert np.isfinite(run.losses).all()
    # The next point, its loss or its slope is what no float can hold.
    raw = family_of(one(make_setting(surface=surface, optimizer=optimizer, lr=lr, steps=2000))).history
    after = len(run.points)
    beyond = (*raw.points[after, :, 0], raw.losses[after, 0], *raw.gradients[after, :, 0])
    assert not np.isfinite(beyond).all()


def test_a_family_has_the_lane_first_and_no_numbers_after_the_end() -> None:
    family = descentlab.family([0.05, 5.0], surface="ravine", steps=400)
    assert family.points.shape == (2, 401, 2)
    assert family.losses.shape == (2, 401)
    assert family.lengths[0] == 401
    length = family.lengths[1]
    assert length < 401
    assert np.isfinite(family.points[1, :length]).all()
    assert np.isnan(family.points[1, length:]).all()
    assert np.isnan(family.losses[1, length:]).all()
    assert family.outcomes == (Outcome.CONVERGED, Outcome.DIVERGED)


def test_the_best_lane_is_there_first() -> None:
    family = descentlab.family([0.02, 0.06, 0.0769, 0.0795, 0.2], surface="ravine", steps=300)
    assert family.best == 2
    assert descentlab.family([1e-4, 5.0], surface="ravine").best is None


@pytest.mark.parametrize("rates", [[], [0.1, 0], [0.1, -1], [math.nan], [math.inf], ["fast"], [True], [0.1, None]])
def test_the_learning_rates_of_a_family_are_checked(rates: list[Any]) -> None:
    with pytest.raises(InvalidSetting, match="learning_rates"):
        descentlab.family(rates, surface="bowl")


def test_bad_keywords_are_refused() -> None:
    bad: dict[str, Any] = {"surface": "hill", "speed": 1}
    with pytest.raises(InvalidSetting, match=r"speed: .*surface: "):
        descentlab.run(**bad)
    with pytest.raises(InvalidSetting, match=r"speed: .*surface: "):
        descentlab.family([0.1], **bad)


def test_a_start_without_a_finite_loss_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surface = 'name="p"\nformula="1/x + y**2"\ndomain=[-1,1,-1,1]\nstart=[0.5,0.5]\nteaches="."\nsource="."\n'
    (tmp_path / "pole.toml").write_text(surface, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    with pytest.raises(InvalidSetting, match="start: the loss"):
        descentlab.run(surface="pole", start=(0, 0.5))
    assert len(descentlab.run(surface="pole", lr=0.01, steps=5).points) == 6


def test_the_python_interface() -> None:
    run = descentlab.run(surface="ravine", optimizer="adam", lr=0.05, start=(-1.2, 1.0), steps=200)
    assert run.points.shape == (201, 2)
    assert run.losses.shape == (201,)
    assert run.learning_rates.shape == (200,)
    assert {run.points.dtype, run.losses.dtype, run.learning_rates.dtype} == {np.dtype(np.float64)}
    assert isinstance(run.outcome, descentlab.Outcome)
    family = descentlab.family(surface="ravine", optimizer="adam", learning_rates=np.array([0.05]), steps=200)
    assert family.points.shape == (1, 201, 2)
