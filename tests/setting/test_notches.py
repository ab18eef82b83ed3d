"""The notches of every slider: allowed values from one end to the other, as round as they are shown."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.common.parameters import LISTS, Parameter
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import SPREAD, Axis, axis_of, keys_of
from descentlab.setting.notches import NOTCHES, notches_of, slider_of
from descentlab.setting.setting import NUMBERS, Setting, make_setting
from descentlab.surfaces import surfaces

ENTRIES = [
    (make_setting(**{noun: entry.id}), f"{noun}.{parameter.name}", parameter)
    for noun, registry in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES), ("surface", surfaces()))
    for entry in registry.values()
    for parameter in entry.parameters
]
ENTRIES += [(make_setting(), each.name, each) for each in NUMBERS if each.name != "lr"]
ENTRIES += [
    (setting, key, keys_of(setting)[key])
    for setting in (make_setting(surface=id) for id in surfaces())
    for key in ("start.x", "start.y")
]
every = pytest.mark.parametrize(
    ("setting", "key", "parameter"),
    [each for each in ENTRIES if each[2].kind not in LISTS],
    ids=lambda each: each if isinstance(each, str) else getattr(each, "id", ""),
)


@every
@pytest.mark.parametrize("digits", [None, 3])
def test_they_are_allowed_and_rise(setting: Setting, key: str, parameter: Parameter, digits: int | None) -> None:
    notches = notches_of(setting, key, digits=digits)
    assert 2 <= notches.size <= NOTCHES
    for value in notches.tolist():
        assert parameter.check(value, key) == value
    if parameter.kind in ("number", "integer"):
        assert (np.diff(notches) > 0).all()
        low, high = slider_of(setting, key)
        assert notches[0] == pytest.approx(low, abs=(high - low) / 500)
        assert notches[-1] == pytest.approx(high, rel=2e-3)


@every
def test_rounded_ones_have_three_digits(setting: Setting, key: str, parameter: Parameter) -> None:
    if parameter.kind == "number":
        inner = notches_of(setting, key, digits=3)[1:-1].tolist()
        assert inner == [float(f"{value:.3g}") for value in inner]


def test_a_slider_reaches_as_far_as_the_setting_does() -> None:
    assert slider_of(make_setting(steps=50), "warmup") == (0, 50)
    assert slider_of(make_setting(steps=900), "warmup") == (0, 200)
    assert slider_of(make_setting(surface="tiny_network"), "batch") == (1, surfaces()["tiny_network"].loss().samples)
    assert slider_of(make_setting(surface="ravine"), "start.x") == (-10, 10)
    assert slider_of(make_setting(), "warmup_start") == (1e-4, 1)
    assert notches_of(make_setting(seed=7), "seed").tolist() == list(range(7, 7 + NOTCHES))
    # What has its place on the curve of η reaches as far as the curve does.
    assert slider_of(make_setting(schedule="cosine", lr=0.04, steps=90), "schedule.eta_min") == (0, 0.04)
    assert slider_of(make_setting(schedule="cosine", lr=20), "schedule.eta_min") == (0, 10)
    assert slider_of(make_setting(schedule="step", steps=90), "schedule.step_size") == (1, 90)
    assert slider_of(make_setting(schedule="step", steps=1), "schedule.step_size") == (1, 2)


@pytest.mark.parametrize(
    ("key", "low", "high", "wrong"),
    [
        ("steps", 0, 10, "over_min"),
        ("steps", 10, 20_001, "over_max"),
        ("steps", 9, 3, "over_max"),
        ("nothing", None, None, "over"),
        ("lr_ratio", 0, 1, "over_min"),
        ("start.x", -1e9, 0, "over_min"),
    ],
)
def test_what_is_wrong_is_told_by_the_name_it_was_asked_by(key: str, low: float, high: float, wrong: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        notches_of(make_setting(), key, low, high, name="over")
    assert [each.parameter for each in refused.value.errors] == [wrong]


@given(
    low=st.floats(1e-6, 1e6),
    ratio=st.floats(1e-13, 1e6),
    count=st.integers(2, 400),
    log=st.booleans(),
    whole=st.booleans(),
    first=st.integers(0, 399),
)
def test_a_piece_of_an_axis_is_that_of_the_whole(
    low: float, ratio: float, count: int, log: bool, whole: bool, first: int
) -> None:
    axis = Axis("lr", low, low * (1 + ratio), count, log, whole)
    values, first = axis.values(), min(first, count - 1)
    assert (np.diff(values) >= 0).all()
    assert whole or (values[0] == axis.minimum and values[-1] == axis.maximum)
    assert (axis.values(first) == values[first:]).all()
    assert (axis.values(first, first + 1) == values[first]).all()


def test_neighbours_stay_apart_as_long_as_float64_can_tell_them_apart() -> None:
    axis = axis_of(make_setting(), "lr", 0.02, 0.02 * (1 + 1e-12), 512)
    values = axis.values()
    assert np.unique(values).size == 512
    steps = np.diff(values) / (axis.maximum - axis.minimum) * 511
    assert steps == pytest.approx(np.ones(511), abs=0.2)


SHARED = Path(__file__).parent / "notches.json"
"""Every slider's notches, which tests/js/notches.test.js holds the page to."""


def shared() -> list[dict[str, object]]:
    """What decides each slider, as the page has it, and its notches; those of the same numbers once."""
    found: dict[str, dict[str, object]] = {}
    for setting, key, parameter in ENTRIES:
        if parameter.kind not in SPREAD or key == "seed":
            continue
        known = {"minimum": parameter.minimum, "maximum": parameter.maximum, "reach": parameter.reach}
        stated = {name: value for name, value in known.items() if value is not None and not key.startswith("start.")}
        flags = {name: True for name in ("above", "below") if getattr(parameter, name)}
        scale = {"scale": "log"} if parameter.scale == "log" else {}
        scale |= {"up_to": parameter.up_to} if parameter.up_to else {}
        xmin, xmax, ymin, ymax = setting.surface.domain
        domain = {"start.x": (xmin, xmax), "start.y": (ymin, ymax)}.get(key)
        about = {
            "parameter": {"name": parameter.name, "kind": parameter.kind, **stated, **flags, **scale},
            "surroundings": {
                "domain": domain,
                "samples": setting.loss.samples,
                "steps": setting.steps,
                "lr": setting.lr,
            },
        }
        found.setdefault(json.dumps(about), about | {"notches": notches_of(setting, key, digits=3).tolist()})
    return list(found.values())


def test_the_page_is_held_to_the_same() -> None:
    assert json.loads(SHARED.read_text("utf-8")) == json.loads(json.dumps(shared()))
