import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from descentlab import resources
from descentlab.surfaces import EXTRA_SURFACES, Loss, Surface, load_surface, load_surfaces, surfaces
from tests.formulas import ORDERS, derivative, exact
from tests.textbook import ALL, FOLDER, TEXTBOOK, options, places

OWN = surfaces()


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
@settings(max_examples=25)
@given(data=st.data())
def test_value_slope_and_curvature_are_those_of_the_formula(surface: Surface, data: st.DataObject) -> None:
    chosen = data.draw(options(surface))
    x, y = data.draw(places(surface))
    assume(math.hypot(x, y) > 1e-6)  # Ackley's slope is 0/0 at its minimum
    loss = surface.loss(chosen)
    gradient = loss.gradient(np.array([x, y]))
    hessian = loss.hessian(np.array(x), np.array(y))
    size = 1 + max(map(abs, (*gradient, *hessian)))

    value = exact(surface.formula, x, y, chosen)
    assert float(loss.value(np.array(x), np.array(y))) == pytest.approx(value, rel=1e-12, abs=1e-12 * size)
    slope = [derivative(surface.formula, x, y, order, chosen) for order in ((1, 0), (0, 1))]
    assert list(gradient) == pytest.approx(slope, rel=1e-11, abs=1e-12 * size)
    curvature = [derivative(surface.formula, x, y, order, chosen) for order in ORDERS.values()]
    assert [float(each) for each in hessian] == pytest.approx(curvature, rel=1e-11, abs=1e-11 * size)


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
def test_one_call_does_for_many_points(surface: Surface) -> None:
    xmin, xmax, ymin, ymax = surface.domain
    w = np.array(np.meshgrid(np.linspace(xmin, xmax, 6), np.linspace(ymin, ymax, 5)))  # (2, 5, 6)
    loss = surface.loss()
    values, gradients = loss.value(*w), loss.gradient(w)
    hessians = np.broadcast_arrays(*loss.hessian(*w), w[0])[:3]
    for at in np.ndindex(5, 6):
        x, y = w[:, *at]
        assert values[at] == loss.value(x, y)
        assert gradients[:, *at].tolist() == loss.gradient(w[:, *at]).tolist()
        assert [each[at] for each in hessians] == list(loss.hessian(x, y))


def losses(surface: Surface) -> list[Loss]:
    """The surface at its defaults, and with each parameter swept from end to end."""
    found = [surface.loss()]
    for parameter in surface.parameters:
        assert parameter.minimum is not None
        assert parameter.maximum is not None
        spread = np.geomspace if parameter.scale == "log" else np.linspace
        found += [surface.loss({parameter.name: float(value)}) for value in spread(parameter.minimum, parameter.maximum, 11)]
    return found


ALL_LOSSES = [pytest.param(loss, id=f"{each.id}-{loss.options}") for each in ALL.values() for loss in losses(each)]


@pytest.mark.parametrize("loss", ALL_LOSSES)
def test_minima_and_saddles_are_what_they_say(loss: Loss) -> None:
    for critical in (*loss.minima, *loss.saddles):
        slope = loss.gradient(np.array(critical.point))
        assert math.hypot(*slope) <= 1e-9
        assert critical.value == pytest.approx(exact(loss.surface.formula, *critical.point, loss.options), abs=1e-12)
        hxx, hxy, hyy = (derivative(loss.surface.formula, *critical.point, order, loss.options) for order in ORDERS.values())
        assert list(critical.curvatures) == pytest.approx(np.linalg.eigvalsh([[hxx, hxy], [hxy, hyy]]), rel=1e-9)
    assert all(0 < minimum.curvatures[0] <= minimum.curvatures[1] for minimum in loss.minima)
    assert all(saddle.curvatures[0] < 0 < saddle.curvatures[1] for saddle in loss.saddles)
    assert [each.value for each in loss.minima] == sorted(each.value for each in loss.minima)
    assert len({each.point for each in (*loss.minima, *loss.saddles)}) == len(loss.minima) + len(loss.saddles)


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
def test_the_file_states_them_at_the_defaults(surface: Surface) -> None:
    loss = surface.loss()
    for stated, found in ((surface.stated_minima, loss.minima), (surface.stated_saddles, loss.saddles)):
        for point in stated:
            near = min(found, key=lambda critical: math.dist(critical.point, point.point))
            assert math.dist(near.point, point.point) < 1e-6
            assert near.value == pytest.approx(point.value, abs=1e-6)


def descents(loss: Loss) -> list[tuple[tuple[float, float], float]]:
    """Where SciPy comes to rest inside the picture, from a grid of starts."""
    xmin, xmax, ymin, ymax = loss.domain
    found = []
    for start in product(np.linspace(xmin, xmax, 7), np.linspace(ymin, ymax, 7)):
        result: Any = minimize(
            lambda w: float(loss.value(w[0], w[1])),
            np.array(start),
            jac=lambda w: loss.gradient(w),
            bounds=[(xmin, xmax), (ymin, ymax)],
        )
        found.append(((float(result.x[0]), float(result.x[1])), float(result.fun)))
    return found


@pytest.mark.parametrize("loss", [loss for loss in ALL_LOSSES if loss.values[0].minima])  # type: ignore[union-attr]
def test_no_minimum_is_lower_and_every_lowest_one_is_stated(loss: Loss) -> None:
    floor = loss.floor
    assert floor is not None
    for point, value in descents(loss):
        assert value >= floor - 1e-12
        if value <= floor + 1e-9:
            assert min(math.dist(point, minimum.point) for minimum in loss.minima) < 1e-2


@pytest.mark.parametrize("surface", [each for each in OWN.values() if not each.stated_minima], ids=lambda each: each.id)
def test_a_surface_without_minima_has_no_bottom(surface: Surface) -> None:
    loss = surface.loss()
    angle = np.linspace(0, 2 * np.pi, 100)
    lowest = [float(loss.value(size * np.cos(angle), size * np.sin(angle)).min()) for size in (1e1, 1e3, 1e5, 1e7)]
    assert lowest[0] < 0
    assert all(later < 100 * earlier for earlier, later in zip(lowest, lowest[1:], strict=False))


@pytest.mark.parametrize("surface", OWN.values(), ids=lambda surface: surface.id)
def test_a_surface_teaches_something(surface: Surface) -> None:
    xmin, xmax, ymin, ymax = surface.domain
    x, y = surface.start
    assert xmin < x < xmax
    assert ymin < y < ymax
    assert surface.teaches.endswith(".")
    assert surface.name
    assert surface.source
    assert all(parameter.help.endswith(".") for parameter in surface.parameters)


def test_the_parameters_move_what_depends_on_them() -> None:
    assert OWN["ravine"].loss({"kappa": 100}).minima[0].curvatures == (1, 100)
    level = OWN["nonconvex"].loss({"tilt": 0})
    assert [each.value for each in level.minima] == pytest.approx([-1, -1])
    steep = OWN["nonconvex"].loss({"tilt": 1})
    assert sorted(each.point[0] for each in steep.minima) == pytest.approx([-(1 + 5**0.5) / 2, 1])  # x³ − 2x + 1
    assert steep.saddles[0].point[0] == pytest.approx((5**0.5 - 1) / 2)


def test_a_loss_is_made_once_for_each_setting() -> None:
    ravine = OWN["ravine"]
    assert ravine.loss({"kappa": 7}) is ravine.loss({"kappa": 7.0})
    assert ravine.loss({"kappa": 7}) is not ravine.loss()


GOOD = (FOLDER / "himmelblau.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('name = "Himmelblau"\n', "", "name"),
        ("[-6, 6, -6, 6]", "[-6, 6]", "domain"),
        ("[-6, 6, -6, 6]", "[6, -6, -6, 6]", "xmin < xmax"),
        ("x**2 + y - 11", "x**2 + z - 11", "'z'"),
        ("x**2 + y - 11", "open(x) - 11", "'open'"),
        ("[[minima]]", "[[maxima]]", "maxima"),
        ("value = 0", "value = 'low'", "value"),
        ("name =", "name", "Expected"),
        ("point = [3, 2]", "point = [3]", "point"),
    ],
)
def test_a_mistake_in_a_file_is_named(wrong: str, right: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(wrong, right), "utf-8")
    with pytest.raises(ValueError, match=r"mine\.toml is not a surface") as refused:
        load_surface(path)
    assert named in str(refused.value)


def test_the_registry_is_the_folder() -> None:
    assert {path.stem for path in resources.SURFACES.glob("*.toml")} == set(OWN)
    assert list(OWN) == sorted(OWN, key=lambda id: OWN[id].order)
    assert load_surfaces(FOLDER).keys() == TEXTBOOK.keys()


def test_a_teachers_folder_comes_beside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, "utf-8")
    monkeypatch.setenv(EXTRA_SURFACES, str(tmp_path))
    assert set(surfaces()) == {*OWN, "mine"}
    monkeypatch.delenv(EXTRA_SURFACES)
    assert set(surfaces()) == set(OWN)
