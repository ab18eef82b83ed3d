"""A learning rate that was changed in mid-run: what was before stays, what comes after has the new one."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

import descentlab
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at
from descentlab.setting.query import parse, write
from descentlab.setting.setting import make_setting
from descentlab.studies.family import family_of
from descentlab.verdict.outcome import OUTCOMES


def test_before_the_step_the_run_is_the_run_before_and_after_it_goes_on_from_there() -> None:
    given: dict[str, Any] = {"surface": "ravine", "optimizer": "adam", "steps": 60}
    before = descentlab.run(lr=0.5, **given)
    after = descentlab.run(lr=0.05, earlier=(20, 0.5), **given)
    assert after.points[:21].tolist() == before.points[:21].tolist()
    assert after.learning_rates.tolist() == [0.5] * 20 + [0.05] * 40
    # Plain descent forgets: what follows is a run of its own.
    plain = descentlab.run(surface="ravine", lr=0.02, earlier=(20, 0.07), steps=60)
    rest = descentlab.run(surface="ravine", lr=0.02, start=tuple(plain.points[20]), steps=40)
    assert plain.points[20:].tolist() == rest.points.tolist()


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_under_a_schedule_each_stretch_has_the_rates_of_its_own_number(schedule: str) -> None:
    given: dict[str, Any] = {"surface": "bowl", "schedule": schedule, "steps": 50, "warmup": 7}
    run = descentlab.run(lr=0.3, earlier=(10, 0.01, 31, 0.1), **given)
    if SCHEDULES[schedule].feedback is None:
        for rows, lr in ((slice(0, 10), 0.01), (slice(10, 31), 0.1), (slice(31, 50), 0.3)):
            assert run.learning_rates[rows].tolist() == descentlab.run(lr=lr, **given).learning_rates[rows].tolist()
    else:  # what a schedule that listens has made of it stays a factor
        ratios = run.learning_rates[1:] / run.learning_rates[:-1]
        assert ratios[30] == pytest.approx(3, rel=1e-12)
        assert ratios[9] == pytest.approx(10, rel=1e-12)


def test_the_slider_moves_what_comes_after_alone() -> None:
    setting = make_setting(surface="ravine", lr=0.02, earlier="20,0.07", steps=60)
    family = family_of(lanes_at(setting, np.geomspace(1e-3, 1, 9)))
    assert (family.points[:, :21] == family.points[:1, :21]).all()
    assert len(np.unique(family.points[:, 22, 0])) == 9
    for lane, lr in enumerate(family.learning_rates):
        alone = descentlab.run(surface="ravine", lr=float(lr), earlier=(20, 0.07), steps=60)
        assert alone.points.tolist() == family.points[lane, : len(alone.points)].tolist()


def test_both_parameters_change_where_each_has_its_own_rate() -> None:
    run = descentlab.run(surface="ravine", lr=0.02, lr_ratio=0.5, earlier=(3, 0.08), steps=5)
    assert run.learning_rates.tolist() == [0.08] * 3 + [0.02] * 2
    assert run.second_learning_rates is not None
    assert run.second_learning_rates.tolist() == [0.04] * 3 + [0.01] * 2


def test_it_is_in_the_address_and_not_where_it_is_not() -> None:
    setting = make_setting(lr=0.02, earlier=(20, 0.07))
    assert "earlier=20,0.07" in write(setting)
    assert parse(parse_qsl(write(setting))) == setting
    assert "earlier" not in write(replace(setting, earlier=None))


def test_beyond_the_end_it_changes_nothing_more() -> None:
    run = descentlab.run(surface="bowl", lr=0.9, earlier=(200, 0.1), steps=30)
    assert run.learning_rates.tolist() == [0.1] * 30


def test_a_map_has_it_too() -> None:
    """Who rests in a minimum but for rounding is driven out of it by a rate that comes later."""
    given: dict[str, Any] = {"surface": "himmelblau", "steps": 600, "earlier": (400, 0.01)}
    atlas = descentlab.atlas(("lr", 0.01, 1.0, 4), ("start.x", -1.5, -0.5, 3), **given)
    y = make_setting(surface="himmelblau").start[1]
    seen = set()
    for row, x in enumerate(atlas.y.values().tolist()):
        for column, lr in enumerate(atlas.x.values().tolist()):
            run = descentlab.run(lr=lr, start=(x, y), **given)
            assert OUTCOMES[atlas.outcomes[row, column]] is run.outcome
            seen.add(run.outcome)
    assert len(seen) > 1
