"""Runners beside the first: what may differ, how it is written, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples

from descentlab.common.arrays import Options
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.query import canonical
from descentlab.setting.race import KEY, MOST, NOUNS, OWN, PLAIN, difference, runners_of
from descentlab.setting.setting import Setting, make_setting
from tests.helpers.registries import fits, settings

FIRST = make_setting(optimizer="momentum", optimizer_options={"momentum": 0.5}, clip=2.0, schedule="cosine", lr=0.04)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("", FIRST),
        ("lr=0.3", replace(FIRST, lr=0.3)),
        ("clip=", replace(FIRST, clip=None)),
        ("warmup=7&warmup_start=0.2", replace(FIRST, warmup=7, warmup_start=0.2)),
        ("earlier=20,0.3", replace(FIRST, earlier=(20, 0.3))),
        ("momentum=0.8", replace(FIRST, optimizer_options=FIRST.optimizer_options | {"momentum": 0.8})),
        ("optimizer.momentum=0.8", replace(FIRST, optimizer_options=FIRST.optimizer_options | {"momentum": 0.8})),
    ],
)
def test_a_runner_is_the_first_but_for_what_it_says(text: str, other: Setting) -> None:
    assert runners_of(FIRST, [text]) == ((other,), ())


def test_another_optimizer_has_its_own_defaults_and_all_else_of_the_first() -> None:
    (other,), errors = runners_of(FIRST, ["optimizer=Adam&betas=0.8,0.99"])
    options: Options = other.optimizer_options
    assert errors == ()
    assert (other.optimizer.id, options["beta1"], options["beta2"], options["eps"]) == ("adam", 0.8, 0.99, 1e-8)
    assert (other.lr, other.clip, other.schedule.id, other.start) == (0.04, 2.0, "cosine", FIRST.start)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("start=1,1", f"{KEY} #1 start"),
        ("surface=bowl", f"{KEY} #1 surface"),
        ("steps=7", f"{KEY} #1 steps"),
        ("seed=7", f"{KEY} #1 seed"),
        ("lr=-1", f"{KEY} #1 lr"),
        ("lr=1&lr=2", f"{KEY} #1 lr"),
        ("optimizer=nobody", f"{KEY} #1 optimizer"),
        ("optimizer.beta1=0.5", f"{KEY} #1 optimizer.beta1"),
        ("mystery=1", f"{KEY} #1 mystery"),
        ("x" * 9000, f"{KEY} #1 "),
    ],
)
def test_what_a_runner_cannot_have_is_named_and_left_out(text: str, told: str) -> None:
    (other,), errors = runners_of(FIRST, [text])
    assert errors[0].parameter.startswith(told)
    assert len(str(errors)) < 3000
    assert other in (FIRST, replace(FIRST, lr=1.0))


def test_there_are_at_most_so_many() -> None:
    runners, errors = runners_of(FIRST, [f"lr={0.01 * n}" for n in range(1, MOST + 3)])
    assert len(runners) == MOST
    assert [each.parameter for each in errors] == [KEY]


def raced(first: Setting, other: Setting) -> Setting:
    """The other as it would race: only what may differ is its own."""
    own = {name: getattr(other, name) for name in PLAIN}
    own |= {key: getattr(other, key) for noun in NOUNS for key in (noun, f"{noun}_options")}
    return replace(first, **own)


@examples(max_examples=300, deadline=None)
@given(settings(), settings())
def test_a_difference_is_read_back_as_the_runner_it_was(first: Setting, other: Setting) -> None:
    runner = raced(first, other)
    if not fits(first.surface.id, runner.optimizer.id):
        return
    text = difference(first, runner)
    (again,), errors = runners_of(first, [text])
    assert errors == ()
    assert canonical(again) == canonical(runner)
    assert difference(first, first) == ""


def shared_races() -> Any:
    """Races that the scripts write too: tests/js/race.test.js reads them."""
    first = make_setting(optimizer="momentum", optimizer_options={"momentum": 0.5}, clip=2.0, lr=0.04)
    others = [
        first,
        replace(first, lr=0.3),
        replace(first, clip=None, warmup=7),
        replace(first, earlier=(20, 0.3)),
        replace(first, optimizer_options=first.optimizer_options | {"momentum": 0.8}),
        raced(first, make_setting(optimizer="adam", optimizer_options={"beta1": 0.8}, lr=0.2)),
        raced(first, make_setting(schedule="multistep", schedule_options={"milestones": (3, 9)})),
        raced(first, make_setting(schedule="cosine", schedule_options={"t_max": 50})),
        raced(first, make_setting(optimizer="rmsprop", optimizer_options={"centered": True})),
    ]
    usual = {
        f"{noun}s": [
            {"id": entry.id, "parameters": [{"name": each.name, "default": each.default} for each in entry.parameters]}
            for entry in registry.values()
        ]
        for noun, registry in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES))
    }
    races = [
        {"first": canonical(one), "other": canonical(two), "difference": difference(one, two)}
        for other in others
        for one, two in ((first, other), (other, first))
    ]
    return json.loads(json.dumps({"own": OWN, **usual, "races": races}))


def test_the_scripts_write_the_same_differences() -> None:
    path = Path(__file__).with_name("races.json")
    shared = shared_races()
    assert json.loads(path.read_text()) == shared, "write tests/setting/races.json anew from shared_races()"
