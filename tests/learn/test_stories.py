"""Every story's sentence is a claim: here it is run."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import numpy as np
import pytest

import descentlab
from descentlab.learn.stories import FIRST, STORIES, Story, by_settings
from descentlab.setting.lanes import lanes_over
from descentlab.setting.query import items_of, parse, write
from descentlab.setting.race import runners_of
from descentlab.setting.setting import Setting
from descentlab.studies.family import family_of
from descentlab.studies.trajectory import Trajectory, run_of
from descentlab.verdict.outcome import Outcome

BY_ID = {each.id: each for each in STORIES}


def settings_of(story: Story) -> list[Setting]:
    """The first runner and those beside it."""
    items = items_of(story.query)
    mine = [(key, value) for key, value in items if key not in ("vs", "x", "y") and not key.startswith(("x_", "y_"))]
    first = parse(mine)
    others, errors = runners_of(first, [value for key, value in items if key == "vs"])
    assert errors == ()
    return [first, *others]


def runs_of(id: str) -> list[Trajectory]:
    """Their runs."""
    return [run_of(setting) for setting in settings_of(BY_ID[id])]


def below(run: Trajectory, loss: float) -> int:
    """The first step whose loss is below that."""
    return int(np.argmax(run.losses < loss))


def mean_of_64(setting: Setting) -> float:
    """The last loss, over 64 seeds."""
    return float(family_of(lanes_over(setting, "seed", range(64))).last_losses.mean())


def test_the_first_dozen_are_among_them_and_each_has_a_setting_of_its_own() -> None:
    assert len(FIRST) == 12
    assert set(FIRST) <= set(BY_ID)
    assert len(by_settings()) == len(STORIES)
    for story in STORIES:
        assert list(story.settings) == [write(each) for each in settings_of(story)]


CLAIMS: dict[str, Callable[[], bool]] = {}


def claims(function: Callable[[], bool]) -> Callable[[], bool]:
    """A claim, by the id of its story."""
    CLAIMS[function.__name__] = function
    return function


@claims
def too_small() -> bool:
    (run,) = runs_of("too_small")
    return run.outcome is Outcome.TOO_SLOW and run.losses[-1] > run.losses[0] / 4


@claims
def just_right() -> bool:
    (run,) = runs_of("just_right")
    best = 2 / sum(run.setting.loss.minima[0].curvatures)
    rates = np.linspace(0.06, 0.0799, 200)
    ends = descentlab.family(rates, steps=120).last_losses
    return f"{best:.3g}" == "0.0769" and below(run, 1e-6) == 112 and abs(rates[ends.argmin()] / best - 1) < 0.03


@claims
def too_large() -> bool:
    (run,) = runs_of("too_large")
    swings = np.abs(run.points[:, 1])
    return run.outcome is Outcome.DIVERGED and bool((np.diff(swings) > 0).all()) and run.thresholds is not None


@claims
def one_step() -> bool:
    (run,) = runs_of("one_step")
    return bool(run.points[1].tolist() == [0, 0] and run.sharpness[0] == 2)


@claims
def for_ever() -> bool:
    (run,) = runs_of("for_ever")
    return len(np.unique(run.points, axis=0)) == 2 and run.outcome is Outcome.OSCILLATING


@claims
def overflow() -> bool:
    (run,) = runs_of("overflow")
    return run.outcome is Outcome.DIVERGED and len(run.points) - 1 < 5


@claims
def momentum() -> bool:
    heavy, plain = runs_of("momentum")
    return below(heavy, 1e-6) == 30 and below(plain, 1e-6) == 112 and heavy.setting.lr > 2 / 25


@claims
def turned() -> bool:
    divides, whole, plain = runs_of("turned")
    straight = descentlab.run(optimizer="rmsprop", lr=10, steps=120)
    upright = descentlab.run(optimizer="shampoo", lr=9.53, steps=120)
    return bool(
        straight.losses[-1] < 1e-80
        and divides.losses[-1] > 1e-7
        and divides.losses[-1] > plain.losses[-1]
        and whole.losses[-1] < 1e-80
        and upright.losses[-1] < 1e-80
    )


@claims
def saddle() -> bool:
    plain, adam = (int(np.argmax(np.abs(run.points[:, 1]) > 1)) for run in runs_of("saddle"))
    return plain == 102 and 10 <= adam <= 14


@claims
def ridge() -> bool:
    (run,) = runs_of("ridge")
    freed = descentlab.run(surface="saddle", start=(1.5, 0), lr=0.1, steps=150, noise=0.01)
    return run.outcome is Outcome.STALLED and freed.outcome is Outcome.ESCAPED


@claims
def trapped() -> bool:
    small, large = runs_of("trapped")
    return small.outcome is Outcome.TRAPPED and large.outcome is Outcome.CONVERGED


@claims
def first_step() -> bool:
    large, small = (run.losses[-1] for run in runs_of("first_step"))
    return f"{large:.1f} {small:.1f}" == "-78.3 -50.1"


@claims
def warm_up() -> bool:
    warm, cold = runs_of("warm_up")
    return warm.losses[-1] < 1e-6 and cold.outcome is Outcome.DIVERGED and len(cold.points) < 10


@claims
def noise() -> bool:
    falls, constant = settings_of(BY_ID["noise"])
    settles, never = (run_of(each).outcome for each in (falls, constant))
    told = settles is Outcome.CONVERGED and never is Outcome.OSCILLATING
    return told and mean_of_64(falls) < mean_of_64(constant) / 4


@claims
def batch() -> bool:
    (many,) = settings_of(BY_ID["batch"])
    one = mean_of_64(parse([*parse_qsl(BY_ID["batch"].query.replace("batch=64", "batch=1"))]))
    return abs(one / mean_of_64(many) / 64 - 1) < 0.05


@claims
def adam_is_slow() -> bool:
    (run,) = runs_of("adam_is_slow")
    way = np.hypot(*(run.points[-1] - run.points[0])) / np.hypot(*run.points[0])
    return run.outcome is Outcome.TOO_SLOW and 0.2 < way < 0.3


@claims
def copied() -> bool:
    adam, plain = runs_of("copied")
    return adam.outcome is Outcome.CONVERGED and plain.outcome is Outcome.DIVERGED and len(plain.points) < 10


@claims
def edge() -> bool:
    (run,) = runs_of("edge")
    comes_down = run.sharpness.max() > 40 and abs(run.sharpness[-1] / 20 - 1) < 0.01
    return bool(comes_down and run.outcome is Outcome.CONVERGED)


@claims
def catapult() -> bool:
    thrown, calm = runs_of("catapult")
    start = thrown.sharpness[0]
    return (
        f"{2 / start:.3g}" == "0.119"
        and f"{thrown.losses.max() / thrown.losses[0]:.0f}" == "14"
        and 7.5 < start / thrown.sharpness[-1] < 8.5
        and calm.sharpness[-1] > 15
    )


@claims
def newton() -> bool:
    (run,) = runs_of("newton")
    return bool(run.losses[1] < 1e-20 and run.setting.surface_options["kappa"] == 1000)


@claims
def chooses() -> bool:
    (run,) = runs_of("chooses")
    return len(np.unique(run.learning_rates)) == 60 and run.outcome is Outcome.CONVERGED


@claims
def jumps() -> bool:
    (run,) = runs_of("jumps")
    return below(run, 1e-6) == 9 and bool((np.diff(run.losses) > 0).any())


@claims
def network() -> bool:
    large, small = runs_of("network")
    narrow, flat = small.sharpness[-1], large.sharpness[-1]
    both = large.outcome is small.outcome is Outcome.TRAPPED
    return bool(both and 2 / small.setting.lr > narrow > 2 / large.setting.lr > flat and narrow > 7 * flat)


@claims
def fractal() -> bool:
    query = dict(items_of(BY_ID["fractal"].query))
    sides = [(query[side], float(query[f"{side}_min"]), float(query[f"{side}_max"]), 128) for side in "xy"]
    atlas = descentlab.atlas(*sides, surface="himmelblau", start=(-1, -1), steps=300)
    arrives = np.isin(atlas.outcomes, [0])
    return bool(0.2 < arrives.mean() < 0.9)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_what_a_story_says_is_so(story: Story) -> None:
    assert CLAIMS[story.id]()


def test_there_are_two_dozen_each_with_a_claim() -> None:
    assert len(STORIES) >= 24
    assert set(CLAIMS) == set(BY_ID)
    assert len(BY_ID) == len(STORIES) == len({each.title for each in STORIES})


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_a_story_is_short_and_opens(story: Story) -> None:
    assert len(story.title) <= 32
    assert len(story.sentence) <= 130
    assert re.search(r"[.!]$", story.sentence)
    assert settings_of(story)
