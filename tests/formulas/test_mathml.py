import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.formulas.mathml import formula_mathml, mathml
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.surfaces.surface import Surface
from tests.helpers.textbook import ALL


def spoken(element: ET.Element) -> str:
    """MathML as one line: "(x^2)/2" for a fraction."""
    tag = element.tag.rpartition("}")[2]
    parts = [spoken(child) for child in element]
    if tag == "mfrac":
        return f"({parts[0]})/({parts[1]})"
    if tag == "msup":
        return f"{parts[0]}^{parts[1]}" if len(parts[1]) == 1 else f"{parts[0]}^{{{parts[1]}}}"
    if tag == "msqrt":
        return f"√{{{''.join(parts)}}}"
    if tag == "mroot":
        return f"∛{{{parts[0]}}}" if parts[1] == "3" else f"{parts[1]}√{{{parts[0]}}}"
    return (element.text or "") + "".join(parts)


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("(x**2 + kappa*y**2)/2", "(x^2+κy^2)/(2)"),
        ("x**2 + y**2", "x^2+y^2"),
        ("y**2 + x**2", "y^2+x^2"),
        ("(y - x**2)**2", "(y−x^2)^2"),
        ("2*x*3", "2x·3"),
        ("x*2**y", "x·2^y"),
        ("(x + y)*(x - y)", "(x+y)(x−y)"),
        ("x - (y - 1)", "x−(y−1)"),
        ("x - y - 1", "x−y−1"),
        ("x - (-y)", "x−(−y)"),
        ("x*(-y)", "x(−y)"),
        ("-x**2", "−x^2"),
        ("(-x)**2", "(−x)^2"),
        ("-(x + y)", "−(x+y)"),
        ("x/y/2", "((x)/(y))/(2)"),
        ("(x/2)**2", "((x)/(2))^2"),
        ("x**(y + 1)", "x^{y+1}"),
        ("(x**y)**2", "(x^y)^2"),
        ("x**-1", "x^{−1}"),
        ("exp(-x)", "e^{−x}"),
        ("exp(x)**2", "(e^x)^2"),
        ("sqrt(x + 1)", "√{x+1}"),
        ("abs(x)*log(y)", "|x|ln(y)"),
        ("asin(x) + pi", "arcsin(x)+π"),
        ("sin(x)**2", "sin(x)^2"),
        ("1.5*x", "1.5x"),
        ("0.123456789*x", "0.123456789x"),
        ("2.0*x", "2x"),
        ("1000000*x", "1000000x"),
        ("1e-8*x", "10^{−8}x"),
        ("2.5e-8*x", "2.5·10^{−8}x"),
        ("2e-8**x", "(2·10^{−8})^x"),
        # A minus leads, and no sign stands beside another.
        ("-20*exp(-0.2*x) + e", "−20e^{−0.2x}+e"),
        ("-2*x*y", "−2xy"),
        ("x*-2*y", "x(−2)y"),
        ("x + -1", "x−1"),
        ("x + -2*y", "x−2y"),
        ("x - -2*y", "x−(−2y)"),
        ("x + (-y + 1)", "x+(−y+1)"),
        ("x - (-y + 1)", "x−(−y+1)"),
        ("-(x + y)*2", "−(x+y)·2"),
        ("(-x)**2*y", "(−x)^2y"),
        ("-(-2*x)", "−(−2x)"),
        ("x/-y", "(x)/(−y)"),
    ],
)
def test_a_formula_is_shown_as_its_author_wrote_it(formula: str, line: str) -> None:
    assert spoken(ET.fromstring(formula_mathml(formula, {"kappa": "κ"}))) == f"L(x,y)={line}"


@pytest.mark.parametrize(
    ("formula", "grow"), [("x*log(x)", 0), ("(x**2 + y - 11)**2", 0), ("cos(x/2)", 2), ("(sqrt(x) + sin(y))*x", 2)]
)
def test_brackets_grow_around_what_is_tall_alone(formula: str, grow: int) -> None:
    assert formula_mathml(formula, {}).count('stretchy="true"') == grow


EQUATIONS = {
    **{f"surface {each.id}": each.mathml for each in ALL.values()},
    **{f"optimizer {each.id}": mathml(each.equation) for each in OPTIMIZERS.values()},
    **{f"schedule {each.id}": mathml(each.equation, block=True) for each in SCHEDULES.values()},
}


@pytest.mark.parametrize("equation", EQUATIONS.values(), ids=EQUATIONS.keys())
def test_every_equation_is_well_formed_and_fully_translated(equation: str) -> None:
    root = ET.fromstring(equation)
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    text = "".join(root.itertext())
    assert text
    assert not set(text) & set("\\{}$&")


@pytest.mark.parametrize("surface", ALL.values(), ids=lambda surface: surface.id)
def test_every_parameter_stands_in_the_formula_by_its_letter(surface: Surface) -> None:
    assert all(parameter.symbol in surface.whole_mathml for parameter in surface.parameters)


SIGNS = re.compile(r"[+−·][+−·]|[+−]\)|\([+·]")


@given(
    st.recursive(
        st.sampled_from("x y 2 0.5".split()),
        lambda part: st.one_of(
            st.builds("-{}".format, part),
            st.builds("({})".format, part),
            st.builds("{}{}{}".format, part, st.sampled_from("+ - * /".split()), part),
        ),
        max_leaves=8,
    )
)
def test_no_sign_stands_beside_another(formula: str) -> None:
    assert not SIGNS.search(spoken(ET.fromstring(formula_mathml(formula, {}))))


def test_block_or_inline() -> None:
    assert 'display="block"' in mathml("x", block=True)
    assert 'display="inline"' in mathml("x")
