"""A data surface shows its samples, and the model at the playhead, beside the picture and while η is dragged."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from descentlab.setting.query import parse
from descentlab.setting.setting import make_setting
from descentlab.studies.fit import fit_along
from tests.browser.conftest import OpenPage
from tests.browser.reading import (
    RequestsOf,
    box_of,
    choose,
    drag_rate,
    next_frame,
    part_box,
    query_of,
    ready,
    to_notch,
    visit,
)

WORDS = "[data-part=data-words]"
NUMBER = re.compile(r"−?\d+(?:\.\d+)?")


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def ends_of(page: Page) -> tuple[int, float, float]:
    """The step, and what the model says at both ends of its input, as they are told."""
    next_frame(page)
    expect(page.locator(WORDS)).to_contain_text("the model goes from")  # an answer has come: it may not be read yet
    told = page.locator(WORDS).text_content() or ""
    found = re.search(rf"at step (\d+) the model goes from ({NUMBER.pattern}) at .* to ({NUMBER.pattern}) at", told)
    assert found, told
    return int(found[1]), number(found[2]), number(found[3])


def answered(page: Page, of: str) -> Any:
    return page.expect_response(lambda answer: "/data?" in answer.url and f"of={of}" in answer.url)


def expected(page: Page, step: int) -> list[float]:
    setting = parse(query_of(page).items())
    curve = fit_along(setting).curves[step]
    return [curve[0], curve[-1]]


def test_the_line_is_that_of_the_playheads_step(page: Page) -> None:
    with answered(page, "rates"):
        visit(page, "/?surface=linear_regression&steps=40")
    step, *ends = ends_of(page)
    assert step == 40
    assert ends == pytest.approx(expected(page, 40), rel=5e-3)
    page.locator("[data-part=to-start]").click()
    step, *ends = ends_of(page)
    assert step == 0
    assert ends == pytest.approx(expected(page, 0), rel=5e-3)  # intercept −2, slope 2.5


def test_while_a_hand_drags_the_line_of_each_end_is_looked_up(page: Page, requests_of: RequestsOf) -> None:
    with answered(page, "rates"):
        visit(page, "/?surface=tiny_network&steps=30")
    seen = requests_of(page)
    notches = page.evaluate("document.querySelector('[data-lab]').lab.catalogue.notches")
    for notch in (120, 150, 170):
        to_notch(page, notch)
        next_frame(page)
        curve = fit_along(make_setting(surface="tiny_network", steps=30, lr=notches[notch])).curves[-1]
        step, *ends = ends_of(page)
        assert step == 30
        assert ends == pytest.approx([curve[0], curve[-1]], rel=5e-3, abs=5e-3)
    assert [each for each in seen if "/api/" in each] == []
    drag_rate(page, 0.6)
    ready(page)
    expect(page.locator(WORDS)).to_contain_text("the model goes from")


def test_the_batch_of_a_step_is_told(page: Page) -> None:
    with answered(page, "rates"):
        visit(page, "/?surface=linear_regression&steps=40&batch=4")
    expect(page.locator(WORDS)).not_to_contain_text("batch")  # after the last step none is drawn
    page.locator("[data-part=step-back]").click()
    next_frame(page)
    expect(page.locator(WORDS)).to_contain_text("its batch of 4 in full")


def test_a_border_says_who_is_on_its_wrong_side(page: Page) -> None:
    with answered(page, "rates"):
        visit(page, "/?surface=logistic_regression")
    fit = fit_along(make_setting(surface="logistic_regression"))
    wrong = int((np.sign(fit.curves[-1][fit.at]) != np.sign(fit.samples[2])).sum())
    expect(page.locator(WORDS)).to_contain_text(f"leaves {wrong} on the wrong side")
    assert "wrong side" in (page.locator("[data-part=data-chart]").get_attribute("aria-label") or "")


def test_it_comes_and_goes_with_the_surface(page: Page, requests_of: RequestsOf) -> None:
    seen = requests_of(page)
    visit(page, "/")
    assert not any("panels/data.js" in each or "/data?" in each for each in seen)
    wide = part_box(page, "stage")["width"]
    choose(page, "surface", "tiny_network")
    ready(page)
    expect(page.locator("[data-part=data-chart]")).to_be_visible()
    beside, stage = part_box(page, "data"), part_box(page, "stage")
    assert stage["width"] == pytest.approx(wide - beside["width"], abs=2)
    assert beside["x"] == pytest.approx(stage["x"] + stage["width"], abs=1)
    assert beside["height"] == pytest.approx(stage["height"], abs=1)
    choose(page, "surface", "bowl")
    ready(page)
    expect(page.locator("[data-part=data]")).to_be_hidden()
    expect(page.locator("[data-part=show-data]")).to_be_hidden()
    assert part_box(page, "stage")["width"] == wide


def test_a_formula_that_comes_before_any_data_has_none(page: Page) -> None:
    """Neither has a name of a surface; the page would complain."""
    page.route("**/api/v1/data?**", lambda route: None)
    visit(page, "/?surface=logistic_regression")
    expect(page.locator(WORDS)).to_be_attached()
    page.evaluate("document.querySelector('[data-lab]').lab.change({ f: 'x^2 + y^2' })")
    ready(page)
    expect(page.locator("[data-part=data]")).to_be_hidden()
    page.unroute("**/api/v1/data?**")


def test_it_folds(page: Page) -> None:
    visit(page, "/?surface=linear_regression")
    button = page.get_by_role("button", name="Data")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(page.locator("[data-part=data]")).to_be_hidden()
    button.press("Enter")
    expect(page.locator("[data-part=data]")).to_be_visible()


def test_the_answer_stays_hidden(page: Page) -> None:
    with answered(page, "rates"):
        visit(page, "/?surface=linear_regression&steps=40&predict=3")
    step, *ends = ends_of(page)
    assert step == 3
    assert ends == pytest.approx(expected_at(3), rel=5e-3)
    to_notch(page, 100)
    next_frame(page)
    assert page.locator(WORDS).text_content() == "28 samples"  # where that rate ends is the answer


def expected_at(step: int) -> list[float]:
    curve = fit_along(make_setting(surface="linear_regression", steps=40)).curves[step]
    return [curve[0], curve[-1]]


@pytest.mark.parametrize(
    "viewport", [{"width": 390, "height": 844}, {"width": 844, "height": 390}], ids=["upright", "on its side"]
)
def test_on_a_phone_it_waits_to_be_asked_for(open_page: OpenPage, viewport: ViewportSize) -> None:
    page = open_page(viewport=viewport)
    visit(page, "/?surface=linear_regression")
    expect(page.locator("[data-part=data]")).to_be_hidden()
    before = part_box(page, "stage")
    page.get_by_role("button", name="Data").click()
    box, stage = part_box(page, "data"), part_box(page, "stage")
    assert stage["height"] + box["height"] == pytest.approx(before["height"], abs=2)
    assert box["y"] == pytest.approx(stage["y"] + stage["height"], abs=1)
    assert box_of(page.locator("[data-part=data-chart]"))["height"] > 100


@pytest.mark.parametrize(("path", "seen"), [("/present", True), ("/embed", True), ("/?hide=data", False)])
def test_in_other_rooms(page: Page, path: str, seen: bool) -> None:
    visit(page, f"{path}{'&' if '?' in path else '?'}surface=linear_regression")
    if seen:
        expect(page.locator("[data-part=data-chart]")).to_be_visible()
    else:
        expect(page.locator("[data-part=data]")).to_be_hidden()
        expect(page.locator("[data-part=show-data]")).to_be_hidden()
