import pytest

from descentlab.common.errors import FieldError, InvalidSetting, find, shown


def test_all_problems_are_in_the_message() -> None:
    refused = InvalidSetting(FieldError("lr", "too small"), FieldError("steps", "too many"))
    assert str(refused) == "lr: too small; steps: too many"
    assert isinstance(refused, ValueError)


def test_find_by_id() -> None:
    assert find({"gd": 1, "adam": 2}, "adam", "optimizer") == 2


@pytest.mark.parametrize(
    "name", ["sgd", "", "GD", "gd ", None, 0, ["gd"], b"gd", "x" * 10**6, pytest.param(10**5000, id="huge")]
)
def test_an_unknown_id_is_answered_with_those_there_are(name: object) -> None:
    with pytest.raises(InvalidSetting) as refused:
        find({"gd": 1, "adam": 2}, name, "optimizer")
    (error,) = refused.value.errors
    assert error.parameter == "optimizer"
    assert error.unknown_id
    assert "there are gd, adam" in error.message
    assert len(error.message) < 120


@pytest.mark.parametrize(
    ("value", "text"),
    [("fast", "“fast”"), (1.5, "“1.5”"), (None, "“None”"), ("x" * 41, "“" + "x" * 37 + "...”"), ("\n", "“U+000A”")],
)
def test_a_value_is_repeated_briefly(value: object, text: str) -> None:
    assert shown(value) == text
