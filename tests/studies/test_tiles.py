"""A map cut into tiles: they cover it once, each has a name of its own, and together they are the map."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.arrays import single
from descentlab.setting.axis import Axis, axis_of
from descentlab.setting.setting import make_setting
from descentlab.studies.atlas import tile_of
from descentlab.studies.pools import Here, answered
from descentlab.studies.tiles import (
    LEAST,
    SIDE,
    OtherVersion,
    Plan,
    Tile,
    compute,
    gathered,
    plan_of,
    side_of,
)
from descentlab.surfaces import EXTRA_SURFACES
from tests.helpers.workers import small_plan


def axis(count: int, key: str = "lr") -> Axis:
    return Axis(key, 0.1, 1.0, count)


@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 40))
def test_tiles_cover_a_map_once(columns: int, rows: int, side: int) -> None:
    plan = plan_of(make_setting(), axis(columns), axis(rows, "clip"), side)
    covered = np.zeros(plan.shape, int)
    for tile in plan.tiles():
        assert covered[tile.place].shape == tile.shape
        assert 0 < min(tile.shape) <= max(tile.shape) <= side
        covered[tile.place] += 1
    assert (covered == 1).all()
    assert len(plan) == len(list(plan.tiles())) == len({plan.address(tile) for tile in plan.tiles()})


def test_a_map_of_65536_squared_is_cut_without_being_made() -> None:
    plan = plan_of(make_setting(steps=300), axis(65_536), axis(65_536, "clip"))
    assert (plan.side, len(plan)) == (SIDE, 65_536)
    assert next(plan.tiles()) == Tile((0, 256), (0, 256))


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 10_000))
def test_tiles_are_small_where_runs_are_long_or_the_map_is_small(columns: int, rows: int, steps: int) -> None:
    side = side_of(axis(columns), axis(rows), steps)
    assert LEAST <= side <= SIDE
    assert side_of(axis(columns), axis(rows), 2 * steps) <= side
    assert side == LEAST or side * side * steps <= 2**26
    assert side == LEAST or columns * rows >= 16 * side * side


def test_the_longest_run_counts_where_steps_are_an_axis() -> None:
    setting = make_setting(steps=10)
    plan = plan_of(setting, axis_of(setting, "steps", 5, 900, 4), axis(3))
    assert plan.longest == 900
    assert small_plan().longest == 40


def others(plan: Plan) -> list[Plan]:
    """Other questions with a tile at the same place."""
    return [
        replace(plan, setting=replace(plan.setting, steps=41)),
        replace(plan, x=replace(plan.x, maximum=0.9)),
        replace(plan, x=replace(plan.x, count=21)),
        replace(plan, y=replace(plan.y, key="clip")),
        replace(plan, y=replace(plan.y, log=True)),
        replace(plan, version="0" * 12),
    ]


def test_another_question_has_another_address() -> None:
    plan, (first, second) = small_plan(), list(small_plan().tiles())[:2]
    assert plan.address(first) == small_plan().address(first) == replace(plan, side=4).address(first)
    addresses = [plan.address(second), *(each.address(first) for each in (plan, *others(plan)))]
    assert len(set(addresses)) == len(addresses)


def test_a_surface_of_other_content_has_another_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan, first = small_plan(), Tile((0, 8), (0, 8))
    before = plan.address(first)
    (tmp_path / "own.toml").write_text("# a teacher's surface, of a name that may be one of ours")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert replace(plan).address(first) != before


def test_an_address_is_the_same_in_every_process() -> None:
    code = "from tests.helpers.workers import small_plan; p = small_plan(); print(*map(p.address, p.tiles()))"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert told[0] == told[1] == [*map(small_plan().address, small_plan().tiles())]


def test_tiles_together_are_the_map() -> None:
    plan = small_plan()
    whole = tile_of(plan.setting, plan.x, plan.y, (0, plan.x.count), (0, plan.y.count))
    found = gathered(plan, answered(partial(compute, plan), plan.tiles(), Here()))
    assert found.outcomes.tobytes() == whole.outcomes.tobytes()
    assert single(found.losses).tobytes() == single(whole.losses).tobytes()
    assert found.steps.tobytes() == whole.steps.tobytes()
    assert found.minima.tobytes() == whole.minima.tobytes()
    assert found.lost.tobytes() == whole.lost.tobytes()
    assert len(Counter(whole.outcomes.ravel().tolist())) > 1, "a map on which nothing differs shows nothing"


def test_other_code_is_not_asked() -> None:
    plan = replace(small_plan(), version="0" * 12)
    with pytest.raises(OtherVersion, match=r"a worker runs version [0-9a-f]{12} of the code, not 000000000000"):
        compute(plan, next(plan.tiles()))
