"""A schedule of one's own: what was drawn in the Schedule row is the curve of η."""

import itertools

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import descentlab
from tests.browser.conftest import OpenPage
from tests.browser.editor import SETTING, board_of, opened, points_of, stroked
from tests.browser.reading import middle, next_frame, query_of, ready


def test_a_drawing_begins_with_the_curve_there_is(page: Page) -> None:
    opened(page, "schedule=cosine&warmup=10&lr=0.06")
    before = page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]")
    page.locator("[data-part=draw-own]").click()
    ready(page)
    setting = page.evaluate(SETTING)
    assert setting["schedule"] == "drawn"
    assert setting["warmup"] == 0
    points = points_of(page)
    assert 3 <= len(points) <= 24
    after = page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]")
    np.testing.assert_allclose(after, before, atol=0.06 * 0.03)
    run = descentlab.run(
        surface="ravine", lr=0.06, schedule="drawn", schedule_options={"points": tuple(points.ravel())}
    )
    np.testing.assert_allclose(after, run.learning_rates, rtol=1e-3, atol=1e-9)
    page.locator("[data-part=undo]").click()
    ready(page)
    assert page.evaluate(SETTING)["schedule"] == "cosine"


@pytest.mark.parametrize("finger", [False, True])
def test_a_stroke_is_the_curve(open_page: OpenPage, finger: bool) -> None:
    """Where it was drawn; beside it everything stays. It is in the address."""
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) if finger else open_page()
    opened(page, "schedule=drawn&schedule.points=0,1,1,1&lr=0.06&steps=101")
    left, right, top, bottom = board_of(page)
    at = [(left + (right - left) * x, bottom + (top - bottom) * y) for x, y in ((0.5, 0.4), (0.6, 0.1), (0.8, 0.1))]
    way = [
        (a[0] + (b[0] - a[0]) * step / 10, a[1] + (b[1] - a[1]) * step / 10)
        for a, b in itertools.pairwise(at)
        for step in range(11)
    ]
    if finger:
        stroked(page, way)
    else:
        page.mouse.move(*way[0])
        page.mouse.down()
        for place in way[1:]:
            page.mouse.move(*place)
            next_frame(page)
        page.mouse.up()
        ready(page)
    points = points_of(page)
    assert len(points) <= 24
    rates = np.array(page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]"))
    # Before and after the stroke η is what it was; in it, what the hand was at: the axis reaches to 0.1.
    assert rates[:49] == pytest.approx(0.06)
    assert rates[83:] == pytest.approx(0.06)
    top_rate = page.evaluate(SETTING)["lr"] / 0.6  # what the axis reaches to
    assert rates[62:79] == pytest.approx(0.1 * top_rate, rel=0.25)
    assert (np.diff(rates[51:60]) < 0).all()
    assert query_of(page)["schedule.points"] == str(page.evaluate(SETTING)["schedule.points"])
    page.reload()
    ready(page)
    assert (points_of(page) == points).all()


def test_points_are_added_moved_and_removed_with_keys_and_buttons(page: Page) -> None:
    opened(page, "schedule=drawn&schedule.points=0,1,1,0.5&lr=0.06&steps=101")
    page.locator('[data-grip="point 0"]').focus()
    page.keyboard.press("Enter")
    ready(page)
    assert points_of(page).tolist() == [[0, 1], [0.5, 0.75], [1, 0.5]]
    expect(page.locator('[data-grip="point 1"]')).to_be_focused()
    expect(page.locator('[data-grip="point 1"]')).to_have_attribute("aria-valuetext", "step 50, η 0.0450")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.locator("[data-part=rate]").focus()
    ready(page)
    assert points_of(page)[1] == pytest.approx([0.51, 0.7875], abs=1e-3)
    page.locator('[data-grip="point 1"]').focus()
    page.keyboard.press("Delete")
    ready(page)
    assert points_of(page).tolist() == [[0, 1], [1, 0.5]]
    page.locator("[data-part=point-add]").click()
    ready(page)
    assert len(points_of(page)) == 3
    page.locator("[data-part=point-remove]").click()
    page.locator("[data-part=point-remove]").click()
    ready(page)
    assert len(points_of(page)) == 1
    expect(page.locator("[data-part=point-remove]")).to_be_disabled()


def test_a_tap_adds_a_point_and_a_point_can_be_dragged(page: Page) -> None:
    opened(page, "schedule=drawn&schedule.points=0,1,1,1&lr=0.06&steps=101")
    left, right, top, bottom = board_of(page)
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    ready(page)
    assert len(points_of(page)) == 3
    assert points_of(page)[1][0] == pytest.approx(0.5, abs=0.02)
    x, y = middle(page.locator('[data-grip="point 1"]'))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=5)
    page.mouse.up()
    ready(page)
    assert points_of(page)[1][0] == pytest.approx(0.5 + 40 / (right - left), abs=0.02)
    # Between its neighbours it stays.
    page.mouse.move(x + 40, y + 20)
    page.mouse.down()
    page.mouse.move(right + 60, y, steps=5)
    page.mouse.up()
    ready(page)
    assert points_of(page)[1][0] == 1
