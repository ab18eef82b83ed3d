"""Search within Learn."""

import pytest

from descentlab.learn.contents import PAGES
from descentlab.learn.pages import rendered
from descentlab.learn.search import MOST, search


def test_sections_with_all_words_come_and_the_best_first() -> None:
    found = search("condition number")
    assert "curvature" in [each.page.id for each in found[:3]]
    assert all("condition" in each.excerpt.lower() or "condition" in each.heading.lower() for each in found)


def test_beginnings_of_words_and_signs_are_enough() -> None:
    assert {each.page.id for each in search("oversh")} >= {"curvature"}
    assert search("λmax")
    assert search("'; DROP TABLE sections; --") == search("drop table sections")


def test_where_no_section_has_all_words_some_are_enough() -> None:
    found = search("overshoot zebra")
    assert found
    assert found[0].page.id in PAGES


@pytest.mark.parametrize("asked", ["", "  ", "?!", "zebra", '"', "zebra*", "a" * 5000])
def test_nothing_is_found_without_complaint(asked: str) -> None:
    assert search(asked) == ()


def test_words_are_marked_and_nothing_else_is_markup() -> None:
    (first, *_) = search("parabola")
    assert "<mark>" in first.excerpt
    assert "<" not in first.excerpt.replace("<mark>", "").replace("</mark>", "")


def test_every_section_can_be_found_by_its_heading() -> None:
    for id in PAGES:
        for section in rendered(id).sections:
            if section.id not in ("objectives", "misconception", "seen", "points"):
                found = search(section.title)
                assert (id, section.id) in [(each.page.id, each.section) for each in found], section.title
                assert len(found) <= MOST
