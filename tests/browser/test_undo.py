"""Every change that was finished can be taken back, and made again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import choose, drag_rate, framed, next_frame, query_of, reach, ready, visit
from tests.browser.three_labs import Three
from tests.helpers.hosting import slide_deck


def lr(page: Page) -> str:
    next_frame(page)
    return query_of(page)["lr"]


def test_a_drag_is_one_step_and_each_change_another(page: Page) -> None:
    visit(page, "/")
    undo, redo = page.locator("[data-part=undo]"), page.locator("[data-part=redo]")
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    drag_rate(page, 0.8)
    dragged = lr(page)
    choose(page, "surface", "bowl")
    ready(page)
    undo.click()
    expect(page.locator('input[name="surface"][value="ravine"]')).to_be_checked()
    assert lr(page) == dragged
    undo.click()
    assert lr(page) == "0.075"
    expect(undo).to_be_disabled()
    expect(redo).to_be_focused()  # who undid all has a place in the page
    page.keyboard.press("Enter")
    assert lr(page) == dragged
    page.keyboard.press("Shift+Z")
    expect(page.locator('input[name="surface"][value="bowl"]')).to_be_checked()
    expect(redo).to_be_disabled()


@pytest.mark.parametrize(
    ("back", "again"), [("z", "Shift+Z"), ("Control+z", "Control+Shift+Z"), ("Meta+z", "Control+y")]
)
def test_keys_undo_and_redo(page: Page, back: str, again: str) -> None:
    visit(page, "/")
    slider = page.locator("[data-part=rate]")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    moved = lr(page)
    page.keyboard.press(back)
    page.keyboard.press(back)
    assert lr(page) == "0.075"
    page.keyboard.press(back)
    assert lr(page) == "0.075"
    page.keyboard.press(again)
    page.keyboard.press(again)
    assert lr(page) == moved


def test_in_a_text_field_the_field_is_undone(page: Page) -> None:
    visit(page, "/?lr=0.05")
    page.locator("[data-part=rate]").press("ArrowRight")
    moved = lr(page)
    field = reach(page, "[data-part=formula]")
    field.press_sequentially("zz")
    expect(field).to_have_value("zz")
    page.keyboard.press("Control+z")
    expect(field).to_have_value("")
    assert lr(page) == moved


def test_reset_is_the_surfaces_own_setting_and_can_be_undone(page: Page) -> None:
    query = "surface=bowl&optimizer=adam&optimizer.beta1=0.5&schedule=cosine&lr=0.5&steps=33&start=1,1"
    query += "&warmup=4&noise=1&batch=8&seed=3&clip=2"
    visit(page, f"/?{query}")
    before = query_of(page)
    page.locator("[data-part=reset]").click()
    ready(page)
    reset = query_of(page)
    visit_own = page.context.new_page()
    visit(visit_own, "/?surface=bowl")
    assert reset == query_of(visit_own)
    visit_own.close()
    page.keyboard.press("z")
    ready(page)
    assert query_of(page) == before


@pytest.mark.parametrize("query", ["", "surface=logistic_regression", "f=x^2%2B3y^2"])
def test_reset_of_what_is_as_it_should_be_is_no_change(page: Page, query: str) -> None:
    visit(page, f"/?{query}")
    before = page.url
    page.locator("[data-part=reset]").click()
    ready(page)
    assert page.url == before
    expect(page.locator("[data-part=undo]")).to_be_disabled()


def test_reset_keeps_a_typed_formula(page: Page) -> None:
    visit(page, "/?f=x^2%2B3y^2&lr=0.2&optimizer=momentum&start=1,1")
    page.locator("[data-part=reset]").click()
    ready(page)
    reset = query_of(page)
    assert (reset["f"], reset["lr"], reset["optimizer"]) == ("x^2+3y^2", "0.075", "gd")
    assert reset["start"] != "1,1"


def test_the_back_button_and_undo_go_the_same_way(page: Page) -> None:
    visit(page, "/?lr=0.05")
    slider = page.locator("[data-part=rate]")
    rates = [lr(page)]
    for _ in range(3):
        slider.press("ArrowRight")
        rates.append(lr(page))
    page.go_back()
    expect(page.locator("[data-part=redo]")).to_be_enabled()
    assert lr(page) == rates[2]
    page.keyboard.press("z")
    assert lr(page) == rates[1]
    page.keyboard.press("Shift+Z")
    page.keyboard.press("Shift+Z")
    assert lr(page) == rates[3]
    page.go_back()
    next_frame(page)
    assert lr(page) == rates[2]


def test_a_frame_undoes_without_a_history(page: Page, server: str, tmp_path: Path) -> None:
    frame = framed(page, slide_deck(tmp_path, f"{server}/embed?lr=0.05"))
    entries = page.evaluate("history.length")
    number = frame.locator("[data-part=rate-number]")
    frame.locator("[data-part=rate]").press("ArrowRight")
    expect(number).not_to_have_value("0.05")
    frame.locator("[data-part=more]").click()
    frame.locator("[data-part=undo]").click()
    expect(number).to_have_value("0.0500")
    frame.locator("[data-part=redo]").click()
    expect(number).not_to_have_value("0.0500")
    assert page.evaluate("history.length") == entries


def test_each_lab_of_a_page_has_its_own(three: Three) -> None:
    start = [state["state"] for state in three.seen()]
    for lab in (0, 1):
        three.part(lab, "rate").press("ArrowRight")
    before = three.seen()
    three.page.keyboard.press("z")
    three.only(1, before)
    three.part(0, "rate").focus()
    before = three.seen()
    three.page.keyboard.press("z")
    three.only(0, before)
    assert [state["state"] for state in three.seen()] == start
