"""The surface in space: drawn, turned by mouse, keys, touch and buttons, and given up where it cannot be drawn."""

import struct
import zlib
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.reading import (
    RequestsOf,
    box_of,
    choose,
    middle,
    next_frame,
    query_of,
    reach,
    ready,
    to_notch,
    visit,
)
from tests.browser.test_accessibility import assert_accessible
from tests.browser.three_labs import Three

OpenPage = Callable[..., Page]
LAB = 'document.querySelector("[data-lab]").lab'
SLOW_READING = "GPU stall due to ReadPixels"
"""What Chromium without a graphics processor says of how it puts such a canvas on the screen."""


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """As everywhere, but for what the browser says of itself."""
    found: list[str] = []
    yield found
    ours = [each for each in found if SLOW_READING not in each]
    if ours:
        pytest.fail("the page complained:\n" + "\n".join(ours), pytrace=False)


def pixels(page: Page, x: float, y: float, width: int, height: int) -> NDArray[np.uint8]:
    """What is seen in a part of the window, (rows, columns, red green blue)."""
    data = page.screenshot(clip={"x": x, "y": y, "width": width, "height": height})
    columns, lines, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[kind]
    stream, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            stream += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw = np.frombuffer(zlib.decompress(stream), dtype=np.uint8).reshape(lines, 1 + columns * channels)
    rows = np.zeros((lines, columns, channels), dtype=np.uint8)
    above = np.zeros((columns, channels), dtype=np.uint8)
    for row, line in enumerate(raw):
        own = line[1:].reshape(columns, channels).copy()
        if line[0] == 2:
            own += above
        elif line[0] == 1:
            own = np.cumsum(own, axis=0, dtype=np.uint8)
        elif line[0]:
            left = np.zeros(channels, dtype=int)
            corner = np.zeros(channels, dtype=int)
            for column in range(columns):
                up = above[column].astype(int)
                if line[0] == 3:
                    guess = (left + up) // 2
                else:
                    far = left + up - corner
                    near = np.stack((left, up, corner))
                    guess = near[np.abs(near - far).argmin(axis=0), np.arange(channels)]
                left, corner = (own[column] + guess) & 255, up
                own[column] = left
        rows[row] = above = own
    return rows[..., :3]


def seen(page: Page, x: float, y: float) -> list[float]:
    """Where a point of the plane is seen in the window."""
    found: list[float] = page.evaluate(
        f"""([x, y]) => {{
          const box = document.querySelector("[data-part=stage]").getBoundingClientRect();
          const [left, top] = {LAB}.state.view.toScreen(x, y);
          return [left + box.x, top + box.y];
        }}""",
        [x, y],
    )
    return found


def under(page: Page, x: float, y: float) -> list[float]:
    """The point of the plane at a place of the window."""
    found: list[float] = page.evaluate(
        f"""([x, y]) => {{
          const box = document.querySelector("[data-part=stage]").getBoundingClientRect();
          return {LAB}.state.view.toPlane(x - box.x, y - box.y);
        }}""",
        [x, y],
    )
    return found


def at_rest(page: Page) -> None:
    """Wait until the camera stands, and what lies beside the picture has been placed."""
    ready(page)
    page.wait_for_timeout(250)  # it rests after 160 ms
    ready(page)


def words(page: Page) -> str:
    """From where it is seen."""
    at_rest(page)
    return page.locator("[id$=-space]").inner_text() or page.locator("[id$=-space]").text_content() or ""


def start(page: Page) -> list[float]:
    found: list[float] = page.evaluate(f"{LAB}.state.setting.start")
    return found


def space(page: Page, query: str = "") -> None:
    """The lab in this view, at rest."""
    visit(page, f"/?look=space{query}")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    at_rest(page)


def test_it_comes_when_it_is_chosen_and_goes_again(page: Page, requests_of: RequestsOf) -> None:
    asked = requests_of(page)
    visit(page, "/")
    assert not [each for each in asked if "space" in each]
    page.locator("[data-part=views] [data-look=space]").click()
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    expect(page.locator("canvas[data-part=path]")).to_be_hidden()
    expect(page.locator("[data-part=space-controls]")).to_be_visible()
    assert query_of(page)["look"] == "space"
    page.locator("[data-part=views] [data-look=plane]").click()
    expect(page.locator("canvas[data-part=path]")).to_be_visible()
    expect(page.locator("canvas[data-part=space]")).to_be_hidden()
    expect(page.locator("[data-part=space-controls]")).to_be_hidden()
    ring = box_of(page.locator("[data-part=start-handle]"))
    x, y = seen(page, *start(page))
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx((x, y), abs=2)


def test_the_ground_has_its_colours_and_the_run_ends_where_it_should(page: Page) -> None:
    space(page)
    end = page.evaluate(
        f"(() => {{ const {{ run }} = {LAB}.state; return [...run.points.slice(2 * run.length - 2)]; }})()"
    )
    x, y = seen(page, *end[:2])
    red, _, blue = pixels(page, round(x) - 2, round(y) - 6, 5, 5).reshape(-1, 3).mean(axis=0)
    assert blue > red + 60  # the ball stands on the ground
    x, y = seen(page, 2, 0)
    valley = pixels(page, x - 60, y - 40, 120, 80).reshape(-1, 3)
    assert len(np.unique(valley, axis=0)) > 200
    assert under(page, *seen(page, -5, 2)) == pytest.approx([-5, 2], abs=0.05)
    ring = box_of(page.locator("[data-part=start-handle]"))
    middle_of_ring = (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    assert middle_of_ring == pytest.approx(seen(page, *start(page)), abs=1.5)


def test_the_wall_is_higher_than_the_floor_and_even_heights_are_other_ones(page: Page) -> None:
    """The projection against one of its own: seen from the south, x runs to the right and height upwards."""
    space(page)
    for _ in range(2):
        page.get_by_role("button", name="Turn to the right").click()
    page.locator("canvas[data-part=space]").focus()
    page.keyboard.press("ArrowLeft")
    at_rest(page)  # −115 + 30 − 5 = −90 degrees
    west, east = seen(page, -6, 0), seen(page, 6, 0)
    assert east[0] - west[0] > 200
    assert east[1] == pytest.approx(west[1], abs=0.5)
    wall, floor = seen(page, 0, 4), seen(page, 0, 0)
    assert wall[0] == pytest.approx(floor[0], abs=0.5)
    half = seen(page, 0, 2)
    page.get_by_role("button", name="height: log").click()
    at_rest(page)
    expect(page.get_by_role("button", name="height: linear")).to_be_visible()
    assert seen(page, 0, 0) == pytest.approx(floor, abs=0.5)
    assert seen(page, 0, 2)[1] > half[1] + 10  # lower
    assert "evenly" in words(page)


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


@pytest.mark.parametrize("query", ["&f=log(x)%2By^2&start=2,1", "&surface=cliff", "&optimizer=schedule_free&lr=0.3"])
def test_holes_jumps_and_averages_are_drawn_without_complaint(page: Page, query: str) -> None:
    space(page, query)
    if "log" in query:
        expect(page.locator("[data-sign=hole]")).to_be_visible()
        assert under(page, *seen(page, -3, 0)) == [pytest.approx(float("nan"), nan_ok=True)] * 2
        assert under(page, *seen(page, 3, 1)) == pytest.approx([3, 1], abs=0.1)
    choose(page, "surface", "rastrigin")
    at_rest(page)
    expect(page.locator("[data-sign=hole]")).to_be_hidden()
    expect(page.locator("[data-sign=other]")).to_be_visible()


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


NONE = """const { getContext } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind === "webgl2" ? null : getContext.call(this, kind, ...more);
};"""


def test_without_webgl_the_plane_is_shown_and_it_is_said_why(open_page: OpenPage) -> None:
    page = open_page(script=NONE)
    visit(page, "/?look=space")
    notice = page.locator("[data-part=space-notice]")
    expect(notice).to_contain_text("This browser has no WebGL2: the surface is shown from above.")
    expect(page.locator("canvas[data-part=path]")).to_be_visible()
    expect(page.locator("canvas[data-part=space]")).to_have_count(0)
    expect(page.locator("[data-part=views] [data-look=plane]")).to_have_attribute("aria-pressed", "true")
    assert "look" not in query_of(page)
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    page.locator("[data-part=views] [data-look=space]").click()
    expect(notice).to_be_visible()


def test_a_context_that_is_lost_comes_back_or_gives_way(page: Page) -> None:
    space(page)
    page.evaluate(
        """() => {
          const context = document.querySelector("canvas[data-part=space]").getContext("webgl2");
          window.lost = context.getExtension("WEBGL_lose_context");
          lost.loseContext();
        }"""
    )
    expect(page.locator("canvas[data-part=path]")).to_be_visible()
    page.evaluate("lost.restoreContext()")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    at_rest(page)
    assert under(page, *seen(page, -5, 2)) == pytest.approx([-5, 2], abs=0.05)
    page.evaluate(
        """() => document.querySelector("canvas[data-part=space]").getContext("webgl2")
          .getExtension("WEBGL_lose_context").loseContext()"""
    )
    expect(page.locator("[data-part=space-notice]")).to_be_visible(timeout=10_000)
    expect(page.locator("[data-part=views] [data-look=plane]")).to_have_attribute("aria-pressed", "true")


def test_paper_has_the_plane(page: Page) -> None:
    space(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("canvas[data-part=path]")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-part=path]').toDataURL().length") > 5000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()


@pytest.mark.parametrize(("path", "width", "height"), [("/", 1440, 900), ("/", 390, 844), ("/embed", 480, 270)])
def test_axe_finds_nothing(open_page: OpenPage, path: str, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    visit(page, f"{path}?look=space")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    assert_accessible(page)


def test_it_leaves_nothing_behind(three: Three) -> None:
    page = three.page
    page.evaluate("labs[1].set({ look: 'space' })")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    page.wait_for_timeout(300)
    gone = page.evaluate(
        """() => {
          const { root } = labs[1];
          const context = root.querySelector("canvas[data-part=space]").getContext("webgl2");
          for (const lab of labs) lab.dispose();
          return context.isContextLost() && root.querySelectorAll("[data-part^=space], [id$=-space]").length;
        }"""
    )
    assert gone == 0
    page.wait_for_timeout(300)
    kept = page.evaluate("held.slice(before).map(({ target, type }) => `${target.constructor.name} ${type}`)")
    assert kept == []
