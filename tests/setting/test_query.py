from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.errors import MAX_KEY, InvalidSetting
from descentlab.setting.query import KEYS, canonical, items_of, parse, settle, write
from descentlab.setting.setting import DEFAULTS, Setting, make_setting
from tests.helpers.registries import OPTIONS, settings

DOTTED = sorted({f"{name.split('=')[0]}.{parameter.name}" for name, parameter in OPTIONS.items()})
keys = st.one_of(
    st.sampled_from([*KEYS, *DOTTED]),
    st.builds("{}.{}".format, st.sampled_from([*DEFAULTS, "start", ""]), st.text(max_size=60)),
    st.text(max_size=60),
)
texts = st.one_of(
    st.sampled_from(["bowl", "saddle", "adam", "momentum", "cosine", "step"]),
    st.sampled_from(["0.5", "1", "20", "0", "-1", "nan", "1e999", "1,1"]),
    st.floats().map(str),
    st.text(max_size=80),
)


@given(settings())
def test_what_is_written_is_read_back(setting: Setting) -> None:
    assert parse(parse_qsl(write(setting), keep_blank_values=True)) == setting


@given(settings())
def test_one_setting_has_one_query(setting: Setting) -> None:
    query = write(setting)
    assert write(parse(parse_qsl(query))) == query
    assert parse(reversed(parse_qsl(query))) == setting


@given(st.lists(st.tuples(keys, texts), max_size=12))
def test_a_page_can_show_any_query_and_says_what_it_left_out(items: list[tuple[str, str]]) -> None:
    settled = settle(items)
    refused = {error.parameter for error in settled.errors}
    assert all(error.message for error in settled.errors)
    kept = [(key, text) for key, text in items if key not in refused and key[:40] not in refused]
    assert parse(kept) == settled.setting
    # Nothing was refused without need: what is left out alone is refused too, or is given twice.
    assert refused <= {key[:40] for key, _ in items} | {key for key, _ in items}
    given_keys = [key for key, _ in items]
    for key, text in items:
        if key in refused and given_keys.count(key) == 1 and "." not in key and key != "start":
            with pytest.raises(InvalidSetting):
                parse([(key, text)])


def test_a_good_query_is_settled_as_it_is() -> None:
    items = [("surface", "bowl"), ("lr", "0.5"), ("start", "1,1")]
    assert settle(items).setting == parse(items)
    assert settle(items).errors == ()


def errors(query: str) -> dict[str, str]:
    """What `parse` refuses, by key."""
    with pytest.raises(InvalidSetting) as refused:
        parse(parse_qsl(query, keep_blank_values=True))
    return {error.parameter: error.message for error in refused.value.errors}


@pytest.mark.parametrize(
    ("query", "key", "allowed"),
    [
        ("lr=0", "lr", "above 0"),
        ("lr=-1", "lr", "above 0"),
        ("lr=nan", "lr", "finite"),
        ("lr=1e999", "lr", "finite"),
        ("lr=", "lr", "finite"),
        ("lr=fast", "lr", "finite"),
        ("lr=0.1&lr=0.2", "lr", "given twice"),
        ("steps=1000000000", "steps", "at most 10000"),
        ("surface=mountain", "surface", "ravine, bowl"),
        ("surface.kappa=0", "surface.kappa", "at least 1"),
        ("surface=bowl&surface.kappa=3", "surface.kappa", "none"),
        ("optimizer=descent", "optimizer", "gd, momentum"),
        ("optimizer=adam&optimizer.beta1=1", "optimizer.beta1", "below 1"),
        ("optimizer.beta1=0.5", "optimizer.beta1", "optimizer.weight_decay"),
        ("optimizer=adam&optimizer.amsgrad=perhaps", "optimizer.amsgrad", "true or false"),
        ("schedule=step&schedule.gamma=0", "schedule.gamma", "above 0"),
        ("warmup=1.5", "warmup", "whole number"),
        ("start=1", "start", "two finite numbers"),
        ("start=9e9,0", "start", "within 100 times"),
        ("speed=1", "speed", "surface, optimizer"),
        ("surface_options=1", "surface_options", "surface, optimizer"),
        ("LR=1", "LR", "surface, optimizer"),
        ("=1", "", "surface, optimizer"),
        ("surface.=1", "surface.", "surface.kappa"),
        ("lr.x=1", "lr.x", "surface, optimizer"),
        (f"{'k' * 90}=1", "k" * 40, "surface, optimizer"),
        (f"optimizer.{'k' * 90}=1", ("optimizer." + "k" * 90)[:40], "optimizer.weight_decay"),
    ],
)
def test_a_refusal_names_the_key_and_what_is_allowed(query: str, key: str, allowed: str) -> None:
    assert allowed in errors(query)[key]
    settled = settle(parse_qsl(query, keep_blank_values=True))
    assert [error.parameter for error in settled.errors] == [key]


def test_every_problem_is_reported_at_once() -> None:
    assert set(errors("lr=0&steps=0&surface=hill&speed=1&optimizer.beta1=2&start=a")) == {
        "lr",
        "steps",
        "surface",
        "speed",
        "optimizer.beta1",
    }  # where the start may be is not known without a surface


def test_what_hangs_on_a_refused_key_is_judged_by_the_default() -> None:
    settled = settle([("surface", "hill"), ("surface.kappa", "7"), ("start", "1,1")])
    assert settled.setting == make_setting(surface_options={"kappa": 7}, start=(1, 1))
    settled = settle([("surface", "hill"), ("start", "9e9,1"), ("lr", "0.5")])
    assert settled.setting == make_setting(lr=0.5)
    assert [error.parameter for error in settled.errors] == ["surface", "start"]


@pytest.mark.parametrize("key", ["x" * 1000, "surface." + "x" * 1000, "lr"])
def test_a_key_is_told_short_and_falls_away_however_often_it_is_given(key: str) -> None:
    settled = settle([(key, "nothing")] * 3)
    assert settled.setting == make_setting()
    assert {error.parameter for error in settled.errors} == {key[:MAX_KEY]}


def test_the_address_bar_holds_every_key() -> None:
    setting = make_setting(optimizer="adam", schedule="cosine", optimizer_options={"amsgrad": True})
    assert list(canonical(setting)) == [
        "surface",
        "surface.kappa",
        "surface.angle",
        "optimizer",
        *(f"optimizer.{name}" for name in ("beta1", "beta2", "eps", "weight_decay", "amsgrad")),
        "schedule",
        "schedule.eta_min",
        "lr",
        "steps",
        "warmup",
        "warmup_start",
        "noise",
        "seed",
        "lr_ratio",
        "start",
    ]
    assert "optimizer.amsgrad=true&" in write(setting)
    assert write(setting).endswith("start=-8,1.5")


@pytest.mark.parametrize(
    ("query", "formula"),
    [
        ("f=x^2+y^2", "x^2+y^2"),
        ("f=sin(x)+cos(y)", "sin(x)+cos(y)"),
        ("f=x%5E2%2By%5E2", "x^2+y^2"),
        ("f=x%5E2+%2B+y%5E2", "x^2 + y^2"),  # as a form writes it
        ("f=x%5E2+-+y%5E2", "x^2 - y^2"),
        ("f=2*x+*+y", "2*x * y"),
        ("f=x%20y", "x y"),
        ("f=1e+3x", "1e+3x"),
    ],
)
def test_a_plus_is_a_plus_everywhere(query: str, formula: str) -> None:
    assert dict(items_of(query))["f"] == formula
    setting = parse(items_of(query))
    assert dict(items_of(write(setting)))["f"] == formula
    assert "+" not in write(setting)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.text(max_size=10))
def test_what_is_encoded_is_decoded(value: str, key: str) -> None:
    assert items_of(f"{quote(key, safe='')}={quote(value, safe='')}") == [(key, value)]
    assert items_of(urlencode({"f": f"{value}+1"})) == [("f", f"{value}+1")]
