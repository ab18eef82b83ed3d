"""The remedies of a refusal: each, put in place, is accepted and means one of the readings."""

import numpy as np
import pytest

from descentlab.formulas import lexer
from descentlab.formulas.lexer import MAX_TYPED
from descentlab.formulas.parser import compile_typed, read_typed
from descentlab.formulas.refusals import MOST_REMEDIES, FormulaError
from tests.formulas.test_spelling import POINTS

DOUBTS = {
    # (what is refused): what it may mean
    "1/2x": ["x/2", "1/(2*x)"],
    "1/2x^2": ["x**2/2", "1/(2*x**2)"],
    "1/2xy": ["x*y/2", "1/(2*x*y)"],
    "1/2e^x": ["exp(x)/2", "1/(2*exp(x))"],
    "1/2x^2 + 3y": ["x**2/2 + 3*y", "1/(2*x**2) + 3*y"],
    "-1/2x": ["-x/2", "-1/(2*x)"],
    "3*y/2x y*2": ["3*y/2*x*y*2", "3*y/(2*x*y)*2"],
    "8/2(x+1)": ["4*(x + 1)", "4/(x + 1)"],
    "x/xy": ["y", "1/y"],
    "1/2 sin x": ["sin(x)/2", "1/(2*sin(x))"],
    "1 ÷ 2x²": ["x**2/2", "1/(2*x**2)"],
    r"$1/2\sin x$": ["sin(x)/2", "1/(2*sin(x))"],
    "1/x^2y": ["y/x**2", "1/(x**2*y)", "1/x**(2*y)"],
    "1/np.sin(x)y": ["1/sin(x)*y", "1/(sin(x)*y)"],
    "f(x,y) = 1/2x": ["x/2", "1/(2*x)"],
    "x/2y/3y": ["x*y*y/6", "x*y/(6*y)", "x*y/(2*3*y)", "x/(2*y)/3*y", "x/(2*y)/(3*y)", "x/(2*y)*y/3"],
    "x^2y": ["x**2*y", "x**(2*y)"],
    "e^xy": ["exp(x)*y", "exp(x*y)"],
    "e^-xy": ["exp(-x)*y", "exp(-x*y)"],
    "2^3x + y": ["8*x + y", "2**(3*x) + y"],
    "x^y(x+1)": ["x**y*(x + 1)", "x**(y*(x + 1))"],
    "x^1/2": ["x/2", "sqrt(x)"],
    "x**1/3 + y": ["x/3 + y", "x**(1/3) + y"],
    "sin x/2": ["sin(x)/2", "sin(x/2)"],
    "sin x y": ["sin(x)*y", "sin(x*y)"],
    "sin xy": ["sin(x)*y", "sin(x*y)"],
    "sin x^2": ["sin(x)**2", "sin(x**2)"],
    "sin x²": ["sin(x)**2", "sin(x**2)"],
    "sin 3*x": ["sin(3)*x", "sin(3*x)"],
    "sin x^2y": ["sin(x)**2*y", "sin(x)**(2*y)", "sin(x**2)*y", "sin(x**2*y)", "sin(x**(2*y))"],
    r"\ln x + \cos x y": ["log(x) + cos(x)*y", "log(x) + cos(x*y)"],
    "√2x": ["sqrt(2)*x", "sqrt(2*x)"],
    "√xy": ["sqrt(x)*y", "sqrt(x*y)"],
    "√x²": ["sqrt(x)**2", "sqrt(x**2)"],
    "sin2x": ["sin(2*x)", "sin(x)**2"],
    "log2x": ["log(2*x)", "log2(x)"],
    "sin^-1(x)": ["asin(x)", "1/sin(x)"],
    "sin^{-1}(x)": ["asin(x)", "1/sin(x)"],
    r"\tan^{-1} x": ["atan(x)", "1/tan(x)"],
    "cos⁻¹(x)": ["acos(x)", "1/cos(x)"],
    "2sinh^-1 x": ["2*asinh(x)", "2/sinh(x)"],
    "1/tan^-1(x)": ["1/atan(x)", "tan(x)"],
    "x tan^-1(x)y": ["x*atan(x)*y", "x/tan(x)*y"],
    "ln^-1(x)": ["exp(x)", "1/log(x)"],
    "e(x)": ["exp(x)", "e*x"],
    "1½x": ["1.5*x", "x/2"],
    "max(1,5,x)": ["max(1, 5, x)", "max(1.5, x)"],
}
WRONG = {
    # (what is refused): what it must have meant, or may have
    "0,5x^2": ["0.5*x**2"],
    "max(0,5, x) + 0,25y": ["max(0, 5, x) + 0.25*y", "max(0.5, x) + 0.25*y"],
    "sin(0,5) x": ["sin(0.5)*x"],
    "1,000x": ["x", "1000*x"],
    "1 000x": ["1000*x"],
    "2x3y": ["6*x*y"],
    "x 2": ["2*x", "x**2"],
    "(x+1)2": ["(x + 1)*2", "(x + 1)**2"],
    "x1^2 + x2^2": ["x**2 + y**2"],
    "x_1 x_2": ["x*y"],
    r"x_{1}^{2}+x_{2}": ["x**2 + y"],
    "x[0] - x[1]^2": ["x - y**2"],
    "w1 + w2^2": ["x + y**2"],
    "θ₁ + θ₂²": ["x + y**2"],
    "x1 + y": ["x + y"],
    "x2 + y": ["x**2 + y", "2*x + y"],
    "x₁ + y": ["x + y"],
    "X + 2x": ["x + 2*x"],
    "E^x": ["exp(x)"],
    "y = x^2": ["x**2"],
    "sin^x(y)": ["sin(y)**x"],
    "sin^1 x": ["sin(x)"],
    "sin^-2(x)": ["sin(x)**-2"],
    "sin^2(x)^3": ["sin(x)**6"],
    "sin2(x)": ["sin(x)**2"],
    "sin cos x": ["sin(cos(x))"],
    "sin -x": ["sin(-x)"],
    "x^sin y": ["x**sin(y)"],
    "x²^3": ["x**6"],
    "x+---y": ["x - y"],
    "2(x+1": ["2*(x + 1)"],
    "x+1)y": ["(x + 1)*y", "x + 1*y"],
    "1+|x": ["1 + abs(x)"],
    "(x+1]y": ["(x + 1)*y"],
    "x\ny": ["x*y", "x + y"],
}


def values(text: str) -> np.ndarray:
    """A formula's values, and slopes."""
    expression = compile_typed(text)
    with np.errstate(all="ignore"):
        return np.array([expression.value(*POINTS), *expression.gradient(POINTS)])


@pytest.mark.parametrize(("text", "readings"), (DOUBTS | WRONG).items())
def test_every_remedy_is_accepted_and_means_a_reading(text: str, readings: list[str]) -> None:
    with pytest.raises(FormulaError) as refused:
        compile_typed(text)
    meant = [values(reading) for reading in readings]
    todo, seen = [refused.value], []
    while todo:  # where more is wrong, one thing is put right after the other
        for remedy in todo.pop().problems[0].remedies:
            try:
                seen.append(values(remedy))
            except FormulaError as further:
                assert len(todo) < MOST_REMEDIES
                todo.append(further)
    assert seen

    def same(one: np.ndarray, other: np.ndarray) -> bool:
        return np.allclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True)

    assert all(any(same(each, reading) for reading in meant) for each in seen)
    if text in DOUBTS and len(readings) <= MOST_REMEDIES:
        (problem,) = refused.value.problems
        assert "can be read in" in problem.message
        assert all(any(same(each, reading) for each in seen) for reading in meant)


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("1/2x^2", ["(1/2)x^2", "1/(2x^2)"]),
        ("1/2x^2+y", ["(1/2)x^2", "1/(2x^2)"]),
        ("sin^-1(x)", ["arcsin(x)", "1/sin(x)"]),
        ("x + sin x/2", ["sin(x)/2", "sin(x/2)"]),
        ("x^1/2", ["x/2", "x^(1/2)"]),
        ("2x3y", ["2x*3y"]),
        ("0,5x^2", ["0.5"]),
        (r"$1/2\sin x$", [r"(1/2)\sin x", r"1/(2\sin x)"]),
    ],
)
def test_a_message_writes_its_remedies_out_as_they_are_typed(text: str, offers: list[str]) -> None:
    with pytest.raises(FormulaError) as refused:
        read_typed(text)
    (problem,) = refused.value.problems
    assert problem.message.endswith(": write " + " or ".join(offers))
    assert [offer in remedy for offer, remedy in zip(offers, problem.remedies, strict=True)]


@pytest.mark.parametrize(
    "unit", ["x^1/2x", "1/2x", "x)", "2 3 ", "1½", "x1", "sin x^2y/", "(", "|", r"\frac{", r"\sqrt{", "foo("]
)
def test_a_long_tangle_is_refused_after_few_readings(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    read = lexer._Lexer.read

    def counted(self: lexer._Lexer) -> None:
        made.append(self.text)
        read(self)

    monkeypatch.setattr(lexer._Lexer, "read", counted)
    with pytest.raises(FormulaError):
        read_typed((unit * MAX_TYPED)[:MAX_TYPED])
    assert len(made) <= 61
