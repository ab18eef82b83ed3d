"""axe finds nothing in any state; what axe misses (an unnamed canvas, a target too small) is tested here."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.reading import next_frame, reach, ready, visit
from tests.browser.sliders import ready_family, slider_of

RACE = "vs=optimizer%3Dadam%26lr%3D0.3&vs=lr%3D0.01&vs=optimizer%3Dsam"
STATES = {
    "lab": ("/", 1440, 900, None),
    "diverged": ("/?lr=10", 1440, 900, None),
    "notices": ("/?lr=0&mystery=1", 1440, 900, None),
    "what helps": ("/?lr=0.002", 1440, 900, "[data-part=what-helps]"),
    "a row open": ("/", 1366, 768, "[data-part=surface] > summary"),
    "range test": ("/", 1366, 768, "[data-part=range-test] > summary"),
    "predict": ("/?predict=1", 1440, 900, None),
    "guessed": ("/?predict=1", 1440, 900, 'label:has(input[name="guess"][value="diverged"])'),
    "compare": (f"/?{RACE}", 1440, 900, None),
    "compare, its table": (f"/?{RACE}&target=0.01", 1440, 900, "[data-part=compare] > summary"),
    "compare, predict": (f"/?{RACE}&predict=1", 1440, 900, None),
    "basins": ("/?surface=himmelblau&look=basins", 1440, 900, None),
    "slice": ("/?look=slice", 1440, 900, None),
    "seeds": ("/?noise=4&seeds=both", 1440, 900, "[data-part=noise] > summary"),
    "data": ("/?surface=logistic_regression", 1440, 900, None),
    "inside": ("/?optimizer=adam&lr=0.3", 1440, 900, "[data-part=inside] > summary"),
    "drawing": ("/?schedule=drawn", 1440, 900, "[data-part=schedule] > summary"),
    "stories": ("/", 1440, 900, "[data-part=stories] > summary"),
    "keys": ("/", 1440, 900, "[data-part=keys]"),
    "share": ("/", 1440, 900, "[data-part=share]"),
    "table": ("/?steps=20", 1440, 900, "[data-part=table]"),
    "phone": ("/", 390, 844, None),
    "phone, details": ("/?lr=0.3", 390, 844, "[data-part=verdict-more]"),
    "phone on its side": ("/", 844, 390, "[data-part=optimizer] > summary"),
    "phone, compare": (f"/?{RACE}", 390, 844, "[data-part=compare] > summary"),
    "phone, basins": ("/?surface=himmelblau&look=basins", 390, 844, None),
    "phone, slice": ("/?look=slice", 390, 844, None),
    "phone, drawing": ("/?schedule=drawn", 390, 844, "[data-part=schedule] > summary"),
    "phone, surfaces": ("/", 390, 844, "[data-part=surface] > summary"),
    "400 percent": ("/", 341, 192, None),
    "frame": ("/embed", 480, 270, None),
    "frame, open": ("/embed", 720, 480, "[data-part=more]"),
    "projector": ("/present", 1280, 720, None),
    "projector, compare": (f"/present?{RACE}", 1280, 720, None),
    "projector, predict": ("/present?predict=1", 1280, 720, None),
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
VIOLATIONS = {"resultTypes": ["violations"]}  # what is in order is not reported: most of the time would go into that
COLORS = {"runOnly": {"type": "tag", "values": ["cat.color"]}}
FILLED = """() => [...document.querySelectorAll("details.row[open]")]
  .every(row => !row.checkVisibility() || row.clientHeight > 100)"""
"""Whether what comes late to a row that was opened is there."""
UNNAMED = """() => [...document.querySelectorAll("canvas")]
  .filter(element => element.checkVisibility() && !element.ariaLabel && !element.getAttribute("aria-labelledby")
    && !element.closest("[aria-hidden=true]"))
  .map(element => element.outerHTML)"""
SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, summary, textarea")]
  .filter(element => element.checkVisibility() && !element.closest(".skip, dialog"))
  .map(element => element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : element)
  .filter(element => { const box = element.getBoundingClientRect(); return box.height < 24 || box.width < 24 })
  .map(element => element.outerHTML.slice(0, 90))"""
"""WCAG 2.5.8: 24 pixels; the label of a radio button or check box counts as the target."""


def test_axe_finds_nothing_where_fields_are_refused(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    for control in ("[data-part=rate-number]", "[data-part=start-x]", 'input[data-key="steps"][type=text]'):
        reach(page, control).fill("abc")
        page.keyboard.press("Enter")
    reach(page, "[data-part=formula]").fill("x^2 + sin(")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal:not(:empty)")).to_have_count(4)
    results = Axe().run(page, options=VIOLATIONS)
    assert results.violations_count == 0, results.generate_report()
    complaints[:] = [each for each in complaints if "422" not in each]


def test_axe_finds_nothing_on_a_painted_track_and_a_choice_foreseen(page: Page) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider_of(page, "optimizer.momentum").focus()
    ready_family(page)
    chip = page.locator("label:has([name=optimizer][value=adam])")
    chip.hover()
    expect(chip).to_have_attribute("data-foreseen", "slow")
    assert page.get_by_role("radio", name="Adam", exact=True).count() == 1
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        next_frame(page)
        results = Axe().run(page, options=VIOLATIONS)
        assert results.violations_count == 0, results.generate_report()


def assert_accessible(page: Page) -> None:
    """In light and in dark, where only what depends on colours can be another; nor is there what axe misses."""
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        next_frame(page)
        results = Axe().run(page, options=VIOLATIONS | (COLORS if scheme == "dark" else {}))
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Callable[..., Page], state: str) -> None:
    path, width, height, press = STATES[state]
    page = open_page(viewport={"width": width, "height": height}, color_scheme="light")
    visit(page, path)
    if press:
        page.locator(press).click()
    ready(page)
    page.wait_for_function(FILLED)
    assert_accessible(page)


FOCUSED = "(({ name, dataset }) => name || dataset.part || dataset.key || '')(document.activeElement)"
AROUND = "(window.first ??= document.activeElement) === document.activeElement && (window.rounds = -~window.rounds) > 1"
"""Whether the Tab key has come back to the first of its stops."""
REACHABLE = set(
    "rate rate-number predict start-handle start-x play scrub share table theme reset keys"
    " optimizer schedule surface steps noise formula".split()
)


def test_the_picture_is_told_in_words(page: Page) -> None:
    visit(page, "/?surface=bowl&lr=1.01&steps=60")
    summary = page.locator("[data-part=stage-summary]")
    for words in ("Diverges", "learning rate 1.01", "60 steps", "Bowl, Gradient descent"):
        expect(summary).to_contain_text(words)
    expect(page.locator("[data-part=status]")).to_have_text("Diverges")


def test_the_tab_key_reaches_the_slider_and_every_control(page: Page) -> None:
    visit(page, "/")
    for summary in page.locator("details.row > summary").all():
        summary.click()
    page.locator("body").focus()
    seen: set[str] = set()
    around = False
    while not around:
        page.keyboard.press("Tab")
        around = page.evaluate(AROUND)
        seen.add(page.evaluate(FOCUSED))
    assert seen >= REACHABLE
