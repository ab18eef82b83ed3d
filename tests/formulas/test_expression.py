import ast
import builtins
import math

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from descentlab.formulas.expression import CONSTANTS, MAX_LENGTH, compile_expression
from descentlab.formulas.functions import FUNCTIONS
from descentlab.formulas.refusals import FormulaError
from tests.helpers.exact import ORDERS, derivative, evaluate, exact, real

NOT_A_FORMULA = {
    "empty": "",
    "blank": "   ",
    "two": "x y",
    "assignment": "x = 1",
    "walrus": "(x := 1)",
    "statements": "x; y",
    "comparison": "x < y",
    "choice": "x if y else 1",
    "and": "x and y",
    "not": "not x",
    "bits": "x ^ y",
    "floor": "x // y",
    "modulo": "x % y",
    "matrix": "x @ y",
    "invert": "~x",
    "tuple": "x, y",
    "list": "[x]",
    "set": "{x}",
    "dictionary": "{x: y}",
    "comprehension": "[x for x in (1, 2)]",
    "generator": "sum(x for x in (1, 2))",
    "lambda": "lambda: x",
    "call of a lambda": "(lambda: x)()",
    "await": "await x",
    "string": "'x'",
    "bytes": "b'x'",
    "f-string": "f'{x}'",
    "complex": "1j*x",
    "true": "True*x",
    "none": "None",
    "ellipsis": "...",
    "attribute": "x.real",
    "attribute of a function": "sin.__class__",
    "subscript": "x[0]",
    "dunder": "__import__",
    "import": "__import__('os').getcwd()",
    "escape": "().__class__.__bases__[0].__subclasses__()",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "open": "open('/etc/passwd')",
    "unknown function": "gamma(x)",
    "unknown name": "z",
    "infinity": "inf",
    "nan": "nan",
    "function as a value": "sin",
    "two arguments": "sin(x, y)",
    "no argument": "sin()",
    "keyword": "sin(x=1)",
    "star": "sin(*x)",
    "number as a function": "2(x)",
    "newline": "x\n+ y",
    "tab": "x\t+ y",
    "null": "x\0",
    "cyrillic x": "\u0445 + 1",
    "fullwidth x": "\uff58 + 1",
    "fullwidth import": "\uff3f_import__('os')",
    "roman numeral": "\u2179 + 1",
    "superscript": "x\u00b2",
    "minus sign": "x \u2212 1",
    "arabic digit": "\u0663*x",
    "leading zero": "007*x",
    "division by zero": "x/0",
    "division by zero in disguise": "x/(1 - 1)",
    "division by 0.0": "x/0.0",
    "no real number": "sqrt(-1)*x",
    "no number": "log(0)*x",
    "no real slope": "(-2)**x",
    "no power": "0**x",
    "power in an exponent": "x**x**x",
    "out of the domain": "asin(2)*x",
    "too large a number": "1e13*x",
    "infinite number": "1e999*x",
    "huge integer": "9" * 900,
    "tower": "9**9**9**9",
    "tower in brackets": "((9**9)**9)**9",
    "tower of exponentials": "exp(exp(exp(exp(9))))",
    "tower of a variable": "((((((x**32)**32)**32)**32)**32)**32)**32",
    "tower of a coefficient": "((((((2*x)**32)**32)**32)**32)**32)**32",
    "large exponent": "x**33",
    "large negative exponent": "x**-33",
    "shift": "1 << 99",
    "factorial": "99!",
    "10 MB": "x + " * 2_500_000 + "x",
    "10 MB of brackets": "(" * 5_000_000 + "x" + ")" * 5_000_000,
    "deep brackets": "(" * 400 + "x" + ")" * 400,
    "deep signs": "-" * 900 + "x",
    "deep calls": "sin(" * 100 + "x" + ")" * 100,
    "deep powers": "x" + "**x" * 300,
    "long sum": "x" + "+x" * 450,
    "unbalanced": "(x",
}


@pytest.mark.parametrize("text", NOT_A_FORMULA.values(), ids=NOT_A_FORMULA.keys())
def test_what_is_not_a_formula_is_refused_and_never_run(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("text was run")

    monkeypatch.setattr(builtins, "eval", never)
    monkeypatch.setattr(builtins, "exec", never)
    if len(text) > MAX_LENGTH:
        monkeypatch.setattr(ast, "parse", never)  # its length is enough
    with pytest.raises(FormulaError):
        compile_expression(text)


@pytest.mark.parametrize(
    ("text", "position"), [("x + z", 4), ("x + x.real", 4), ("2*(y - 1)/0", 10), ("x + \u0445", 4), ("x**40", 3)]
)
def test_a_refusal_says_where(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        compile_expression(text)
    assert refused.value.position == position
    assert f"character {position + 1}" in str(refused.value)


def test_a_refusal_lists_what_there_is() -> None:
    with pytest.raises(FormulaError, match=r"x, y, kappa, pi, e"):
        compile_expression("z", ("kappa",))
    with pytest.raises(FormulaError, match="sin, cos"):
        compile_expression("gamma(x)")


def test_a_parameter_is_an_argument() -> None:
    expression = compile_expression("a*x**2 + b*y", ("a", "b"))
    assert float(expression.value(np.array(3.0), np.array(5.0), 2.0, -1.0)) == 13
    assert expression.gradient(np.array([3.0, 5.0]), 2.0, -1.0).tolist() == [12, -1]
    assert np.array(expression.hessian(np.array(3.0), np.array(5.0), 2.0, -1.0)).tolist() == [4, 0, 0]


def test_a_bracket_stays_a_bracket() -> None:
    """Multiplied out, the slope of (y − x²)² would be rounding where the bracket is almost zero."""
    x = 1 + 1e-3
    y = x * x + 1e-13
    slope = compile_expression("100*(y - x**2)**2").gradient(np.array([x, y]))
    assert slope[1] == 200 * (y - x * x)


numbers = st.one_of(st.integers(0, 20), st.floats(0.01, 20).map(lambda value: round(value, 3))).map(str)
atoms = st.one_of(st.sampled_from(["x", "y", *CONSTANTS]), numbers)


def compounds(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Every operator and every function of the whitelist."""
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("-{}".format, parts),
        st.builds("({})**{}".format, parts, st.sampled_from(["2", "3", "-1", "0.5", "1.5", "(-2)"])),
        st.builds("{}({})".format, st.sampled_from([name for name, f in FUNCTIONS.items() if f.fewest == 1]), parts),
        st.builds(
            "{}({}, {})".format, st.sampled_from([n for n, f in FUNCTIONS.items() if f.fewest == 2]), parts, parts
        ),
    )


formulas = st.recursive(atoms, compounds, max_leaves=8)
points = st.tuples(st.floats(0.05, 3), st.floats(-3, 3))


@settings(max_examples=300)
@given(formulas, points)
def test_a_formula_is_what_python_makes_of_it(text: str, point: tuple[float, float]) -> None:
    x, y = point
    try:
        naive = float(evaluate(text, {"x": x, "y": y}, math))
        value = exact(text, x, y)
    except (ArithmeticError, ValueError, TypeError):
        reject()  # Python finds no real number there
    # Where a float cannot follow the text, ours may differ too.
    assume(math.isfinite(value) and abs(naive - value) <= 1e-13 * max(1, abs(value)))
    try:
        expression = compile_expression(text)
    except FormulaError:
        reject()  # too large a number, a division by zero, nothing real
    with np.errstate(all="ignore"):
        ours = float(expression.value(np.array(x), np.array(y)))
    assert ours == pytest.approx(value, rel=1e-9, abs=1e-9)


SMOOTH = [
    "x*y",
    "exp(-x**2 - y**2)",
    "sin(3*x)*cos(y/2) + tan(x/4)",
    "(x**2 + y**2 + 1)**0.5",
    "x**y",
    "(0.3*x + 0.7)**(y/3)",
    "log(1 + x**2*y**2)",
    "atan(y/x) + sinh(x) - cosh(y/2) + tanh(x*y)",
    "asin(x/9) + acos(y/9)",
    "abs(x - 5)*y**3",
    "abs(log(x))*y",
    "sqrt(abs(x*y) + 2)",
    "x**-2 + 1/(1 + y**4)",
    "2**x + e**(y/2) + pi*x",
    "((x - 1)**2 + 3)*((y + 2)**3 - x)/(x + 7)",
]


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=30)  # in forty digits
@given(points)
def test_slope_and_curvature_are_those_of_the_formula(text: str, point: tuple[float, float]) -> None:
    x, y = point
    assume(abs(y) > 0.01 and abs(math.log(x)) > 0.01)  # off the edges of abs
    expression = compile_expression(text)
    gradient = expression.gradient(np.array([x, y]))
    hessian = expression.hessian(np.array(x), np.array(y))
    size = 1 + sum(abs(each) for each in (*gradient, *hessian))
    assert gradient[0] == pytest.approx(derivative(text, x, y, (1, 0)), abs=1e-9 * size)
    assert gradient[1] == pytest.approx(derivative(text, x, y, (0, 1)), abs=1e-9 * size)
    for ours, order in zip(hessian, ORDERS.values(), strict=True):
        assert float(ours) == pytest.approx(derivative(text, x, y, order), abs=1e-9 * size)


def test_where_the_formula_has_no_value_there_is_none() -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(compile_expression("log(x)").value(np.array(-1.0), np.array(0.0)))
    assert math.isnan(real(evaluate("log(x)", {"x": -1})))


def test_a_formula_is_compiled_once() -> None:
    assert compile_expression("x*y + 1") is compile_expression("x*y + 1")
