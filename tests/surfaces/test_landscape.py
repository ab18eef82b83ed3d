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
from descentlab.surfaces.loss import Loss
from tests.helpers.textbook import ALL
from tests.surfaces.drawn import ASPECTS, EVERY, HOLES, POLES, drawn, tone_of, typed

aspects = st.floats(0.2, 5)


def grid(picture: Landscape) -> tuple[Float, Float]:
    xmin, xmax, ymin, ymax = picture.extent
    rows, columns = picture.heights.shape
    return np.linspace(xmin, xmax, columns), np.linspace(ymin, ymax, rows)


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
