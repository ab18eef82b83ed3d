"""What a formula is said to cost: every operation once, by kind."""

import pytest

from descentlab.formulas.cost import CALL, NANOSECONDS, Cost
from descentlab.formulas.expression import Expression, compile_expression
from descentlab.formulas.functions import NUMPY
from descentlab.surfaces import surfaces

LIKE_AN_ADDITION = {"abs", "sign", "floor", "ceil", "round", "max", "min", "relu"}


def value(text: str, *, worst: bool = False) -> Cost:
    return compile_expression(text).costs[worst].value


def test_every_function_was_measured() -> None:
    assert NANOSECONDS.keys() - {"/", "**"} == NUMPY.keys() - LIKE_AN_ADDITION


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("x+y", 1),
        ("x*y+x*y", 2),
        ("x**2", 1),
        ("x**5", 4),
        ("x**(-3)", 3),
        ("x**9", 1),
        ("x**y", 1),
        ("sin(x)+sin(x)", 2),
    ],
)
def test_what_is_used_twice_is_computed_once(text: str, calls: int) -> None:
    assert value(text).call == pytest.approx(calls * CALL)


def test_a_general_power_costs_more_than_products_and_a_sine_more_than_a_sum() -> None:
    assert value("x**y").lane > value("x**3").lane > value("x**2").lane
    assert value("sin(x)").lane > value("x+y").lane
    assert value("sin(x)", worst=True).lane > 5 * value("sin(x)").lane


@pytest.mark.parametrize("surface", surfaces().values(), ids=lambda surface: str(surface.id))
def test_derivatives_cost_too_and_the_worst_is_no_better(surface: object) -> None:
    expression: Expression = surface.expression  # type: ignore[attr-defined]
    usual, worst = expression.costs
    assert all(cost.call >= 0 and cost.lane >= 0 for cost in (*usual, *worst))
    assert usual.value.call > 0
    assert usual.gradient.call > 0
    for ordinary, hard in zip(usual, worst, strict=True):
        assert hard.call == ordinary.call
        assert hard.lane >= ordinary.lane


def test_costs_add_up() -> None:
    assert (Cost(1, 2) + Cost(3, 4) * 2).of(10) == 7 + 100
