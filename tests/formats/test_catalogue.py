import json
import xml.etree.ElementTree as ET
from dataclasses import fields

import numpy as np
import pytest

from descentlab.common.parameters import Parameter
from descentlab.formats.catalogue import catalogue, thumbnail
from descentlab.setting.query import canonical, parse
from descentlab.setting.rates import LR_COUNT, LR_DIGITS, LR_MAX, LR_MIN, learning_rate_grid
from descentlab.setting.setting import NUMBERS, make_setting
from descentlab.surfaces import surfaces
from descentlab.surfaces.surface import Surface
from descentlab.verdict.outcome import OUTCOMES
from tests.helpers.registries import REGISTRIES

CATALOGUE = json.loads(json.dumps(catalogue(), allow_nan=False))


MAY_BE_EMPTY = {
    "parameters",
    "minima",
    "saddles",
    "dash",
    "samples",
    "model",
    "role",
    "assumes",
    "chooses",
    "averages",
    "values",
    "hessians",
    "plain_at",
}


@pytest.mark.parametrize("noun", REGISTRIES)
def test_every_entry_is_there_with_all_its_parameters(noun: str) -> None:
    described = CATALOGUE[f"{noun}s"]
    assert [each["id"] for each in described] == list(REGISTRIES[noun])
    for each, entry in zip(described, REGISTRIES[noun].values(), strict=True):
        assert [parameter["name"] for parameter in each["parameters"]] == [p.name for p in entry.parameters]
        for parameter in each["parameters"]:
            assert {field.name for field in fields(Parameter)} <= parameter.keys()
            assert parameter["allowed"]
        assert all(each[key] for key in each.keys() - MAY_BE_EMPTY)
        assert str(each.get("formula", each.get("equation"))).startswith("<math")


def test_the_numbers_of_a_setting_are_there() -> None:
    assert [each["name"] for each in CATALOGUE["parameters"]] == [parameter.name for parameter in NUMBERS]


def test_the_outcomes_are_there_in_the_order_of_the_wire() -> None:
    assert [each["id"] for each in CATALOGUE["outcomes"]] == [outcome.value for outcome in OUTCOMES]
    assert all(all(each.values()) for each in CATALOGUE["outcomes"])
    assert all(len(each["short"].split()) == 1 for each in CATALOGUE["outcomes"])


def test_the_defaults_are_the_defaults() -> None:
    assert CATALOGUE["defaults"] == json.loads(json.dumps(canonical(make_setting())))


@pytest.mark.parametrize("described", CATALOGUE["surfaces"], ids=lambda each: each["id"])
def test_a_surface_states_its_critical_points(described: dict[str, list[dict[str, object]]]) -> None:
    loss = surfaces()[str(described["id"])].loss()
    assert [each["loss"] for each in described["minima"]] == [each.value for each in loss.minima]
    assert [each["point"] for each in described["saddles"]] == [list(each.point) for each in loss.saddles]


def test_the_slider_has_one_notch_for_each_label() -> None:
    rates = learning_rate_grid(digits=LR_DIGITS)
    assert CATALOGUE["notches"] == rates
    assert len(set(rates)) == len(rates) == LR_COUNT
    assert (rates[0], rates[-1]) == (LR_MIN, LR_MAX)
    steps = np.diff(np.log10(rates))
    assert steps.min() > 0
    np.testing.assert_allclose(steps, 5 / 240, rtol=0.25)  # rounded labels, even to the hand
    for rate in rates:
        assert parse([("lr", str(rate))]).lr == rate


def test_notches_of_ones_own() -> None:
    assert learning_rate_grid(0.01, 1, 3) == pytest.approx([0.01, 0.1, 1])


@pytest.mark.parametrize("surface", surfaces().values(), ids=surfaces())
def test_a_thumbnail_is_a_small_drawing(surface: Surface) -> None:
    drawing = thumbnail(surface.loss())
    _, path = ET.fromstring(drawing)
    numbers = path.attrib["d"].replace("M", " ").replace(",", " ").split()
    coordinates = np.array(numbers, dtype=float).reshape(-1, 2)
    assert len(coordinates) > 20
    assert (coordinates >= 0).all()
    assert (coordinates <= [96, 72]).all()
    assert len(drawing) < 8_000
