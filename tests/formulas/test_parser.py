import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.formulas import expression
from descentlab.formulas.expression import compile_expression
from descentlab.formulas.functions import FUNCTIONS, SPOKEN
from descentlab.formulas.graph import LARGEST, Graph, GraphTooLarge
from descentlab.formulas.lexer import MAX_TYPED
from descentlab.formulas.mathml import formula_mathml
from descentlab.formulas.parser import compile_typed, read_typed
from descentlab.formulas.refusals import MOST_PROBLEMS, FormulaError
from descentlab.surfaces.typed import formula_surface
from tests.helpers.exact import derivative, exact


def refusal(text: str) -> FormulaError | None:
    """Why a formula is refused; None where it is not."""
    try:
        compile_typed(text)
    except FormulaError as refused:
        return refused
    return None


READ = {
    "x^2 + 3y^2": "x**2+3*y**2",
    "x**2+3*y**2": "x**2+3*y**2",
    "sin(3*x) + (x**2 + y**2)/10": "sin(3*x)+(x**2+y**2)/10",
    "2(x+1)": "2*(x+1)",
    "(x+1)(y-1)": "(x+1)*(y-1)",
    "max(x, 2y, 3)": "max(x,2*y,3)",
    "2max(x,y)^2": "2*max(x,y)**2",
    "x(y+1)": "x*(y+1)",
    "xy": "x*y",
    "3 x": "3*x",
    "2x y": "2*x*y",
    "sin 3x": "sin(3*x)",
    "sin x": "sin(x)",
    "sinx": "sin(x)",
    "cos 2y": "cos(2*y)",
    "sin x + y": "sin(x)+y",
    "sin x cos y": "sin(x)*cos(y)",
    "sin x * cos y": "sin(x)*cos(y)",
    "2sin(x)y": "2*sin(x)*y",
    "xsin(y)": "x*sin(y)",
    "sin^2(x) + cos^2 y": "sin(x)**2+cos(y)**2",
    "1/sin x": "1/sin(x)",
    "ln x": "log(x)",
    "arctan(x)+arcsin(y/2)": "atan(x)+asin(y/2)",
    "|x|": "abs(x)",
    "2|x-1| + |y|": "2*abs(x-1)+abs(y)",
    "|x||y|": "abs(x)*abs(y)",
    "|(|x|-1)|": "abs((abs(x)-1))",
    "-x^2": "-x**2",
    "(-x)^2": "(-x)**2",
    "e^-x^2": "e**-x**2",
    "xe^(-x)": "x*e**(-x)",
    "2e^x": "2*e**x",
    "2exp(x)": "2*exp(x)",
    "e^x sin y": "e**x*sin(y)",
    "x^2 y": "x**2*y",
    "x^2(y+1)": "x**2*(y+1)",
    "x^y^2": "x**y**2",
    "x^-2": "x**-2",
    "x - -y": "x--y",
    "2pi x": "2*pi*x",
    "sin(2pix)": "sin(2*pi*x)",
    "cos 2pi + x": "cos(2*pi)+x",
    "3/4*x": "3/4*x",
    "x^2/2 + y^2/3": "x**2/2+y**2/3",
    "2x/3": "2*x/3",
    "1e-3x": "1e-3*x",
    ".5x + 2.y": ".5*x+2.*y",
    "007x": "7*x",
    "(1-x)^2 + 100(y-x^2)^2": "(1-x)**2+100*(y-x**2)**2",
}


@pytest.mark.parametrize(("text", "formula"), READ.items())
def test_what_people_write_is_read_as_they_mean_it(text: str, formula: str) -> None:
    assert read_typed(text).formula == formula
    x, y = 0.7, 1.3
    ours = float(compile_typed(text).value(np.array(x), np.array(y)))
    assert ours == pytest.approx(exact(formula, x, y), rel=1e-13)


@pytest.mark.parametrize("text", READ)
def test_every_character_of_a_formula_has_its_place_in_what_was_typed(text: str) -> None:
    typed = read_typed(text)
    assert len(typed.places) == len(typed.formula)
    for character, place in zip(typed.formula, typed.places, strict=True):
        if character in "xy":
            assert character in text[place : place + 6]


@pytest.mark.parametrize("text", READ)
def test_the_grammar_reads_its_own_answers(text: str) -> None:
    formula = read_typed(text).formula
    assert read_typed(formula).formula == formula


@pytest.mark.parametrize(
    ("text", "position"), [("3x + 1/0", 7), ("2(x+1) + x^40", 11), ("sin x + ln(0)", 8), ("xy + 9^9^9", 7)]
)
def test_what_is_refused_later_is_placed_in_what_was_typed(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        compile_typed(text)
    assert refused.value.position == position


def test_blanks_before_a_formula_count_as_typed() -> None:
    with pytest.raises(InvalidSetting, match=r"at character 6\)"):
        formula_surface("   x+z")


def check_refusal(text: str) -> None:
    """Whatever is wrong, it has its place in the text and can be sent; a remedy leaves less wrong."""
    refused = refusal(text)
    if refused is None:
        return
    assert 1 <= len(refused.problems) <= MOST_PROBLEMS
    for problem in refused.problems:
        problem.message.encode()
        assert 0 <= problem.position <= max(len(text) - 1, 0) or len(text) > MAX_TYPED
        assert problem.message != "this is not a formula"  # what was read is in the grammar
        for remedy in problem.remedies:
            left = refusal(remedy)
            if left is not None:
                assert (problem.message, problem.position) not in [
                    (each.message, each.position) for each in left.problems
                ]


@given(st.text(max_size=MAX_TYPED + 20))
def test_any_text_is_read_or_refused_in_its_place(text: str) -> None:
    check_refusal(text)


SIGNS = ["x", "y", "2", "0.5", "(", ")", "+", "-", "*", "/", "^", "|", " ", "e", "pi", ",", "=", "x1", "[", "]"]
PRINTED = [*"²⁻₁½π√−·≤θ", r"\frac{x}", r"\left(", r"\right)", r"\sin ", r"\sqrt", "{", "}", "_", "$", "\\"]


@settings(max_examples=500)
@given(st.lists(st.sampled_from([*SIGNS, *SPOKEN]), max_size=40).map("".join))
def test_any_run_of_signs_is_read_or_refused_in_its_place(text: str) -> None:
    check_refusal(text)


@settings(max_examples=500)
@given(st.lists(st.sampled_from([*SIGNS, *PRINTED, "sin", "max"]), max_size=30).map("".join))
def test_any_run_of_what_is_pasted_is_read_or_refused_in_its_place(text: str) -> None:
    check_refusal(text)


def test_a_graph_ends_at_its_bounds() -> None:
    small = Graph(largest=3)
    x = small.variable("x")
    small.multiply(x, x)
    with pytest.raises(GraphTooLarge):
        small.multiply(small.number(2), x)
    late = Graph(seconds=-1)
    with pytest.raises(GraphTooLarge):
        late.variable("x")


LARGE = [
    "*".join(f"tan(xy/{k})" for k in range(1, 15)),
    "+".join(f"atan(sin(x{'+-'[k % 2]}{k}*y))" for k in range(11)),
    "*".join(f"(x+{k}y)^3" for k in range(1, 19)),
    "acos(" * 19 + "xy/9" + ")" * 19,
    "*".join(f"atan2(x+{k},max(y,{k}x))" for k in range(1, 18)),
    "+".join(f"erf({k}xy)sigmoid({k}x^y)" for k in range(1, 18)),
    "^".join(["(x+2)"] * 2) + "*(sin(x)cos(y)tanh(x+y))^3/(1+exp(-xy))",
]


@pytest.mark.parametrize("text", LARGE)
def test_the_largest_formulas_are_compiled_or_refused_within_their_bounds(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ends, no graph has grown beyond its bound: what a formula costs is so many nodes."""
    assert len(text) <= MAX_TYPED
    graphs: list[Graph] = []

    def made() -> Graph:
        graphs.append(Graph())
        return graphs[-1]

    monkeypatch.setattr(expression, "Graph", made)
    compile_typed.cache_clear()
    compile_expression.cache_clear()
    refused = refusal(text)
    assert refused is None or "too large" in refused.message or "at most" in refused.message
    assert 0 < len(graphs[0]) <= LARGEST
    assert len(graphs) == 1


numbers = st.one_of(st.integers(1, 20), st.floats(0.1, 20).map(lambda value: round(value, 2))).map(str)
atoms = st.one_of(st.sampled_from(["x", "y", "xy", "pi", "e"]), numbers)


STEPS = ("sign", "floor", "ceil", "round", "step")
SMOOTH = sorted(name for name in SPOKEN if FUNCTIONS[SPOKEN[name]].fewest == 1 and SPOKEN[name] not in STEPS)


def compounds(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """People's notation: signs left out, carets, bars, functions with their other names."""
    return st.one_of(
        st.builds("({})({})".format, parts, parts),
        st.builds("{} + {}".format, parts, parts),
        st.builds("({} - {})".format, parts, parts),
        st.builds("({})/({})".format, parts, parts),
        st.builds("({})^{}".format, parts, st.sampled_from(["2", "3", "(-1)", "0.5"])),
        st.builds("|{}|".format, atoms),
        st.builds("{}({})".format, st.sampled_from(SMOOTH), parts),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min", "atan2"]), parts, parts),
    )


formulas = st.recursive(atoms, compounds, max_leaves=7)
points = st.tuples(st.floats(0.1, 2.5), st.floats(0.1, 2.5))


@settings(max_examples=300)
@given(formulas, points)
def test_value_slope_and_curvature_are_those_of_the_formula(text: str, point: tuple[float, float]) -> None:
    x, y = point
    refused = refusal(text)
    if refused is not None:
        assert any(each in refused.message for each in ("at most", "by zero", "real", "two ways", "missing", "large"))
        reject()
    typed, expression = read_typed(text), compile_typed(text)
    with np.errstate(all="ignore"):
        value = float(expression.value(np.array(x), np.array(y)))
        slope = [float(each) for each in expression.gradient(np.array([x, y]))]
        curvature = [float(each) for each in expression.hessian(np.array(x), np.array(y))]
    assume(all(math.isfinite(each) and abs(each) < 1e6 for each in (value, *slope, *curvature)))
    try:
        assert value == pytest.approx(exact(typed.formula, x, y), rel=1e-7, abs=1e-7)
        size = 1 + sum(map(abs, (value, *slope, *curvature)))
        for ours, order in zip((*slope, *curvature), ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2)), strict=True):
            assert ours == pytest.approx(derivative(typed.formula, x, y, order), abs=1e-6 * size)
    except (ArithmeticError, ValueError, TypeError):
        reject()  # 40 digits find no real number there


@pytest.mark.parametrize("text", ["x^2 + 3y^2", "2(x+1)", "sin 3x", "|x| ln y"])
def test_a_typed_formula_is_shown_as_typed(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = formula_mathml(read_typed(text).formula, {})
    assert formula_surface(text).mathml == shown
    assert shown.startswith("<math")
