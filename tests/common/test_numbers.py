"""Numbers: one way to write them in both languages, and what is printed is read back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.common.numbers import as_number, digits, rate_digits
from descentlab.common.parameters import finite_number
from descentlab.setting.setting import LR, make_setting

WRITTEN = json.loads((Path(__file__).parents[1] / "reference" / "written_numbers.json").read_text("utf-8"))
"""tests/js/format.test.js reads the same file."""


def test_numbers_are_written_as_the_page_writes_them() -> None:
    for value, text in WRITTEN["numbers"]:
        assert digits(value) == text
    for rate, text in WRITTEN["rates"]:
        assert rate_digits(rate) == text


@given(st.floats(-1e308, 1e308))
def test_what_is_printed_is_read_back(value: float) -> None:
    for text in (digits(value), rate_digits(abs(value))):
        assert finite_number(text) == pytest.approx(abs(value) if text == rate_digits(abs(value)) else value, rel=6e-3)


@pytest.mark.parametrize(
    ("text", "number"),
    [("−8", -8), ("–8", -8), ("+1.5", 1.5), (" 0.05 ", 0.05), ("3.74×10³", 3740), ("2·10⁻³", 0.002), ("2*10^3", 2000),
     ("1.5e−3", 0.0015), ("1\N{NARROW NO-BREAK SPACE}000", 1000)],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, number: float) -> None:
    assert finite_number(text) == float(as_number(text)) == number


@pytest.mark.parametrize("text", ["10⁻³", "5²", "1_0", "٣", "one", ""])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(InvalidSetting, match="a finite number"):
        LR.check(text)


@pytest.mark.parametrize("text", ["0,05", "1,5", "1,000"])
def test_a_decimal_comma_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidSetting, match=r"decimals follow a point, as in 0.05, not a comma"):
        LR.check(text)


def test_a_start_as_the_page_prints_it() -> None:
    assert make_setting(start="−8, 1.5").start == (-8, 1.5)
