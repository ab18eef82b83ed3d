"""Every page of Learn: what it says is checked, what is checked is so, and nothing that a chapter has is missing."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup, Tag

from descentlab.common.deadline import Deadline, OutOfTime
from descentlab.common.glossary import WORDS
from descentlab.common.symbols import SYMBOLS
from descentlab.learn import pages
from descentlab.learn.contents import CHAPTERS, PAGES, entry
from descentlab.learn.measures import forget
from descentlab.learn.pages import Page, rendered
from descentlab.learn.stills import still
from descentlab.learn.writing import BOXES, Checkpoint, Claim
from descentlab.setting.axis import parameter_of
from descentlab.setting.query import items_of
from descentlab.web.figures import KNOWN, markup_of
from tests.learn.sentences import unchecked, unmarked

PAGE = {id: rendered(id) for id in PAGES}
CHAPTER = [PAGE[id] for id in CHAPTERS]
CLAIMS = [(page, claim) for page in PAGE.values() for claim in page.claims]
FIGURES = {figure.id: figure for page in PAGE.values() for figure in page.figures}
CHECKPOINTS = [(page, checkpoint) for page in CHAPTER for checkpoint in page.checkpoints]


@pytest.mark.parametrize(("page", "claim"), CLAIMS, ids=lambda each: each.id)
def test_a_claim_holds(page: Page, claim: Claim) -> None:
    assert claim.found(), f"{page.id}: {claim.id}: {claim.holds}"


@pytest.mark.parametrize("page", PAGE.values(), ids=PAGES)
def test_a_number_or_a_verdict_is_in_a_claim(page: Page) -> None:
    assert unmarked(page) == []


@pytest.mark.parametrize("page", PAGE.values(), ids=PAGES)
def test_a_claim_checks_the_numbers_it_says(page: Page) -> None:
    assert unchecked(page) == []


def test_claims_are_many_and_each_asks_something() -> None:
    assert len(CLAIMS) >= 120
    for page, claim in CLAIMS:
        assert re.search(r"[a-z]", claim.holds), f"{page.id}: {claim.id} holds whatever is so"
        assert claim.holds not in ("true", "1 == 1")


@pytest.mark.parametrize("page", CHAPTER, ids=CHAPTERS)
def test_a_chapter_has_all_its_parts(page: Page) -> None:
    assert {*BOXES} <= {section.id for section in page.sections}
    assert len([section for section in page.sections if section.id not in BOXES]) >= 3
    assert len(page.figures) >= 3
    assert {"choice", "truth"} & {each.kind for each in page.checkpoints}
    assert len(page.checkpoints) >= 2
    assert len(page.claims) >= 10


@pytest.mark.parametrize("id", CHAPTERS)
def test_a_chapter_is_read_in_four_to_eight_minutes(id: str) -> None:
    assert 4 <= entry(id).minutes <= 8


@pytest.mark.parametrize("page", PAGE.values(), ids=PAGES)
def test_ids_are_its_own(page: Page) -> None:
    ids = Counter(str(element["id"]) for element in _soup(page).select("[id]"))
    assert [id for id, count in ids.items() if count > 1] == []


def test_figures_have_ids_of_their_own() -> None:
    assert len(FIGURES) == sum(len(page.figures) for page in PAGE.values())


@pytest.mark.parametrize("page", PAGE.values(), ids=PAGES)
def test_links_between_pages_lead_somewhere(page: Page) -> None:
    anchors = {id: {str(each["id"]) for each in _soup(other).select("[id]")} for id, other in PAGE.items()}
    for link in _soup(page).select("a[href]"):
        path, _, fragment = str(link["href"]).partition("#")
        target = path.removeprefix("../learn/") or page.id
        if target in PAGES:
            assert not fragment or fragment in anchors[target] | {"chapter"}, link
        else:
            assert path.startswith(("../?", "../learn?", "../present")), link


@pytest.mark.parametrize("id", FIGURES)
def test_a_figure_is_what_it_declares(id: str) -> None:
    figure = FIGURES[id]
    for key in figure.keys:
        assert parameter_of(figure.settings[0], key).label
    assert {*figure.parts} <= {*KNOWN}
    assert 2 <= len(figure.settings) <= 3 if figure.beside else 1 <= len(figure.settings) <= 6
    assert len({each.surface.id for each in figure.settings}) == 1
    assert items_of(figure.query)
    assert still(figure).startswith("<svg")
    labs = BeautifulSoup(markup_of(figure), "html.parser").select("[data-lab]")
    assert len(labs) == (len(figure.settings) if figure.beside else 1)


def test_what_waits_for_an_answer_has_a_question() -> None:
    asked = {checkpoint.figure for _, checkpoint in CHECKPOINTS if checkpoint.figure}
    assert asked <= {*FIGURES}
    assert {figure.id for figure in FIGURES.values() if figure.veiled or figure.predict} <= asked


@pytest.mark.parametrize(("page", "checkpoint"), CHECKPOINTS, ids=lambda each: each.id)
def test_a_question_has_one_answer(page: Page, checkpoint: Checkpoint) -> None:
    right = [option.is_right for option in checkpoint.options]
    if checkpoint.kind == "order":
        assert len(right) >= 3
        assert checkpoint.shuffled != list(enumerate(checkpoint.options))
    else:
        assert right.count(True) == 1
        assert len(right) >= 2
    form = _soup(page).select_one(f'[data-checkpoint="{checkpoint.id}"]')
    assert isinstance(form, Tag)
    because = form.select_one(".because")
    assert because is not None
    assert len(because.get_text().split()) > 10


def test_kinds_of_questions_and_the_three_that_must_be_there() -> None:
    assert {checkpoint.kind for _, checkpoint in CHECKPOINTS} == {"choice", "truth", "order", "predict"}
    asked = " ".join(_soup(page).get_text(" ") for page in CHAPTER)
    for words in ("gradient is very large", "smaller rate always", "What happens in one iteration"):
        assert re.search(words, asked, re.IGNORECASE), words


def test_plans_last_as_long_as_they_say() -> None:
    for plan in _soup(PAGE["teachers"]).select("[data-plan]"):
        assert sum(int(row.get_text()) for row in plan.select("td:first-child")) == int(str(plan["data-plan"]))


def test_the_glossary_has_every_word_and_letter() -> None:
    ids = {str(each["id"]) for each in _soup(PAGE["glossary"]).select("dl [id]")}
    assert ids == {*(each.anchor for each in SYMBOLS), *(each.anchor for each in WORDS)}


def test_nothing_is_put_off() -> None:
    for page in PAGE.values():
        assert not re.search(r"see elsewhere|coming soon|\bTODO\b|placeholder", _soup(page).get_text(), re.IGNORECASE)


def _soup(page: Page) -> BeautifulSoup:
    return BeautifulSoup(str(page.body), "html.parser")


def test_a_page_is_made_whole_however_little_time_its_reader_has() -> None:
    pages._lean.cache_clear()
    forget()
    with Deadline(0).applies():
        with pytest.raises(OutOfTime):
            rendered("curvature")
        assert pages.lean("curvature").figures
