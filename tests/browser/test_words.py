"""What is seen, for who hears it: the picture, the track and every change, and nothing more often than it changes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from descentlab import Outcome, family
from descentlab.setting.rates import learning_rate_grid
from tests.browser.reading import choose, next_frame, ready, rested, to_notch, visit

NOTCHES = learning_rate_grid(digits=3)
HEAR = """() => {
  window.spoken = [];
  const status = document.querySelector("[data-part=status]");
  const changes = { childList: true, characterData: true, subtree: true };
  new MutationObserver(() => spoken.push(status.textContent)).observe(status, changes);
}"""


def hear(page: Page) -> None:
    page.evaluate(HEAR)


def spoken(page: Page) -> list[str]:
    """All that has been said since, once the hand has rested."""
    rested(page, 800)
    told: list[str] = page.evaluate("spoken.splice(0)")
    return told


@pytest.fixture
def lab(page: Page) -> Page:
    """A lab that has said what it opened with."""
    visit(page, "/?surface=ravine&lr=0.0365")
    expect(page.locator("[data-part=status]")).not_to_be_empty()
    hear(page)
    return page


def test_the_track_is_told_as_it_is_painted(page: Page) -> None:
    visit(page, "/?surface=ravine")
    words = page.locator("[data-part=track-words]")
    outcomes = list(family(NOTCHES, surface="ravine", start=(-8, 1.5), steps=120).outcomes)
    good = [rate for rate, outcome in zip(NOTCHES, outcomes, strict=True) if outcome is Outcome.CONVERGED]
    after = next(rate for rate, outcome in zip(NOTCHES, outcomes, strict=True) if outcome is Outcome.DIVERGED)
    slow = max(
        rate for rate, outcome in zip(NOTCHES, outcomes, strict=True) if outcome is Outcome.TOO_SLOW and rate < good[0]
    )
    outcomes_told = f"slow to {slow:g}, good {good[0]:g} to {good[-1]:g}, diverges from {after:g}. "
    ends_told = f"Lowest loss after 120 steps at {good[-1]:g}; works from {good[0]:g} to {good[-1]:g}, recommended "
    expect(words).to_have_text(re.compile(f"^{re.escape(outcomes_told + ends_told)}0.0\\d+\\.$"))
    for part in ("rate", "track"):
        described = page.locator(f"[data-part={part}]").get_attribute("aria-describedby")
        assert described == words.get_attribute("id")
    page.evaluate(
        """() => {
          window.changes = 0;
          const words = document.querySelector("[data-part=track-words]");
          new MutationObserver(() => changes++).observe(words, { childList: true });
        }"""
    )
    for notch in range(100, 200, 10):
        to_notch(page, notch)
        next_frame(page)
    assert page.evaluate("changes") == 0
    choose(page, "surface", "bowl")
    ready(page)
    assert page.evaluate("changes") == 1


def test_names_are_those_on_the_screen(page: Page) -> None:
    for query, names in (
        ("surface=nonconvex", "Two basins, Gradient descent, learning rate"),
        ("surface=six_hump_camel&optimizer=rmsprop&lr=0.01", "RMSProp, learning rate 0.0100"),
        ("f=x^2%2By^2", "L = x^2+y^2, Gradient descent"),
    ):
        visit(page, f"/?{query}")
        expect(page.locator("[data-part=stage-summary]")).to_contain_text(names)


def test_a_drag_says_nothing_until_it_rests_and_then_what_is_another(lab: Page) -> None:
    for notch in range(125, 220, 5):
        to_notch(lab, notch)
        next_frame(lab)
    assert lab.evaluate("spoken") == []
    assert spoken(lab) == ["Diverges"]
    for notch in range(215, 190, -1):
        to_notch(lab, notch)
    assert spoken(lab) == []


def test_moving_the_start_is_told_once_it_rests(lab: Page) -> None:
    handle = lab.locator("[data-part=start-handle]")
    for _ in range(4):
        handle.press("ArrowRight")
    place = str(handle.get_attribute("aria-label")).removeprefix("Start point ")
    headline = lab.locator("[data-part=verdict-headline]").text_content()
    assert spoken(lab) == [f"Start {place}. {headline}"]


def test_steps_are_told_once_they_rest(lab: Page) -> None:
    for _ in range(3):
        lab.keyboard.press(",")
    (told,) = spoken(lab)
    assert told.startswith("Step 117 of 120, (")
    lab.locator("[data-part=scrub]").press("ArrowLeft")
    assert spoken(lab) == []  # the slider says it
    expect(lab.locator("[data-part=scrub]")).to_have_attribute("aria-valuetext", "step 116 of 120")


def test_playing_and_arriving_are_told(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    visit(page, "/?surface=ravine&lr=0.0619&autoplay=0")
    expect(page.locator("[data-part=status]")).not_to_be_empty()
    hear(page)
    page.locator("[data-part=play]").click()
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "false", timeout=10_000)
    first, *steps, last = spoken(page)
    assert first == "Playing from step 0"
    assert len(steps) <= 2
    assert all(step.startswith("Step ") for step in steps)
    there = page.locator("[data-part=verdict-evidence] li", has_text="There after").text_content()
    assert last.startswith("Step 120 of 120, (")
    assert last.endswith(f". {page.locator('[data-part=verdict-headline]').text_content()}. {there}")


def test_predicting_is_told(lab: Page) -> None:
    lab.keyboard.press("p")
    assert spoken(lab) == ["The answer is hidden. What will happen?"]
    lab.locator('label:has(input[name="guess"][value="converged"])').click()
    assert spoken(lab) == []
    lab.keyboard.press("p")
    (told,) = spoken(lab)
    assert told.startswith("Wrong: you said it converges. Too slow: Loss 60.1 → ")
    assert " 0 of 1 right. Step 120 of 120, (" in told
    assert told.endswith("Too slow")


def test_undo_is_told(lab: Page) -> None:
    lab.locator("[data-part=rate]").press("End")
    assert spoken(lab) == ["Diverges"]
    lab.keyboard.press("z")
    assert spoken(lab) == [lab.locator("[data-part=verdict-headline]").text_content()]
