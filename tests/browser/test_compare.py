"""Several runners in one lab: who is in it, whom the hand is on, and what is the same for all."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.racing import STATE, address, column, racing, radio, rows, vs_of
from tests.browser.reading import (
    RequestsOf,
    drag_rate,
    query_of,
    reach,
    ready,
    visit,
)


def test_what_is_in_the_row_comes_when_it_is_opened(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?autoplay=0&steps=41")
    seen = requests_of(page)
    assert not any("compare" in url for url in seen)
    page.locator("[data-part=compare] > summary").click()
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(1)
    expect(page.locator("[data-part=runners]")).to_be_hidden()
    expect(page.locator("[data-part=race-best]")).to_be_disabled()
    expect(page.locator("[data-part=compare-chosen]")).to_have_text("one runner")


def test_another_joins_at_the_rate_that_is_recommended_for_it(page: Page) -> None:
    visit(page, "/?autoplay=0")
    reach(page, "[data-part=race]")
    page.locator("[data-part=race-add]").select_option("adam")
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(2)
    ready(page)
    recommended = page.evaluate(f"{STATE}.catalogue.notches[{STATE}.state.family.recommended]")
    assert vs_of(page) == [f"optimizer=adam&lr={recommended}"]
    assert column(page, 0) == ["Gradient descent", "Adam"]
    expect(page.locator("[data-part=runners] li")).to_have_count(2)
    expect(page.locator("[data-part=rate-of]")).to_have_text(" of Adam")
    # Who runs already, at half the rate.
    page.locator("[data-part=race-add]").select_option("adam")
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    rates = [float(each) for each in column(page, 1)]
    assert rates[2] == pytest.approx(rates[1] / 2, rel=0.03)
    looks = page.evaluate(f"{STATE}.state.runners.map(({{ style }}) => style.color)")
    assert len(set(looks)) == 3


def test_the_hand_is_on_one_of_them(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3", "lr=0.01")
    before = rows(page)
    radio(page, "Adam").click()
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.300")
    assert query_of(page)["active"] == "2"
    assert rows(page) == before
    drag_rate(page, 0.5)
    ready(page)
    after = rows(page)
    assert [after[0], after[2]] == [before[0], before[2]]
    assert after[1][1] != before[1][1]
    page.locator("[data-part=race-rows] input").nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.0100")
    page.keyboard.press("z")  # what the hand did, not whom it is on
    assert column(page, 1) == [each[1] for each in before]


def test_what_is_the_same_for_all_follows_and_options_do_not(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3")
    page.evaluate(f"{STATE}.change({{ start: [2, -2], steps: 30 }})")
    ready(page)
    settings = page.evaluate(f"{STATE}.state.runners.map(({{ setting }}) => setting)")
    assert [each["start"] for each in settings] == [[2, -2]] * 3
    assert [each["steps"] for each in settings] == [30] * 3
    assert [each["optimizer"] for each in settings] == ["gd", "momentum", "adam"]
    starts = page.evaluate(f"{STATE}.state.runners.map(({{ run }}) => [run.points[0], run.points[1]])")
    assert starts == [[2, -2]] * 3
    radio(page, "Momentum").click()
    page.evaluate(f"{STATE}.change({{ 'optimizer.momentum': 0.5, clip: 1 }})")
    ready(page)
    assert vs_of(page) == ["optimizer=momentum&optimizer.momentum=0.5&lr=0.02&clip=1", "optimizer=adam&lr=0.3"]
    page.evaluate(f"{STATE}.change({{ surface: 'bowl' }})")
    ready(page)
    assert page.evaluate(f"new Set({STATE}.state.runners.map(({{ setting }}) => setting.surface)).size") == 1


def test_names_order_and_leaving(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3")
    colors = f"Object.fromEntries({STATE}.state.runners.map(({{ id, style }}) => [id, style.color]))"
    before = page.evaluate(colors)
    radio(page, "Adam").click()
    page.locator("[data-part=race-name]").fill("The quick, one")
    page.locator("[data-part=race-name]").press("Enter")
    assert query_of(page)["names"] == ",,The quick  one"
    page.locator("[data-part=race-up]").click()
    assert column(page, 0) == ["Gradient descent", "The quick one", "Momentum"]
    assert query_of(page)["active"] == "2"
    page.reload()
    ready(page)
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    assert column(page, 0) == ["Gradient descent", "The quick one", "Momentum"]
    page.locator("[data-part=race-up]").click()  # to the top: the address is told from it
    assert query_of(page)["optimizer"] == "adam"
    assert vs_of(page) == ["optimizer=gd&lr=0.075", "optimizer=momentum&lr=0.02"]
    page.locator("[data-part=race-remove]").click()
    assert column(page, 0) == ["Gradient descent", "Momentum"]
    page.locator("[data-part=undo]").click()
    ready(page)
    assert column(page, 0) == ["The quick one", "Gradient descent", "Momentum"]
    assert sorted(page.evaluate(colors).values()) == sorted(before.values())
    page.go_back()
    ready(page)
    assert len(rows(page)) >= 2


def test_what_is_to_be_predicted_is_in_no_table(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3")
    page.locator("[data-part=predict]").click()
    assert [each[2:] for each in rows(page)] == [["–", "–", "–"]] * 2


def test_a_finger_chooses_adds_and_removes(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, address("optimizer=adam&lr=0.3"))
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(2)
    radio(page, "Adam").tap()
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.300")
    page.locator("[data-part=race-remove]").tap()
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(1)
    assert vs_of(page) == []
