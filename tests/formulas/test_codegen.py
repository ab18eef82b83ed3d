"""The NumPy functions of a graph: writing over its arrays says the same as returning new ones, to the last bit."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descentlab.formulas.codegen import numpy_function
from descentlab.formulas.cost import PRODUCTS
from descentlab.formulas.expression import compile_expression
from descentlab.formulas.graph import Graph, Node
from descentlab.formulas.refusals import FormulaError
from descentlab.surfaces import surfaces
from tests.formulas.test_expression import formulas

RNG = np.random.default_rng(5)
W = RNG.uniform(0.1, 3, (2, 7))


@settings(max_examples=300)
@given(formulas)
def test_writing_in_place_changes_no_bit_and_no_argument(text: str) -> None:
    try:
        expression = compile_expression(text)
    except FormulaError:
        return
    w = W.copy()
    with np.errstate(all="ignore"):
        value, gradient = expression.value(w[0], w[1]), expression.gradient(w)
        terms = [expression.value_term(*w), *expression.gradient_terms(*w)]
    for ours, term in zip((value, *gradient), terms, strict=True):
        np.testing.assert_array_equal(ours, np.broadcast_to(term, ours.shape))
    assert (w == W).all()


@pytest.mark.parametrize("surface", surfaces())
def test_a_point_a_row_and_a_table_of_points_have_the_same_values(surface: str) -> None:
    loss = surfaces()[surface].loss()
    w = RNG.uniform(-1, 1, (2, 3, 4))
    value, gradient = loss.value(w[0], w[1]), loss.gradient(w)
    assert (loss.value(w[0, 1], w[1, 1]) == value[1]).all()
    assert (loss.gradient(w[:, 1]) == gradient[:, 1]).all()
    assert loss.value(w[0, 1, 2], w[1, 1, 2]) == value[1, 2]


@pytest.mark.parametrize("power", [*range(-PRODUCTS - 1, 0), *range(1, PRODUCTS + 2)])
def test_whole_powers_are_products(power: int) -> None:
    expression = compile_expression(f"(x + 0)**{power} + y")
    product = math.prod([W[0]] * abs(power))
    expected = product if power > 0 else 1 / product
    rounding = 0 if abs(power) <= PRODUCTS else 1e-14
    np.testing.assert_allclose(expression.value(W[0], 0 * W[1]), expected, rtol=rounding)


def test_an_answer_that_another_needs_and_one_asked_for_twice() -> None:
    graph = Graph()
    x, y = graph.variable("x"), graph.variable("y")
    product = graph.multiply(x, y)
    roots = [product, graph.add(product, x), product, y, graph.number(3)]
    out = np.empty((5, 7))
    numpy_function(roots, ["x", "y"], in_place=True)(*W, *out)
    expected = [W[0] * W[1], W[0] * W[1] + W[0], W[0] * W[1], W[1], np.full(7, 3.0)]
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(np.broadcast_arrays(*numpy_function(roots, ["x", "y"])(*W)), expected)


def test_numbers_that_make_no_number_end_in_infinity_not_in_an_error() -> None:
    expression = compile_expression("x**2/a + y", ("a",))
    with np.errstate(all="ignore"):
        assert np.isinf(expression.value(*W, 0.0)).all()
        assert np.isinf(expression.gradient(W, 0.0)[0]).all()


def operations(root: Node) -> str:
    """A graph as text, inside out."""
    if root.kind == "number":
        return f"{root.value:g}"
    if root.kind == "variable":
        return root.name
    return f"({root.name or root.kind} {' '.join(map(operations, root.arguments))})"


def test_exact_factors_are_drawn_together_and_others_left_where_the_author_put_them() -> None:
    graph = Graph()
    x, y, number = graph.variable("x"), graph.variable("y"), graph.number
    times = graph.multiply
    assert operations(times(number(100), times(number(2), x))) == "(* 200 x)"
    assert operations(times(times(number(2), x), graph.negative(y))) == "(* -2 (* x y))"
    assert operations(times(graph.negative(x), graph.negative(y))) == "(* x y)"
    assert operations(graph.negative(times(number(3), x))) == "(* -3 x)"
    assert operations(times(x, number(4))) == "(* 4 x)"
    assert operations(times(number(0.1), times(number(3), x))) == "(* 0.1 (* 3 x))"
    assert operations(times(times(number(3), x), times(number(5), y))) == "(* (* 3 x) (* 5 y))"
    assert operations(graph.divide(x, number(2))) == "(* 0.5 x)"
    assert operations(graph.divide(times(number(2), x), number(2))) == "x"
    assert operations(graph.divide(x, number(3))) == "(/ x 3)"
    assert operations(graph.divide(x, number(0.5))) == "(/ x 0.5)"
    assert operations(times(number(0.5), times(number(0.25), x))) == "(* 0.5 (* 0.25 x))"  # might lose what is tiny


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_no_bit_of_a_slope_is_lost_by_it(x: float, y: float) -> None:
    """Rosenbrock's slope in the order of torch's autograd, which multiplies by every number by itself."""
    w = np.array([[x], [y]])
    gx, gy = compile_expression("(1 - x)**2 + 100*(y - x**2)**2").gradient(w)[:, 0]
    of_bracket = 100 * (2 * (y - x * x))
    assert (gx, gy) == (-of_bracket * (2 * x) + -(2 * (1 - x)), of_bracket)
