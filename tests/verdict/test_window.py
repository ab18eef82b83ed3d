"""The rate to recommend: never the edge of its window, where there is a wider one."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import descentlab
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.window import MARGIN, SLIVER, Window, is_knife_edge, recommended, widest_window, windows

GRID = learning_rate_grid(digits=LR_DIGITS)
lanes = st.lists(st.booleans(), min_size=1, max_size=80).map(np.array)


@given(lanes)
def test_windows_are_the_stretches_of_good_lanes(good: np.ndarray) -> None:
    found = windows(good)
    covered = np.zeros(good.size, dtype=bool)
    for window in found:
        assert not covered[window.first : window.last + 1].any()
        covered[window.first : window.last + 1] = True
        assert window.first == 0 or not good[window.first - 1]
        assert window.last == good.size - 1 or not good[window.last + 1]
    assert (covered == good).all()
    assert widest_window(good) is None or widest_window(good) in found


@given(lanes, st.integers(0, 2**32 - 1))
def test_what_is_recommended_keeps_off_the_ends_of_the_widest_window(good: np.ndarray, seed: int) -> None:
    key = np.random.default_rng(seed).random(good.size)
    lane = recommended(good, key)
    sizes = [window.size for window in windows(good)]
    if lane is None:
        assert max(sizes, default=0) < SLIVER
        return
    own = next(window for window in windows(good) if window.first <= lane <= window.last)
    away = min(lane - own.first, own.last - lane)
    assert own.size == max(sizes)
    assert away >= min(MARGIN, (own.size - 1) // 2)
    assert not is_knife_edge(good, lane)
    middle = [each for each in range(own.first, own.last + 1) if min(each - own.first, own.last - each) >= away]
    assert key[lane] == key[middle].min()


@given(lanes)
def test_the_end_of_a_window_is_a_knife_edge_where_there_is_room(good: np.ndarray) -> None:
    widest = widest_window(good)
    assume(widest is not None and widest.size > 2)
    assert widest is not None
    assert is_knife_edge(good, widest.first)
    assert is_knife_edge(good, widest.last)


@pytest.mark.parametrize(
    ("given", "lowest", "highest"),
    [
        ({"optimizer": "momentum", "lr": 0.75}, 0.0147, 0.1),  # not the sliver at 0.0033
        ({"surface": "bowl", "lr": 0.001}, 0.2, 0.9),
        ({"lr": 0.2}, 0.055, 0.07),
    ],
)
def test_the_widest_window_is_the_one_that_counts(given: dict[str, object], lowest: float, highest: float) -> None:
    family = descentlab.family(GRID, **given)  # type: ignore[arg-type]
    assert family.recommended is not None
    assert lowest <= GRID[family.recommended] <= highest
    window = family.window
    assert window is not None
    assert set(family.outcomes[window.first : window.last + 1]) == {Outcome.CONVERGED}


def test_nothing_is_recommended_where_nothing_converges() -> None:
    family = descentlab.family(GRID, surface="saddle")
    assert family.window is None
    assert family.recommended is None
    assert Window(3, 3).size == 1
