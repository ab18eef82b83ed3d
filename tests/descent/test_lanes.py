"""Lanes over any key: each is the run of its own setting, to the last bit, whatever it differs in."""

from itertools import cycle, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.common.parameters import Parameter
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import keys_of
from descentlab.setting.lanes import Lanes, lanes_over, one
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import Family, family_of
from descentlab.surfaces import surfaces
from tests.helpers.lanes import assert_each_is_its_own_run, some_values

OTHERS: list[dict[str, Any]] = [
    {},
    {"noise": 0.3, "seed": 3},
    {"batch": 4},
    {"clip": 1.0},
    {"warmup": 5},
    {"lr_ratio": 0.3},
    {"steps": 3},
]
"""What else may be set."""
SURFACES = list(surfaces())


def setting_of(**given: Any) -> Setting | None:
    """None where a surface made from data has no noise to be set."""
    try:
        return make_setting(**({"steps": 30} | given))
    except InvalidSetting:
        return None


def family_over(setting: Setting, key: str, parameter: Parameter) -> Family | None:
    """None where a start has no loss: on a tip, or where the formula has no value."""
    try:
        return family_of(lanes_over(setting, key, some_values(setting, key, parameter)))
    except InvalidSetting:
        return None


def check(setting: Setting | None, keys: list[str] | None = None) -> int:
    """How many families were looked at."""
    looked = 0
    for key, parameter in keys_of(setting).items() if setting else ():
        family = family_over(setting, key, parameter) if setting and (keys is None or key in keys) else None
        if family is not None:
            assert_each_is_its_own_run(family, words=looked % 3 == 0)
            looked += 1
    return looked


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_option_of_an_optimizer_and_every_plain_key(optimizer: str) -> None:
    looked, first = 0, list(OPTIMIZERS).index(optimizer)
    for index, (surface, others) in enumerate(zip(SURFACES[first % 3 :: 3], cycle(OTHERS), strict=False)):
        lr = (0.001, 0.03, 0.3)[index % 3]
        looked += check(setting_of(optimizer=optimizer, surface=surface, lr=lr, **others))
    assert looked > 50


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_option_of_a_schedule(schedule: str) -> None:
    keys = [f"schedule.{each.name}" for each in SCHEDULES[schedule].parameters] + ["lr", "steps", "warmup", "lr_ratio"]
    looked = 0
    for surface, optimizer, others in zip(SURFACES, cycle(OPTIMIZERS), cycle(OTHERS), strict=False):
        setting = setting_of(schedule=schedule, surface=surface, optimizer=optimizer, lr=0.02, **others)
        looked += check(setting, keys)
    assert looked > 50


@pytest.mark.long
@pytest.mark.parametrize("surface", SURFACES)
def test_every_optimizer_with_every_schedule(surface: str) -> None:
    """A third of the pairs on each surface, all of them on any three, and a key in turn for each of the pairs."""
    pairs = list(product(OPTIMIZERS, SCHEDULES))
    looked = 0
    for turn, (optimizer, schedule) in enumerate(pairs[SURFACES.index(surface) % 3 :: 3]):
        setting = setting_of(surface=surface, optimizer=optimizer, schedule=schedule, **OTHERS[turn % len(OTHERS)])
        keys = list(keys_of(setting)) if setting else []
        looked += check(setting, keys[turn % max(len(keys), 1) :][:1])
    assert looked > 40


@examples(max_examples=60)
@given(st.data())
def test_many_keys_at_once(data: st.DataObject) -> None:
    """As a map has them: two or more keys differ, each in its own way."""
    optimizer, surface = data.draw(st.sampled_from(sorted(OPTIMIZERS))), data.draw(st.sampled_from(SURFACES))
    setting = make_setting(optimizer=optimizer, surface=surface, schedule="cosine", steps=25, warmup=3, lr=0.02)
    keys = {key: each for key, each in keys_of(setting).items() if each.kind == "number" and key != "noise"}
    chosen = data.draw(st.lists(st.sampled_from(sorted(keys)), min_size=2, max_size=4, unique=True))
    many = data.draw(st.integers(2, 9))

    def drawn(key: str) -> list[Any]:
        some = st.sampled_from(some_values(setting, key, keys[key]))
        return data.draw(st.lists(some, min_size=many, max_size=many))

    lanes = Lanes(setting, {key: np.array(drawn(key)) for key in chosen})
    with np.errstate(all="ignore"):
        defined = np.isfinite(lanes.loss.value(*lanes.start) + lanes.loss.gradient(lanes.start).sum(axis=0))
    assume(defined.all())
    assert_each_is_its_own_run(family_of(lanes))


def test_no_step_counts_after_a_lane_has_taken_its_own() -> None:
    family = family_of(lanes_over(make_setting(lr=0.09), "steps", [1, 40, 7]))
    assert family.lengths.tolist() == [2, 41, 8]
    assert np.isnan(family.points[0, 2:]).all()
    assert np.isnan(family.losses[2, 8:]).all()
    assert family.last_losses[0] == family_of(one(make_setting(lr=0.09, steps=1))).last_losses[0]


def test_each_lane_has_the_minima_of_its_own_surface() -> None:
    lanes = lanes_over(make_setting(surface="nonconvex"), "surface.tilt", [0.0, 0.3, 1.0])
    for index in range(lanes.count):
        alone = lanes.lane(index).loss
        points = np.array([each.point for each in alone.minima]).T
        assert np.array_equal(lanes.loss.known.points[:, :, index], points)
        assert lanes.loss.known.floor[index] == alone.floor
        assert lanes.loss.lane(index).options == alone.options
