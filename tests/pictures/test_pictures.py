"""Every result has a picture, drawn by hand as SVG and by matplotlib from the same marks."""

import builtins
import re
import sys
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.collections import QuadMesh

import descentlab
from descentlab.common.arrays import Float
from descentlab.optimizers import OPTIMIZERS
from descentlab.pictures import colours, plots, svg
from descentlab.pictures.picture import Cells, Dots, Line, Picture, Scale, Upright, edges_of
from descentlab.pictures.plane import clipped
from descentlab.studies.result import Result
from descentlab.verdict.outcome import OUTCOMES
from tests.studies.test_results import EVERY, STUDIES, result

mpl.use("Agg")
every = pytest.mark.parametrize(("study", "name"), EVERY)
PLANES = {"run", "mean_path", "basins"}


def parsed(drawing: str) -> ElementTree.Element:
    """An SVG as a browser's strict parser reads it."""
    return ElementTree.fromstring(drawing)


@every
def test_every_result_has_a_picture_of_its_own(study: str, name: str) -> None:
    found = result(study, name)
    drawing = found._repr_svg_()
    root = parsed(drawing)
    kinds = {element.tag.partition("}")[2] for element in root.iter()}
    assert kinds <= {"svg", "title", "rect", "g", "path", "text"}  # no script, no style, no link, no image
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in attributes if key.startswith("on") or key in {"href", "src", "style", "id", "class"}}
    assert unescape(root[0].text or "") == found.in_one_line()
    assert not re.search(r"nan|inf(?!o)|e\+", re.sub(r"<(title|text)[^>]*>.*?</\1>", "", drawing))
    assert len(drawing) < 120_000


@every
def test_every_result_is_plotted(study: str, name: str) -> None:
    found = result(study, name)
    axes = found.plot()
    assert axes.get_title() == found.in_one_line()
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx(found.picture().limits)
    assert (axes.get_aspect() == 1) == (study in PLANES)
    plt.gcf().canvas.draw()
    plt.close("all")


def test_a_plot_is_drawn_on_the_axes_it_is_given() -> None:
    figure, (left, right) = plt.subplots(1, 2)
    assert result("run").plot(left) is left
    assert result("family").plot(ax=right) is right
    assert right.get_xscale() == right.get_yscale() == "log"
    plt.close(figure)


def test_a_run_is_drawn_where_it_went() -> None:
    run = descentlab.run(surface="ravine", lr=0.07, steps=30)
    lines = [mark for mark in run.picture().marks if isinstance(mark, Line)]
    assert lines[-1].color == OPTIMIZERS["gd"].color
    np.testing.assert_array_equal(np.stack((lines[-1].x, lines[-1].y), axis=1), run.points)
    dots = {mark.label: mark for mark in run.picture().marks if isinstance(mark, Dots)}
    assert (dots["start"].x.item(), dots["start"].y.item()) == run.setting.start
    assert (dots["minimum"].x.item(), dots["minimum"].y.item()) == (0, 0)
    axes = run.plot()
    drawn = [np.stack(line.get_data(), axis=1) for line in axes.get_lines()]
    assert any(len(each) == len(run.points) and np.array_equal(each, run.points) for each in drawn)
    plt.close("all")


def test_a_family_is_coloured_by_outcome() -> None:
    family = descentlab.family([0.01, 0.02, 0.07, 0.075, 0.09], surface="ravine", steps=120)
    dots = {mark.label: mark for mark in family.picture().marks if isinstance(mark, Dots)}
    for index, outcome in enumerate(OUTCOMES):
        lanes = [lane for lane, each in enumerate(family.outcomes) if each is outcome]
        assert (outcome.title in dots) == bool(lanes)
        if lanes:
            assert dots[outcome.title].color == colours.outcome_colours()[index]
            assert dots[outcome.title].x.tolist() == family.learning_rates[lanes].tolist()
            assert dots[outcome.title].y.tolist() == pytest.approx(family.last_losses[lanes].clip(1e-16, 1e4 * 60.125))


def test_losses_that_may_be_negative_have_an_axis_that_can_show_them() -> None:
    found = descentlab.family([0.01, 0.2], surface="saddle", start=(1, 1), steps=20)
    assert found.picture().y_scale == "symlog"
    assert "1e" not in found.picture().y_label
    axes = found.plot()
    assert axes.get_yscale() == "symlog"
    plt.close("all")


def test_every_outcome_has_the_colour_of_the_page() -> None:
    found = colours.outcome_colours()
    assert len(found) == len(set(found)) == len(OUTCOMES)
    assert len(colours.MARKERS) >= len(OUTCOMES)


def test_every_marker_can_be_drawn() -> None:
    used = {*colours.MARKERS, *(each.marker for each in OPTIMIZERS.values())}
    assert used <= svg.MARKERS.keys() & plots.MARKERS.keys()


@pytest.mark.parametrize("study", STUDIES)
def test_without_matplotlib_a_plot_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, study: str) -> None:
    imports = builtins.__import__

    def without(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name.partition(".")[0] == "matplotlib":
            raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib")
        return imports(name, *arguments, **keywords)

    monkeypatch.delitem(sys.modules, "descentlab.pictures.plots")
    monkeypatch.delattr("descentlab.pictures.plots")
    monkeypatch.setattr(builtins, "__import__", without)
    found: Result = result(study)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        found.plot()
    assert found._repr_svg_().startswith("<svg")


def test_what_was_typed_is_escaped() -> None:
    hostile = '</title><script>alert("1")</script>&'
    picture = Picture(hostile, hostile, hostile, (Upright(0.5, "#000000", hostile),), (0, 1, 0, 1))
    root = parsed(svg.draw(picture))
    texts = "".join(root.itertext())
    assert "<script>" in texts
    assert not [element for element in root.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize(
    ("low", "high", "scale", "expected"),
    [
        (0, 1, "linear", [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-10.3, 10.3, "linear", [-10, -5, 0, 5, 10]),
        (1e-4, 10, "log", [1e-4, 1e-3, 1e-2, 0.1, 1, 10]),
        (0.5, 1, "log", [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (1e-16, 1e6, "log", [1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4]),
        (-1000, 10, "symlog", [-1000, -100, -10, -1, 0, 1, 10]),
    ],
)
def test_ticks_are_round(low: float, high: float, scale: Scale, expected: list[float]) -> None:
    assert svg.ticks(low, high, scale) == expected


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1e6))
def test_ticks_lie_on_the_axis_and_are_few(share: float, size: float) -> None:
    low = share * size
    found = svg.ticks(low, low + size, "linear")
    assert 1 <= len(found) <= 8
    assert all(low - 1e-6 * size <= tick <= low + size + 1e-6 * size for tick in found)


BOX = (-1.0, 1.0, -2.0, 2.0)
coordinates = st.one_of(st.floats(-4, 4), st.floats(-1e300, 1e300), st.sampled_from([0.0, 1.0, 3.0, -6.0]))


@given(arrays(float, st.tuples(st.integers(1, 12), st.just(2)), elements=coordinates))
def test_a_line_is_cut_where_it_leaves_and_nowhere_bent(points: Float) -> None:
    """What is left lies near the domain, on the line, and nothing of the line within the domain is missing."""
    shown = clipped(points, BOX)
    kept = shown[~np.isnan(shown).any(axis=1)]
    assert (np.abs(kept) <= np.array([3, 6]) * (1 + 1e-9)).all()
    inside = points[(np.abs(points) <= np.array([3, 6])).all(axis=1)]
    for point in inside if len(points) > 1 else []:
        assert np.hypot(*(kept - point).T).min() <= 1e-9
    for pair in pairwise(points):
        near, far = sorted(pair, key=lambda end: float(np.abs(end).max()))
        shares = np.append(0.0, np.geomspace(1e-12, 1, 100))[:, np.newaxis]
        crossing = 2 * (near / 2 + shares * (far / 2 - near / 2))
        visible = crossing[(np.abs(crossing) <= np.array([1, 2])).all(axis=1)]
        for point in visible if np.abs(near).max() < 1e9 else []:
            assert distance(point, shown) <= 1e-6


def distance(point: Float, line: Float) -> float:
    """From a point to the nearest piece of a line."""
    a, step = line[:-1], np.diff(line, axis=0)
    lengths = (step**2).sum(axis=1)
    along = np.clip(((point - a) * step).sum(axis=1) / np.where(lengths > 0, lengths, 1.0), 0, 1)
    return float(np.nanmin(np.hypot(*(a + along[:, np.newaxis] * step - point).T)))


def test_a_line_that_passes_through_keeps_its_direction() -> None:
    for far in (10.0, 1e6, 1e9):
        shown = clipped(np.array([[-far, -far], [far, far]]), BOX)
        np.testing.assert_allclose(sorted(shown[:2, 0]), [-3, 3], rtol=1e-6)
        np.testing.assert_allclose(shown[:2, 0], shown[:2, 1], rtol=1e-6)
    np.testing.assert_allclose(clipped(np.array([[1.0, 0], [1e300, 1e300]]), BOX)[:2], [[1, 0], [3, 2]])
    for nowhere in ([[9, 9], [9, -9]], [[-1e300, -1e300], [1e300, 1e300]]):
        assert np.isnan(clipped(np.array(nowhere, dtype=float), BOX)).all()


def test_cells_cover_the_plane_in_their_colours() -> None:
    kinds = np.array([[0, 0, 1], [-1, 1, 1]])
    cells = Cells(np.arange(3.0), np.arange(2.0), kinds, ("#111111", "#222222"), ("one", "two"))
    drawing = svg.draw(Picture("t", "x", "y", (cells,), (-0.5, 2.5, -0.5, 1.5), plane=True))
    paths = {p.get("fill"): p.get("d", "") for p in parsed(drawing).iter() if p.get("fill", "").startswith("#")}
    widths = {
        color: sum(abs(float(b) - float(a)) for a, b in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", paths[color]))
        for color in cells.colors
    }
    assert widths["#222222"] == pytest.approx(1.5 * widths["#111111"], rel=1e-2)
    axes = plots.draw(Picture("t", "x", "y", (cells,), (-0.5, 2.5, -0.5, 1.5), plane=True))
    (mesh,) = (each for each in axes.collections if isinstance(each, QuadMesh))
    image = np.asarray(mesh.get_array())
    assert image[1, 0, 3] == 0
    assert image[0, 0, :3] == pytest.approx(np.array([0x11] * 3) / 255)
    plt.close("all")


def test_cells_of_a_logarithmic_axis_meet_half_way_between_its_ratios() -> None:
    assert edges_of(np.array([0.1, 1.0, 10.0]), "log") == pytest.approx(10.0 ** np.array([-1.5, -0.5, 0.5, 1.5]))
    assert edges_of(np.array([2.0]), "linear").tolist() == [1.5, 2.5]
