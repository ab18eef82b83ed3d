"""Maps in tiles, over processes: they are the map, whoever computes them and whoever dies."""

import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import numpy as np
import pytest

from descentlab.setting.axis import Axis
from descentlab.setting.setting import make_setting
from descentlab.studies import tiles as tiles_room
from descentlab.studies.atlas import Atlas, atlas_of
from descentlab.studies.tiles import AHEAD, TRIES, Tile, WorkersLost, computed, question_of, tiles_of

SETTING = make_setting(surface="himmelblau", steps=120)
X, Y = Axis("lr", 0.003, 0.05, 70, log=True), Axis("lr_ratio", 0.1, 10.0, 50, log=True)
TILES = tiles_of(SETTING, X, Y, 20)


def assembled(found: list[tuple[Tile, Atlas]]) -> dict[str, Any]:
    dtypes = {"outcomes": int, "steps": int, "losses": float}
    maps: dict[str, Any] = {name: np.full((Y.count, X.count), 77, dtype) for name, dtype in dtypes.items()}
    for tile, pixels in found:
        for name, whole in maps.items():
            whole[slice(*tile.rows), slice(*tile.columns)] = getattr(pixels, name)
    return maps


def assert_is_the_map(found: list[tuple[Tile, Atlas]]) -> None:
    whole = atlas_of(SETTING, X, Y)
    for name, values in assembled(found).items():
        np.testing.assert_array_equal(values, getattr(whole, name))


def test_they_cover_the_map_once() -> None:
    covered = np.zeros((Y.count, X.count), dtype=int)
    for tile in TILES:
        covered[slice(*tile.rows), slice(*tile.columns)] += 1
    assert (covered == 1).all()
    assert len({tile.name for tile in TILES}) == len(TILES) == 12


def test_a_question_has_one_name_however_it_is_asked() -> None:
    same = make_setting(surface="himmelblau", steps=120, optimizer="SGD", lr=SETTING.lr)
    assert question_of(same, X, Y) == question_of(SETTING, X, Y)
    assert question_of(SETTING, Y, X) != question_of(SETTING, X, Y)


@pytest.mark.long
@pytest.mark.parametrize("workers", [0, 2, 4])
def test_whoever_computes_them_they_are_the_same_bits(workers: int) -> None:
    assert_is_the_map(list(computed(TILES, workers)))


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing() -> None:
    found = []
    for tile, pixels in computed(TILES, 2):
        found.append((tile, pixels))
        if len(found) == 2:
            victim = multiprocessing.active_children()[0]
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
    assert_is_the_map(found)


@pytest.mark.long
def test_who_stops_asking_ends_the_workers() -> None:
    asked = computed(TILES, 2)
    next(asked)
    asked.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


class Broken(Executor):
    """Whose workers die of every tile."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.submitted = 0

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def test_a_tile_of_which_every_worker_dies_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles_room, "ProcessPoolExecutor", Broken)
    with pytest.raises(WorkersLost, match=f"{TILES[0].name} died {TRIES} times"):
        list(computed(TILES[:1], 2))


class Patient(Executor):
    """Who answers one at a time, and remembers the most that ever waited."""

    most = 0

    def __init__(self, *_: Any, **__: Any) -> None:
        self.waiting: list[Future[Any]] = []

    def submit(self, function: Any, /, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append(future)
        Patient.most = max(Patient.most, sum(not each.done() for each in self.waiting))
        if len(self.waiting) >= AHEAD * 3:
            for each in self.waiting:
                if not each.done():
                    each.set_result(None)
        return future


def test_no_more_than_a_few_wait_for_each_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles_room, "ProcessPoolExecutor", Patient)
    assert len(list(computed(TILES, 3))) == len(TILES)
    assert Patient.most <= AHEAD * 3
