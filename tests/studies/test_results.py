"""What every study answers is a value: one line, equality, pickling, plain data, a picture."""

import json
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import pytest

import descentlab
from descentlab.common.text import json_bytes
from descentlab.setting.query import parse, write
from descentlab.setting.setting import make_setting
from descentlab.studies.result import Result, lists
from descentlab.surfaces import surfaces
from descentlab.web.schemas import RangeTestBody, TrajectoryBody
from tests.helpers.reading import numbers

TYPED: dict[str, Any] = {"f": "2(x-1)^2 + y^2", "domain": (-2, 2, -2, 2)}
SETTINGS: dict[str, dict[str, Any]] = {
    **{id: {"surface": id} for id in surfaces()},
    "typed": TYPED,
    "noise": {"noise": 3, "batch": 2, "seed": 7},
    "batches": {"surface": "logistic_regression", "batch": 4, "lr": 1.0},
    "clipped, warmed up": {"optimizer": "adamw", "clip": 1.0, "warmup": 5, "schedule": "cosine", "start": (1, 1)},
    "listening": {"schedule": "plateau", "optimizer": "rprop"},
    "leaves the finite numbers": {"lr": 5.0},
    "falls without end": {"surface": "saddle", "start": (1, 1), "lr": 8.0},
}
RATES = [0.001, 0.05, 0.5, 5.0]


@cache
def result(study: str, name: str = "ravine") -> Result:
    """Each study of each setting, once."""
    setting = SETTINGS[name] | {"steps": 40}
    rateless = {key: value for key, value in setting.items() if key != "lr"}
    studies: dict[str, Callable[[], Result]] = {
        "run": lambda: descentlab.run(**setting),
        "family": lambda: descentlab.family(RATES, **rateless),
        "mean_path": lambda: descentlab.mean_path(3, **setting),
        "sweep": lambda: descentlab.sweep(RATES, **rateless),
        "range_test": lambda: descentlab.range_test(**rateless),
        "family over": lambda: descentlab.family(over="warmup", values=[0, 3, 9], **setting),
        "atlas": lambda: descentlab.atlas(("lr_ratio", 0.1, 10, 5), ("start.y", 0.5, 1.5, 4), **setting),
        "basins": lambda: descentlab.basins(5, 4, **{key: each for key, each in setting.items() if key != "start"}),
    }
    return studies[study]()


STUDIES = ("run", "family", "family over", "mean_path", "sweep", "range_test", "basins", "atlas")
EVERY = [(study, name) for name in SETTINGS for study in ("run", "family")]
EVERY += [(study, name) for name in ("ravine", "typed", "noise", "batches") for study in STUDIES[2:]]
every = pytest.mark.parametrize(("study", "name"), EVERY)


@every
def test_a_repr_is_one_line_that_says_what_was_asked(study: str, name: str) -> None:
    found = result(study, name)
    text = repr(found)
    line = found.setting.in_one_line(rate=study in ("run", "family over", "mean_path", "basins", "atlas"))
    assert text.startswith(f"<{type(found).__name__} {line} · ")
    assert text.endswith(">")
    assert "\n" not in text
    assert len(text) < 260


def test_the_line_of_a_run() -> None:
    assert repr(descentlab.run()) == "<Trajectory ravine · gd η=0.075 · 120 steps · converged · loss 60.1 → 2.39×10⁻⁷>"
    adam: dict[str, Any] = {"optimizer": "adam", "optimizer_options": {"beta1": 0.5}}
    run = descentlab.run(surface="bowl", start=(1, 2), steps=1, noise=2, **adam)
    assert repr(run).startswith("<Trajectory bowl · adam beta1=0.5 η=0.075 · noise=2 start=1,2 · 1 step · ")


def test_a_run_that_ends_early_says_so() -> None:
    run = descentlab.run(lr=5.0)
    assert f" · {len(run.points) - 1} of 120 steps · diverged · " in repr(run)


def test_the_reprs_of_what_a_result_is_made_of_are_one_line() -> None:
    found = descentlab.range_test(steps=20)
    swept = descentlab.sweep(RATES)
    for each in (found.setting, found.fastai, found.setting.surface, swept.family, *swept.regimes, swept.window):
        assert "\n" not in repr(each)
        assert len(repr(each)) < 250


@every
def test_a_result_is_equal_to_the_same_again(study: str, name: str) -> None:
    found = result(study, name)
    again = result.__wrapped__(study, name)
    assert (found == again) is True
    assert (found != again) is False
    assert hash(found) == hash(again)
    assert len({found, again}) == 1


@pytest.mark.parametrize("study", STUDIES)
def test_results_of_other_questions_differ(study: str) -> None:
    found = result(study)
    others = [result(study, name) for name in ("bowl", "typed", "noise")]
    others += [result(other) for other in STUDIES if other != study]
    for other in [*others, 1, None, "ravine", found.setting, np.zeros(3)]:
        assert (found == other) is False
    assert found not in others


@every
def test_a_result_comes_back_from_a_pickle(study: str, name: str) -> None:
    found = result(study, name)
    found._repr_svg_()  # what it has worked out since does not matter
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(found, protocol))
        assert type(back) is type(found)
        assert back == found
        assert repr(back) == repr(found)
        assert json.dumps(back.to_dict()) == json.dumps(found.to_dict())
        assert back.setting.loss.minima == found.setting.loss.minima


def test_a_run_that_came_back_answers_as_before() -> None:
    for name in SETTINGS:
        run = result("run", name)
        assert isinstance(run, descentlab.Trajectory)
        back = pickle.loads(pickle.dumps(run))
        for each in ("points", "losses", "gradients", "learning_rates", "sharpness", "directions"):
            np.testing.assert_array_equal(getattr(back, each), getattr(run, each))
        assert back.diagnosis == run.diagnosis
        assert back.outcome is run.outcome
        if name == "ravine":
            assert back.remedies == run.remedies


def test_settings_surfaces_and_entries_come_back_from_a_pickle() -> None:
    registries: list[Any] = [descentlab.surfaces(), descentlab.optimizers(), descentlab.schedules()]
    settings = [make_setting(**given) for given in SETTINGS.values()]
    entries = [entry for registry in registries for entry in registry.values()]
    for value in (*settings, *(each.surface for each in settings), *entries):
        back = pickle.loads(pickle.dumps(value))
        assert back == value
        assert repr(back) == repr(value)
    for registry in registries:
        assert dict(pickle.loads(pickle.dumps(registry))) == dict(registry)
    for setting in settings:
        assert hash(pickle.loads(pickle.dumps(setting))) == hash(setting)
        assert write(pickle.loads(pickle.dumps(setting))) == write(setting)


@pytest.mark.long
def test_results_travel_between_processes() -> None:
    """Started anew, as on Windows and macOS, and as joblib starts them: nothing is inherited."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        runs = {name: pool.submit(descentlab.run, **SETTINGS[name], steps=40) for name in ("typed", "batches", "noise")}
        families = pool.submit(descentlab.family, RATES, steps=40)
        there = pool.submit(repr, result("run", "tiny_network"))
        for name, future in runs.items():
            assert future.result() == result("run", name)
        assert families.result() == result("family")
        assert there.result() == repr(result("run", "tiny_network"))


def strictly(value: object) -> Any:
    """Through JSON and back."""
    return json.loads(json.dumps(value, allow_nan=False))


@every
def test_to_dict_is_plain_data(study: str, name: str) -> None:
    found = result(study, name)
    data = found.to_dict()
    assert strictly(data) == data  # no tuple, no array, no NaN
    assert all(map(np.isfinite, numbers(data)))
    pairs = [tuple(pair.split("=", 1)) for pair in data["query"].replace("%5E", "^").replace("%2B", "+").split("&")]
    if "%" not in data["query"].replace("%5E", "").replace("%2B", ""):
        assert parse([(key, text.replace("%20", " ")) for key, text in pairs]) == found.setting


@pytest.mark.parametrize("name", SETTINGS)
def test_a_run_as_a_dictionary_holds_the_run(name: str) -> None:
    run = result("run", name)
    assert isinstance(run, descentlab.Trajectory)
    data = run.to_dict()
    assert data["points"] == run.points.tolist()
    assert data["losses"] == run.losses.tolist()
    assert data["outcome"] == run.outcome.value
    assert data["diagnosis"]["headline"] == run.diagnosis.headline
    sent = json_bytes(data)
    assert TrajectoryBody.model_validate_json(sent, strict=True).model_dump(mode="json") == data == json.loads(sent)


def test_a_family_as_a_dictionary_ends_each_lane_where_it_left() -> None:
    family = result("family")
    assert isinstance(family, descentlab.Family)
    data = family.to_dict()
    assert data["lengths"] == [len(lane) for lane in data["points"]] == [len(lane) for lane in data["losses"]]
    for lane, length in enumerate(data["lengths"]):
        np.testing.assert_array_equal(family.points[lane, :length], data["points"][lane])
        np.testing.assert_array_equal(family.losses[lane, :length], data["losses"][lane])
        assert family.last_losses[lane] == data["losses"][lane][-1]


def test_the_other_dictionaries_hold_what_their_results_do() -> None:
    test, swept, grid = result("range_test"), result("sweep"), result("basins", "typed")
    assert isinstance(test, descentlab.RangeTest)
    assert isinstance(swept, descentlab.Sweep)
    assert isinstance(grid, descentlab.Basins)
    data = test.to_dict()
    assert RangeTestBody.model_validate_json(json_bytes(data), strict=True).model_dump() == data
    regimes = swept.to_dict()["regimes"]
    assert [(each["outcome"], each["from"], each["to"]) for each in regimes] == [
        (each.outcome.value, each.lowest, each.highest) for each in swept.regimes
    ]
    outcomes = np.array(grid.to_dict()["outcomes"])
    assert outcomes.shape == grid.outcomes.shape
    assert (outcomes == "converged").mean() == grid.share(descentlab.Outcome.CONVERGED)


def test_what_is_missing_is_none() -> None:
    assert lists(np.array([[1.0, np.nan], [-np.inf, 2.0]])) == [[1.0, None], [None, 2.0]]
    assert lists(np.array([3, -1]), np.array([True, False])) == [3, None]
    nowhere = descentlab.basins(4, 3, f="log(x) + y^2", steps=5).to_dict()
    assert None in nowhere["outcomes"][0]
