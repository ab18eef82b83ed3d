"""A map's colours: those of the outcomes, paler where a run is there later."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from descentlab.pictures.colours import HUES, outcome_colours
from descentlab.pictures.shades import Hue, shades

NONE, UNDEFINED = -1, 255


def colour(
    outcome: int, minimum: int, steps: int, hue: Hue = "outcome", longest: int = 100, lost: int = NONE
) -> list[int]:
    """The colour of one run."""
    minima, whole = np.array([[minimum]], np.int16), np.array([[steps], [lost]], np.int32)
    painted = shades(np.array([[outcome]], np.uint8), minima, whole[:1], whole[1:], longest, hue)
    found: list[int] = painted[0, 0].tolist()
    return found


def rgb(text: str) -> list[int]:
    return list(bytes.fromhex(text[1:]))


def test_what_never_arrives_or_is_there_at_once_has_the_colour_of_its_outcome() -> None:
    for index, text in enumerate(outcome_colours()):
        assert colour(index, NONE, NONE) == colour(index, NONE, 0) == rgb(text)
    assert colour(UNDEFINED, NONE, NONE) == [255, 255, 255]


def test_a_minimum_has_a_hue_of_its_own_if_that_is_asked() -> None:
    assert [colour(0, index, 0, "minimum") for index in range(len(HUES))] == [rgb(each) for each in HUES]
    assert colour(0, len(HUES), 0, "minimum") == colour(0, 0, 0, "minimum")
    assert colour(3, NONE, NONE, "minimum") == colour(3, NONE, NONE)
    assert len(set(HUES)) == len(HUES)


@given(st.integers(0, 6), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10_000))
def test_later_is_paler(outcome: int, one: int, other: int, longest: int) -> None:
    sooner, later = (sum(colour(outcome, NONE, each, longest=longest)) for each in sorted((one, other)))
    assert sooner <= later
    assert sum(colour(outcome, NONE, longest, longest=longest)) > sum(colour(outcome, NONE, NONE, longest=longest))
    assert colour(outcome, NONE, NONE, longest=longest, lost=one) == colour(outcome, NONE, one, longest=longest)
