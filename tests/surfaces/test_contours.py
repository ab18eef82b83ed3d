"""Contour lines lie on their level, and end where there is no such height."""

import numpy as np
import pytest

from descentlab.common.arrays import Float
from descentlab.surfaces.landscape import BANDS, landscape
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.typed import formula_surface
from tests.helpers.textbook import ALL
from tests.surfaces.drawn import (
    ASPECTS,
    EVERY,
    HOLES,
    JUMPS,
    POLES,
    STEEP,
    VIEWS,
    drawn,
    segments,
    steps_off,
    tone_of,
    typed,
)


@EVERY
@ASPECTS
def test_every_vertex_of_a_contour_line_lies_on_its_level(loss: Loss, aspect: float | None) -> None:
    off = steps_off(loss, drawn(loss, aspect, None))
    assert off.max() < 0.5
    assert np.quantile(off, 0.9) < 0.1


@pytest.mark.parametrize("view", VIEWS, ids=["domain", "near", "far"])
@pytest.mark.parametrize("formula", [*HOLES, *JUMPS, *POLES, *STEEP])
def test_no_line_runs_where_there_is_no_such_height(formula: str, view: Domain | None) -> None:
    """Undefined ground, jumps and poles: today's picture had up to 58 % of its vertices there."""
    loss = typed(formula)
    off = steps_off(loss, drawn(loss, 1.5, view))
    assert off.size == 0 or off.max() <= 3
    assert (off > 1).sum() <= 0.02 * off.size


@pytest.mark.parametrize("formula", [*JUMPS, *POLES[:3]])
def test_no_line_crosses_a_jump(formula: str) -> None:
    """Between two vertices the loss stays near the level: nothing lies in between that is not on the line."""
    loss = typed(formula)
    picture = drawn(loss, 1.5, None)
    a, b, level = segments(picture)
    assert level.size > 50
    step = np.gradient(picture.levels)[np.searchsorted(picture.levels, level)]
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        with np.errstate(all="ignore"):
            here = loss.value(*(a + share * (b - a)).T.copy())
        assert (np.abs(here - level) <= 1.5 * step).mean() > 0.99


@pytest.mark.parametrize("formula", ["sqrt(x)+y^2", "abs(x)/x+y^2", "x^2+y^2+4*atan(1/x)"])
def test_lines_reach_the_edge_of_what_is_defined_and_the_jump(formula: str) -> None:
    """All but a few that end inside the picture end within a pixel of x = 0, on a screen of two thousand; none far."""
    loss = formula_surface(formula).loss()
    picture = landscape(loss, 1.0)
    starts = picture.lines.starts
    first, last = picture.lines.vertices[starts[:-1]], picture.lines.vertices[starts[1:] - 1]
    ends = np.concatenate((first, last))[np.tile((first != last).any(axis=1), 2)]
    low, high = np.reshape(picture.extent, (2, 2)).T
    inner = ((ends > low + 1e-2) & (ends < high - 1e-2)).all(axis=1)
    assert inner.sum() > 5
    away = np.abs(ends[inner, 0]) / (high - low)[0]
    assert np.quantile(away, 0.9) < 1 / 2000
    assert away.max() < 1 / 500


def between_vertices(loss: Loss, aspect: float) -> Float:
    """How far each piece of a line is from its level in the middle, in pixels of a stage of two thousand."""
    picture = landscape(loss, aspect)
    a, b, level = segments(picture)
    middle = (a + b).T / 2
    slope = np.hypot(*loss.gradient(middle))
    away: Float = np.abs(loss.value(*middle.copy()) - level) / np.maximum(slope, 1e-9)
    return away * 2000 / (picture.extent[1] - picture.extent[0])


@pytest.mark.parametrize("surface", ["rosenbrock", "linear_regression", "tiny_network", "ackley"])
def test_lines_are_smooth(surface: str) -> None:
    assert (between_vertices(ALL[surface].loss(), 2.0) < 0.5).mean() > 0.97


@pytest.mark.parametrize("surface", ["rastrigin", "himmelblau", "six_hump_camel"])
def test_a_bend_gets_as_many_vertices_as_it_needs(surface: str) -> None:
    assert between_vertices(ALL[surface].loss(), 1.6).max() < 1


@EVERY
def test_lines_are_whole_and_levels_are_even_steps_of_tone(loss: Loss) -> None:
    picture = drawn(loss, None, None)
    lines = picture.lines
    assert lines.starts[0] == 0
    assert lines.starts[-1] == len(lines.vertices)
    assert (np.diff(lines.starts) >= 2).all()
    assert len(lines.levels) == len(lines.starts) - 1 > 5
    assert set(lines.levels) <= set(picture.levels)
    np.testing.assert_allclose(tone_of(picture.tone, picture.levels), np.arange(1, BANDS) / BANDS, rtol=1e-9)
