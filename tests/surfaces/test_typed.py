import math
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.setting.query import canonical, parse, settle, write
from descentlab.setting.setting import make_setting
from descentlab.surfaces import surfaces
from descentlab.surfaces.critical_points import MARGIN
from descentlab.surfaces.landscape import landscape
from descentlab.surfaces.typed import DOMAIN, check_domain, formula_surface
from descentlab.verdict.outcome import Outcome

FORMULAS = [
    "x**2+3*y**2",
    "x^2 - y^2",
    "sin(3*x) + (x**2 + y**2)/10",
    "(x^2+y-11)^2 + (x+y^2-7)^2",
    "(x^2-1)^2 + y^2",
    "x^4 + y^4",
    "-exp(-x^2-y^2)",
    "cos 3x cos 3y",
    "xy",
    "x^2",
    "(x^2+y^2-1)^2",
    "x + 1/x + y^2",
    "ln(x) + y^2",
    "sqrt(x) + y^2",
    "|x| + |y|",
    "x + y",
    "x^3 - 3x y^2",
    "(x-y)^2/(1+x^2)",
]


def refused(**given: object) -> dict[str, str]:
    with pytest.raises(InvalidSetting) as error:
        make_setting(**given)
    return {each.parameter: each.message for each in error.value.errors}


def test_a_formula_stands_in_place_of_a_surface() -> None:
    typed = descentlab.run(f="(x^2 + 25y^2)/2", domain=(-10, 10, -4, 4), start=(-8, 1.5), lr=0.05, steps=100)
    known = descentlab.run(surface="ravine", start=(-8, 1.5), lr=0.05, steps=100)
    assert typed.points == pytest.approx(known.points, rel=1e-12, abs=1e-300)
    assert typed.outcome is known.outcome
    family = descentlab.family([0.05, 0.1], f="x**2+3*y**2", steps=120)
    assert family.outcomes == (Outcome.CONVERGED, Outcome.CONVERGED)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("domain", [None, (-1.0, 2.0, -0.5, 2.5)])
def test_a_start_has_a_way_to_go(text: str, domain: tuple[float, float, float, float] | None) -> None:
    surface = formula_surface(text, domain)
    (x, y), (xmin, xmax, ymin, ymax) = surface.start, surface.domain
    assert xmin < x < xmax
    assert ymin < y < ymax
    loss = surface.loss()
    assert math.isfinite(float(loss.value(np.array(x), np.array(y))))
    slope = loss.gradient(np.array([[x], [y]]))
    assert np.isfinite(slope).all()
    assert slope.any()
    assert len(f"{x:g}") <= 6  # a start is read by people


@pytest.mark.parametrize("text", FORMULAS)
def test_critical_points_are_what_they_are_called(text: str) -> None:
    loss = formula_surface(text).loss()
    _, xmax, _, ymax = loss.domain
    random = np.random.default_rng(0)
    anywhere = random.uniform(-1 - 2 * MARGIN, 1 + 2 * MARGIN, (2, 20_000)) * [[xmax], [ymax]]
    with np.errstate(all="ignore"):
        seen = loss.value(*anywhere)
    for minimum in loss.minima:
        around = np.array(minimum.point)[:, np.newaxis] + 1e-3 * random.normal(size=(2, 500))
        with np.errstate(invalid="ignore"):  # a minimum may lie where the formula's values end
            values = loss.value(*around)
        assert (values[np.isfinite(values)] >= minimum.value - 1e-12).all()
        assert np.isfinite(values).any()
        assert minimum.is_kink or np.abs(loss.gradient(np.array(minimum.point)[:, np.newaxis])).max() <= 1e-8
    if loss.floor is not None:
        assert loss.floor == loss.minima[0].value
        assert np.nanmin(seen) >= loss.floor - 1e-9 * max(1, abs(loss.floor))
    for saddle in loss.saddles:
        around = np.array(saddle.point)[:, np.newaxis] + 1e-3 * random.normal(size=(2, 500))
        change = loss.value(*around) - saddle.value
        assert change.min() < 0 < change.max()
        assert np.abs(loss.gradient(np.array(saddle.point)[:, np.newaxis])).max() <= 1e-8


@pytest.mark.parametrize("id", ["bowl", "ravine", "saddle", "rosenbrock", "himmelblau", "six_hump_camel", "beale"])
def test_the_known_minima_are_found(id: str) -> None:
    known = surfaces()[id]
    text = known.formula
    for parameter in known.parameters:
        text = text.replace(parameter.name, f"{parameter.default:g}")
    found = formula_surface(text, known.domain).loss()
    assert len(found.minima) >= len(known.loss().minima)
    for minimum in known.loss().minima:
        nearest = min(math.dist(minimum.point, other.point) for other in found.minima)
        assert nearest <= 1e-6 * found.diagonal
    if known.loss().floor is not None:
        assert found.floor == pytest.approx(known.loss().floor, abs=1e-9)


@settings(max_examples=25)
@given(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), st.floats(0.1, 9), st.floats(-0.9, 0.9))
def test_the_minimum_of_any_bowl_is_found(middle: tuple[float, float], kappa: float, tilt: float) -> None:
    (a, b), c = (round(each, 3) for each in middle), 2 * tilt * math.sqrt(kappa)
    loss = formula_surface(f"(x-({a}))^2 + {kappa:.6f}(y-({b}))^2 + ({c:.6f})*(x-({a}))(y-({b}))").loss()
    (minimum,) = loss.minima
    assert minimum.point == pytest.approx((a, b), abs=1e-9)
    assert loss.floor == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("text", ["x - 0.1sin(20x) + y^2", "x^2 - x^4/1000 + y^2", "x + 1/x + y^2", "x^3 - 3x + y^2"])
def test_no_minimum_is_the_lowest_where_the_loss_is_lower_elsewhere(text: str) -> None:
    assert formula_surface(text).loss().floor is None


@pytest.mark.parametrize("shift", ["x", "(x-0.37)"])
@pytest.mark.parametrize(
    "text", ["|x| + 2|y|", "sqrt(x^2+y^2)", "(x^2+y^2)^0.25", "|x| + y^2", "|x|^1.5 + y^2", "|x-y| + (x+y)^2/10"]
)
def test_a_tip_or_a_crease_is_a_minimum_without_curvature(text: str, shift: str) -> None:
    loss = formula_surface(text.replace("x", shift)).loss()
    (minimum,) = loss.minima
    expected = 0.37 if shift != "x" else 0.0
    assert minimum.point == pytest.approx((expected, 0.0), abs=1e-7)
    assert all(map(math.isinf, minimum.curvatures))
    assert loss.floor == pytest.approx(0.0, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "minima"),
    [
        ("sqrt(x y) + x^2 + y^2", [(0, 0)]),
        ("sqrt(4 - x^2 - y^2) + x^2", [(0, -2), (0, 2)]),
        ("sqrt(x) + (y - 1)^2", [(0, 1)]),
    ],
)
def test_where_an_edge_leads_on_down_there_is_no_minimum(text: str, minima: list[tuple[float, float]]) -> None:
    """The only way down from (0, 0.2) on √(xy) + x² + y² is along x = 0: a circle's few points miss it."""
    found = formula_surface(text).loss().minima
    assert sorted(each.point for each in found) == [pytest.approx(point, abs=1e-8) for point in minima]


def test_a_run_that_stands_at_such_an_edge_is_not_said_to_be_in_a_minimum() -> None:
    stood = [descentlab.run(f="sqrt(x y) + x^2 + y^2", start=(0, y), lr=0.05, steps=60) for y in (0.1, 0.2, 0.5)]
    assert {run.outcome for run in stood} == {Outcome.STALLED}


@pytest.mark.parametrize("text", ["-(x^2+y^2)", "-sqrt(x^2+y^2)", "x^3 + y^2", "x^3 + y^3", "exp(-x) + y^2"])
def test_a_maximum_and_an_inflection_are_neither_minima_nor_saddles(text: str) -> None:
    loss = formula_surface(text).loss()
    assert loss.minima == loss.saddles == ()


@pytest.mark.parametrize("text", ["x^2 - y^4", "x y", "x^3 - 3x y^2", "|x| - |y|"])
def test_a_saddle_of_any_order_is_one(text: str) -> None:
    loss = formula_surface(text).loss()
    (saddle,) = loss.saddles
    assert saddle.point == pytest.approx((0, 0), abs=1e-6)
    assert loss.minima == ()


@pytest.mark.parametrize("text", FORMULAS)
def test_what_is_written_is_read_back(text: str) -> None:
    setting = make_setting(f=text, domain="-2,3,-1,4", lr=0.01)
    state = canonical(setting)
    assert list(state)[:3] == ["f", "domain", "optimizer"]
    assert state["f"] == text
    assert "surface" not in state
    query = write(setting)
    assert parse(parse_qsl(query)) == setting
    assert write(parse(parse_qsl(query))) == query


def test_two_settings_are_equal_whenever_they_were_made() -> None:
    one = formula_surface("x^2+y")
    for count in range(300):
        formula_surface(f"x^2+{count}y+x")
    assert formula_surface("x^2+y") == one
    assert formula_surface("x^2+y", (0, 1, 0, 1)) != one


@pytest.mark.parametrize(
    "domain",
    ["", "1", "1,2,3", "1,2,3,4,5", "2,1,0,1", "0,0,0,1", "nan,1,0,1", "0,inf,0,1", "0,1e-7,0,1", "0,1,0,1e3",
     "-1e6,1e6,-1e6,1e6", "1e7,10000001,0,1", "a,b,c,d", "0,1_0,0,1", 5, True, (0, 1), [[0, 1], [0, 1]],
     "0,1,0," + "1" * 99],
)  # fmt: skip
def test_a_domain_that_cannot_be_drawn_is_refused(domain: object) -> None:
    assert "xmin,xmax,ymin,ymax" in refused(f="x^2", domain=domain)["domain"]


def test_a_domain_may_be_text_or_numbers() -> None:
    assert check_domain("-1, 2,0,4") == check_domain((-1, 2, 0, 4)) == check_domain(np.array([-1, 2, 0, 4]))
    assert check_domain(None) == DOMAIN == (-3, 3, -3, 3)


def test_what_does_not_belong_together_is_refused() -> None:
    assert set(refused(f="x^2", surface="bowl")) == {"f"}
    assert set(refused(domain=(0, 1, 0, 1))) == {"domain"}
    assert set(refused(f="x^2", surface_options={"kappa": 3})) == {"surface.kappa"}
    assert set(refused(f=5)) == {"f"}
    assert "at character 4" in refused(f="1/2x")["f"]


def test_a_page_falls_back_to_its_default() -> None:
    settled = settle([("f", "x^2 +"), ("domain", "0,1,0,1"), ("lr", "0.5")])
    assert settled.setting == make_setting(lr=0.5)
    assert [error.parameter for error in settled.errors] == ["f", "domain"]


@pytest.mark.parametrize("text", ["ln(x) + y^2", "sqrt(x) + y^2", "asin(x/2) + y^2", "x^1.5 + y"])
def test_a_run_that_leaves_ends_at_its_last_finite_point(text: str) -> None:
    t = descentlab.run(f=text, lr=0.2, steps=200)
    assert 1 < len(t.points) < 201
    for values in (t.points, t.losses, t.gradient_norms, t.learning_rates):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("text", FORMULAS)
def test_every_formula_has_a_picture(text: str) -> None:
    picture = landscape(formula_surface(text).loss())
    assert np.isfinite(picture.heights).mean() > 0.3
    assert np.isfinite(picture.lines.vertices).all()


@pytest.mark.parametrize(("frequency", "minima"), [(5, 10), (12, 23), (16, 31)])
def test_close_minima_are_all_found(frequency: int, minima: int) -> None:
    """Of sin(kx) + y², those with |x| ≤ 6: the picture, and half of it again on either side."""
    loss = formula_surface(f"sin({frequency}x) + y^2").loss()
    expected = [(2 * math.pi * n - math.pi / 2) / frequency for n in range(-50, 50)]
    expected = [x for x in expected if abs(x) <= 6]
    assert len(expected) == minima
    assert sorted(minimum.point[0] for minimum in loss.minima) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("f", "positions"), [("x^2 + foo(y) + 3 z", [6, 17]), ("  x^2 + foo(y)", [8]), ("x +", [2]), ("1/2x", [3])]
)
def test_a_refusal_has_the_place_of_each_fault(f: str, positions: list[int]) -> None:
    """In characters of what was given, blanks and all."""
    with pytest.raises(InvalidSetting) as refused_:
        formula_surface(f)
    assert [error.position for error in refused_.value.errors] == positions
