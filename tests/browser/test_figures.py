"""Figures of Learn in a browser: they live while they are seen, have one hand, and tell no more than they should."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from descentlab.learn.figures import Figure
from descentlab.learn.pages import figures
from tests.browser.chapters import figure_of, state_of
from tests.browser.reading import RequestsOf, drag_rate, middle, next_frame, rested

OpenPage = Callable[..., Page]
REST = 200
"""Milliseconds without scrolling after which a figure may begin."""
HIDING = [each for each in figures().values() if each.predict or each.veiled]
OUT_OF_SIGHT = """figure => [...figure.querySelectorAll(".verdict-text > *")].filter(each => {
  const [own, around] = [each, each.parentElement].map(some => some.getBoundingClientRect());
  return own.left >= around.right && !each.inert;
}).length"""
"""Sentences of a verdict that have no room and still take the focus."""


def test_a_figure_begins_when_it_is_seen_and_rests_when_it_is_not(open_page: OpenPage, requests_of: RequestsOf) -> None:
    page = open_page(viewport={"width": 1366, "height": 600}, reduced_motion="no-preference")
    asked = requests_of(page)
    page.goto("/learn/curvature")
    rested(page, REST)
    assert page.locator("[data-lab]").count() == 0
    assert not [url for url in asked if "/api/" in url]
    figure_of(page, "parabola")
    page.wait_for_function("() => document.querySelector('[data-figure=parabola] [data-lab]').lab.state.playing")
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_function("() => !document.querySelector('[data-figure=parabola] [data-lab]').lab.state.playing")
    at = state_of(page, "parabola", "playhead")
    rested(page, REST)
    assert state_of(page, "parabola", "playhead") == at
    figure_of(page, "parabola")
    page.wait_for_function("() => document.querySelector('[data-figure=parabola] [data-lab]').lab.state.playing")


def test_what_was_stopped_by_a_hand_stays_so(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1366, "height": 700})
    page.goto("/learn/curvature")
    figure_of(page, "parabola")
    page.evaluate("() => scrollTo(0, 0)")
    figure_of(page, "parabola")
    rested(page, REST)
    assert state_of(page, "parabola", "playing") is False


def test_a_hand_is_answered_without_asking(page: Page, requests_of: RequestsOf) -> None:
    page.goto("/learn/curvature")
    figure = figure_of(page, "narrow")
    rested(page, 1000)
    asked = requests_of(page)
    before = figure.locator("[data-part=verdict-headline]").inner_text()
    box = figure.locator("[data-part=rate]").bounding_box()
    assert box is not None
    (x, y) = middle(figure.locator("[data-part=rate]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 10, y, steps=6)
    next_frame(page)
    assert figure.locator("[data-part=verdict-headline]").inner_text() != before
    assert asked == []
    page.mouse.up()


def test_a_choice_is_shown_and_marked(page: Page) -> None:
    page.goto("/learn/curvature")
    figure = figure_of(page, "parabola")
    choices = figure.locator("[data-try]")
    expect(choices.nth(2)).to_have_attribute("aria-current", "true")
    choices.nth(4).click()
    expect(choices.nth(4)).to_have_attribute("aria-current", "true")
    expect(choices.nth(2)).not_to_have_attribute("aria-current", "true")
    expect(figure.locator("[data-part=rate-number]")).to_have_value(re.compile(r"1\.05"))
    drag_rate(page, 0.3)
    expect(figure.locator("[aria-current]")).to_have_count(0)
    assert page.url.endswith("/learn/curvature")


def test_the_whole_run_is_told_step_by_step(page: Page) -> None:
    page.goto("/learn/curvature")
    figure = figure_of(page, "parabola")
    sentence = figure.locator("[data-part=slice-sentence]")
    expect(sentence).to_contain_text("The start")
    figure.locator("[data-part=step-forward]").click()
    expect(sentence).to_contain_text("Step 1 of 60 crosses the bottom")
    expect(sentence).to_contain_text("lower than before")
    figure.locator("[data-try]").nth(1).click()
    figure.locator("[data-part=step-forward]").click()
    expect(sentence).to_contain_text("lands on the bottom")
    figure.locator("[data-way=slope]").click()
    expect(sentence).to_contain_text("Along the gradient")


def test_a_symbol_lights_up_its_part_of_the_picture_and_back(page: Page) -> None:
    page.goto("/learn/learning-rate")
    figure = figure_of(page, "rule")
    for symbol in ("next", "place", "turn", "step", "gradient"):
        button, shape = figure.locator(f"button[data-symbol={symbol}]"), figure.locator(f"svg [data-symbol={symbol}]")
        button.hover()
        expect(shape).to_have_attribute("data-lit", "")
        button.focus()
        page.mouse.move(0, 0)
        expect(shape).to_have_attribute("data-lit", "")
    figure.locator("button[data-symbol=step]").focus()
    said = figure.locator("[data-part=anatomy-words]").inner_text()
    shape = figure.locator("svg circle[data-symbol=place]")
    shape.hover()
    expect(figure.locator("button[data-symbol=place]")).to_have_attribute("data-lit", "")
    assert figure.locator("[data-part=anatomy-words]").inner_text() != said


def test_pictures_side_by_side_have_one_slider(page: Page) -> None:
    beside = next(figure for figure in figures().values() if figure.beside)
    page.goto(f"/learn/{beside.page}")
    figure = figure_of(page, beside.id)
    assert figure.locator("[data-lab]").count() == len(beside.settings)
    expect(figure.locator("[data-part=rate]").filter(visible=True)).to_have_count(1)
    rates = figure.locator(".own-rate")
    before = [text.removeprefix("η = ") for text in rates.all_inner_texts()]
    figure.locator("[data-part=rate]").filter(visible=True).press("ArrowRight")
    next_frame(page)
    after = [text.removeprefix("η = ") for text in rates.all_inner_texts()]
    assert all(float(new) > float(old) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("figure", HIDING, ids=[each.id for each in HIDING])
def test_the_lab_that_would_show_the_answer_is_offered_with_it(page: Page, figure: Figure) -> None:
    page.goto(f"/learn/{figure.page}")
    shown = figure_of(page, figure.id)
    to_lab = shown.locator(".ways a", has_text="Open in the lab")
    expect(to_lab).not_to_be_visible()
    form = page.locator(f'form[data-of="{figure.id}"]').first
    form.locator("input").first.check()
    form.locator(".submit button").click()
    expect(to_lab).to_be_visible()


def test_a_sentence_without_room_takes_no_focus(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto("/learn/curvature")
    shown = figure_of(page, "parabola")
    sentence = shown.locator("[data-part=verdict-explanation]")
    expect(sentence).to_have_attribute("inert", "")
    assert shown.evaluate(OUT_OF_SIGHT) == 0
    page.set_viewport_size({"width": 1366, "height": 900})
    figure_of(page, "parabola")
    expect(sentence).not_to_have_attribute("inert", "")


def test_an_answer_that_comes_late_leaves_its_reader_where_they_are(page: Page) -> None:
    page.goto("/learn/finding-a-rate")
    with page.expect_response("**/range-test?*"):
        page.locator("#finder").evaluate("figure => figure.scrollIntoView({ block: 'center', behavior: 'instant' })")
        page.wait_for_function("() => document.querySelector('#finder [data-lab]')")
        page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    rested(page, REST)
    assert page.evaluate("() => scrollY") == 0
