"""The rate to recommend: never the edge of its window, where there is a wider one."""

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import descentlab
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at
from descentlab.setting.query import parse
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import Setting, make_setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import run_of
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.trials import RANKS
from descentlab.verdict.window import MARGIN, SLIVER, Window, knife_edges, recommended, widest_window, windows
from tests.helpers.registries import optimizers_for

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
    assert not knife_edges(good)[lane]
    middle = [each for each in range(own.first, own.last + 1) if min(each - own.first, own.last - each) >= away]
    assert key[lane] == key[middle].min()


def test_what_is_passed_over_leaves_the_next_window_with_room() -> None:
    good = np.array([True] * 11 + [False] + [True] * 20)
    key = np.where(np.arange(32) < 12, 1.0, np.inf)
    assert recommended(good, key) == 5
    good[0] = False  # ten notches have no lane with five on both sides
    assert recommended(good, key) is None


@given(lanes)
def test_the_end_of_a_window_is_a_knife_edge_where_there_is_room(good: np.ndarray) -> None:
    widest = widest_window(good)
    assume(widest is not None and widest.size > 2)
    assert widest is not None
    assert knife_edges(good)[widest.first]
    assert knife_edges(good)[widest.last]


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


def fate(setting: Setting) -> tuple[list[Outcome], int]:
    """How each notch of a setting ends, and the notch nearest to its own rate."""
    outcomes = list(family_of(lanes_at(setting, np.array(GRID))).outcomes)
    return outcomes, int(np.abs(np.log(np.array(GRID) / setting.lr)).argmin())


def is_no_edge(setting: Setting) -> bool:
    """Whether a rate keeps five notches from the ends of its window of converging rates, or no window is wider."""
    outcomes, lane = fate(setting)
    good = np.array([outcome is Outcome.CONVERGED for outcome in outcomes])
    own = next((window for window in windows(good) if window.first <= lane <= window.last), None)
    if own is None:  # it went better in another way
        return True
    widest = max(windows(good), key=lambda window: window.size)
    away = min(lane - own.first, own.last - lane)
    return away >= MARGIN or (own.size == widest.size and away >= (own.size - 1) // 2) or widest.size < SLIVER


@pytest.mark.long
@pytest.mark.parametrize("fifty", range(10))
def test_of_500_random_settings_no_rate_that_is_offered_is_worse_or_a_knife_edge(fifty: int) -> None:
    rng = np.random.default_rng(fifty)
    offered = 0
    for _ in range(50):
        surface = surfaces()[rng.choice(list(surfaces())).item()]
        xmin, xmax, ymin, ymax = surface.domain
        setting = make_setting(
            surface=surface.id,
            optimizer=rng.choice(optimizers_for(surface.id)).item(),
            schedule=rng.choice(["constant", "constant", *SCHEDULES]).item(),
            lr=10 ** rng.uniform(-4, 1),
            start=(rng.uniform(xmin, xmax), rng.uniform(ymin, ymax)),
            steps=rng.choice([30, 60, 120]).item(),
        )
        now = run_of(setting)
        for remedy in now.remedies:
            offered += 1
            changed = parse(parse_qsl(remedy.query))
            assert RANKS[remedy.outcome] <= RANKS[now.outcome], (setting, remedy)
            assert remedy.loss <= now.losses[-1] + 1e-9 * max(1, abs(now.losses[-1])), (setting, remedy)
            if remedy.outcome is Outcome.CONVERGED:
                assert is_no_edge(changed), (setting, remedy)
        family = family_of(lanes_at(setting, np.array(GRID)))
        if family.recommended is not None:
            assert is_no_edge(replace(setting, lr=GRID[family.recommended])), setting
    assert offered > 30
