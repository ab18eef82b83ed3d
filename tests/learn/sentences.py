"""What a page of Learn says outside of its claims, and what its claims say beyond what they check.

A number or a verdict that stands in a sentence is either written by the core (`<data>`), or stands in a claim, whose
expression has it too. Formulas, definitions, names, questions and what is quoted as commonly heard are no statements.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from descentlab.common.numbers import as_number
from descentlab.learn.pages import Page

BLOCKS = ("p", "li", "td", "th", "dd", "dt", "figcaption", "summary", "caption", "blockquote")
NO_STATEMENTS = (
    "math, cite, code, dfn, [data-definition], [data-asked], [data-plan], q[data-heard], a.see, a.anchor, "
    ".ways, .embeds, h1, h2, h3, .tries, .judged, template"
)
"""What is no statement, wherever it stands; of a plan the minutes have a test of their own."""
CHECKED = "[data-claim], data, [data-kind=truth] > p:not(.submit), .options, .answer, [data-box=objectives]"
"""What has a check of its own, or is written by the core; and what a reader is to learn, which states nothing yet."""
PLAIN_IN_FORMULAS = ("0", "1", "2")
"""Numbers that a formula may have for what it is; another is a statement."""
QUOTIENT = re.compile(r"[\d.]+/[λη(]")
"""A mark with a name: 1/λ, 2/λ, 2/η."""
WORDS = {
    "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0,
    "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0,
    "hundred": 100.0, "thousand": 1000.0, "million": 1e6, "twice": 2.0, "double": 2.0, "doubles": 2.0, "half": 0.5,
    "halves": 0.5, "thrice": 3.0, "tenfold": 10.0, "dozen": 12.0,
}  # fmt: skip
POWER = re.compile(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
NUMBER = re.compile(rf"{POWER.pattern}|(?<![\w.])[−-]?\d+(?:\.\d+)?(?:×{POWER.pattern})?")
VERDICT = re.compile(
    r"\b(converg|diverg|oscillat|stall|trapped|escap|overflow|overshoot|explod|creep|crawl|zig-?zag|bounc|arriv|settl|faster"
    r"|fastest|slower|slowest|best|better|worse|worst|safer|safest|always|never|stable|unstable)\w*",
    re.IGNORECASE,
)
IN_WORDS = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?§])\s+")


def unmarked(page: Page) -> list[str]:
    """The sentences that say a number or a verdict outside of every claim."""
    soup = BeautifulSoup(str(page.body), "html.parser")
    for checked in soup.select(CHECKED):
        checked.replace_with("§")
    in_formulas = [
        f"the number {number.text} in the formula {formula.text}"
        for formula in soup.select("math")
        for number in formula.select("mn")
        if not formula.find_parent("dfn") and number.text not in PLAIN_IN_FORMULAS
    ]
    for element in soup.select(NO_STATEMENTS):
        element.decompose()
    return in_formulas + [
        sentence
        for block in _blocks(soup)
        for sentence in SENTENCE.split(_text(block))
        if not sentence.rstrip("”’)").endswith("?") and _says_something(sentence)
    ]


def unchecked(page: Page) -> list[str]:
    """The numbers in claims that neither the core has written nor the claim's expression has."""
    soup = BeautifulSoup(str(page.body), "html.parser")
    for element in soup.select(f":is({NO_STATEMENTS}):not(math)"):
        element.decompose()
    holds = {claim.id: claim.checked for claim in page.claims}
    found = []
    for element in soup.select("[data-claim]"):
        checked = holds[str(element["data-claim"])]
        for data in element.select("data"):
            data.replace_with("§")
        said = _numbers(QUOTIENT.sub("§", element.get_text()))
        found += [f"{element['data-claim']}: {text}" for text, values in said if not values & checked]
    return found


def _blocks(soup: BeautifulSoup) -> Iterator[Tag]:
    """The innermost blocks of text."""
    return (block for block in soup.find_all(BLOCKS) if not block.find(BLOCKS))


def _text(block: Tag) -> str:
    return re.sub(r"\s+", " ", QUOTIENT.sub("§", block.get_text())).strip()


def _says_something(sentence: str) -> bool:
    return bool(NUMBER.search(sentence) or IN_WORDS.search(sentence) or VERDICT.search(sentence))


def _numbers(text: str) -> Iterator[tuple[str, set[float]]]:
    """What is said, and the numbers by which a check may say it: whoever is half of another, that one is twice it."""
    for match in NUMBER.finditer(text):
        yield match[0], {float(as_number(f"1×{match[0]}" if POWER.fullmatch(match[0]) else match[0]))}
    for match in IN_WORDS.finditer(text):
        value = WORDS[match[0].lower()]
        yield match[0], {value, 1 / value}
