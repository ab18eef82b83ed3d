"""The surface in space: drawn, put away again, and given up where it cannot be drawn."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import (
    RequestsOf,
    box_of,
    choose,
    next_frame,
    query_of,
    rested,
    visit,
)
from tests.browser.space import LAB, at_rest, pixels, seen, space, start, under, words
from tests.browser.test_accessibility import assert_accessible
from tests.browser.three_labs import Three

OpenPage = Callable[..., Page]


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


LOSE = """async () => {
  const canvas = document.querySelector("canvas[data-part=space]");
  const gone = new Promise(done => canvas.addEventListener("webglcontextlost", done));
  const extension = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
  extension.loseContext();
  await gone;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const seen = document.querySelector("canvas[data-part=path]").checkVisibility({ visibilityProperty: true });
  extension.restoreContext();
  return seen;
}"""
"""Lost, and given back before its time is up; whether the plane was seen between."""


def test_a_context_that_is_lost_comes_back_or_gives_way(page: Page) -> None:
    space(page)
    assert page.evaluate(LOSE) is True
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
    next_frame(page)
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
    rested(page, 160)
    gone = page.evaluate(
        """() => {
          const { root } = labs[1];
          const context = root.querySelector("canvas[data-part=space]").getContext("webgl2");
          for (const lab of labs) lab.dispose();
          return context.isContextLost() && root.querySelectorAll("[data-part^=space], [id$=-space]").length;
        }"""
    )
    assert gone == 0
    rested(page, 300)
    kept = page.evaluate("held.slice(before).map(({ target, type }) => `${target.constructor.name} ${type}`)")
    assert kept == []
