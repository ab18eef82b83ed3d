from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator

from descentlab.common.arrays import Float
from descentlab.surfaces import surfaces
from descentlab.surfaces.files import load_surface
from descentlab.surfaces.landscape import BANDS, MARGIN, Landscape, Tone, choose_tone, extend, landscape
from descentlab.surfaces.loss import Loss
from tests.helpers.textbook import ALL

EVERY = pytest.mark.parametrize("loss", [each.loss() for each in ALL.values()], ids=ALL)
aspects = st.floats(0.2, 5)


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
@pytest.mark.parametrize("aspect", [None, 0.2, 0.75, 1.0, 1.7, 5.0])
def test_heights_are_those_of_the_surface_on_square_cells(loss: Loss, aspect: float | None) -> None:
    picture = landscape(loss, aspect)
    x, y = grid(picture)
    assert max(picture.heights.shape) == 160
    assert x[1] - x[0] == pytest.approx(y[1] - y[0], rel=0.02)
    for row, column in ((0, 0), (0, -1), (-1, 0), (len(y) // 2, len(x) // 3)):
        assert picture.heights[row, column] == pytest.approx(float(loss.value(x[column], y[row])), rel=1e-12)


@EVERY
@pytest.mark.parametrize("aspect", [None, 0.5, 2.0])
def test_every_vertex_of_a_contour_line_lies_on_its_level(loss: Loss, aspect: float | None) -> None:
    picture = landscape(loss, aspect)
    x, y = grid(picture)
    # Between grid points, on an edge of a cell, a height is what lies on the straight line between them.
    heights = RegularGridInterpolator((y, x), picture.heights)(
        picture.vertices[:, ::-1].clip([y[0], x[0]], [y[-1], x[-1]])
    )
    levels = np.repeat(picture.line_levels, np.diff(picture.line_starts))
    size = np.abs(picture.heights).max()
    np.testing.assert_allclose(heights, levels, atol=1e-9 * size)
    on_column = np.abs(picture.vertices[:, :1] - x).min(axis=1) < 1e-9 * (x[-1] - x[0])
    on_row = np.abs(picture.vertices[:, 1:] - y).min(axis=1) < 1e-9 * (y[-1] - y[0])
    assert (on_column | on_row).all()


@EVERY
def test_lines_are_whole_and_levels_are_even_steps_of_tone(loss: Loss) -> None:
    picture = landscape(loss)
    assert picture.line_starts[0] == 0
    assert picture.line_starts[-1] == len(picture.vertices)
    assert (np.diff(picture.line_starts) >= 2).all()
    assert len(picture.line_levels) == len(picture.line_starts) - 1 > 5
    assert set(picture.line_levels) <= set(picture.levels)
    np.testing.assert_allclose(tone_of(picture.tone, picture.levels), np.arange(1, BANDS) / BANDS, rtol=1e-9)


@EVERY
def test_tone_rises_with_height_from_0_to_1_and_back(loss: Loss) -> None:
    picture = landscape(loss)
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
    assert choose_tone(np.full((8, 8), 3.0), None) == Tone("linear", 3.0, 4.0, 1.0)
    assert choose_tone(np.array([[1.0, 2.0]]), 0.5).low == 0.5


@pytest.mark.parametrize("formula", ["3", "0*x", "log(x)", "sqrt(-1 - x**2)", "1/x", "exp(exp(x*9))"])
def test_a_picture_of_anything_holds_finite_numbers(formula: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(
        f'name="o"\nformula="{formula}"\ndomain=[-1,1,-1,1]\nstart=[0.5,0.5]\nteaches="."\nsource="."\n', "utf-8"
    )
    picture = landscape(load_surface(path).loss(), 1.5)
    for values in (picture.heights, picture.levels, picture.vertices, picture.line_levels):
        assert np.isfinite(values).all()
    assert (np.diff(picture.levels) > 0).all()
