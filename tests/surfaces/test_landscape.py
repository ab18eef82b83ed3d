from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.common.arrays import Float
from descentlab.surfaces import surfaces
from descentlab.surfaces.files import load_surface
from descentlab.surfaces.landscape import BANDS, LONG_SIDE, MARGIN, Landscape, Tone, extend, landscape, tone_between
from descentlab.surfaces.loss import Domain, Loss
from descentlab.surfaces.typed import formula_surface
from tests.helpers.textbook import ALL

EVERY = pytest.mark.parametrize("loss", [each.loss() for each in ALL.values()], ids=ALL)
ASPECTS = pytest.mark.parametrize("aspect", [None, 0.2, 0.75, 1.0, 1.7, 5.0])
aspects = st.floats(0.2, 5)


@cache
def drawn(loss: Loss, aspect: float | None, view: Domain | None) -> Landscape:
    """A picture that several tests look at."""
    return landscape(loss, aspect, view)


@cache
def typed(formula: str) -> Loss:
    """The loss of a formula, one for all tests."""
    return formula_surface(formula).loss()


def grid(picture: Landscape) -> tuple[Float, Float]:
    xmin, xmax, ymin, ymax = picture.extent
    rows, columns = picture.heights.shape
    return np.linspace(xmin, xmax, columns), np.linspace(ymin, ymax, rows)


def tone_of(tone: Tone, height: Float) -> Float:
    """As the page works it out (the contract of `/landscape`)."""
    if tone.kind == "linear":
        return (height - tone.low) / (tone.high - tone.low)
    tones: Float = np.log1p((height - tone.low) / tone.softness) / np.log1p((tone.high - tone.low) / tone.softness)
    return tones


@given(st.floats(-1e3, 1e3), st.floats(0.01, 1e3), st.floats(-1e3, 1e3), st.floats(0.01, 1e3), st.none() | aspects)
def test_the_picture_holds_the_domain_at_one_scale(
    xmin: float, width: float, ymin: float, height: float, aspect: float | None
) -> None:
    domain = (xmin, xmin + width, ymin, ymin + height)
    left, right, bottom, top = extend(domain, aspect)
    assert left < domain[0] < domain[1] < right
    assert bottom < domain[2] < domain[3] < top
    assert (right - left) / (top - bottom) == pytest.approx(aspect or width / height, rel=1e-6)
    assert left + right == pytest.approx(domain[0] + domain[1], abs=1e-9)
    assert bottom + top == pytest.approx(domain[2] + domain[3], abs=1e-9)
    # No more of the plane than that: one side is the domain's own.
    assert min((right - left) / width, (top - bottom) / height) == pytest.approx(1 + MARGIN, rel=1e-6)


@EVERY
@ASPECTS
def test_heights_are_those_of_the_surface_on_square_cells(loss: Loss, aspect: float | None) -> None:
    picture = drawn(loss, aspect, None)
    x, y = grid(picture)
    assert max(picture.heights.shape) == LONG_SIDE
    assert x[1] - x[0] == pytest.approx(y[1] - y[0], rel=0.02)
    for row, column in ((0, 0), (0, -1), (-1, 0), (len(y) // 2, len(x) // 3)):
        assert picture.heights[row, column] == pytest.approx(float(loss.value(x[column], y[row])), rel=1e-12)


HOLES = ["sqrt(x)+y^2", "ln(x)+y^2", "sqrt(4-x^2-y^2)", "acos(x*y)", "x^y", "sqrt(sin(9*x)*y)", "ln(x*y)"]
JUMPS = ["atan(y/x)", "abs(x)/x+y^2", "x*y/abs(x*y)+x/10", "sqrt(x^2)/x*y", "atan(1/x)+y^2", "tanh(1e9*x)+y^2"]
POLES = [
    "1/x+y^2",
    "tan(x)+y^2",
    "1/(x^2)+y^2",
    "1/(x^2+y^2)",
    "x/y",
    "1/(x*y)",
    "1/sin(3*x)",
    "x^2+y^2+1/(x-1)",
    "y/x^3",
]
STEEP = ["abs(x)+abs(y)", "sqrt(x^2+y^2)", "tanh(50*x)+y^2", "sqrt(abs(x))+abs(y)^0.1", "x^2/x+y^2", "ln(x^2+y^2)"]
VIEWS: list[Domain | None] = [None, (-0.11, 0.13, -0.07, 0.05), (-30, 20, -10, 40)]


def steps_off(loss: Loss, picture: Landscape) -> Float:
    """By how many steps between levels the loss at each vertex is off its line's level; infinite if it has none."""
    lines = picture.lines
    which = np.repeat(np.searchsorted(picture.levels, lines.levels), np.diff(lines.starts))
    with np.errstate(all="ignore"):
        off: Float = np.abs(loss.value(*lines.vertices.T.copy()) - picture.levels[which])
    return np.where(np.isfinite(off), off, np.inf) / np.gradient(picture.levels)[which]


def segments(picture: Landscape) -> tuple[Float, Float, Float]:
    """From where to where every piece of a contour line goes, (n, 2) each, and its level (n,)."""
    lines = picture.lines
    line = np.repeat(np.arange(lines.levels.size), np.diff(lines.starts))
    inner = np.flatnonzero(line[1:] == line[:-1])
    return lines.vertices[inner], lines.vertices[inner + 1], lines.levels[line[inner]]


@EVERY
@ASPECTS
def test_every_vertex_of_a_contour_line_lies_on_its_level(loss: Loss, aspect: float | None) -> None:
    off = steps_off(loss, drawn(loss, aspect, None))
    assert off.max() < 0.5
    assert np.quantile(off, 0.9) < 0.1


@pytest.mark.parametrize("id", ["rastrigin", "himmelblau", "six_hump_camel"])
def test_between_two_vertices_a_line_lies_where_its_level_is(id: str) -> None:
    """Within a sixteenth of a node, by Newton's step along the slope."""
    loss = surfaces()[id].loss()
    picture = drawn(loss, 1.6, None)
    a, b, level = segments(picture)
    middle = ((a + b) / 2).T.copy()
    away = np.abs(loss.value(*middle) - level) / np.hypot(*loss.gradient(middle))
    assert away.max() < (picture.extent[1] - picture.extent[0]) / (LONG_SIDE - 1) / 16


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


@pytest.mark.parametrize("formula", HOLES)
def test_ground_without_value_is_a_hole(formula: str) -> None:
    loss = typed(formula)
    picture = drawn(loss, 1.5, None)
    xmin, xmax, ymin, ymax = picture.extent
    x, y = np.random.default_rng(3).uniform([[xmin], [ymin]], [[xmax], [ymax]], (2, 4000))
    with np.errstate(all="ignore"):
        undefined = ~np.isfinite(loss.value(x, y))
    inside = np.zeros(x.size, dtype=bool)
    for first, last in pairwise(picture.hole_starts):
        ring = picture.holes[first:last]
        assert (ring[0] == ring[-1]).all()
        for (ax, ay), (bx, by) in pairwise(ring):
            crosses = (ay > y) != (by > y)
            inside ^= crosses & (x < ax + (y - ay) * (bx - ax) / (by - ay if by != ay else 1.0))
    assert undefined.any()
    assert (inside == undefined).mean() > 0.995
    assert (np.isnan(picture.heights)).any()


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


@EVERY
def test_a_surface_without_gaps_has_no_holes(loss: Loss) -> None:
    picture = drawn(loss, 1.7, None)
    assert np.isfinite(picture.heights).all()
    assert picture.holes.size == 0


@pytest.mark.parametrize("formula", [each for each in POLES if each not in ("y/x^3", "1/sin(3*x)")])
def test_poles_do_not_use_up_the_colours(formula: str) -> None:
    picture = drawn(typed(formula), 1.5, None)
    tones = tone_of(picture.tone, np.maximum(picture.heights[np.isfinite(picture.heights)], picture.tone.low))
    shares = np.bincount((tones * BANDS).astype(int).clip(0, BANDS - 1), minlength=BANDS) / tones.size
    assert np.sort(shares)[-2:].sum() < 0.5


@pytest.mark.parametrize("surface", ["rosenbrock", "linear_regression", "tiny_network", "ackley"])
def test_lines_are_smooth(surface: str) -> None:
    """Halfway between two vertices a line is within half a pixel of its level, on a stage of two thousand."""
    loss = ALL[surface].loss()
    picture = landscape(loss, 2.0)
    a, b, level = segments(picture)
    middle = (a + b).T / 2
    slope = np.hypot(*loss.gradient(middle))
    away = np.abs(loss.value(*middle.copy()) - level) / np.maximum(slope, 1e-9)
    pixel = (picture.extent[1] - picture.extent[0]) / 2000
    assert (away < 0.5 * pixel).mean() > 0.97


def test_a_view_shows_that_part_of_the_plane() -> None:
    loss = ALL["rosenbrock"].loss()
    picture = landscape(loss, 2.0, (0.9, 1.1, 0.9, 1.1))
    xmin, xmax, ymin, ymax = picture.extent
    assert (xmin + xmax) / 2 == pytest.approx(1)
    assert xmax - xmin == pytest.approx(0.4 * (1 + MARGIN))
    assert ymax - ymin == pytest.approx(0.2 * (1 + MARGIN))
    assert picture.heights.max() < 32
    assert picture.tone.low == 0


def test_minima_are_known_over_the_whole_plane_that_is_shown() -> None:
    """Rastrigin's pits lie at whole numbers, also where its domain has ended."""
    loss = ALL["rastrigin"].loss()
    picture = landscape(loss, 2.0)
    xmax = picture.extent[1]
    assert xmax > loss.domain[1] + 1
    assert max(minimum.point[0] for minimum in picture.minima) > loss.domain[1]
    assert picture.minima[0].point == loss.minima[0].point
    assert {each.point for each in loss.minima} <= {each.point for each in picture.minima}
    values = [minimum.value for minimum in picture.minima]
    assert values == sorted(values)


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


@EVERY
def test_tone_rises_with_height_from_0_to_1_and_back(loss: Loss) -> None:
    picture = drawn(loss, None, None)
    tone = picture.tone
    assert tone.low <= picture.heights.min()
    assert tone.high == picture.heights.max()
    if loss.floor is not None:
        assert tone.low <= loss.floor
    tones = tone_of(tone, picture.heights)
    assert tones.min() >= 0
    assert tones.max() == pytest.approx(1)
    order = np.argsort(picture.heights, axis=None)
    assert (np.diff(tones.flat[order]) >= 0).all()
    np.testing.assert_allclose(tone.height(tones), picture.heights, rtol=1e-9, atol=1e-9 * (tone.high - tone.low))


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e9), st.floats(1e-6, 1), st.sampled_from(["linear", "log"]))
def test_a_tone_is_invertible(low: float, span: float, softness: float, kind: str) -> None:
    tone = Tone("log" if kind == "log" else "linear", low, low + span, softness * span)
    if tone.high == low:
        return
    steps = np.linspace(0, 1, 33)
    heights = tone.height(steps)
    assert (np.diff(heights) >= 0).all()
    # A height is rounded at its own size, and near the floor a tone is that rounding over softness·span.
    rounding = 4 * np.finfo(float).eps * (abs(low) + span) / (softness * span)
    np.testing.assert_allclose(tone_of(tone, heights), steps, atol=1e-9 + rounding)
    assert heights[0] == pytest.approx(low)
    assert heights[-1] == pytest.approx(tone.high)


def test_walls_far_above_the_floor_are_shown_by_their_logarithm() -> None:
    assert landscape(ALL["rosenbrock"].loss()).tone.kind == "log"
    assert landscape(surfaces()["saddle"].loss()).tone.kind == "linear"


def test_flat_and_hollow_heights() -> None:
    assert tone_between(3.0, 3.0, 3.0) == Tone("linear", 3.0, 4.0, 1.0)
    assert landscape(ALL["rosenbrock"].loss(), view=(1.001, 1.002, 1.001, 1.002)).tone.low == 0


def odd(formula: str, tmp_path: Path) -> Loss:
    """A surface that nobody would type: the typed ones need a slope somewhere."""
    path = tmp_path / "odd.toml"
    path.write_text(
        f'name="o"\nformula="{formula}"\ndomain=[-1,1,-1,1]\nstart=[0.5,0.5]\nteaches="."\nsource="."\n', "utf-8"
    )
    return load_surface(path, proven=True).loss()


@pytest.mark.parametrize("formula", ["3", "0*x", "log(x)", "sqrt(-1 - x**2)", "1/x", "exp(exp(x*9))", "sin(999*x*y)"])
def test_a_picture_of_anything_is_whole(formula: str, tmp_path: Path) -> None:
    loss = odd(formula, tmp_path)
    picture = landscape(loss, 1.5)
    for values in (picture.levels, picture.lines.vertices, picture.lines.levels, picture.holes):
        assert np.isfinite(values).all()
    assert not np.isinf(picture.heights).any()
    assert (np.diff(picture.levels) > 0).all()
    assert np.isnan(picture.heights).all() == (formula == "sqrt(-1 - x**2)")
