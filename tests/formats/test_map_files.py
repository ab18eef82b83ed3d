"""Maps as files: tiles that prove whose they are, pictures and arrays written a band at a time."""

import io
import tracemalloc
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from descentlab.formats.map_files import ENDINGS, write_map
from descentlab.formats.npz import NpzWriter
from descentlab.formats.tiles import Packed, Shelf, pack, unpack
from descentlab.pictures.shades import shades
from descentlab.setting.query import write
from descentlab.setting.setting import make_setting
from descentlab.studies.atlas import tile_of
from descentlab.studies.tiles import Piece, Tile, compute, plan_of
from descentlab.verdict.outcome import OUTCOMES
from tests.helpers.workers import small_plan
from tests.studies.test_tiles import axis

PLAN = small_plan()
FIRST = next(PLAN.tiles())


@cache
def answer() -> tuple[Piece, bytes]:
    """What is to be known of the first tile, and its bytes."""
    return compute(PLAN, FIRST), Packed(PLAN)(FIRST)


def same(one: Piece, other: Piece) -> bool:
    names = ("outcomes", "losses", "steps", "minima")
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name == "losses") for name in names)


def test_a_tile_comes_back_from_its_bytes() -> None:
    piece, content = answer()
    found = unpack(PLAN, FIRST, content)
    assert found is not None
    assert same(found, piece)
    assert content == pack(PLAN, FIRST, found)


@given(st.data())
def test_damaged_bytes_and_those_of_another_question_are_no_tile(data: st.DataObject) -> None:
    piece, content = answer()
    at = data.draw(st.integers(0, len(content) - 1))
    wrong = bytes([content[at] ^ data.draw(st.integers(1, 255))])
    found = unpack(PLAN, FIRST, content[:at] + wrong + content[at + 1 :])
    assert found is None or same(found, piece)  # a bit that means nothing
    assert unpack(PLAN, FIRST, content[:at]) is None
    assert unpack(replace(PLAN, version="0" * 12), FIRST, content) is None
    assert unpack(PLAN, list(PLAN.tiles())[1], content) is None
    assert unpack(PLAN, replace(FIRST, rows=(0, 7)), content) is None


def test_a_shelf_has_what_was_put_there_and_mends_what_is_damaged(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, PLAN)
    assert shelf.missing() == list(PLAN.tiles())
    with pytest.raises(OSError, match="No such file"):
        shelf.get(FIRST)
    shelf.put(FIRST, Packed(PLAN)(FIRST))
    assert shelf.missing() == list(PLAN.tiles())[1:]
    assert Shelf(tmp_path, replace(PLAN, version="0" * 12)).missing() == list(PLAN.tiles())
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    assert same(shelf.get(FIRST), compute(PLAN, FIRST))
    assert file.read_bytes() == whole


@pytest.mark.parametrize("ending", ENDINGS)
def test_how_a_map_is_cut_cannot_be_seen(tmp_path: Path, ending: str) -> None:
    files = []
    for side in (3, 8, 64):
        plan = small_plan(side=side)
        files.append(tmp_path / f"{side}{ending}")
        write_map(files[-1], plan, lambda tile, plan=plan: compute(plan, tile), "outcome")  # type: ignore[misc]
    if ending == ".png":
        pictures = [np.array(Image.open(file)) for file in files]
        assert all(np.array_equal(each, pictures[0]) for each in pictures)
    else:
        loaded = [dict(np.load(file)) for file in files]
        assert all(np.array_equal(each[name], loaded[0][name]) for each in loaded for name in each)
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_the_numbers_of_a_map(tmp_path: Path) -> None:
    """What NumPy reads is what was computed, and says what it is."""
    write_map(tmp_path / "map.npz", PLAN, lambda tile: compute(PLAN, tile), "outcome")
    whole = tile_of(PLAN.setting, PLAN.x, PLAN.y, (0, 20), (0, 12))
    with np.load(tmp_path / "map.npz") as found:
        assert found["x"].tolist() == PLAN.x.values().tolist()
        assert found["y"].tolist() == PLAN.y.values().tolist()
        for name, dtype in (("outcomes", "u1"), ("losses", "f4"), ("steps", "i4"), ("minima", "i2")):
            assert found[name].dtype == dtype
            assert np.array_equal(found[name], getattr(whole, name).astype(dtype), equal_nan=name == "losses")
        assert str(found["query"]) == write(PLAN.setting)
        assert found["keys"].tolist() == ["lr", "optimizer.momentum"]
        assert found["outcome_names"].tolist() == [outcome.value for outcome in OUTCOMES]
        assert found["minima_points"].tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("hue", ["outcome", "minimum"])
def test_a_picture_has_the_lowest_y_at_the_bottom(tmp_path: Path, hue: str) -> None:
    write_map(tmp_path / "map.png", PLAN, lambda tile: compute(PLAN, tile), hue)  # type: ignore[arg-type]
    whole = tile_of(PLAN.setting, PLAN.x, PLAN.y, (0, 20), (0, 12))
    expected = shades(whole.outcomes, whole.minima, whole.steps, whole.lost, 40, hue)  # type: ignore[arg-type]
    assert np.array_equal(np.array(Image.open(tmp_path / "map.png"))[::-1], expected)
    assert len(np.unique(expected.reshape(-1, 3), axis=0)) > 3


def test_arrays_are_written_the_same_at_any_time() -> None:
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        writer = NpzWriter(file)
        writer.stream("a", (3, 2), np.dtype("<f4"), [np.ones((1, 2)), np.zeros((2, 2))])
        writer.close()
    assert files[0].getvalue() == files[1].getvalue()
    assert np.load(io.BytesIO(files[0].getvalue()))["a"].tolist() == [[1, 1], [0, 0], [0, 0]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_memory_holds_a_band_and_not_the_map(tmp_path: Path, ending: str) -> None:
    plan = plan_of(make_setting(), axis(2048), axis(2048, "clip"), side=64)
    made: dict[Tile, Piece] = {}

    def get(tile: Tile) -> Piece:
        shape = tile.shape
        zero, none = np.zeros(shape, np.uint8), np.full(shape, -1, np.int32)
        return made.setdefault(
            Tile((0, 0), (0, 0)),
            Piece(zero, zero.astype("f4"), none, none.astype("i2"), none),
        )

    tracemalloc.start()
    try:
        write_map(tmp_path / f"map{ending}", plan, get, "outcome")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 64 * 2048 * 4 < 2048 * 2048
