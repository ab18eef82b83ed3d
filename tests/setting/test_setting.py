from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.setting.keywords import SettingKeywords
from descentlab.setting.setting import (
    DEFAULTS,
    LR,
    NUMBERS,
    STEPS,
    Setting,
    make_setting,
)
from descentlab.surfaces import surfaces
from descentlab.surfaces.start import START_REACH
from tests.helpers.registries import REGISTRIES


def errors(**given: Any) -> dict[str, str]:
    """What is refused, by key."""
    with pytest.raises(InvalidSetting) as refused:
        make_setting(**given)
    return {error.parameter: error.message for error in refused.value.errors}


def test_everything_has_a_default() -> None:
    setting = make_setting()
    assert setting.surface.id == "ravine"
    assert setting.optimizer.id == "gd"
    assert setting.schedule.id == "constant"
    assert setting.start == setting.surface.start
    assert {each.name: getattr(setting, each.name) for each in NUMBERS} == {each.name: each.default for each in NUMBERS}


@pytest.mark.parametrize("noun", REGISTRIES)
def test_every_entry_can_be_chosen_at_its_defaults(noun: str) -> None:
    for id, entry in REGISTRIES[noun].items():
        setting = make_setting(**{noun: id})
        assert getattr(setting, noun) is entry
        chosen = getattr(setting, f"{noun}_options")
        assert chosen == {parameter.name: parameter.default for parameter in entry.parameters}


@pytest.mark.parametrize(
    ("lr", "allowed"),
    [(lr, "a finite number above 0") for lr in (0, -1, "nan", "inf", "1e999", "fast", True, None, "")],
)
def test_a_learning_rate_is_positive_and_finite(lr: object, allowed: str) -> None:
    assert allowed in errors(lr=lr)["lr"]


@pytest.mark.parametrize("lr", [5e-324, 1e-320, 1e300, 1.7e308])
def test_any_positive_finite_learning_rate_is_allowed(lr: float) -> None:
    assert make_setting(lr=lr).lr == lr


@pytest.mark.parametrize("steps", [0, -1, 10_001, 10**9, pytest.param(10**5000, id="huge"), 1.5, "many", True, None])
def test_steps_have_an_end(steps: object) -> None:
    assert "a whole number at least 1 and at most 10000" in errors(steps=steps)["steps"]


@pytest.mark.parametrize("noun", DEFAULTS)
@pytest.mark.parametrize("id", ["descent", "", None, 3, ["gd"], "Ravine"])
def test_an_unknown_id_lists_those_there_are(noun: str, id: object) -> None:
    assert ", ".join(REGISTRIES[noun]) in errors(**{noun: id})[noun]


def test_a_setting_holds_what_the_keywords_say() -> None:
    """A formula of one's own with its domain is a surface, in a setting."""
    assert SettingKeywords.__annotations__.keys() - {"f", "domain"} == {each.name for each in fields(Setting)}


def test_an_unknown_key_lists_those_there_are() -> None:
    assert "lr" in errors(speed=0.1)["speed"]


def test_every_problem_is_reported_at_once() -> None:
    found = errors(
        surface="bowl",
        surface_options={"kappa": 3},
        optimizer="adam",
        optimizer_options={"beta1": 1, "beta3": 0.5},
        schedule="never",
        lr=0,
        steps=0,
        warmup=-1,
        warmup_start=0,
        start="here",
        speed=1,
        colour="red",
    )
    assert list(found) == [
        "speed",
        "colour",
        "surface.kappa",
        "optimizer.beta1",
        "optimizer.beta3",
        "schedule",
        "lr",
        "steps",
        "warmup",
        "warmup_start",
        "start",
    ]
    assert all(found.values())


@pytest.mark.parametrize("noun", DEFAULTS)
@pytest.mark.parametrize("options", [[], "kappa=3", 3, False, [("kappa", 3)]])
def test_options_are_a_dictionary(noun: str, options: object) -> None:
    assert "dictionary" in errors(**{f"{noun}_options": options})[f"{noun}_options"]


@pytest.mark.parametrize(
    "start", ["1,2", " 1 , 2 ", (1, 2), [1.0, 2.0], np.array([1.0, 2.0]), ("1", 2), (np.float32(1), 2)]
)
def test_a_start_may_come_in_many_forms(start: object) -> None:
    setting = make_setting(start=start)
    assert setting.start == (1.0, 2.0)
    assert all(type(value) is float for value in setting.start)


BAD_STARTS: dict[str, object] = {
    "one": "1",
    "three": "1,2,3",
    "many": "," * 10**6,
    "semicolon": "1;2",
    "words": "here,there",
    "empty": "",
    "nan": "nan,0",
    "inf": "0,inf",
    "overflow": "1e999,0",
    "far": "1e9,0",
    "number": 1,
    "pair of three": (1, 2, 3),
    "flags": (True, False),
    "none": (None, None),
    "huge": (10**5000, 1),
    "bytes": b"12",
    "set": {1, 2},
    "dictionary": {1: 2, 3: 4},
    "matrix": np.zeros((2, 2)),
}


@pytest.mark.parametrize("start", BAD_STARTS.values(), ids=BAD_STARTS.keys())
def test_no_start(start: object) -> None:
    message = errors(start=start)["start"]
    assert "two finite numbers x,y" in message
    assert "-2010 to 2010 and -804 to 804" in message
    assert len(message) < 250


@pytest.mark.parametrize("surface", surfaces().values(), ids=lambda surface: surface.id)
def test_a_start_may_lie_far_outside_the_picture_but_not_anywhere(surface: Any) -> None:
    xmin, xmax, ymin, ymax = surface.domain
    x, y = xmax + START_REACH * (xmax - xmin), ymin - START_REACH * (ymax - ymin)
    assert make_setting(surface=surface.id, start=(x, y)).start == (x, y)
    assert "start" in errors(surface=surface.id, start=(x * 1.001, y))
    assert "start" in errors(surface=surface.id, start=(x, y * 1.001))


def test_a_setting_is_a_value() -> None:
    given: dict[str, Any] = {"surface": "ravine", "surface_options": {"kappa": 7}, "lr": 0.1}
    assert make_setting(**given) == make_setting(**given)
    assert make_setting(**given) != make_setting(**given | {"lr": 0.2})
    assert make_setting(**given).loss is make_setting(**given).loss


def test_the_ranges_the_page_relies_on() -> None:
    assert LR.minimum == 0
    assert LR.above
    assert STEPS.maximum == 10_000


def test_a_formula_as_sharp_as_float64_goes_has_a_rate() -> None:
    """Twice its curvature is infinite."""
    setting = make_setting(f="e^(300x) + y^2", start=(2.32684, 0))
    curvature = float(setting.loss.hessian(np.array([2.32684]), np.array([0.0]))[0][0])
    assert np.isfinite(curvature)
    assert 2 * curvature == np.inf
    assert setting.lr == pytest.approx(0.5 / curvature, rel=1e-2, abs=0)
