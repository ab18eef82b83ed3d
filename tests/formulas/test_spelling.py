"""Formulas as people paste them: each spelling is the same function as its plain form, derivatives and all."""

# ruff: noqa: RUF001 (signs that look like others are what is tested)

import re
from pathlib import Path

import numpy as np
import pytest

from descentlab.formulas.functions import FUNCTIONS, SPOKEN
from descentlab.formulas.lexer import split
from descentlab.formulas.parser import compile_typed
from descentlab.formulas.refusals import FormulaError

RNG = np.random.default_rng(3)
POINTS = RNG.uniform([0.1, 0.2], [2.1, 2.3], (20, 2)).T * np.where(RNG.random((2, 20)) < 0.3, -1, 1)

ROSENBROCK = "100*(y - x**2)**2 + (1 - x)**2"
RASTRIGIN = "20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)"
ACKLEY = "-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20"
BEALE = "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"
HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
STYBLINSKI_TANG = "(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2"
LEVI = "sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)"

SPELLED = {
    # signs of print
    "x² − 3y²": "x**2 - 3*y**2",
    "2×x·y ÷ 3": "2*x*y/3",
    "x⋅y + x∙y + x∗y": "3*x*y",
    "2∕3 + x": "2/3 + x",
    "x–y—1": "x - y - 1",
    "√x": "sqrt(x)",
    "√(x² + y²)": "sqrt(x**2 + y**2)",
    "∛(x)": "cbrt(x)",
    "πx + 2πy": "pi*x + 2*pi*y",
    "½x² + ¼y": "x**2/2 + y/4",
    "⅓x + ⅔y": "x/3 + 2*y/3",
    "1⁄2x + ³⁄₄y": "x/2 + 3*y/4",
    "x^½": "sqrt(x)",
    "|x| + ∣y∣": "abs(x) + abs(y)",
    "ln|x|": "log(abs(x))",
    "|x|²": "abs(x)**2",
    "⌊x⌋ + ⌈y⌉x": "floor(x) + ceil(y)*x",
    # superscripts
    "x¹⁰ + x⁻²": "x**10 + x**(-2)",
    "x²y³": "x**2*y**3",
    "(x+y)²(x−y)": "(x + y)**2*(x - y)",
    "eˣ + e⁻ˣ": "exp(x) + exp(-x)",
    "eˣy": "exp(x)*y",
    "sin²x + cos²(y)": "sin(x)**2 + cos(y)**2",
    "x¹⁄²": "x**(1/2)",
    "x^(2)y": "x**2*y",
    # letters
    "ｘ＋２ｙ": "x + 2*y",
    "𝑥² + 𝘆": "x**2 + y",
    "𝜋x": "pi*x",
    "ℯ^x": "exp(x)",
    "\u0445^2 + \u0443": "x**2 + y",
    "X² + Y": "x**2 + y",
    "SIN(x) + Cos(y) + PI x": "sin(x) + cos(y) + pi*x",
    "x₁² + x₂": "x**2 + y",
    "x₁x₂ + sin x₁": "x*y + sin(x)",
    # spaces
    "x\N{NO-BREAK SPACE}+\N{THIN SPACE}2\N{NARROW NO-BREAK SPACE}y": "x + 2*y",
    "x\N{ZERO WIDTH SPACE}+ y\t": "x + y",
    "x^2 +\n y^2": "x**2 + y**2",
    # runs of letters
    "ex": "e*x",
    "xe^y": "x*exp(y)",
    "xlnx": "x*log(x)",
    "sinxcosy": "sin(x)*cos(y)",
    "xsinx + ysinhx": "x*sin(x) + y*sinh(x)",
    "xexp(-x)": "x*exp(-x)",
    "2pixy": "2*pi*x*y",
    "cos 2πx": "cos(2*pi*x)",
    "log2(x) + log_2(x) + log₂x": "3*log2(x)",
    "log10(x) + log_10(y)": "log10(x) + log10(y)",
    # what surrounds a formula
    "z = x^2": "x**2",
    "f(x,y) = x + y": "x + y",
    "f(x, y) := x + y": "x + y",
    "L(x, y)=xy": "x*y",
    "loss = x^2": "x**2",
    "=x^2": "x**2",
    "f(x₁,x₂) = x₁ + x₂²": "x + y**2",
    "lambda x, y: x**2 + y": "x**2 + y",
    "x^2 + y^2.": "x**2 + y**2",
    "`x^2`": "x**2",
    # other languages
    "np.sin(x) + numpy.exp(y)": "sin(x) + exp(y)",
    "math.sqrt(x)*torch.sin(y)": "sqrt(x)*sin(y)",
    "np.pi*x + math.e*y": "pi*x + e*y",
    "torch.maximum(x, y) + np.power(x, 2)": "max(x, y) + x**2",
    "np.arctan2(y, x) + np.heaviside(x, 1)": "atan2(y, x) + step(x)",
    "F.relu(x) + torch.nn.functional.softplus(y)": "relu(x) + softplus(y)",
    "Math.pow(x, 2) + Math.abs(y)": "x**2 + abs(y)",
    "[(x-1)^2 + y]": "(x - 1)**2 + y",
    "2[x+1]{y}": "2*(x + 1)*y",
    "max(0,5x) + min(x; 1)": "max(0, 5*x) + min(x, 1)",
    "x.^2 .* y./3": "x**2*y/3",
    "tg(x) + ctg(y) + arctg(x)": "tan(x) + cot(y) + atan(x)",
    # LaTeX
    "$x^2 + y^2$": "x**2 + y**2",
    r"\(x^2y\)": "x**2*y",
    r"$$f(x,y) = 3x^2y^3$$": "3*x**2*y**3",
    r"\[ e^xy \]": "exp(x)*y",
    r"\frac{1}{2}x^2": "x**2/2",
    r"\frac12 x + \frac xy": "x/2 + x/y",
    r"\dfrac{x}{y} + \tfrac{1}{1+\frac{x^2}{2}}": "x/y + 1/(1 + x**2/2)",
    r"\frac\pi2 x": "pi/2*x",
    r"\sqrt{x} + \sqrt[3]{y} + \sqrt[4]{x^2} + \sqrt2": "sqrt(x) + cbrt(y) + (x**2)**(1/4) + sqrt(2)",
    r"x\cdot y\times 2 \div 3": "x*y*2/3",
    r"\left(x+1\right)^{2} \left[y\right]": "(x + 1)**2*y",
    r"\left|x\right| + \lvert y \rvert + |x|": "2*abs(x) + abs(y)",
    r"\sin x \cos y + \sin(x) + \ln{x}": "sin(x)*cos(y) + sin(x) + log(x)",
    r"\sin^2x + \sin^{2}\left(x\right)": "2*sin(x)**2",
    r"\sin2x + \cos 2\pi x": "sin(2*x) + cos(2*pi*x)",
    r"x^{10}y + e^{-x^{2}}": "x**10*y + exp(-x**2)",
    r"\operatorname{sgn}(x) y + \operatorname {arctan} (x)": "sign(x)*y + atan(x)",
    r"\mathrm{e}^{x} + \mathbf{x}": "exp(x) + x",
    r"\max\{x, y\} + \min(0, x)": "max(x, y) + min(0, x)",
    r"x\,y\;+\;2\!x\quad+\ y~x": "2*x*y + 2*x",
    r"\log_2 x + \log_{10}(y)": "log2(x) + log10(y)",
    r"\lfloor x \rfloor + \left\lceil y\right\rceil": "floor(x) + ceil(y)",
    r"{x}^{2} + {2}{y}": "x**2 + 2*y",
    r"\bigl(x + 1\bigr)\Big(y\Big)": "(x + 1)*y",
    r"e^{-\frac{x^2+y^2}{2}}": "exp(-(x**2 + y**2)/2)",
    # test functions for optimization, as an encyclopedia's source and page have them
    r"{\displaystyle f(x,y)=100\left(y-x^{2}\right)^{2}+\left(1-x\right)^{2}}": ROSENBROCK,
    "f(x, y) = (1 − x)² + 100(y − x²)²": ROSENBROCK,
    "20 + x² − 10·cos(2πx) + y² − 10·cos(2πy)": RASTRIGIN,
    r"f(x,y)=-20\exp \left[-0.2{\sqrt {0.5\left(x^{2}+y^{2}\right)}}\right]"
    r"-\exp \left[0.5\left(\cos 2\pi x+\cos 2\pi y\right)\right]+e+20": ACKLEY,
    r"\begin{aligned}f(x,y)&=-20\exp\left[-0.2\sqrt{0.5\left(x^2+y^2\right)}\right]\\"
    r"&\quad-\exp\left[0.5\left(\cos 2\pi x+\cos 2\pi y\right)\right]+e+20\end{aligned}": ACKLEY,
    "-20.0 * np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2))) - "
    "np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y))) + np.e + 20": ACKLEY,
    r"{\displaystyle f(x,y)=\left(1.5-x+xy\right)^{2}+\left(2.25-x+xy^{2}\right)^{2}}"
    r"{\displaystyle +\left(2.625-x+xy^{3}\right)^{2}}": BEALE,
    r"$f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2$": HIMMELBLAU,
    r"{\displaystyle f(x,y)=\left[1+\left(x+y+1\right)^{2}\left(19-14x+3x^{2}-14y+6xy+3y^{2}\right)\right]}"
    r"{\displaystyle \left[30+\left(2x-3y\right)^{2}\left(18-32x+12x^{2}+48y-36xy+27y^{2}\right)\right]}": (
        "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
        "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
    ),
    "f(x,y)=(x+2y−7)²+(2x+y−5)²": "(x + 2*y - 7)**2 + (2*x + y - 5)**2",
    r"{\displaystyle f(x,y)=100{\sqrt {\left|y-0.01x^{2}\right|}}+0.01\left|x+10\right|.\quad }": (
        "100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)"
    ),
    r"f(x,y)=0.26\left(x^{2}+y^{2}\right)-0.48xy": "0.26*(x**2 + y**2) - 0.48*x*y",
    r"{\displaystyle f(x,y)=\sin ^{2}3\pi x+\left(x-1\right)^{2}\left(1+\sin ^{2}3\pi y\right)}"
    r"{\displaystyle +\left(y-1\right)^{2}\left(1+\sin ^{2}2\pi y\right)}": LEVI,
    r"f(x,y)=2x^{2}-1.05x^{4}+{\frac {x^{6}}{6}}+xy+y^{2}": "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
    r"-\cos \left(x\right)\cos \left(y\right)\exp \left(-\left(\left(x-\pi \right)^{2}+\left(y-\pi \right)^{2}"
    r"\right)\right)": "-cos(x)*cos(y)*exp(-((x - pi)**2 + (y - pi)**2))",
    r"f(x,y)=-0.0001\left[\left|\sin x\sin y\exp \left(\left|100-{\frac {\sqrt {x^{2}+y^{2}}}{\pi }}\right|\right)"
    r"\right|+1\right]^{0.1}": "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x**2 + y**2)/pi))) + 1)**0.1",
    r"f(x,y)=-\left(y+47\right)\sin {\sqrt {\left|{\frac {x}{2}}+\left(y+47\right)\right|}}"
    r"-x\sin {\sqrt {\left|x-\left(y+47\right)\right|}}": (
        "-(y + 47)*sin(sqrt(abs(x/2 + (y + 47)))) - x*sin(sqrt(abs(x - (y + 47))))"
    ),
    r"-\left|\sin x\cos y\exp \left(\left|1-{\frac {\sqrt {x^{2}+y^{2}}}{\pi }}\right|\right)\right|": (
        "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi)))"
    ),
    "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1": "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
    r"0.5+{\frac {\cos ^{2}\left[\sin \left(\left|x^{2}-y^{2}\right|\right)\right]-0.5}"
    r"{\left[1+0.001\left(x^{2}+y^{2}\right)\right]^{2}}}": (
        "0.5 + (cos(sin(abs(x**2 - y**2)))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2"
    ),
    "f(x₁,x₂) = ½(x₁⁴ − 16x₁² + 5x₁ + x₂⁴ − 16x₂² + 5x₂)": STYBLINSKI_TANG,
    r"\left(4 - 2.1x^2 + \frac{x^4}{3}\right)x^2 + xy + (-4 + 4y^2)y^2": (
        "(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2"
    ),
}


MODEL = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8").partition("## What may be typed")[2]
TABLES = [[re.findall("`([^`]+)`", cell) for cell in row.split("|")[1:3]] for row in MODEL.splitlines() if "| `" in row]
READ, OFFERED = TABLES[:5], TABLES[5:]


def test_every_function_stands_in_the_model() -> None:
    assert set(FUNCTIONS) <= set(re.findall("`([a-z0-9]+)`", MODEL))


@pytest.mark.parametrize(("typed", "offered"), [(typed[0], offered) for typed, offered in OFFERED])
def test_what_the_model_says_is_offered_is_offered(typed: str, offered: list[str]) -> None:
    with pytest.raises(FormulaError) as refused:
        compile_typed(typed)
    assert list(refused.value.problems[0].remedies) == offered


@pytest.mark.parametrize(
    ("spelled", "plain"), [*SPELLED.items(), *(pair for row in READ for pair in zip(*row, strict=True))]
)
def test_a_spelling_is_its_plain_form(spelled: str, plain: str) -> None:
    one, other = compile_typed(spelled), compile_typed(plain)
    with np.errstate(all="ignore"):
        for ours, theirs in (
            (one.value(*POINTS), other.value(*POINTS)),
            (one.gradient(POINTS), other.gradient(POINTS)),
            *zip(one.hessian(*POINTS), other.hessian(*POINTS), strict=True),
        ):
            np.testing.assert_allclose(ours, np.broadcast_to(theirs, np.shape(ours)), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", [name for name in SPOKEN if name.isalpha()])
def test_no_name_of_a_function_can_be_read_as_letters(name: str) -> None:
    assert split(name) == (name,)
    assert split(f"x{name}y") == ("x", name, "y")


@pytest.mark.parametrize("word", ["expi", "sen", "xpex", "a", "coshh", "xsi", "maxim"])
def test_letters_of_no_reading_or_a_silly_one_are_no_product(word: str) -> None:
    assert split(word) is None
