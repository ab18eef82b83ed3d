"""A map of two keys: every pixel is the run of its own setting, and its boundaries are where theory has them."""

from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import SPREAD, Axis, keys_of
from descentlab.setting.lanes import changed, one
from descentlab.setting.notches import slider_of
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies import ends as ends_room
from descentlab.studies.atlas import Atlas, atlas_of, tile_of
from descentlab.studies.ends import NONE, UNDEFINED
from descentlab.studies.family import family_of
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import OUTCOMES, Outcome
from tests.helpers.fractal import dimension

MAPS, PIXELS = 20, 25
DIVERGED = OUTCOMES.index(Outcome.DIVERGED)


def random_map(seed: int) -> Atlas:
    """Of any two keys of any setting, from a random piece of one slider to a random piece of the other."""
    rng = np.random.default_rng(seed)
    given: dict[str, Any] = {
        "optimizer": rng.choice(list(OPTIMIZERS)),
        "schedule": rng.choice(list(SCHEDULES)),
        "surface": rng.choice(list(surfaces())),
        "lr": float(10 ** rng.uniform(-3, 0)),
        "steps": int(rng.integers(20, 150)),
        "warmup": int(rng.choice([0, 0, 7])),
        "batch": int(rng.choice([4, 16])),
        "lr_ratio": float(rng.choice([1.0, 1.0, 0.3])),
    }
    setting = make_setting(**given)
    keys = [key for key, each in keys_of(setting).items() if each.kind in SPREAD and key != "noise"]
    x, y = (axis_of_some(setting, key, rng) for key in rng.permutation(keys)[:2].tolist())
    return atlas_of(setting, x, y)


def axis_of_some(setting: Setting, key: str, rng: np.random.Generator) -> Axis:
    low, high = (1e-3, 3.0) if key == "lr" else (1, 200) if key == "steps" else slider_of(setting, key)
    parameter, count = keys_of(setting)[key], int(rng.integers(2, 24))
    ends = np.sort(rng.uniform(0, 1, 2))
    first, last = low * (high / low) ** ends if parameter.scale == "log" else low + (high - low) * ends
    if parameter.kind == "integer":
        first, last = np.floor(first), np.ceil(last)
    return Axis(key, float(first), float(last), count, parameter.scale == "log", parameter.kind == "integer")


@pytest.mark.parametrize("seed", range(MAPS))
def test_every_pixel_is_its_own_run(seed: int) -> None:
    found = random_map(seed)
    rng = np.random.default_rng(seed)
    x, y = found.x.typed(found.x.values()), found.y.typed(found.y.values())
    for row, column in zip(rng.integers(0, y.size, PIXELS), rng.integers(0, x.size, PIXELS), strict=True):
        setting = changed(changed(found.setting, found.x.key, x[column].item()), found.y.key, y[row].item())
        assert_is(found, int(row), int(column), setting)


def assert_is(found: Atlas, row: int, column: int, setting: Setting) -> None:
    try:
        alone = family_of(one(setting))
    except InvalidSetting:
        assert found.outcomes[row, column] == UNDEFINED
        assert np.isnan(found.losses[row, column])
        return
    assert OUTCOMES[found.outcomes[row, column]] is alone.outcomes[0], setting
    assert found.losses[row, column] == alone.last_losses[0], setting
    arrival = int(alone.classification.arrivals[0])
    arrived = arrival <= setting.steps and alone.lengths[0] == setting.steps + 1
    assert found.steps[row, column] == (arrival if arrived else NONE), setting
    first_lost = int(alone.lengths[0])
    assert found.lost[row, column] == (first_lost if first_lost <= setting.steps else NONE), setting


@pytest.mark.parametrize(
    ("keys", "ends_of_keys"),
    [
        (("lr", "lr_ratio"), ((0.01, 3.0), (0.1, 10.0))),
        (("optimizer.beta2", "start.y"), ((0.1, 0.9), (-4.0, 4.0))),
        (("surface.kappa", "lr"), ((1.0, 90.0), (0.01, 3.0))),
    ],
)
def test_tiles_are_the_map(keys: Any, ends_of_keys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut anywhere, and in blocks of another size."""
    setting = make_setting(optimizer="adam", lr=0.1, steps=150)
    x, y = (Axis(key, low, high, 21) for key, (low, high) in zip(keys, ends_of_keys, strict=True))
    whole = atlas_of(setting, x, y)
    monkeypatch.setattr(ends_room, "LANES", 32)
    for columns, rows in (((0, 5), (3, 9)), ((7, 21), (0, 21)), ((20, 21), (20, 21))):
        tile = tile_of(setting, x, y, columns, rows)
        for name in ("outcomes", "losses", "steps", "minima"):
            piece = getattr(whole, name)[slice(*rows), slice(*columns)]
            np.testing.assert_array_equal(getattr(tile, name), piece)


def test_basins_are_the_map_of_starts() -> None:
    found = descentlab.basins(40, 30, surface="himmelblau", lr=0.01, steps=100)
    same = descentlab.atlas(("start.x", -5, 5, 40), ("start.y", -5, 5, 30), surface="himmelblau", lr=0.01, steps=100)
    for name in ("outcomes", "steps", "minima"):
        np.testing.assert_array_equal(getattr(found, name), getattr(same, name))


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_is_stable_up_to_its_limit(optimizer: str) -> None:
    """η = 2(1 + β)/λ, and 2(1 + β)/(λ(1 + 2β)) for Nesterov: not a pixel beside."""
    found = descentlab.atlas(
        ("lr", 0.01, 1.0, 64), ("optimizer.momentum", 0.0, 0.9, 32), optimizer=optimizer, surface="ravine", steps=2000
    )
    eta, beta = np.meshgrid(found.x.values(), found.y.values())
    limit = 2 * (1 + beta) / 25 / (1 if optimizer == "momentum" else 1 + 2 * beta)
    assert ((found.outcomes == DIVERGED) == (eta > limit)).all()


def test_the_ratio_of_rates_moves_the_limit_of_the_ravine() -> None:
    """Stable while η < 2 and η·ζ·κ < 2; the best ratio makes the ravine round."""
    found = descentlab.atlas(("lr", 0.01, 10.0, 48), ("lr_ratio", 0.003, 10.0, 48), surface="ravine", steps=3000)
    eta, ratio = np.meshgrid(found.x.values(), found.y.values())
    assert ((found.outcomes == DIVERGED) == (eta * np.maximum(1, 25 * ratio) > 2)).all()
    fastest = np.unravel_index(np.where(found.steps > 0, found.steps, np.inf).argmin(), found.steps.shape)
    assert ratio[fastest] == pytest.approx(1 / 25, rel=0.2)


FRACTAL: dict[str, dict[str, Any]] = {
    "himmelblau": {"x": ("lr", 0.01, 0.03, 256), "y": ("lr_ratio", 0.3, 3.0, 256), "start": (-1, -1), "steps": 300},
    "tiny_network": {"x": ("lr", 3.0, 20.0, 256), "y": ("lr_ratio", 0.1, 1.0, 256), "start": (-0.4, 0.5), "steps": 200},
}
PLAIN: dict[str, dict[str, Any]] = {
    "bowl": {"x": ("lr", 0.3, 3.0, 256), "y": ("lr_ratio", 0.3, 3.0, 256), "start": (2, 2), "steps": 300},
    "ravine": {"x": ("lr", 0.02, 0.3, 256), "y": ("lr_ratio", 0.1, 10.0, 256), "steps": 300},
}


@pytest.mark.parametrize("surface", FRACTAL)
def test_the_edge_of_divergence_is_a_fractal(surface: str) -> None:
    """Source: Sohl-Dickstein 2024, The boundary of neural network trainability is fractal."""
    found = descentlab.atlas(surface=surface, **FRACTAL[surface])
    assert dimension(found.outcomes == DIVERGED) > 1.2


@pytest.mark.parametrize("surface", PLAIN)
@pytest.mark.parametrize("outcome", [Outcome.DIVERGED, Outcome.CONVERGED])
def test_on_a_quadratic_every_edge_is_a_plain_curve(surface: str, outcome: Outcome) -> None:
    found = descentlab.atlas(surface=surface, **PLAIN[surface])
    assert dimension(found.outcomes == OUTCOMES.index(outcome)) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("surface", FRACTAL)
def test_it_has_parts_however_closely_one_looks(surface: str) -> None:
    """Ten times four times closer, where most boxes hold both: a factor of a million."""
    given, side = FRACTAL[surface], 32
    x, y = given["x"][:3], given["y"][:3]
    others = {key: value for key, value in given.items() if key not in "xy"}
    for _ in range(10):
        found = descentlab.atlas((*x, side), (*y, side), surface=surface, **others)
        diverged = found.outcomes == DIVERGED
        assert 0 < diverged.mean() < 1
        size = side // 4
        boxes = [(i, j) for i in range(0, side - size + 1, 4) for j in range(0, side - size + 1, 4)]
        i, j = max(boxes, key=lambda at: changes(diverged[at[0] : at[0] + size, at[1] : at[1] + size]))
        across, along = found.x.values(), found.y.values()
        x = (x[0], float(across[j]), float(across[j + size - 1]))
        y = (y[0], float(along[i]), float(along[i + size - 1]))
    assert (given["x"][2] - given["x"][1]) / (x[2] - x[1]) > 1e6


def changes(diverged: Any) -> int:
    """How many neighbours differ."""
    return int((np.diff(diverged, axis=0) != 0).sum() + (np.diff(diverged, axis=1) != 0).sum())


@pytest.mark.parametrize(
    ("x", "y", "key"),
    [
        (("lr", 0.01, 0.1, 4), ("lr", 0.01, 0.1, 4), "y"),
        (("lr", 0.1, 0.01, 4), ("clip", 1, 2, 4), "lr"),
        (("lr", 0, 0.1, 4), ("clip", 1, 2, 4), "lr"),
        (("lr", 0.01, 0.1), ("clip", 1, 2, 4), "x"),
        (("lr", 0.01, 0.1, 0), ("clip", 1, 2, 4), "x"),
        (("nothing", 0.01, 0.1, 4), ("clip", 1, 2, 4), "nothing"),
        (("surface", 0.01, 0.1, 4), ("clip", 1, 2, 4), "surface"),
        (("lr", 0.01, 0.1, 4), ("optimizer.beta1", 0, 0.9, 4), "optimizer.beta1"),
        (("lr", 0.01, float("nan"), 4), ("clip", 1, 2, 4), "lr"),
    ],
)
def test_what_is_no_map_is_refused(x: Any, y: Any, key: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        descentlab.atlas(x, y)
    assert [each.parameter for each in refused.value.errors] == [key]


def test_it_is_told_and_drawn() -> None:
    found = descentlab.atlas(("lr", 0.01, 0.1, 6), ("surface.kappa", 1, 100, 5), steps=50)
    assert found.in_one_line().startswith("ravine · gd η=0.075 · 50 steps · 6 lr 0.0100 to 0.100 × 5 surface.kappa")
    data = found.to_dict()
    assert data["lr"] == found.x.values().tolist()
    assert data["outcomes"][4][5] == "diverged"
    assert len(data["losses"]) == 5
    assert "<svg" in found._repr_svg_()
