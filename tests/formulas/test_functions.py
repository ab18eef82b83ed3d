"""The functions against torch's autograd, at edges and ties too, and against their definitions in forty digits."""

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import descentlab
from descentlab.formulas.expression import compile_expression
from descentlab.formulas.functions import FUNCTIONS, NUMPY, SPOKEN
from descentlab.formulas.mathml import formula_mathml
from descentlab.formulas.parser import read_typed
from descentlab.formulas.refusals import FormulaError
from tests.formulas.test_mathml import spoken
from tests.helpers.exact import derivative, exact

CASES = json.loads((Path(__file__).parent / "torch_functions.json").read_text())["cases"]


def at(formula: str, x: float, y: float) -> tuple[float, list[float], list[float]]:
    """Value, gradient and Hessian of a formula in the grammar of `expression`."""
    expression = compile_expression(formula)
    with np.errstate(all="ignore"):
        value = float(expression.value(np.array(x), np.array(y)))
        gradient = expression.gradient(np.array([x, y])).tolist()
        hessian = [float(each) for each in expression.hessian(np.array(x), np.array(y))]
    return value, gradient, hessian


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['formula']} at {case['point']}")
def test_slope_and_curvature_are_torchs(case: dict[str, Any]) -> None:
    value, gradient, hessian = at(case["formula"], *case["point"])
    assert value == pytest.approx(case["value"], rel=1e-14, abs=1e-15)
    for ours, torchs in zip((*gradient, *hessian), (*case["gradient"], *case["hessian"]), strict=True):
        if torchs is not None:
            assert ours == pytest.approx(torchs, rel=1e-13, abs=1e-14)


SMOOTH = {name for name in FUNCTIONS if name not in ("sign", "floor", "ceil", "round", "step")}


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=30)  # of a smooth function, in forty digits
@given(st.tuples(st.floats(0.11, 0.87), st.floats(1.13, 2.91)))
def test_every_function_is_its_definition(name: str, point: tuple[float, float]) -> None:
    x, y = point
    values = "(x + y)" if name == "acosh" else "(x, y)" if FUNCTIONS[name].fewest == 2 else "(x*y/3)"
    text = f"{name}{values}"
    value, gradient, hessian = at(text, x, y)
    assert value == pytest.approx(exact(text, x, y), rel=1e-14, abs=1e-15)
    orders = {(1, 0): gradient[0], (0, 1): gradient[1], (2, 0): hessian[0], (1, 1): hessian[1], (0, 2): hessian[2]}
    for order, ours in orders.items():
        near_a_step = abs(math.remainder(y, x)) < 1e-6 or abs(math.remainder(x * y / 3, 0.5)) < 1e-6
        if name in SMOOTH and not near_a_step:
            assert ours == pytest.approx(derivative(text, x, y, order), rel=1e-9, abs=1e-9)
        elif name not in SMOOTH:
            assert ours == 0


@given(st.floats(-6, 6))
def test_erf_has_every_digit(a: float) -> None:
    assert NUMPY["erf"](np.array([a]))[0] == pytest.approx(exact("erf(x)", a, 0), rel=4e-16, abs=1e-300)


@pytest.mark.parametrize("name", NUMPY)
def test_a_function_writes_over_its_own_argument(name: str) -> None:
    a, b = np.linspace(0.1, 0.9, 7), np.linspace(2, 0.3, 7)
    arguments = (a,) if name not in ("atan2", "mod", "max", "min", "step", "product_or_zero") else (a, b)
    with np.errstate(all="ignore"):
        expected = NUMPY[name](*arguments)
        NUMPY[name](*arguments, a)
    np.testing.assert_array_equal(a, expected)


def test_what_is_0_where_its_factor_is() -> None:
    np.testing.assert_array_equal(NUMPY["log_or_zero"](np.array([0.0, 1, math.e])), [0, 0, 1])
    np.testing.assert_array_equal(NUMPY["product_or_zero"](np.array([0.0, 2]), np.array([np.inf, 3])), [0, 6])


@pytest.mark.parametrize("text", ["x^y", "pow(x, y)", "(x^2)^y", "x^y + y^2", "(x-1)^y (x+1)", "x^(y^2)"])
def test_a_power_of_0_has_a_slope(text: str) -> None:
    """0 · ln 0 is 0, as in torch, in the Hessian too."""
    x = 1.0 if "x-1" in text else 0.0
    value, gradient, hessian = at(read_typed(text).formula, x, 2.0)
    assert all(map(math.isfinite, (value, *gradient, *hessian)))
    near = at(read_typed(text).formula, x + 1e-7, 2.0)
    assert (value, *gradient, *hessian) == pytest.approx((near[0], *near[1], *near[2]), abs=1e-3)


@pytest.mark.parametrize("text", ["x^y", "|x|^y", "x^x+y", "(xy)^y", "x^y + |x|"])
def test_a_run_may_begin_where_a_power_of_0_is(text: str) -> None:
    assert np.isfinite(descentlab.run(f=text, start=(0, 2), lr=0.1, steps=3).gradient_norms).all()


def test_a_step_is_a_half_at_its_edge_unless_something_else_is_asked_for() -> None:
    assert at("step(x)", 0, 0)[0] == 0.5
    assert at("step(x, 1)", 0, 0)[0] == 1
    assert at("step(x)", -1e-300, 0)[0] == 0


WRITTEN = {
    "max(x, y, 1)": "max(x,y,1)",
    "min(x, y)": "min(x,y)",
    "floor(x)": "⌊x⌋",
    "ceil(x + 1)": "⌈x+1⌉",
    "log10(x)": "log10(x)",
    "log2(x)": "log2(x)",
    "log(x)": "ln(x)",
    "pow(x + 1, y)": "(x+1)^y",
    "cbrt(x)": "∛{x}",
    "erf(x)**2": "erf(x)^2",
    "atan2(y, x)": "atan2(y,x)",
    "sec(x) + csc(x) + cot(y)": "sec(x)+csc(x)+cot(y)",
    "sign(x)*step(y)": "sign(x)step(y)",
    "relu(x) + sigmoid(y) - softplus(x)": "relu(x)+sigmoid(y)−softplus(x)",
    "asinh(x)": "arsinh(x)",
    "mod(x, 2)": "mod(x,2)",
}


@pytest.mark.parametrize(("formula", "line"), WRITTEN.items())
def test_a_function_is_shown_as_people_write_it(formula: str, line: str) -> None:
    assert spoken(ET.fromstring(formula_mathml(formula, {}))) == f"L(x,y)={line}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_shown(name: str) -> None:
    formula = f"{name}(x{', y' * (FUNCTIONS[name].fewest - 1)})"
    line = spoken(ET.fromstring(formula_mathml(formula, {})))
    assert "x" in line
    assert not set(line) & set("\\#{}&") - set("{}" if "√" in line or "∛" in line else "")


@pytest.mark.parametrize("name", SPOKEN)
def test_every_name_of_a_function_is_read(name: str) -> None:
    values = "(x" + ", y" * (FUNCTIONS[SPOKEN[name]].fewest - 1) + ")"
    assert read_typed(name + values).formula == (SPOKEN[name] + values).replace(" ", "")


@pytest.mark.parametrize(
    "text", ["max(x)", "sin(x, y)", "atan2(x)", "step(x, 1, 2)", "max(1,2,3,4,5,6,7,8,9*x)", "pow(x)"]
)
def test_a_function_has_as_many_values_as_it_takes(text: str) -> None:
    for read in (read_typed, compile_expression):
        with pytest.raises(FormulaError, match="takes"):
            read(text)
