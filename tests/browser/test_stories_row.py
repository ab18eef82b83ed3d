"""Stories: a row of links, each to a setting that its sentence is about; the one that is open is marked and told."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from descentlab.learn.stories import FIRST, STORIES
from tests.browser.reading import RequestsOf, ready, visit
from tests.browser.test_accessibility import SMALL, UNNAMED

LINKS = "[data-part=stories-list] a"


def opened(page: Page, path: str = "/") -> None:
    """Open the row."""
    visit(page, path)
    page.locator("[data-part=stories] > summary").click()
    expect(page.locator(LINKS)).to_have_count(len(STORIES))


def test_they_come_when_the_row_is_opened(page: Page, requests_of: RequestsOf) -> None:
    requests = requests_of(page)
    visit(page, "/")
    assert not any("stories" in each for each in requests)
    page.locator("[data-part=stories] > summary").click()
    expect(page.locator(LINKS)).to_have_count(len(STORIES))
    assert sum("/stories" in each and "static" not in each for each in requests) == 1
    expect(page.locator(LINKS).filter(visible=True)).to_have_count(len(FIRST))
    page.get_by_text(f"All {len(STORIES)}").click()
    expect(page.locator(LINKS).filter(visible=True)).to_have_count(len(STORIES))
    texts = page.locator(LINKS).all_inner_texts()
    assert all(any(story.title in text and story.sentence in text for text in texts) for story in STORIES)


def test_a_link_opens_its_setting_and_leads_back(page: Page) -> None:
    opened(page, "/?theme=dark&lr=0.02")
    page.get_by_role("link", name="One step On a bowl").click()
    page.wait_for_url(re.compile("surface=bowl"))
    ready(page)
    assert "theme=dark" in page.url
    expect(page.locator("[data-part=stories-chosen]")).to_have_text("One step")
    told = page.locator("[data-part=story-told]")
    expect(told).to_have_text("On a bowl of curvature 2 the rate 1/λ = 0.5 lands on the minimum at once.")
    expect(page.locator("[data-part=surface-teaches]")).to_be_hidden()
    page.locator("[data-part=stories] > summary").click()
    expect(page.locator(f"{LINKS}[aria-current=true]")).to_contain_text("One step")
    page.go_back()
    ready(page)
    assert "lr=0.02" in page.url


def test_another_setting_is_no_story_any_more(page: Page) -> None:
    story = next(each for each in STORIES if each.id == "too_small")
    visit(page, f"/?{story.query}")
    told = page.locator("[data-part=story-told]")
    expect(told).to_have_text(story.sentence)
    expect(page.locator(LINKS)).to_have_count(len(STORIES))
    page.locator("[data-part=rate]").focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_be_hidden()
    expect(page.locator("[data-part=surface-teaches]")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(told).to_have_text(story.sentence)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_every_story_is_one_where_it_opens(page: Page, story: object) -> None:
    visit(page, f"/{story.page}?{story.query}")  # type: ignore[attr-defined]
    expect(page.locator("[data-part=story-told]")).to_have_text(story.sentence)  # type: ignore[attr-defined]
    expect(page.locator("[data-part=notices] li")).to_have_count(0)


def test_the_map_opens_on_its_own_page(page: Page) -> None:
    opened(page)
    page.get_by_text(f"All {len(STORIES)}").click()
    paths = {urlsplit(link.evaluate("each => each.href")).path for link in page.locator(LINKS).all()}
    assert paths == {"/", "/atlas"}


def test_a_frame_and_a_projector_have_none_and_they_can_be_left_out(page: Page) -> None:
    for path in ("/embed", "/present"):
        visit(page, path)
        expect(page.locator("[data-part=stories]")).to_have_count(0)
    visit(page, "/?hide=stories&lr=0.001")
    expect(page.locator("[data-part=stories]")).to_be_hidden()
    expect(page.locator("[data-part=story-told]")).to_be_hidden()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_axe_finds_nothing(open_page: Callable[..., Page], size: tuple[int, int]) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    opened(page, f"/?{STORIES[0].query}")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
