"""Every letter and every word of the trade says what it means: under a pointer, at a tap, and from the keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from descentlab.common.glossary import WORDS
from descentlab.common.symbols import SYMBOLS
from tests.browser.reading import box_of, next_frame, reach, rested, to_notch, visit

MEANING = {each.text: each.meaning for each in (*SYMBOLS, *WORDS)}


def card(page: Page) -> Locator:
    return page.locator("#explanation")


def term(page: Page, container: str, text: str) -> Locator:
    return page.locator(f"{container} [data-term='{text}']")


@pytest.mark.parametrize(
    ("path", "container", "text", "meaning"),
    [
        ("/", "[data-part=verdict-evidence]", "ηλ", "ηλ"),
        ("/", "[data-part=verdict-evidence]", "gradient changed sign", "gradient changed sign"),
        ("/", "[data-part=verdict-explanation]", "overshoot", "overshoots"),
        ("/", "[data-part=rate-title]", "η", "η"),
        ("/", "[data-part=chart-sharpness-caption]", "Sharpness", "sharpness"),
        ("/?optimizer=momentum", "[data-part=chart-sharpness-caption]", "3.8/η", "2/η"),
        ("/?surface=saddle&lr=0.1", ".signs", "saddle", "saddle"),
        ("/?optimizer=adam", ".equations > span:not([hidden])", "v̂", "v̂"),
        ("/?schedule=cosine", ".equations > span:not([hidden])", "η_min", "η_min"),
        ("/", ".equations > span:not([hidden])", "∇L", "∇L"),
        ("/", "[data-part=caption] > span:not([hidden])", "κ", "κ"),
        ("/?surface=bowl", "[data-part=surface-teaches]", "curvature", "curvature"),
        ("/?f=sin(x)%2By^2&start=1,1", "[data-part=formula-caption]", "y", "y"),
    ],
)
def test_under_a_pointer(page: Page, path: str, container: str, text: str, meaning: str) -> None:
    visit(page, path)
    where = term(page, container, text).first
    where.hover()
    expect(card(page)).to_be_visible()
    expect(card(page)).to_contain_text(MEANING[meaning])
    if where.get_attribute("role"):
        assert where.get_attribute("aria-describedby") == "explanation"
    card(page).hover()  # a pointer may go onto it
    rested(page, 400)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    assert where.get_attribute("aria-describedby") is None


def test_a_pointer_that_leaves_takes_it_away(page: Page) -> None:
    visit(page, "/")
    term(page, "[data-part=verdict-evidence]", "ηλ").hover()
    expect(card(page)).to_be_visible()
    page.mouse.move(300, 300)
    expect(card(page)).to_be_hidden()


def test_the_letter_of_a_field_is_asked_and_not_the_field(page: Page) -> None:
    visit(page, "/?optimizer=adam")
    letter = reach(page, "[data-parameters='optimizer:adam'] .symbol[data-term='β₁']")
    letter.hover()
    expect(card(page)).to_contain_text(MEANING["β₁"])
    letter.click()
    assert page.evaluate("document.activeElement === document.body")
    field = page.locator("[data-parameters='optimizer:adam'] input[type=text][data-key='optimizer.beta1']")
    help_of = field.evaluate("field => document.getElementById(field.getAttribute('aria-describedby')).textContent")
    assert help_of == "Memory of the mean gradient."


def test_a_tap_shows_it_and_a_tap_elsewhere_takes_it_away(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, "/")
    where = term(page, "[data-part=rate-title]", "η")
    where.tap()
    expect(card(page)).to_contain_text(MEANING["η"])
    page.locator("[data-part=verdict-headline]").tap()
    expect(card(page)).to_be_hidden()
    where.tap()
    expect(card(page)).to_be_visible()
    where.tap()
    expect(card(page)).to_be_hidden()


FOCUSED = "document.activeElement.getAttribute('data-term')"


def test_the_keyboard_comes_to_one_term_a_group_and_arrows_to_the_others(page: Page) -> None:
    visit(page, "/")
    stops = page.evaluate(
        """() => [...document.querySelectorAll(".term[tabindex='0'], math[tabindex='0']")]
          .filter(each => each.checkVisibility()).length"""
    )
    assert stops <= 10
    first = page.locator("[data-part=verdict-body] .term").first
    first.focus()
    expect(first).to_have_attribute("tabindex", "0")
    seen = [page.evaluate(FOCUSED)]
    for _ in range(page.locator("[data-part=verdict-body] .term").count()):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate(FOCUSED))
        expect(card(page)).to_be_visible()
    assert seen[0] == seen[-1]  # round
    assert {"valley floor", "ηλ", "gradient changed sign"} <= set(seen)
    playing = page.locator("[data-part=play]").get_attribute("data-playing")
    page.keyboard.press(" ")  # is not the lab's here
    assert page.locator("[data-part=play]").get_attribute("data-playing") == playing
    page.keyboard.press("Tab")
    expect(card(page)).to_be_hidden()


def test_the_keyboard_comes_to_a_formula_and_is_told_all_its_letters(page: Page) -> None:
    visit(page, "/?optimizer=adam")
    formula = page.locator(".equations > span:not([hidden]) math").first
    page.locator(".charts .term").first.focus()
    page.keyboard.press("Tab")
    assert formula.evaluate("formula => formula === document.activeElement")
    expect(card(page)).to_be_visible()
    for letter in ("η", "m̂", "v̂", "β₁", "∇L"):
        expect(card(page)).to_contain_text(MEANING[letter])
    assert formula.get_attribute("aria-describedby") == "explanation"


def test_what_the_marks_mean_is_told_with_their_numbers(page: Page) -> None:
    visit(page, "/")
    page.locator("[data-part=rate-marks]").hover()
    expect(card(page)).to_have_text(
        "Steps overshoot above 1/λ = 0.0400; no rate above 0.0800 is stable at this curvature."
    )
    assert page.locator("[data-part=rate-marks]").get_attribute("title") is None


def test_nothing_moves_and_a_word_that_is_said_anew_is_a_term_again(page: Page) -> None:
    visit(page, "/")
    boxes = (
        "() => [...document.querySelectorAll('[data-part]')].map(each => JSON.stringify(each.getBoundingClientRect()))"
    )
    before = page.evaluate(boxes)
    term(page, "[data-part=verdict-evidence]", "ηλ").hover()
    expect(card(page)).to_be_visible()
    assert page.evaluate(boxes) == before
    page.keyboard.press("Escape")
    to_notch(page, 240)
    next_frame(page)
    expect(term(page, "[data-part=verdict-evidence]", "ηλ")).to_have_count(1)
    assert page.locator("[data-part=verdict-body] .term .term").count() == 0
    assert page.locator("[data-part=verdict-body] .term[tabindex='0']").count() == 1


IN_SIGHT = """term => {
  const { x, y, width, height } = term.getBoundingClientRect();
  const there = document.elementFromPoint(x + width / 2, y + height / 2);
  return there !== null && term.contains(there);
}"""
"""Words may give way where there is no room."""


@pytest.mark.parametrize(("width", "height"), [(320, 480), (480, 270), (720, 480)])
def test_in_a_frame_it_fits(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, "/embed")
    for where in page.locator(".term").all():
        if not where.is_visible() or not where.evaluate(IN_SIGHT):
            continue
        where.hover()
        expect(card(page)).to_be_visible()
        box = box_of(card(page))
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        page.keyboard.press("Escape")


def test_in_a_dialog_it_lies_on_top_and_esc_leaves_the_dialog_open(page: Page) -> None:
    visit(page, "/?steps=20")
    page.locator("[data-part=table]").click()
    expect(
        page.locator("[data-part=steps-rows][aria-busy=false] tr").first
    ).to_be_visible()  # heads stay where they are
    where = term(page, "thead", "Sharpness")
    where.hover()
    expect(card(page)).to_be_visible()
    assert card(page).evaluate("card => card.closest('dialog') !== null && card.matches(':popover-open')")
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(page.locator("[data-part=table-dialog]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=table-dialog]")).to_be_hidden()


@pytest.mark.parametrize("path", ["/?optimizer=adam&schedule=cosine", "/embed?lr=0.075", "/present"])
def test_axe_finds_nothing_while_it_is_shown(page: Page, path: str) -> None:
    visit(page, path)
    page.locator("[data-part=verdict-explanation] .term").first.focus()
    page.keyboard.press("Enter")
    expect(card(page)).to_be_visible()
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


WRITTEN = """
const { fillText } = CanvasRenderingContext2D.prototype;
window.written = new Set();
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  written.add(text);
  return fillText.call(this, text, ...rest);
};
"""


def test_data_surfaces_name_their_axes(open_page: Callable[..., Page]) -> None:
    """What the canvas is told to write."""
    page = open_page(script=WRITTEN)
    written: dict[str, Any] = {}
    for surface in ("linear_regression", "bowl"):
        visit(page, f"/?surface={surface}")
        written[surface] = set(page.evaluate("[...written]"))
    assert {"x: intercept", "y: slope"} <= written["linear_regression"]
    assert {"x", "y"} <= written["bowl"]


@pytest.mark.parametrize(
    ("path", "formula"),
    [
        ("/?surface=ackley", "[data-part=caption] > span:not([hidden]) math"),
        ("/?optimizer=adam", ".equations > span:not([hidden]) math"),
    ],
)
def test_a_formula_is_set_in_one_face(page: Page, path: str, formula: str) -> None:
    """Letters, radicals and brackets: parts of two faces do not fit together."""
    visit(page, path)
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    tokens = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": f"{formula} :is(mi, mo, mn, mtext)"})
    found = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in tokens["nodeIds"]]
    session.detach()
    assert len({font["familyName"] for fonts in found for font in fonts}) == 1
