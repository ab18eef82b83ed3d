"""One table of symbols: every letter of the product is in it, and each means one thing."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from descentlab.common.glossary import WORDS, glossary
from descentlab.common.parameters import Parameter
from descentlab.common.symbols import SYMBOLS
from descentlab.formats.catalogue import catalogue
from descentlab.formulas.functions import FUNCTIONS
from descentlab.formulas.mathml import mathml
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.schedules import SCHEDULES, Schedule
from descentlab.setting.setting import NUMBERS
from descentlab.studies import basins, mean_path, range_test, sweep
from descentlab.surfaces import Surface, surfaces
from descentlab.surfaces.start import COORDINATE
from descentlab.web.routes.endpoints import ENDPOINTS

ROOT = Path(__file__).parents[1]
TABLE = {each.text: each for each in SYMBOLS}
ENTRIES: list[Optimizer | Schedule | Surface] = [*OPTIMIZERS.values(), *SCHEDULES.values(), *surfaces().values()]
PARAMETERS = {
    **{
        f"{type(each).__name__} {each.id}.{parameter.name}": parameter
        for each in ENTRIES
        for parameter in each.parameters
    },
    **{parameter.name: parameter for parameter in (*NUMBERS, COORDINATE)},
    **{
        f"{module.__name__}.{parameter.name}": parameter
        for module in (basins, mean_path, range_test, sweep)
        for parameter in vars(module).values()
        if isinstance(parameter, Parameter)
    },
    **{f"{each.path} {parameter.name}": parameter for each in ENDPOINTS for parameter in each.keys.own},
}
LETTERED = {key: each for key, each in PARAMETERS.items() if each.symbol}
EQUATIONS = {
    **{f"optimizer {each.id}": mathml(each.equation) for each in OPTIMIZERS.values()},
    **{f"schedule {each.id}": mathml(each.equation) for each in SCHEDULES.values()},
    **{f"surface {each.id}": each.mathml for each in surfaces().values()},
}
NAMES = {"min", "max", "sign", "ln", "arcsin", "arccos", "arctan", *FUNCTIONS}
"""What is spelled out in an equation, and no letter."""
LONGEST = 190
"""Characters of a meaning: five lines of a card, which the smallest frame has room for."""
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ACCENTS = {"^": "\N{COMBINING CIRCUMFLEX ACCENT}", "~": "\N{COMBINING TILDE}", "¯": "\N{COMBINING MACRON}"}
RAISED = {"+": "⁺", "−": "⁻", "∗": "*", "*": "*"}


def letters(element: ET.Element) -> Iterator[str]:
    """The symbols of an equation, as the table writes them: `η_min`, `β₁`, `m̂`, `γ⁺`."""
    tag = element.tag.rpartition("}")[2]
    parts = ["".join(child.itertext()).strip() for child in element]
    if tag == "msub":
        lower = parts[1].translate(SUBSCRIPTS)
        subscripted = parts[0] + lower
        if parts[0] == "∑":
            yield parts[1]
        else:
            yield subscripted if subscripted in TABLE else f"{parts[0]}_{parts[1]}"
    elif tag == "mover":
        yield parts[0] + ACCENTS[parts[1]]
    elif tag == "msup" and parts[1] in RAISED:
        yield parts[0] + RAISED[parts[1]]
    elif tag in ("mi", "mo") and (text := (element.text or "").strip()) and text not in NAMES:
        if text == "∇":
            yield "∇L"
        elif text.isalpha():
            yield text
    else:
        for child in element:
            yield from letters(child)


def used(equation: str) -> set[str]:
    """All of them; the L of ∇L is no loss."""
    return set(letters(ET.fromstring(equation.replace("</mo><mi>L</mi>", "</mo>"))))


def test_the_table_says_each_thing_once() -> None:
    texts = [each.text for each in (*SYMBOLS, *WORDS)] + [form for word in WORDS for form in word.also]
    assert len(texts) == len({text.lower() if len(text) > 2 else text for text in texts})
    assert len({each.meaning for each in SYMBOLS}) == len(SYMBOLS)
    for each in (*SYMBOLS, *WORDS):
        assert re.search(r"[.…]$", each.meaning), each.text
        assert len(each.meaning) <= LONGEST, each.text


@pytest.mark.parametrize("key", LETTERED)
def test_a_parameters_letter_is_in_the_table_under_its_name(key: str) -> None:
    parameter = LETTERED[key]
    assert parameter.symbol in TABLE
    assert parameter.label == TABLE[parameter.symbol].name


@pytest.mark.parametrize("name", EQUATIONS)
def test_an_equation_has_no_letter_that_is_not_in_the_table(name: str) -> None:
    assert used(EQUATIONS[name]) - set(TABLE) == set()


def test_no_letter_of_the_table_is_idle() -> None:
    """In an equation, at a parameter, or in the words of charts, marks and verdicts."""
    in_equations = set().union(*map(used, EQUATIONS.values()))
    in_words = set("".join(each.text for each in WORDS))
    assert set(TABLE) - in_equations - {each.symbol for each in LETTERED.values()} - in_words == set()


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_the_move_is_what_the_equation_subtracts(optimizer: Optimizer) -> None:
    """The text beside the numbers has the letters of the first part of the equation, and no others."""
    first = mathml(optimizer.equation.split(r",\quad")[0])
    text = re.sub(r"sign|⁻¹|\^\(−1/2\)", "", optimizer.move).replace("ₖ", "_k").replace("gₘₐₓ", "g_max")
    said = set(re.findall(r"∇L|\w_\w+|\w[₀-₉⁺]?[\u0302-\u0304]?", text)) - {"1"}
    assert said | {"w"} == used(first)


def test_gradient_descent_is_w_less_eta_times_the_gradient() -> None:
    assert OPTIMIZERS["gd"].equation == r"w \leftarrow w - \eta\,\nabla L"
    assert OPTIMIZERS["gd"].move == "η∇L"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.id)
def test_curvature_has_lambda_for_itself(entry: Optimizer | Schedule | Surface) -> None:
    said = " ".join([*(each.help + each.symbol for each in entry.parameters), str(getattr(entry, "move", ""))])
    assert "λ" not in said
    assert "μ" not in said


GREEK = re.compile(r"[α-ωϕϑΔ]")
PAGES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js"), *ROOT.glob("*.md")]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "model.md"]


@pytest.mark.parametrize("path", [*PAGES, *DOCUMENTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_and_documents_use_greek_letters_of_the_table_alone(path: Path) -> None:
    known = set("".join(TABLE)) | {"Σ"}
    assert set(GREEK.findall(path.read_text("utf-8"))) - known == set()


def test_one_noun_for_one_thing() -> None:
    """No two of a surface, an optimizer and a schedule have one name, nor is one called what a verdict says."""
    names = [each.name.lower() for each in ENTRIES]
    assert len(names) == len(set(names))
    words = set(chain.from_iterable((each.text, *each.also) for each in WORDS)) - {"momentum"}
    assert set(names) & words == {"saddle"}  # that surface is one


def test_the_model_has_the_table() -> None:
    table = (ROOT / "docs" / "model.md").read_text("utf-8").partition("## Symbols")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| ?(.*?) ?\|$", table, re.M)[1:]
    assert rows == [(each.text, each.name, each.meaning, each.where) for each in SYMBOLS]


def test_the_catalogue_has_the_glossary() -> None:
    assert catalogue()["glossary"] == glossary()
    assert [each["text"] for each in glossary()["symbols"]] == list(TABLE)
