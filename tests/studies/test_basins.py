"""The map of basins: the same as single runs, start by start."""

import math

import numpy as np
import pytest

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.setting.keywords import SettingKeywords
from descentlab.studies import ends as ends_room
from descentlab.studies.basins import Basins
from descentlab.studies.ends import NONE, UNDEFINED
from descentlab.verdict.classify import AT_SADDLE
from descentlab.verdict.outcome import OUTCOMES, Outcome

CASES: list[SettingKeywords] = [
    {"surface": "himmelblau", "lr": 0.01, "steps": 300},
    {"surface": "himmelblau", "lr": 0.02, "steps": 60},
    {"surface": "himmelblau"},  # far too large a rate: most lanes are lost
    {"surface": "three_hump_camel", "lr": 0.05, "steps": 200},
    {"surface": "saddle", "lr": 0.1, "steps": 2000},
    {"surface": "monkey_saddle", "lr": 0.05},
    {"surface": "ackley", "lr": 0.01, "optimizer": "momentum", "steps": 200},
    {"surface": "rastrigin", "lr": 0.002, "steps": 150},
    {"surface": "styblinski_tang", "lr": 0.05, "schedule": "cosine", "warmup": 10, "steps": 100},
    {"surface": "six_hump_camel", "lr": 0.05, "schedule": "plateau", "schedule_options": {"patience": 2}},
    {"surface": "nonconvex", "lr": 0.1, "noise": 0.5, "seed": 4, "steps": 100},
    {"surface": "beale", "lr": 0.01, "clip": 1.0, "steps": 400},
    {"surface": "tiny_network", "lr": 0.5, "batch": 4, "steps": 80},
    {"surface": "linear_regression", "lr": 0.05, "steps": 5},
    *(SettingKeywords(surface="himmelblau", optimizer=name, lr=0.05, steps=120) for name in OPTIMIZERS),
]


@pytest.mark.parametrize("given", CASES, ids=lambda given: "-".join(map(str, given.values())))
def test_every_start_ends_as_its_own_run(given: SettingKeywords) -> None:
    found = descentlab.basins(23, 17, **given)
    generator = np.random.default_rng(0)
    for row, column in zip(generator.integers(0, 17, 12), generator.integers(0, 23, 12), strict=True):
        start = (float(found.x[column]), float(found.y[row]))
        assert_ends_as_a_run(found, int(row), int(column), family_from(start, found.setting.lr, given))


@pytest.mark.parametrize("given", [CASES[0], CASES[4], {"surface": "bowl", "lr": 0.45, "steps": 400}])
def test_a_look_halfway_changes_no_end(given: SettingKeywords, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a block is looked at halfway if all, most or none of its lanes stand still."""
    maps = []
    monkeypatch.setattr(ends_room, "PATH", 0)  # as many blocks as can be
    for share in (0.0, 0.5, 2.0):
        monkeypatch.setattr(ends_room, "STILL", share)
        maps.append(descentlab.basins(23, 17, **given))
    for found in maps[1:]:
        np.testing.assert_array_equal(found.outcomes, maps[0].outcomes)
        np.testing.assert_array_equal(found.minima, maps[0].minima)
        np.testing.assert_array_equal(found.steps, maps[0].steps)


def family_from(start: tuple[float, float], lr: float, given: SettingKeywords) -> descentlab.Family:
    own: SettingKeywords = {**given, "start": start}
    return descentlab.family([lr], **own)


def assert_ends_as_a_run(found: Basins, row: int, column: int, one: descentlab.Family) -> None:
    outcome = one.outcomes[0]
    assert OUTCOMES[found.outcomes[row, column]] is outcome
    arrival = int(one.classification.arrivals[0])
    arrived = arrival <= one.setting.steps and one.lengths[0] == one.setting.steps + 1
    assert found.steps[row, column] == (arrival if arrived else NONE)
    minimum = found.minima[row, column]
    if outcome not in (Outcome.CONVERGED, Outcome.TRAPPED):
        assert minimum == NONE
        return
    minima = one.setting.loss.minima
    away = [math.dist(one.points[0, -1], each.point) for each in minima]
    nearest = min(range(len(minima)), key=away.__getitem__)
    assert minimum == (nearest if away[nearest] <= AT_SADDLE * one.setting.loss.diagonal else NONE)


def test_the_grid_covers_the_domain() -> None:
    found = descentlab.basins(5, 3, surface="ravine", steps=10)
    xmin, xmax, ymin, ymax = found.setting.loss.domain
    np.testing.assert_array_equal(found.x, np.linspace(xmin, xmax, 5))
    np.testing.assert_array_equal(found.y, np.linspace(ymin, ymax, 3))
    assert found.outcomes.shape == found.minima.shape == found.steps.shape == (3, 5)
    assert [each.dtype.str[1:] for each in (found.outcomes, found.minima, found.steps)] == ["u1", "i2", "i4"]


def test_on_himmelblau_each_minimum_has_its_basin() -> None:
    found = descentlab.basins(64, 64, surface="himmelblau", lr=0.01, steps=300)
    assert found.share(Outcome.CONVERGED) > 0.99
    assert set(np.unique(found.minima)) >= {0, 1, 2, 3}
    for index, minimum in enumerate(found.setting.loss.minima):
        column = np.abs(found.x - minimum.point[0]).argmin()
        row = np.abs(found.y - minimum.point[1]).argmin()
        assert found.minima[row, column] == index


def test_on_a_bowl_the_steps_have_a_closed_form() -> None:
    """‖w‖ (1 − 2η)^k ≤ a thousandth of the diagonal."""
    found = descentlab.basins(31, 30, surface="bowl", lr=0.1, steps=200)
    size = np.hypot(*np.meshgrid(found.x, found.y))
    steps = np.ceil(np.log(1e-3 * found.setting.loss.diagonal / size) / np.log(0.8))
    np.testing.assert_array_equal(found.steps, np.maximum(steps, 0))
    assert (found.minima == 0).all()


def test_it_is_the_same_however_it_is_cut_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given: SettingKeywords = {"surface": "himmelblau", "lr": 0.02, "steps": 60, "noise": 1.0}
    whole = descentlab.basins(40, 30, **given)
    monkeypatch.setattr(ends_room, "LANES", 128)
    monkeypatch.setattr(ends_room, "MEASURED", 7)
    told: list[tuple[int, int]] = []
    parts = descentlab.basins(40, 30, progress=lambda done, total: told.append((done, total)), **given)
    for name in ("outcomes", "minima", "steps"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert told == [(min(128 * k, 1200), 1200) for k in range(1, 11)]


def test_a_start_without_a_loss_is_undefined() -> None:
    found = descentlab.basins(4, 3, f="log(x) + x**2 + y**2", domain=(-1, 2, -1, 1), lr=0.05, steps=40)
    assert (found.outcomes[:, found.x < 0] == UNDEFINED).all()
    assert (found.outcomes[:, found.x > 0] != UNDEFINED).all()
    assert (found.minima == NONE).all()


@pytest.mark.parametrize(
    ("given", "key"),
    [({"nx": 1}, "nx"), ({"ny": 10**6}, "ny"), ({"start": (0, 0)}, "start"), ({"surface": "nothing"}, "surface")],
)
def test_what_is_wrong_is_named(given: dict[str, object], key: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        descentlab.basins(**given)  # type: ignore[arg-type]
    assert [problem.parameter for problem in refused.value.errors] == [key]
