"""What is refused: all that is wrong at once, each with its place."""

import builtins

import pytest

from descentlab.common.errors import InvalidSetting
from descentlab.formulas import lexer
from descentlab.formulas.lexer import MAX_TYPED
from descentlab.formulas.parser import compile_typed, read_typed
from descentlab.formulas.refusals import FormulaError
from descentlab.surfaces.typed import formula_surface

REFUSED: dict[str, tuple[str, int, str]] = {
    # What a person may mistype: (text, position, part of the message)
    "nothing": ("", 0, "there is no formula yet"),
    "blank": ("    ", 0, "there is no formula yet"),
    "half": ("x +", 2, "something is missing at the end"),
    "no left side": ("*x", 0, "a value is missing before “*”"),
    "two operators": ("x*/y", 2, "a value is missing before “/”"),
    "many signs": ("x+---y", 4, "one sign too many"),
    "open": ("2*(x+1", 2, "never closed"),
    "closed": ("x+1)", 3, "closes none"),
    "empty brackets": ("sin()", 4, "nothing in these brackets"),
    "open bar": ("1+|x", 2, "never closed"),
    "curve": ("y=x^2", 1, "only the right-hand side is typed, without =: write x^2"),
    "equation": ("x^2+y^2=1", 7, "there are no equations"),
    "comma": ("1,5x", 1, "decimal point, and no comma: write 1.5"),
    "two values": ("sin(x, y)", 5, "a function takes one value: sin(x)"),
    "point": ("x..y", 1, "a point belongs into a number"),
    "other bracket": ("(x+1]", 4, "“(” is closed by “]”: write (x+1)"),
    "values": ("(x, y)", 2, "a comma stands only between the values of a function"),
    "factorial": ("3!", 1, "no factorials"),
    "other letter": ("a*x", 0, "“a” is not known here: the variables are x and y"),
    "other function": ("gamma(x)", 0, "“gamma” is not a function here; there are sin, cos"),
    "capital": ("E^x", 0, "names are written small: write e"),
    "capital beside": ("X+x", 0, "“X” stands beside x"),
    "index": ("x1+y", 0, "the variables are x and y: write x"),
    "indices": (
        "x1^2+x2^2",
        0,
        "“x1” and “x2” are not known here: the variables are x and y: write x for x1 and y for x2",
    ),
    "subscripts": ("x₁+y", 0, "the variables are x and y"),
    "greek": ("θ^2", 0, "“θ” is not known here: the variables are x and y"),
    "greek word": (r"\theta^2", 0, "“\\theta” is not known here: the variables are x and y"),
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
    "1/2x": ("1/2x", 3, "write (1/2)x or 1/(2x)"),
    "1/2(x+1)": ("1/2(x+1)", 3, "two ways"),
    "x/xy": ("x/xy", 3, "two ways"),
    "sin x y": ("sin x y", 6, "sin(x)"),
    "sin xy": ("sin xy", 5, "two ways"),
    "sin x^2": ("sin x^2", 5, "sin(x)^2 or sin(x^2)"),
    "sin x/2": ("sin x/2", 5, "two ways"),
    "sin 3*x": ("sin 3*x", 5, "two ways"),
    "sin 3 x": ("sin 3 x", 6, "two ways"),
    "sin^-1(x)": ("sin^-1(x)", 4, "two ways"),
    "x^2y": ("x^2y", 3, "write x^2*y or x^(2y)"),
    "e^xy": ("e^xy", 3, "write e^x*y or e^(xy)"),
    "e(x)": ("e(x)", 1, "write exp(x) or e*(x)"),
    # What no formula has.
    "cases": (r"\begin{cases}x & y\end{cases}", 0, "there are no cases"),
    "choice of cases": ("{x<0: -x, x}", 2, "there are no cases or comparisons here: max(x, y)"),
    "sum": (r"\sum_{i=1}^{n} x", 0, "written out, term by term"),
    "derivative": (r"\frac{\partial x}{2}", 6, "no limits, integrals or derivatives"),
    "word of LaTeX": (r"\foo x", 0, "“\\foo” is no word of LaTeX"),
    "group": (r"\frac{x}{y", 8, "never closed"),
    "nothing under a root": (r"\sqrt{}", 5, "something is missing after \\sqrt"),
    "plus or minus": ("x±y", 1, "two formulas"),
    "degrees": ("sin(90°)x", 6, "radians"),
    "greek letter": ("xλ", 1, "“λ” is not known here"),
    "fullwidth dunder": ("\uff3f\uff3fimport\uff3f\uff3f('os')", 0, "is not a function here"),
    "roman": ("\u2179", 0, "cannot be read here"),
    "arabic digit": ("\u0663x", 0, "arabic-indic"),
    "right to left": ("x\u202e+y", 1, "right-to-left"),
    "surrogate": ("x\ud800", 1, "“U+D800” cannot be read here"),
    "emoji": ("x+🐍", 2, "snake"),
    # What was written to break in.
    "attribute": ("x.real", 1, "a point belongs"),
    "method": ("x.__class__()", 1, "a point belongs"),
    "classes": ("().__class__.__bases__[0].__subclasses__()", 2, "a point belongs"),
    "dunder": ("__import__('os').system('id')", 0, "is not a function here"),
    "builtins": ("__builtins__", 0, "not known here"),
    "eval": ("eval('x')", 0, "is not a function here"),
    "exec": ("exec(x)", 0, "is not a function here"),
    "file": ("open('/etc/passwd')", 0, "is not a function here"),
    "lambda": ("(lambda: x)()", 1, "not known here"),
    "lambda ascii": ("(lambda x: x)", 1, "not known here"),
    "comprehension": ("[x for x in (1, 2)]", 3, "“for” is not known here"),
    "generator": ("sum(x for x in y)", 0, "“sum” is not a function here"),
    "walrus": ("(x := 1)", 3, "there are no equations"),
    "f-string": ("f'{x}'", 0, "not known here"),
    "string": ("'x'", 0, "cannot be read here"),
    "backslash": ("x\\y", 1, "“\\y” is no word of LaTeX"),
    "choice": ("x if y else 1", 2, "there are no cases"),
    "logic": ("x and y", 2, "there are no cases"),
    "comparison": ("x < y", 2, "there are no cases"),
    "bits": ("x & y", 2, "cannot be read here"),
    "shift": ("1 << 99", 2, "there are no cases"),
    "floor": ("x // y", 3, "a value is missing"),
    "modulo": ("x % y", 2, "mod(x, 3)"),
    "matrix": ("x @ y", 2, "cannot be read here"),
    "invert": ("~x", 0, "cannot be read here"),
    "star": ("sin(*x)", 4, "a value is missing"),
    "complex": ("1j*x", 1, "not known here"),
    "underscores": ("1_000*x", 1, "not known here"),
    "hexadecimal": ("0x10z", 2, "a sign is missing before this number"),
    "infinity": ("inf*x", 0, "not known here"),
    "nan": ("nan", 0, "not known here"),
    "NUL": ("x\0+y", 1, "“U+0000” cannot be read here"),
    "newline": ("x^2\ny^2", 4, "a sign is missing at the end of this line"),
    "comment": ("x # y", 2, "cannot be read here"),
    "statements": ("x; y", 1, "cannot be read here"),
    "template": ("{{z}}", 2, "not known here"),
    "markup": ("<script>", 1, "“script” is not known here"),
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
    "letters": ("e" * 200, 0, "too large"),
    "product of letters": ("x" * 200, 0, "too large"),
    "long sum": ("x" + "+x" * 99, 0, "too large"),
    "signs": ("-" * 199 + "x", 2, "one sign too many"),
    "brackets": ("(" * 99 + "x" + ")" * 99, 20, "at most 20 deep"),
    "bars": ("|" * 200, 20, "at most 20 deep"),
    "exponents": ("^".join("x" * 100), 40, "at most 20 deep"),
    "functions": ("sin(" * 39 + "x" + ")" * 39, 80, "at most 20 deep"),
    "401 characters": ("x" + "+" * MAX_TYPED, MAX_TYPED, "at most 400 characters"),
    "10 MB": ("x + " * 2_500_000 + "x", MAX_TYPED, "at most 400 characters"),
    "10 MB of brackets": ("(" * 10_000_000, MAX_TYPED, "at most 400 characters"),
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
    messages = [error.message for error in refused.value.errors]
    assert {error.parameter for error in refused.value.errors} == {"f"}
    assert [each for each in messages if message in each and each.endswith(f"(at character {position + 1})")]
    for each in messages:
        assert len(each) < 320
        assert "\\\\" not in each  # one \ is shown as one
        each.encode()  # no lone surrogate, which no answer could hold


def test_a_refusal_names_all_that_is_wrong_in_the_order_of_the_text() -> None:
    with pytest.raises(InvalidSetting) as refused:
        formula_surface("  1/2x + θ! + foo(y) + 0,5y + x/0 + y^40 + (a")
    said = [error.message for error in refused.value.errors]
    assert [message.split(" (at character ")[-1] for message in said] == [
        f"{n})" for n in (6, 10, 11, 15, 25, 33, 39, 44, 45)
    ]
    expected = ["(1/2)x", "“θ”", "factorials", "“foo”", "0.5", "divides by zero", "at most 32", "never closed", "“a”"]
    assert all(part in message for part, message in zip(expected, said, strict=True))


def test_one_thing_is_said_once_and_not_too_much_is_said() -> None:
    with pytest.raises(FormulaError) as refused:
        read_typed("a + a + " + " + ".join("bcdfghijklmn"))
    assert [problem.message.split()[0] for problem in refused.value.problems] == [
        f"“{letter}”" for letter in "abcdfghijk"[:10]
    ]


def test_what_has_steps_alone_is_refused_in_its_own_words() -> None:
    for text in ("floor(x) + step(y)", "sign(x)"):
        with pytest.raises(InvalidSetting, match="it has no slope"):
            formula_surface(text)
