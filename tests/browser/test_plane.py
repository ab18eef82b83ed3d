"""The picture under a hand: zoomed, moved, and the start in it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import (
    RequestsOf,
    box_of,
    choose,
    middle,
    next_frame,
    part_box,
    query_of,
    reach,
    ready,
    rested,
    visit,
)

LAB = 'document.querySelector("[data-lab]").lab.state'


def extent(page: Page) -> list[float]:
    """What is shown of the plane."""
    next_frame(page)
    shown: list[float] = page.evaluate(f"{LAB}.view.extent()")
    return shown


def settled(page: Page) -> list[float]:
    """The same once the landscape of it is there."""
    page.wait_for_function(f"() => {LAB}.zoom === {LAB}.zoomAtRest")
    ready(page)
    return extent(page)


def width(shown: list[float]) -> float:
    return shown[1] - shown[0]


def start(page: Page) -> list[float]:
    found: list[float] = page.evaluate(f"{LAB}.setting.start")
    return found


def to_plane(page: Page, x: float, y: float) -> list[float]:
    """The point of the plane at a place of the window."""
    found: list[float] = page.evaluate(
        f"""([x, y]) => {{
          const box = document.querySelector("[data-part=path]").getBoundingClientRect();
          return {LAB}.view.toPlane(x - box.x, y - box.y);
        }}""",
        [x, y],
    )
    return found


def test_buttons_zoom_and_the_landscape_the_axes_and_the_address_follow(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/")
    whole = extent(page)
    reset = page.locator("[data-part=zoom-reset]")
    expect(reset).to_be_hidden()
    seen = requests_of(page)
    page.locator("[data-part=zoom-in]").dblclick()
    near = settled(page)
    assert width(near) == pytest.approx(width(whole) / 2.25, rel=1e-3)
    assert len([each for each in seen if "/landscape?" in each]) == 1
    known = page.evaluate(f"{LAB}.landscape.grid.extent")
    assert known[0] <= near[0] < near[1] <= known[1]
    assert known[1] - known[0] < 1.1 * width(near)
    assert [float(each) for each in query_of(page)["view"].split(",")] == pytest.approx(near, abs=0.02)
    page.reload()
    ready(page)
    assert extent(page) == pytest.approx(near, abs=0.02)
    for part in ("zoom-in", "zoom-out", "zoom-reset"):
        box = part_box(page, part)
        assert min(box["width"], box["height"]) >= 24
    reset.click()
    assert settled(page) == pytest.approx(whole)
    assert "view" not in query_of(page)
    expect(reset).to_be_hidden()
    expect(page.locator("[data-part=path]")).to_be_focused()
    page.locator("[data-part=zoom-out]").click()
    assert width(settled(page)) == pytest.approx(1.5 * width(whole), rel=1e-3)


def test_the_wheel_zooms_with_control_alone_about_the_pointer(page: Page) -> None:
    visit(page, "/")
    whole = extent(page)
    x, y = middle(page.locator("[data-part=path]"))
    page.mouse.move(x + 150, y - 60)
    page.mouse.wheel(0, -300)
    assert extent(page) == whole
    under = to_plane(page, x + 150, y - 60)
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    assert width(settled(page)) < width(whole) / 2
    assert to_plane(page, x + 150, y - 60) == pytest.approx(under, abs=0.03)


def test_the_ground_is_dragged_and_a_click_moves_nothing(page: Page) -> None:
    visit(page, "/")
    whole, before = extent(page), start(page)
    x, y = middle(page.locator("[data-part=path]"))
    page.mouse.click(x, y + 80)
    assert extent(page) == whole
    under = to_plane(page, x, y + 80)
    page.mouse.move(x, y + 80)
    page.mouse.down()
    page.mouse.move(x - 90, y + 30, steps=6)
    page.mouse.up()
    settled(page)
    assert to_plane(page, x - 90, y + 30) == pytest.approx(under, abs=0.05)
    assert start(page) == before


def test_keys_zoom_and_move_the_picture_and_leave_the_ring_its_own(page: Page) -> None:
    visit(page, "/")
    whole = extent(page)
    page.locator("[data-part=path]").focus()
    page.keyboard.press("+")
    near = settled(page)
    assert width(near) == pytest.approx(width(whole) / 1.5, rel=1e-3)
    page.keyboard.press("Shift+ArrowRight")
    assert settled(page)[0] > near[0]
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert settled(page) == pytest.approx(whole)
    before = start(page)
    page.locator("[data-part=start-handle]").focus()
    page.keyboard.press("Shift+ArrowRight")
    ready(page)
    assert extent(page) == pytest.approx(whole)
    assert start(page)[0] > before[0]


def test_another_surface_is_seen_as_a_whole_and_another_rate_is_not(page: Page) -> None:
    visit(page, "/?view=-1,1,-1,1")
    near = extent(page)
    assert width(near) < 4
    page.locator("[data-part=rate]").press("ArrowLeft")
    ready(page)
    assert extent(page) == near
    choose(page, "surface", "bowl")
    ready(page)
    assert width(extent(page)) > 5
    assert "view" not in query_of(page)


def test_a_view_that_is_none_is_told(page: Page) -> None:
    visit(page, "/?view=1,0,0,1")
    expect(page.locator("[data-part=notices] strong")).to_have_text("view")
    assert "view" not in query_of(page)


PINCH = """([x, y, apart]) => {
  const over = document.querySelector("[data-part=path]");
  const touch = (identifier, clientX, clientY) => new Touch({ identifier, target: over, clientX, clientY });
  const send = (type, touches) => over.dispatchEvent(new TouchEvent(type,
    { touches, targetTouches: touches, changedTouches: touches, cancelable: true, bubbles: true }));
  send("touchstart", [touch(1, x - 40, y), touch(2, x + 40, y)]);
  const kept = send("touchmove", [touch(1, x - apart, y), touch(2, x + apart, y)]);
  send("touchend", []);
  return kept;
}"""


def test_two_fingers_zoom_one_scrolls_and_a_double_tap_enlarges(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit(page, "/")
    whole, before = extent(page), start(page)
    x, y = middle(page.locator("[data-part=path]"))
    assert page.evaluate(PINCH, [x, y, 80]) is False  # the page itself is not enlarged
    near = settled(page)
    assert width(near) == pytest.approx(width(whole) / 2, rel=0.01)
    assert page.locator("[data-part=path]").evaluate("each => getComputedStyle(each).touchAction") == "pan-y"
    page.touchscreen.tap(x, y)
    page.touchscreen.tap(x, y)
    assert width(settled(page)) < width(near) / 2
    assert start(page) == before


def test_a_double_click_places_the_start(page: Page) -> None:
    visit(page, "/?surface=rosenbrock&lr=0.001")
    x, y = middle(page.locator("[data-part=path]"))
    under = to_plane(page, x + 120, y + 70)
    page.mouse.dblclick(x + 120, y + 70)
    ready(page)
    assert start(page) == pytest.approx(under, abs=0.02)
    assert [float(each) for each in query_of(page)["start"].split(",")] == start(page)
    assert middle(page.locator("[data-part=start-handle]")) == pytest.approx((x + 120, y + 70), abs=2)


def test_a_start_is_never_lost(page: Page) -> None:
    """Dragged out it stays at the edge; from elsewhere it is parked there, says where it is, and can be taken back."""
    visit(page, "/")
    handle, stage = page.locator("[data-part=start-handle]"), page.locator("[data-part=stage]")
    box = box_of(stage)
    page.mouse.move(*middle(handle))
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + box["height"] + 200, steps=5)
    page.mouse.up()
    ready(page)
    shown = extent(page)
    assert shown[2] < start(page)[1] < shown[3]
    reach(page, "[data-part=start-x]").fill("-30")
    page.locator("[data-part=start-x]").press("Enter")
    ready(page)
    expect(handle).to_be_visible()
    expect(handle).to_have_attribute("data-parked", "")
    assert "−30.0" in (handle.get_attribute("aria-label") or "")
    assert "outside" in (handle.get_attribute("aria-label") or "")
    parked = box_of(handle)
    assert box["x"] <= parked["x"] < box["x"] + 20
    page.mouse.move(*middle(handle))
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=5)
    page.mouse.up()
    ready(page)
    shown = extent(page)
    assert shown[0] < start(page)[0] < shown[1]
    expect(handle).not_to_have_attribute("data-parked", "")


SIZES = [(1366, 768), (1440, 900), (720, 480), (480, 270)]
SURFACES = ["linear_regression", "logistic_regression", "ackley", "rosenbrock", "ravine"]


@pytest.mark.parametrize(("wide", "high"), SIZES)
def test_nothing_lies_over_the_start(page: Page, wide: int, high: int) -> None:
    page.set_viewport_size({"width": wide, "height": high})
    for surface in SURFACES:
        visit(page, f"{'/' if wide > 1000 else '/embed'}?surface={surface}")
        next_frame(page)
        boxes: dict[str, Any] = page.evaluate(
            """() => Object.fromEntries(["start-handle", "caption", "legend", "zoom"].map((name) =>
              [name, document.querySelector(`[data-part="${name}"]`).getBoundingClientRect().toJSON()]))"""
        )
        ring = boxes.pop("start-handle")
        for name, box in boxes.items():
            across = min(ring["right"], box["right"]) - max(ring["left"], box["left"])
            down = min(ring["bottom"], box["bottom"]) - max(ring["top"], box["top"])
            assert box["width"] == 0 or across <= 0 or down <= 0, (surface, name)
        for one, other in (("caption", "legend"), ("caption", "zoom"), ("legend", "zoom")):
            a, b = boxes[one], boxes[other]
            apart = (
                a["right"] <= b["left"] or b["right"] <= a["left"] or a["bottom"] <= b["top"] or b["bottom"] <= a["top"]
            )
            assert a["width"] == 0 or b["width"] == 0 or apart, (surface, one, other)


def test_ground_without_value_is_said_so(page: Page) -> None:
    visit(page, "/?f=sqrt(x)%2By^2&lr=0.05")
    expect(page.locator('[data-sign="hole"]')).to_be_visible()
    expect(page.locator("[data-part=stage-summary]")).to_contain_text("no value")
    visit(page, "/?f=x^2%2By^2&lr=0.05")
    expect(page.locator('[data-sign="hole"]')).to_be_hidden()


def test_what_is_drawn_at_rest_keeps_off_the_cards(open_page: Callable[..., Page]) -> None:
    """As if it were drawn again: labels of where a run has left give way to the caption, wherever that went."""
    page = open_page(viewport={"width": 1366, "height": 768})
    visit(page, "/atlas?f=sqrt(x)%2By^2&domain=0,4,-2,2&lr=1.5")
    shown = 'document.querySelector("[data-part=path]").toDataURL()'
    rested(page, 300)
    at_rest = page.evaluate(shown)
    state = 'document.querySelector("[data-lab]").lab'
    page.evaluate(f"{state}.set({{ playhead: 1 }})")
    next_frame(page)
    assert page.evaluate(shown) != at_rest
    page.evaluate(f"{state}.set({{ playhead: Infinity }})")
    next_frame(page)
    assert page.evaluate(shown) == at_rest
