"""Two sentences for a newcomer."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.reading import ready, to_notch, visit
from tests.helpers.hosting import SANDBOX, slide_deck


def test_two_sentences_greet_a_newcomer_once(open_page: Callable[..., Page]) -> None:
    page = open_page()
    visit(page, "/")
    greeting = page.locator("[data-part=greeting]")
    expect(greeting).to_contain_text("Drag the slider: the picture answers. One dot is one step.")
    to_notch(page, 100)
    expect(greeting).to_be_hidden()
    page.reload()
    ready(page)
    expect(greeting).to_be_hidden()


def test_the_greeting_is_dismissed(page: Page) -> None:
    visit(page, "/")
    page.locator("[data-part=greeting-close]").click()
    expect(page.locator("[data-part=greeting]")).to_be_hidden()
    expect(page.locator("[data-part=rate]")).to_be_focused()
    visit(page, "/?surface=bowl")
    expect(page.locator("[data-part=greeting]")).to_be_hidden()


def test_where_nothing_can_be_stored_the_greeting_goes_for_the_visit(page: Page, tmp_path: Path, server: str) -> None:
    page.goto(slide_deck(tmp_path, f"{server}/embed", SANDBOX))
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-part=greeting]")).to_be_visible()
    frame.locator("[data-part=greeting-close]").click()
    expect(frame.locator("[data-part=greeting]")).to_be_hidden()
