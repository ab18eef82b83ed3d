import math
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import descentlab
from descentlab.common.arrays import Float
from descentlab.formats.catalogue import catalogue
from descentlab.surfaces import surfaces
from descentlab.surfaces.data_loss import DataLoss
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.points import CriticalPoint
from descentlab.surfaces.shape import Shape, shapes_of
from descentlab.surfaces.surface import Surface
from tests.helpers.exact import ORDERS, derivative, exact
from tests.helpers.textbook import ALL, FORMULAS, LINES, options, places

ANALYTIC = [each for each in FORMULAS.values() if not each.samples]  # test_loss.py proves those of data
NAMES = (
    "ravine bowl saddle nonconvex rosenbrock himmelblau beale rastrigin ackley styblinski_tang six_hump_camel "
    "three_hump_camel monkey_saddle plateau cliff linear_regression logistic_regression tiny_network"
).split()


def test_all_are_there() -> None:
    assert [id for id in ALL if id in NAMES] == NAMES


TEXTBOOK: dict[str, list[tuple[float, float, float]]] = {
    "bowl": [(2, 2, 8), (-1, 0.5, 1.25)],
    "ravine": [(-8, 1.5, 60.125), (1, -1, 13)],
    "saddle": [(2, 1, 3), (1, -3, -8)],
    "nonconvex": [(2, 1, 1.1), (-1, 0, -1.05)],
    "rosenbrock": [(-1.2, 1, 24.2), (0, 0, 1), (2, 3, 101), (1, 1, 0)],
    "himmelblau": [(0, 0, 170), (1, 2, 68), (-1, -1, 170), (3, 2, 0)],
    "beale": [(0, 0, 14.203125), (1, 1, 14.203125), (2, -1, 13.203125), (3, 0.5, 0)],
    "rastrigin": [(0.5, 0, 20.25), (1, -2, 5), (0.5, 0.5, 40.5), (0.25, 0, 10.0625)],
    "ackley": [(1, 0, 20 + math.e - 20 * math.exp(-0.2 * math.sqrt(0.5)) - math.e), (1, 1, 20 - 20 * math.exp(-0.2))],
    "styblinski_tang": [(0, 0, 0), (1, 1, -10), (-2, 2, -48), (2, -1, -29)],
    "six_hump_camel": [(1, 1, 4 - 2.1 + 1 / 3 + 1), (0, 1, 0), (1, -1, 4 - 2.1 + 1 / 3 - 1), (2, 0, 56 / 15)],
    "three_hump_camel": [(1, 1, 2 - 1.05 + 1 / 6 + 2), (2, -1, 8 - 16.8 + 64 / 6 - 1), (0, 2, 4)],
    "monkey_saddle": [(2, 1, 2), (1, 1, -2), (-1, 2, 11)],
    "plateau": [(1, 1, 1 - math.exp(-1)), (3, 1, 1 - math.exp(-5))],
}
"""Values worked out by hand from the textbook's form: (x, y, L)."""


@pytest.mark.parametrize("id", TEXTBOOK)
def test_the_form_is_the_textbooks(id: str) -> None:
    for x, y, value in TEXTBOOK[id]:
        assert float(ALL[id].loss().value(np.array(x), np.array(y))) == pytest.approx(value, rel=1e-13, abs=1e-13)


def at_samples(loss: Loss) -> list[dict[str, float]]:
    """The numbers that the formula's names stand for, sample by sample; once, where there are none."""
    numbers = {name: float(value) for name, value in loss.options.items()}
    if not isinstance(loss, DataLoss):
        return [numbers]
    names = loss.expression.parameters[len(numbers) :]
    return [numbers | dict(zip(names, row, strict=True)) for row in loss.columns.T.tolist()]


@pytest.mark.parametrize("surface", ANALYTIC, ids=lambda surface: surface.id)
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
        if parameter.kind == "flag":
            found += [surface.loss({parameter.name: flag}) for flag in (False, True)]
            continue
        assert parameter.minimum is not None
        assert parameter.maximum is not None
        spread = np.geomspace if parameter.scale == "log" else np.linspace
        found += [
            surface.loss({parameter.name: float(value)}) for value in spread(parameter.minimum, parameter.maximum, 11)
        ]
    return found


SPLINES = [str(each.heights) for each in ALL.values() if each.heights]
"""Those through heights: test_heights.py."""
ALL_LOSSES = [pytest.param(loss, id=f"{each.id}-{loss.options}") for each in ALL.values() for loss in losses(each)]


def falls_and_rises(loss: Loss, saddle: CriticalPoint) -> bool:
    """By its curvatures; at the monkey saddle, which has none, by the loss around it."""
    low, high = saddle.curvatures
    if low < 0 < high:
        return True
    angle = np.linspace(0, 2 * np.pi, 60)
    around = loss.value(saddle.point[0] + 1e-3 * np.cos(angle), saddle.point[1] + 1e-3 * np.sin(angle)) - saddle.value
    return low == high == 0 and bool(around.min() < 0 < around.max())


def lie(loss: Loss, point: tuple[float, float]) -> Shape:
    """What the circle around a point says it is."""
    return Shape(shapes_of(loss, np.array(point)[:, np.newaxis]).shape[0])


@pytest.mark.parametrize("loss", [each for each in ALL_LOSSES if each.values[0].expression.text not in SPLINES])  # type: ignore[union-attr]
def test_minima_and_saddles_are_what_they_say(loss: Loss) -> None:
    text, rows = loss.expression.text, at_samples(loss)
    for critical in (*loss.minima, *loss.saddles):
        slope = loss.gradient(np.array(critical.point)[:, np.newaxis])
        assert math.hypot(*slope[:, 0]) <= 1e-9
        value = math.fsum(exact(text, *critical.point, row) for row in rows) / len(rows)
        assert critical.value == pytest.approx(value, abs=1e-12)
        if math.isinf(critical.curvatures[0]):
            continue
        hxx, hxy, hyy = (
            math.fsum(derivative(text, *critical.point, order, row) for row in rows) / len(rows)
            for order in ORDERS.values()
        )
        assert list(critical.curvatures) == pytest.approx(np.linalg.eigvalsh([[hxx, hxy], [hxy, hyy]]), rel=1e-9)
    for minimum in loss.minima:  # where they are a curve, as the catapult's, there is none along it
        low, high = minimum.curvatures
        assert 0 < low <= high or (abs(low) <= 1e-12 * high and lie(loss, minimum.point) == Shape.MINIMUM)
    assert all(falls_and_rises(loss, saddle) for saddle in loss.saddles)
    assert [each.value for each in loss.minima] == sorted(each.value for each in loss.minima)
    assert len({each.point for each in (*loss.minima, *loss.saddles)}) == len(loss.minima) + len(loss.saddles)


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
def test_the_file_states_them_at_the_defaults(surface: Surface) -> None:
    loss = surface.loss()
    for stated, found in ((surface.stated_minima, loss.minima), (surface.stated_saddles, loss.saddles)):
        for point in stated:
            near = min(found, key=lambda critical: math.dist(critical.point, point.point))
            assert math.dist(near.point, point.point) < 1e-12
            assert near.value == pytest.approx(point.value, abs=1e-12)


def descents(loss: Loss) -> list[tuple[tuple[float, float], float]]:
    """Where SciPy comes to rest inside the picture, from a grid of starts."""
    xmin, xmax, ymin, ymax = loss.domain

    def value(w: Float) -> float:
        return float(loss.value(w[0], w[1]))

    def slope(w: Float) -> Float:
        return loss.gradient(w[:, np.newaxis])[:, 0]

    found = []
    for start in product(np.linspace(xmin, xmax, 7), np.linspace(ymin, ymax, 7)):
        result: Any = minimize(value, np.array(start), jac=slope, bounds=[(xmin, xmax), (ymin, ymax)])
        found.append(((float(result.x[0]), float(result.x[1])), float(result.fun)))
    return found


@pytest.mark.long
@pytest.mark.parametrize("loss", [loss for loss in ALL_LOSSES if loss.values[0].minima])  # type: ignore[union-attr]
def test_no_minimum_is_lower_and_every_lowest_one_is_stated(loss: Loss) -> None:
    floor = loss.floor
    assert floor is not None
    for point, value in descents(loss):
        assert value >= floor - 1e-12
        if value <= floor + 1e-9 and loss.expression.text not in {ALL[id].formula for id in LINES}:
            assert min(math.dist(point, minimum.point) for minimum in loss.minima) < 1e-2


@pytest.mark.parametrize("surface", [each for each in ALL.values() if not each.stated_minima], ids=lambda each: each.id)
def test_a_surface_without_minima_has_no_bottom(surface: Surface) -> None:
    loss = surface.loss()
    angle = np.linspace(0, 2 * np.pi, 100)
    lowest = [float(loss.value(size * np.cos(angle), size * np.sin(angle)).min()) for size in (1e1, 1e3, 1e5, 1e7)]
    assert lowest[0] < 0
    assert all(later < 100 * earlier for earlier, later in pairwise(lowest))


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
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
    assert ALL["ravine"].loss({"kappa": 100}).minima[0].curvatures == (1, 100)
    level = ALL["nonconvex"].loss({"tilt": 0})
    assert [each.value for each in level.minima] == pytest.approx([-1, -1])
    steep = ALL["nonconvex"].loss({"tilt": 1})
    assert sorted(each.point[0] for each in steep.minima) == pytest.approx([-(1 + 5**0.5) / 2, 1])  # x³ − 2x + 1
    assert steep.saddles[0].point[0] == pytest.approx((5**0.5 - 1) / 2)


def test_a_loss_is_made_once_for_each_setting() -> None:
    ravine = ALL["ravine"]
    assert ravine.loss({"kappa": 7}) is ravine.loss({"kappa": 7.0})
    assert ravine.loss({"kappa": 7}) is not ravine.loss()


def test_ackleys_slope_is_nothing_at_its_kink() -> None:
    loss = ALL["ackley"].loss()
    w = np.array([[0.0, 1e-9, 0.0], [0.0, 0.0, -1e-9]])
    gradient = loss.gradient(w)  # and pytest makes a warning an error
    assert gradient[:, 0].tolist() == [0, 0]
    assert gradient[:, 1:] == pytest.approx(np.array([[1, 0], [0, -1]]) * 4 / 2**0.5, abs=1e-6)
    run = descentlab.run(surface="ackley", start=(0, 0), lr=0.1, steps=5)
    assert run.points.tolist() == [[0, 0]] * 6
    assert run.losses == pytest.approx(np.zeros(6), abs=1e-14)
    assert loss.minima[0].point == (0, 0)


def test_the_catalogue_and_the_landscape_show_each() -> None:
    described = {each["id"]: each for each in catalogue()["surfaces"]}
    assert list(described) == list(surfaces())
    for id, surface in ALL.items():
        assert described[id]["formula"].startswith("<math")
        assert len(described[id]["minima"]) == len(surface.stated_minima)
        assert np.isfinite(landscape(surface.loss()).heights).all() or surface.heights is not None


def test_a_turned_ravine_is_the_same_ravine() -> None:
    """Whichever formula computes it: plain descent goes the same way, turned; a rate for each coordinate does not."""
    ends: dict[str, list[float]] = {}
    for optimizer, lr in (("gd", 0.07), ("adam", 0.3)):
        for angle in (0.0, 30.0, 90.0, 137.0):
            turn = np.radians(angle)
            matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
            start = tuple((matrix @ [-8, 1.5]).tolist())
            run = descentlab.run(optimizer=optimizer, lr=lr, surface_options={"angle": angle}, start=start, steps=60)
            assert run.losses[0] == pytest.approx(60.125, rel=1e-12)
            ends.setdefault(optimizer, []).append(run.losses[-1])
    assert ends["gd"] == pytest.approx([ends["gd"][0]] * 4, rel=1e-9)
    assert ends["adam"][2] == pytest.approx(ends["adam"][0], rel=1e-9)  # a quarter turn swaps the coordinates
    assert ends["adam"][1] != pytest.approx(ends["adam"][0], rel=0.5)


def test_the_plain_formula_is_computed_where_it_holds_and_nowhere_else() -> None:
    ravine = ALL["ravine"]
    assert ravine.plain is not None
    plain, turned = ravine.loss(), ravine.loss({"angle": 20.0})
    assert plain.expression.text == ravine.plain.formula
    assert turned.expression.text == ravine.formula
    assert plain.over({"kappa": np.array([1.0, 9.0])}).expression.text == ravine.plain.formula
    lanes = plain.over({"angle": np.array([0.0, 20.0])})
    assert lanes.expression.text == ravine.formula
    x, y = np.array([1.7, 1.7]), np.array([-0.3, -0.3])
    assert lanes.value(x, y).tolist() == [float(plain.value(x, y)[0]), float(turned.value(x, y)[0])]
    assert "cos" not in ravine.mathml
    assert "cos" in ravine.whole_mathml
