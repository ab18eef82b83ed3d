"""The surface in space under the hand: turned, enlarged, its start moved, by mouse, keys, buttons and fingers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.reading import (
    RequestsOf,
    box_of,
    middle,
    next_frame,
    query_of,
    reach,
    to_notch,
)
from tests.browser.space import LAB, at_rest, seen, space, start, words

OpenPage = Callable[..., Page]


def test_mouse_keys_and_buttons_turn_it_and_zero_turns_it_back(page: Page) -> None:
    space(page)
    first = words(page)
    assert first.startswith("Seen from the south-west, 48° above. Heights are drawn on a log scale.")
    before = seen(page, 5, 2)
    x, y = middle(page.locator("canvas[data-part=space]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150, y - 60, steps=6)
    page.mouse.up()
    assert words(page).startswith("Seen from the west, 30° above.")
    assert seen(page, 5, 2) != pytest.approx(before, abs=20)
    picture = page.locator("canvas[data-part=space]")
    picture.focus()
    page.keyboard.press("0")
    assert words(page) == first
    for _ in range(9):
        page.keyboard.press("ArrowUp")
    assert words(page).startswith("Seen from above.")
    page.keyboard.press("0")
    page.get_by_role("button", name="From lower down").click()
    assert words(page).startswith("Seen from the south-west, 33° above.")
    for button in page.locator("[data-part=space-controls] button").all():
        box = box_of(button)
        assert min(box["width"], box["height"]) >= 24
    assert "space" in (picture.get_attribute("aria-describedby") or "")


def test_buttons_wheel_and_keys_zoom_as_in_the_plane(page: Page) -> None:
    space(page)
    width = f"(([west, east]) => east - west)({LAB}.state.view.extent())"
    whole = page.evaluate(width)
    page.locator("[data-part=zoom-in]").click()
    at_rest(page)
    assert page.evaluate(width) == pytest.approx(whole / 1.5, rel=0.01)
    assert "view" in query_of(page)
    page.locator("[data-part=zoom-reset]").click()
    at_rest(page)
    assert page.evaluate(width) == pytest.approx(whole, rel=0.01)
    picture = page.locator("canvas[data-part=space]")
    expect(picture).to_be_focused()
    x, y = seen(page, -5, 1)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -100)
    next_frame(page)
    assert page.evaluate(width) == pytest.approx(whole, rel=0.01)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    at_rest(page)
    assert page.evaluate(width) < whole / 2
    west, east, south, north = page.evaluate(f"{LAB}.state.view.extent()")
    assert west < -5 < east
    assert south < 1 < north
    page.keyboard.press("0")
    at_rest(page)
    assert page.evaluate(width) == pytest.approx(whole, rel=0.01)


def test_the_start_is_dragged_over_the_ground_and_placed_with_a_double_click(page: Page) -> None:
    space(page)
    to = seen(page, -3, -1)
    page.mouse.move(*middle(page.locator("[data-part=start-handle]")))
    page.mouse.down()
    page.mouse.move(*to, steps=8)
    page.mouse.up()
    at_rest(page)
    assert start(page) == pytest.approx([-3, -1], abs=0.06)
    assert [float(each) for each in query_of(page)["start"].split(",")] == start(page)
    stage = box_of(page.locator("[data-part=stage]"))
    before = start(page)
    page.mouse.dblclick(stage["x"] + 250, stage["y"] + 130)  # beside the ground
    at_rest(page)
    assert start(page) == before
    page.mouse.dblclick(*seen(page, 4, 1))
    at_rest(page)
    assert start(page) == pytest.approx([4, 1], abs=0.06)
    assert middle(page.locator("[data-part=start-handle]")) == pytest.approx(seen(page, *start(page)), abs=2)
    page.locator("[data-part=start-handle]").focus()
    place = seen(page, *start(page))
    page.keyboard.press("Shift+ArrowRight")
    at_rest(page)
    assert seen(page, *start(page))[0] > place[0] + 10
    reach(page, "[data-part=start-x]").fill("-30")
    page.locator("[data-part=start-x]").press("Enter")
    at_rest(page)
    expect(page.locator("[data-part=start-handle]")).to_have_attribute("data-parked", "")
    ring = box_of(page.locator("[data-part=start-handle]"))
    assert stage["x"] <= ring["x"] <= stage["x"] + stage["width"] - ring["width"]
    assert stage["y"] <= ring["y"] <= stage["y"] + stage["height"] - ring["height"]


def test_while_the_rate_is_dragged_nothing_is_asked_and_the_picture_follows(
    page: Page, requests_of: RequestsOf
) -> None:
    space(page)
    box = box_of(page.locator("[data-part=stage]"))
    shown: FloatRect = {"x": box["x"] + 100, "y": box["y"] + 100, "width": 500, "height": 250}
    before = page.screenshot(clip=shown)
    seen_requests = requests_of(page)
    for notch in range(120, 200, 4):
        to_notch(page, notch)
        next_frame(page)
    assert seen_requests == []
    assert page.screenshot(clip=shown) != before


TURN = """([x, y, dx, dy, apart]) => {
  const over = document.querySelector("canvas[data-part=space]");
  const touch = (identifier, clientX, clientY) => new Touch({ identifier, target: over, clientX, clientY });
  const send = (type, touches) => over.dispatchEvent(new TouchEvent(type,
    { touches, targetTouches: touches, changedTouches: touches, cancelable: true, bubbles: true }));
  const fingers = (x, y, reach) => reach ? [touch(1, x - reach, y), touch(2, x + reach, y)] : [touch(1, x, y)];
  send("touchstart", fingers(x, y, apart && 40));
  const kept = send("touchmove", fingers(x + dx, y + dy, apart));
  send("touchend", []);
  return kept;
}"""


def test_one_finger_turns_and_lets_the_page_scroll_two_enlarge_and_tip(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    space(page)
    picture = page.locator("canvas[data-part=space]")
    assert picture.evaluate("each => getComputedStyle(each).touchAction") == "pan-y"
    x, y = middle(picture)
    assert page.evaluate(TURN, [x, y, 150, 0, 0]) is True  # the browser may scroll
    assert words(page).startswith("Seen from the west, 48° above.")
    width = f"(([west, east]) => east - west)({LAB}.state.view.extent())"
    whole = page.evaluate(width)
    assert page.evaluate(TURN, [x, y, 0, 50, 80]) is False
    assert words(page).startswith("Seen from the west, 63° above.")
    assert page.evaluate(width) == pytest.approx(whole / 2, rel=0.02)
    box = box_of(page.locator("[data-part=stage]"))
    controls = box_of(page.locator("[data-part=space-controls]"))
    assert controls["x"] + controls["width"] <= box["x"] + box["width"]
