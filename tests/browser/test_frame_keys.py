"""Keys in a frame: the lab's own, and those that turn the slides around it."""

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.reading import drag_rate, framed, next_frame, rate_of, to_notch, visit
from tests.helpers.hosting import DECK, SANDBOX, Site

KEYS = {"PageDown": "next[]", "PageUp": "prev[]", "ArrowRight": "next[]", "ArrowLeft": "prev[]"}


def handed_on(page: Page, *keys: str) -> list[str]:
    """What the page around is told when these are pressed."""
    page.evaluate("() => void (keys.length = 0)")
    for key in keys:
        page.keyboard.press(key)
    next_frame(page.frames[1])
    told: list[str] = page.evaluate("() => new Promise(done => setTimeout(() => done([...keys]), 50))")
    return told


@pytest.fixture
def deck(page: Page, server: str, site: Site) -> Frame:
    """A frame in a slide deck."""
    return framed(page, site.frame(f"{server}/embed?lr=0.0365", SANDBOX, DECK))


def test_keys_in_the_picture_turn_the_slides(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=path]").click(position={"x": 300, "y": 300})
    for key, told in KEYS.items():
        assert handed_on(page, key) == [told]
    assert handed_on(page, "ArrowUp", "ArrowDown", "Home", "End", "Control+PageDown", "Shift+PageDown", "a") == []
    deck.locator("[data-part=predict]").click()
    assert handed_on(page, "PageDown", "ArrowRight", "PageUp") == ["next[]", "prev[]"]
    deck.locator("[data-part=start-handle]").focus()
    assert handed_on(page, "PageDown") == ["next[]"]
    assert rate_of(deck) == "0.0365"


def test_after_a_drag_page_keys_turn_the_slides_and_arrows_move_the_rate(page: Page, deck: Frame) -> None:
    drag_rate(deck, 0.4)
    rate = rate_of(deck)
    assert handed_on(page, "PageDown", "PageUp", "PageUp") == ["next[]", "prev[]", "prev[]"]
    assert rate_of(deck) == rate
    assert handed_on(page, "ArrowRight") == []
    nudged = rate_of(deck)
    assert float(nudged) > float(rate)
    assert handed_on(page, "PageDown") == ["next[]"]  # still the lecturer's
    assert rate_of(deck) == nudged


def test_who_came_with_the_keyboard_moves_the_rate_by_a_decade(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=path]").click(position={"x": 300, "y": 300})
    for _ in range(20):
        page.keyboard.press("Tab")
        if deck.evaluate("document.activeElement.dataset.part === 'rate'"):
            break
    assert handed_on(page, "PageUp") == []
    assert rate_of(deck) == "0.365"
    assert handed_on(page, "PageDown", "PageDown") == []
    assert rate_of(deck) == "0.00365"


def test_a_dialog_and_a_drawer_keep_their_keys(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=more]").focus()
    page.keyboard.press("Enter")
    deck.locator('input[name="optimizer"]:checked').focus()
    assert handed_on(page, "PageDown", "PageUp") == []
    deck.locator("button[data-part=table]").click()
    expect(deck.locator("[data-part=table-dialog]")).to_be_visible()
    assert handed_on(page, "PageDown", "PageUp") == []
    page.keyboard.press("Escape")
    assert handed_on(page, "PageDown") == ["next[]"]  # the button was pressed with the mouse


def test_a_page_of_its_own_hands_on_nothing(page: Page) -> None:
    visit(page, "/embed")
    page.evaluate("() => { window.heard = []; addEventListener('message', ({ data }) => heard.push(data)) }")
    page.keyboard.press("PageDown")
    to_notch(page, 100)
    next_frame(page)
    assert page.evaluate("heard") == []
