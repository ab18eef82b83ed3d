import builtins
import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from descentlab.common.errors import InvalidSetting
from descentlab.formulas import expression, lexer
from descentlab.formulas.autodiff import LARGEST, Graph, GraphTooLarge
from descentlab.formulas.expression import FormulaError, compile_expression
from descentlab.formulas.lexer import MAX_TYPED, SPOKEN
from descentlab.formulas.mathml import formula_mathml
from descentlab.formulas.parser import compile_typed, read_typed
from descentlab.surfaces.typed import formula_surface
from tests.helpers.exact import derivative, exact


def refusal(text: str) -> FormulaError | None:
    """Why a formula is refused; None where it is not."""
    try:
        compile_typed(text)
    except FormulaError as refused:
        return refused
    return None


REFUSED: dict[str, tuple[str, int, str]] = {
    # What a person may mistype: (text, position, part of the message)
    "nothing": ("", 0, "there is no formula yet"),
    "blank": ("    ", 0, "there is no formula yet"),
    "half": ("x +", 2, "something is missing at the end"),
    "no left side": ("*x", 0, "a value is missing before '*'"),
    "two operators": ("x*/y", 2, "a value is missing before '/'"),
    "many signs": ("x+---y", 4, "one sign too many"),
    "open": ("2*(x+1", 2, "never closed"),
    "closed": ("x+1)", 3, "closes none"),
    "empty brackets": ("sin()", 4, "nothing in these brackets"),
    "open bar": ("1+|x", 2, "never closed"),
    "equation": ("z=x^2", 0, "'z' is not known here"),
    "equals": ("x=1", 1, "only the right-hand side"),
    "comma": ("1,5x", 1, "1.5"),
    "two values": ("sin(x, y)", 5, "a function takes one value"),
    "point": ("x..y", 1, "a point belongs into a number"),
    "square brackets": ("2[x+1]", 1, "brackets are round"),
    "factorial": ("3!", 1, "no factorials"),
    "other letter": ("a*x", 0, "'a' is not known here; there are x, y"),
    "other function": ("gamma(x)", 0, "functions sin, cos"),
    "capital": ("X^2", 0, "names are written small: x"),
    "capital function": ("2+SIN(x)", 2, "names are written small: sin"),
    "index": ("x1+y", 0, "write x^1 or 1x"),
    "function alone": ("x+sin", 2, "needs brackets"),
    "function of a sign": ("sin -x", 0, "needs brackets"),
    "number after a name": ("x 2", 2, "a sign is missing"),
    "number after brackets": ("(x+1)2", 5, "a sign is missing"),
    "two numbers": ("2 3x", 2, "a sign is missing"),
    "zero": ("x/0", 2, "divides by zero"),
    "zero in disguise": ("1/(2-2)+x", 3, "divides by zero"),
    "root of -1": ("x+sqrt(-1)", 2, "real"),
    "constant": ("7", 0, "the same everywhere"),
    "constant in disguise": ("x-x+0y", 0, "the same everywhere"),
    "nowhere": ("log(-1-x^2)", 0, "no value, or no slope, anywhere"),
    # What can be read in two ways.
    "1/2x": ("1/2x", 3, "write 1/(2*x) or 1/2*x"),
    "1/2(x+1)": ("1/2(x+1)", 3, "two ways"),
    "x/xy": ("x/xy", 3, "two ways"),
    "sin x y": ("sin x y", 6, "sin(x)"),
    "sin xy": ("sin xy", 5, "two ways"),
    "sin x^2": ("sin x^2", 5, "sin(x)^2 or sin(x^2)"),
    "sin x/2": ("sin x/2", 5, "two ways"),
    "sin 3*x": ("sin 3*x", 5, "two ways"),
    "sin 3 x": ("sin 3 x", 6, "two ways"),
    "sin^-1(x)": ("sin^-1(x)", 4, "two ways"),
    "x^2y": ("x^2y", 3, "write * after the exponent"),
    "e^xy": ("e^xy", 3, "write * after the exponent"),
    "e(x)": ("e(x)", 1, "exp(...)"),
    # What is not ASCII.
    "superscript": ("x²", 1, "type ^2"),
    "middle dot": ("x·y", 1, "type *"),
    "times": ("2×x", 1, "type *"),
    "minus": ("x−1", 1, "type -"),
    "pi": ("πx", 0, "type pi"),
    "root": ("√x", 0, "type sqrt()"),
    "cyrillic": ("\u0445^2", 0, "cyrillic small letter ha"),
    "fullwidth": ("\uff58^2", 0, "type x"),
    "fullwidth dunder": ("\uff3f\uff3fimport\uff3f\uff3f('os')", 0, "type _"),
    "italic": ("\N{MATHEMATICAL ITALIC SMALL X}^2", 0, "type x"),
    "roman": ("\u2179", 0, "type x"),
    "arabic digit": ("\u0663x", 0, "arabic-indic"),
    "invisible": ("x\u200b+y", 1, "zero width space"),
    "right to left": ("x\u202e+y", 1, "right-to-left"),
    "surrogate": ("x\ud800", 1, "not on an ASCII keyboard"),
    "emoji": ("x+🐍", 2, "snake"),
    # What was written to break in.
    "attribute": ("x.real", 1, "a point belongs"),
    "method": ("x.__class__()", 1, "a point belongs"),
    "classes": ("().__class__.__bases__[0].__subclasses__()", 2, "a point belongs"),
    "dunder": ("__import__('os').system('id')", 0, "not known here"),
    "builtins": ("__builtins__", 0, "not known here"),
    "eval": ("eval('x')", 0, "not known here"),
    "exec": ("exec(x)", 0, "not known here"),
    "file": ("open('/etc/passwd')", 0, "not known here"),
    "lambda": ("(lambda: x)()", 1, "not known here"),
    "lambda ascii": ("lambda x: x", 0, "not known here"),
    "comprehension": ("[x for x in (1, 2)]", 0, "brackets are round"),
    "generator": ("sum(x for x in y)", 0, "not known here"),
    "walrus": ("(x := 1)", 3, "cannot be read here"),
    "f-string": ("f'{x}'", 0, "not known here"),
    "string": ("'x'", 0, "cannot be read here"),
    "backslash": ("x\\y", 1, "cannot be read here"),
    "choice": ("x if y else 1", 2, "not known here"),
    "logic": ("x and y", 2, "not known here"),
    "comparison": ("x < y", 2, "cannot be read here"),
    "bits": ("x & y", 2, "cannot be read here"),
    "shift": ("1 << 99", 2, "cannot be read here"),
    "floor": ("x // y", 3, "a value is missing"),
    "modulo": ("x % y", 2, "cannot be read here"),
    "matrix": ("x @ y", 2, "cannot be read here"),
    "invert": ("~x", 0, "cannot be read here"),
    "star": ("sin(*x)", 4, "a value is missing"),
    "complex": ("1j*x", 1, "not known here"),
    "underscores": ("1_000*x", 1, "not known here"),
    "hexadecimal": ("0x10z", 1, "not known here"),
    "infinity": ("inf*x", 0, "not known here"),
    "nan": ("nan", 0, "not known here"),
    "NUL": ("x\0+y", 1, "'\\x00' cannot be read here"),
    "newline": ("x\n+y", 1, "cannot be read here"),
    "tab": ("x\t+y", 1, "cannot be read here"),
    "comment": ("x # y", 2, "cannot be read here"),
    "statements": ("x; y", 1, "cannot be read here"),
    "template": ("{{x}}", 0, "brackets are round"),
    "markup": ("<script>", 0, "cannot be read here"),
    "tower": ("9**9**9**9", 6, "an exponent is at most"),
    "tower in brackets": ("((9**9)**9)**9", 9, "at most"),
    "tower of x": ("x**x**x**x", 6, "a number as its own exponent"),
    "nested powers": ("((((x**9)**9)**9)**9)**9", 11, "multiply to at most"),
    "large exponent": ("x**33", 3, "an exponent is at most"),
    "large negative exponent": ("x^-99", 2, "an exponent is at most"),
    "exponentials": ("exp(exp(exp(exp(9))))", 8, "a number is real and at most"),
    "huge number": ("9" * 150 + "x", 0, "a number is at most"),
    "huge float": ("1e999*x", 0, "a number is at most"),
    "negative base": ("(-2)^x", 1, "no real powers"),
    "letters": ("e" * 200, 0, "not known here"),
    "product of letters": ("x" * 200, 0, "too large"),
    "long sum": ("x" + "+x" * 99, 0, "too large"),
    "signs": ("-" * 199 + "x", 2, "one sign too many"),
    "brackets": ("(" * 99 + "x" + ")" * 99, 20, "at most 20 deep"),
    "bars": ("|" * 200, 20, "at most 20 deep"),
    "exponents": ("^".join("x" * 100), 40, "at most 20 deep"),
    "functions": ("sin(" * 39 + "x" + ")" * 39, 80, "at most 20 deep"),
    "201 characters": ("x" + "+" * 200, MAX_TYPED, "at most 200 characters"),
    "10 MB": ("x + " * 2_500_000 + "x", MAX_TYPED, "at most 200 characters"),
    "10 MB of brackets": ("(" * 10_000_000, MAX_TYPED, "at most 200 characters"),
    "10 MB of blanks": (" " * 10_000_000, 0, "there is no formula yet"),
}


@pytest.mark.parametrize(("text", "position", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_says_what_and_where_and_reads_no_more_than_it_must(
    text: str, position: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        pytest.fail("text was run")

    if message not in ("the same everywhere", "no value, or no slope, anywhere"):  # these compile, and are then tried
        monkeypatch.setattr(builtins, "eval", never)
        monkeypatch.setattr(builtins, "exec", never)
    if len(text.strip(" ")) > MAX_TYPED:  # its length is enough: not a token of it is made
        monkeypatch.setattr(lexer, "Token", never)
        monkeypatch.setattr(lexer, "_TOKEN", None)
    read_typed.cache_clear()
    compile_typed.cache_clear()
    with pytest.raises(InvalidSetting) as refused:
        formula_surface(text)
    (error,) = refused.value.errors
    assert error.parameter == "f"
    assert message in error.message
    assert error.message.endswith(f"(at character {position + 1})")
    assert len(error.message) < 300
    error.message.encode()  # no lone surrogate, which no answer could hold


READ = {
    "x^2 + 3y^2": "x**2+3*y**2",
    "x**2+3*y**2": "x**2+3*y**2",
    "sin(3*x) + (x**2 + y**2)/10": "sin(3*x)+(x**2+y**2)/10",
    "2(x+1)": "2*(x+1)",
    "(x+1)(y-1)": "(x+1)*(y-1)",
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


@given(st.text(max_size=MAX_TYPED + 20))
def test_any_text_is_read_or_refused_in_its_place(text: str) -> None:
    refused = refusal(text)
    if refused is not None:
        assert 0 <= refused.position <= max(len(text) - 1, 0) or len(text) > MAX_TYPED


pieces = st.sampled_from(["x", "y", "2", "0.5", "(", ")", "+", "-", "*", "/", "^", "|", " ", "e", "pi", *SPOKEN])


@settings(max_examples=500)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_run_of_signs_is_read_or_refused_in_its_place(text: str) -> None:
    refused = refusal(text)
    if refused is not None:
        assert 0 <= refused.position <= max(len(text) - 1, 0) or len(text) > MAX_TYPED
        assert refused.message != "this is not a formula"  # what was read is in the grammar


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


def compounds(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """People's notation: signs left out, carets, bars, functions with their other names."""
    return st.one_of(
        st.builds("({})({})".format, parts, parts),
        st.builds("{} + {}".format, parts, parts),
        st.builds("({} - {})".format, parts, parts),
        st.builds("({})/({})".format, parts, parts),
        st.builds("({})^{}".format, parts, st.sampled_from(["2", "3", "(-1)", "0.5"])),
        st.builds("|{}|".format, atoms),
        st.builds("{}({})".format, st.sampled_from(sorted(SPOKEN)), parts),
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
