"""What a surface opens on: the run of its TOML arrives, shows something, and is no knife edge."""

from collections.abc import Sequence

import numpy as np
import pytest

import descentlab
from descentlab.setting.lanes import lanes_at
from descentlab.setting.query import parse
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.setting.setting import LR, STEPS, make_setting
from descentlab.studies.family import family_of
from descentlab.surfaces import surfaces
from descentlab.surfaces.surface import Surface
from descentlab.verdict.outcome import Outcome
from descentlab.verdict.window import MARGIN, windows

NOTCHES = learning_rate_grid(digits=LR_DIGITS)
BOTTOMLESS = {"saddle", "monkey_saddle"}
SEEN = 0.003
"""Of the picture's diagonal: a step that long is a dot beside the last one, not on it."""


def told(surface: Surface) -> Outcome:
    """How its story ends."""
    return Outcome.ESCAPED if surface.id in BOTTOMLESS else Outcome.CONVERGED


@pytest.fixture(params=surfaces().values(), ids=list(surfaces()))
def surface(request: pytest.FixtureRequest) -> Surface:
    """Each surface."""
    chosen: Surface = request.param
    return chosen


def test_a_surface_states_its_story(surface: Surface) -> None:
    """A notch of the slider and a number of steps: the grammar's own where nothing else is said."""
    assert surface.lr in NOTCHES
    assert surface.steps is not None
    setting = parse([("surface", surface.id)])
    assert (setting.lr, setting.steps, setting.start) == (surface.lr, surface.steps, surface.start)


def test_the_story_ends_well_and_shows_something(surface: Surface) -> None:
    run = descentlab.run(surface=surface.id)
    assert run.outcome is told(surface)
    lengths = np.hypot(*np.diff(run.points, axis=0).T)
    assert (lengths > SEEN * surface.loss().diagonal).sum() >= 8
    inside = [surface.domain[0], surface.domain[2]] <= run.points, run.points <= [surface.domain[1], surface.domain[3]]
    assert (inside[0] & inside[1]).all() or surface.id in BOTTOMLESS  # what there is to see is in the picture


def test_the_story_is_no_knife_edge(surface: Surface) -> None:
    """The rate is five notches from the ends of its window, where the window has that many."""
    assert surface.lr is not None
    outcomes = family_of(lanes_at(make_setting(surface=surface.id), np.array(NOTCHES))).outcomes
    notch = NOTCHES.index(surface.lr)
    (window,) = (each for each in windows(good_lanes(outcomes, told(surface))) if each.first <= notch <= each.last)
    if window.size >= 2 * MARGIN + 1:
        ends = [end for end in (window.first, window.last) if 0 < end < len(NOTCHES) - 1]
        assert all(abs(notch - end) >= MARGIN for end in ends)


def good_lanes(outcomes: Sequence[Outcome], good: Outcome) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([outcome is good for outcome in outcomes])


def test_another_optimizer_has_the_general_rate_and_the_surfaces_steps() -> None:
    setting = make_setting(surface="beale", optimizer="adam")
    assert (setting.lr, setting.steps) == (LR.default, surfaces()["beale"].steps)


def test_what_is_given_goes_before_what_is_stated() -> None:
    setting = make_setting(surface="beale", lr=0.001, steps=7)
    assert (setting.lr, setting.steps) == (0.001, 7)


@pytest.mark.parametrize(
    ("f", "curvature"),
    [("x^2 + 3y^2", 6), ("50x^2 + y^2", 100), ("20 + x^2 - 10cos(2pi x) + y^2 - 10cos(2pi y)", 2 + 40 * np.pi**2)],
)
def test_a_typed_formula_does_not_open_as_scribble(f: str, curvature: float) -> None:
    """Its rate is a notch no greater than half of 1/λ, and the general one where that is smaller."""
    run = descentlab.run(f=f)
    calm = [rate for rate in NOTCHES if rate <= min(0.075, 1 / (2 * curvature) + 1e-12)]
    assert run.setting.lr == calm[-1]
    assert run.setting.steps == STEPS.default
    assert (np.diff(run.losses) <= 1e-12 * run.losses[0]).all()


def test_no_curvature_is_no_limit() -> None:
    assert make_setting(f="|x| + |y|").lr == LR.default


def test_a_sharper_formula_than_the_slider_has_rates_for() -> None:
    assert make_setting(f="10^6 x^2 + y^2").lr == pytest.approx(1 / 4e6)
