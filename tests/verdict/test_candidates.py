"""What is offered to be tried: never what there is already, never where the answer would be none."""

from dataclasses import replace
from math import dist
from typing import Any

import pytest

from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.setting import BATCH, Setting, make_setting
from descentlab.surfaces import surfaces
from descentlab.verdict.candidates import Candidate, candidates, other_starts, with_noise

SURFACES = pytest.mark.parametrize("surface", surfaces())


def kinds(**given: Any) -> list[str]:
    return [candidate.kind for candidate in candidates(make_setting(**given))]


def titles(setting: Setting) -> list[str]:
    return [candidate.title for candidate in candidates(setting)]


@SURFACES
def test_no_run_is_sent_to_begin_where_a_minimum_is(surface: str) -> None:
    setting = make_setting(surface=surface)
    loss = setting.loss
    offered = [candidate.setting.start for candidate in other_starts(setting)]
    assert len(set(offered)) == len(offered)
    assert all(dist(start, minimum.point) > 0.099 * loss.diagonal for start in offered for minimum in loss.minima)


def test_beside_the_minimum_of_the_bowl_only_the_far_starts_are_left() -> None:
    setting = make_setting(surface="bowl", start=(0.01, 0.0))
    starts = [candidate.setting.start for candidate in other_starts(setting)]
    assert starts
    assert all(dist(start, (0, 0)) > 0.1 * setting.loss.diagonal for start in starts)
    assert starts == sorted(starts, key=lambda start: dist(start, setting.start))


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_there_is_already_is_not_offered(optimizer: str, schedule: str) -> None:
    setting = make_setting(optimizer=optimizer, schedule=schedule, noise=1.0)
    offered: list[Candidate] = [*candidates(setting), *other_starts(setting), *with_noise(setting)]
    assert all(candidate.setting != setting for candidate in offered)
    for candidate in offered:  # and taken up, it is not offered again
        assert candidate.setting not in [again.setting for again in candidates(candidate.setting)]
    assert len(set(titles(setting))) == len(titles(setting))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_entry_names_alternatives_that_are_there(optimizer: str) -> None:
    entry = OPTIMIZERS[optimizer]
    assert entry.alternatives
    for each in entry.alternatives:
        names = {parameter.name for parameter in OPTIMIZERS[each.optimizer].parameters}
        assert {*each.options, *each.kept} <= names
        assert set(each.kept) <= {parameter.name for parameter in entry.parameters}


def test_momentum_that_is_set_leaves_the_rest_as_it_was() -> None:
    given = {"momentum": 0.7, "dampening": 0.2, "weight_decay": 0.1}
    setting = make_setting(optimizer="momentum", optimizer_options=given)
    changed = {each.title: each.setting.optimizer_options for each in candidates(setting)}
    assert changed["Set momentum to 0.9"] == given | {"momentum": 0.9}
    assert changed["Drop the weight decay"] == given | {"weight_decay": 0.0}
    kept = {each.title: each.setting for each in candidates(make_setting(optimizer_options={"weight_decay": 0.1}))}
    assert kept["Add momentum 0.5"].optimizer_options["weight_decay"] == 0.1


def test_warm_up_only_where_there_is_none_and_room_for_it() -> None:
    assert "warmup" in kinds(steps=8)
    assert "warmup" not in kinds(steps=7)
    assert "warmup" not in kinds(warmup=5)


def test_clipping_only_where_there_is_none() -> None:
    assert kinds().count("clip") == 2
    assert "clip" not in kinds(clip=3.0)


def test_a_larger_batch_only_under_noise_and_where_one_is_to_be_had() -> None:
    assert "batch" not in kinds()
    assert "Average 16 samples a step" in titles(make_setting(noise=1.0))
    assert "batch" not in kinds(noise=1.0, batch=BATCH.maximum)
    data = next(each for each in surfaces().values() if each.samples)
    size = len(data.samples.columns[0]) if data.samples else 0
    assert "batch" not in kinds(surface=data.id)
    assert "batch" not in kinds(surface=data.id, batch=size)
    (larger,) = (
        each.setting.batch for each in candidates(make_setting(surface=data.id, batch=8)) if each.kind == "batch"
    )
    assert larger == min(128, size)


@SURFACES
def test_noise_is_added_only_where_there_is_none(surface: str) -> None:
    setting = make_setting(surface=surface)
    offered = list(with_noise(setting))
    assert len(offered) == (setting.loss.samples is None)
    for candidate in offered:
        assert not list(with_noise(candidate.setting))


@pytest.mark.parametrize("steps", [1, 2, 120, 10_000])
def test_a_schedule_falls_to_a_hundredth_over_the_run(steps: int) -> None:
    setting = make_setting(steps=steps)
    offered = {each.title: each.setting for each in candidates(setting)}
    gamma = offered["Let η fall exponentially"].schedule_options["gamma"]
    assert 0 < gamma < 1
    assert gamma**steps == pytest.approx(0.01, rel=0.5)
    assert "Keep η constant" not in offered
    assert "Keep η constant" in titles(replace(setting, schedule=SCHEDULES["linear"], schedule_options={}))
