"""Which formulas are smooth wherever they have a value."""

import pytest

from descentlab.formulas.expression import compile_expression
from descentlab.surfaces import surfaces

SMOOTH = (
    "x^2 + y^2",
    "sqrt(1 + x^2) + y^2",
    "sqrt(exp(x) * cosh(y))",
    "(1 + x*x + y^4)**0.3",
    "cbrt(2 + (x - y)^2)",
    "sqrt(1 + sqrt(1 + x^2))",
    "sqrt((1 + x^2)/(2 + y^2))",
    "exp(x)**y",
    "sqrt(softplus(x) + 0*y)",
    "1/x + log(y)",
)
NOT_SMOOTH = (
    "sqrt(x^2 + y^2)",
    "abs(x) + y^2",
    "sqrt(x + 4)",
    "sqrt(x*y + 1)",
    "sqrt(x^2 - 1)",
    "sqrt(x^3 + 1)",
    "cbrt(x) + y^2",
    "x**0.5 + y",
    "x**y",
    "max(x, y)",
    "relu(x) + y",
    "sqrt(1 - x^2)",
    "sqrt(0*x + y^2)",
    "sqrt(x^2 + floor(y))",
)


@pytest.mark.parametrize("formula", SMOOTH)
def test_what_never_reaches_its_tip_is_smooth(formula: str) -> None:
    assert compile_expression(formula.replace("^", "**")).smooth


@pytest.mark.parametrize("formula", NOT_SMOOTH)
def test_what_may_reach_a_tip_a_crease_or_a_jump_is_not(formula: str) -> None:
    assert not compile_expression(formula.replace("^", "**")).smooth


def test_of_our_own_surfaces_only_ackley_has_a_tip() -> None:
    assert [name for name, surface in surfaces().items() if not surface.expression.smooth] == ["ackley"]
