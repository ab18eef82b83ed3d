import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.common.parameters import Parameter, check_options, defaults
from tests.helpers.registries import PARAMETERS, values

EVERY = pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=PARAMETERS.keys())
NUMERIC = pytest.mark.parametrize(
    "parameter",
    [each for each in PARAMETERS.values() if each.kind in ("number", "integer")],
    ids=[name for name, each in PARAMETERS.items() if each.kind in ("number", "integer")],
)
RANGES = {
    each.allowed + (", or nothing" if each.default is None else ""): each for each in reversed(PARAMETERS.values())
}
"""One parameter for each range of values there is: a name changes nothing of what is allowed."""
CHOICE = Parameter("mode", "Mode", "", "low", kind="choice", choices=("low", "high"))
FLAG = Parameter("centered", "Centered", "", False, kind="flag")
NUMBER = Parameter("x", "X", "x", 1.0, -2, 3)
INTEGER = Parameter("n", "N", "n", 5, 1, 2**60, kind="integer")


def refusal(parameter: Parameter, value: object, key: str | None = None) -> str:
    """The message, with the key in front."""
    with pytest.raises(InvalidSetting) as refused:
        parameter.check(value, key)
    (error,) = refused.value.errors
    assert error.parameter == (key or parameter.name)
    assert not error.unknown_id
    return str(refused.value)


@EVERY
def test_a_parameter_says_what_a_page_needs(parameter: Parameter) -> None:
    assert parameter.name == parameter.name.lower()
    assert parameter.label
    assert parameter.help.endswith(".")
    assert parameter.allowed
    if parameter.scale == "log":
        assert parameter.minimum is not None
        assert parameter.minimum > 0 or parameter.above


@EVERY
def test_its_default_is_allowed(parameter: Parameter) -> None:
    checked = parameter.check(parameter.default)
    assert checked == parameter.default
    assert type(checked) is type(parameter.default)


@pytest.mark.parametrize("parameter", RANGES.values(), ids=RANGES.keys())
@given(data=st.data())
def test_what_it_allows_comes_back_as_it_was(parameter: Parameter, data: st.DataObject) -> None:
    value = data.draw(values(parameter))
    assert parameter.check(value) == value
    if value is not None:
        written = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        assert parameter.check(written) == value


@NUMERIC
def test_its_ends_are_the_ends(parameter: Parameter) -> None:
    for end, excluded, way in ((parameter.minimum, parameter.above, -1), (parameter.maximum, parameter.below, 1)):
        if end is None:
            continue
        away = 1 if parameter.kind == "integer" else 1e-9 * max(1, abs(end))
        refusal(parameter, end + way * away)
        if excluded:
            assert f"{end:g}" in refusal(parameter, end)
        else:
            assert parameter.check(end) == end


NO_NUMBERS: dict[str, Any] = {
    "nan": math.nan,
    "inf": math.inf,
    "minus inf": -math.inf,
    "nan in words": "nan",
    "inf in words": "infinity",
    "overflow": "1e999",
    "negative overflow": "-1e999",
    "words": "fast",
    "empty": "",
    "blank": " ",
    "hexadecimal": "0x10",
    "underscore": "1_0",
    "two": "1,2",
    "fraction": "1/2",
    "arabic digit": "\u0663",
    "long": "0" * 100 + "1",
    "true": True,
    "false": False,
    "numpy true": np.True_,
    "bytes": b"1",
    "list": [1],
    "array": np.array([1.0]),
    "dictionary": {},
    "complex": 1 + 0j,
    "type": float,
    "huge integer": 10**400,
    "integer beyond words": 10**5000,
}


@NUMERIC
def test_what_is_no_number_is_refused(parameter: Parameter) -> None:
    for name, value in NO_NUMBERS.items():
        message = refusal(parameter, value, "some.key")
        assert message.startswith("some.key: "), name
        assert parameter.name in message, name
        assert parameter.allowed in message, name
        assert len(message) < 250, name


@NUMERIC
def test_nothing_is_a_value_only_where_nothing_is_the_default(parameter: Parameter) -> None:
    if parameter.default is None:
        assert parameter.check(None) is None
    else:
        refusal(parameter, None)


@pytest.mark.parametrize("value", [1, 1.0, "1", " 1 ", "1e0", "+1", np.float64(1), np.float32(1), np.int64(1)])
def test_a_number_may_come_in_many_forms(value: object) -> None:
    assert NUMBER.check(value) == 1
    assert type(NUMBER.check(value)) is float
    assert INTEGER.check(value) == 1
    assert type(INTEGER.check(value)) is int


@pytest.mark.parametrize("value", [1.5, "1.5", "1e-3", 2.0**-30])
def test_a_whole_number_is_whole(value: object) -> None:
    assert "whole number" in refusal(INTEGER, value)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("False", False),
        ("on", True),
        ("off", False),
        ("1", True),
        ("0", False),
    ],
)
def test_a_flag(value: object, flag: bool) -> None:
    assert FLAG.check(value) is flag


@pytest.mark.parametrize("value", ["yes", "2", "", 1, 0, 2.0, None, [], "nan"])
def test_no_flag(value: object) -> None:
    assert "true or false" in refusal(FLAG, value)


def test_a_choice() -> None:
    assert CHOICE.check("high") == "high"


@pytest.mark.parametrize("value", ["", "LOW", "middle", 0, None, ["low"]])
def test_no_choice(value: object) -> None:
    assert "one of low, high" in refusal(CHOICE, value)


@pytest.mark.parametrize(
    ("parameter", "allowed"),
    [
        (NUMBER, "a finite number at least -2 and at most 3"),
        (replace(NUMBER, above=True, below=True), "a finite number above -2 and below 3"),
        (replace(NUMBER, minimum=None), "a finite number at most 3"),
        (replace(NUMBER, minimum=None, maximum=None), "a finite number"),
        (replace(INTEGER, maximum=10), "a whole number at least 1 and at most 10"),
    ],
)
def test_what_is_allowed_in_words(parameter: Parameter, allowed: str) -> None:
    assert parameter.allowed == allowed


def test_options_over_the_defaults() -> None:
    assert check_options((NUMBER, FLAG), {"x": "2"}, "optimizer") == {"x": 2.0, "centered": False}
    assert check_options((NUMBER, FLAG), None, "optimizer") == defaults((NUMBER, FLAG)) == {"x": 1.0, "centered": False}


def test_every_bad_option_is_reported_under_its_key() -> None:
    with pytest.raises(InvalidSetting) as refused:
        check_options((NUMBER, FLAG), {"x": 9, "centered": "maybe", "speed": 1, "s" * 90: 1}, "optimizer")
    keys = [error.parameter for error in refused.value.errors]
    assert keys == ["optimizer.x", "optimizer.centered", "optimizer.speed", ("optimizer." + "s" * 90)[:40]]
    assert "optimizer.x, optimizer.centered" in refused.value.errors[2].message


def test_options_of_something_that_has_none() -> None:
    with pytest.raises(InvalidSetting, match="there are none"):
        check_options((), {"speed": 1}, "schedule")


@pytest.mark.parametrize("given", [[("x", 1)], "x=1", 0, 1, True])
def test_options_come_in_a_dictionary(given: Any) -> None:
    with pytest.raises(InvalidSetting, match=r"optimizer_options: .* dictionary"):
        check_options((NUMBER,), given, "optimizer")
