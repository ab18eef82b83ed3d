"""In front of a class: a clicker, a few keys, and type for the last row."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from descentlab import family
from descentlab.setting.rates import learning_rate_grid
from tests.browser.reading import query_of, rate_of, ready, visit

NOTCHES = learning_rate_grid(digits=3)
SIZES = [(1024, 768), (1280, 720), (1920, 1080), (3840, 2160)]
HALVED = [(683, 384), (640, 360)]
QUERIES = ["", "lr=0.09", "surface=ackley", "surface=saddle&predict=1", "surface=rastrigin&lr=0.00015"]


def rate(page: Page) -> float:
    return float(rate_of(page))


def regimes() -> list[float]:
    """The middle of every stretch of one outcome on the ravine's slider, slivers left out, by the family itself."""
    outcomes = family(NOTCHES, surface="ravine", start=(-8, 1.5), steps=120).outcomes
    stretches = [list(group) for _, group in groupby(range(len(NOTCHES)), key=lambda notch: str(outcomes[notch]))]
    return [NOTCHES[(each[0] + each[-1]) // 2] for each in stretches if len(each) >= 3]


def test_a_clicker_visits_the_regimes_wherever_the_focus_is(page: Page) -> None:
    stops = regimes()
    assert len(stops) >= 3
    visit(page, "/present?lr=0.0001")
    places: list[Callable[[], Any]] = [
        lambda: page.locator("[data-part=rate]").click(position={"x": 5, "y": 20}),
        lambda: page.locator("[data-part=rate-number]").focus(),
        lambda: page.locator("[data-part=predict]").focus(),
        lambda: page.locator("[data-part=path]").focus(),
        lambda: page.locator("[data-part=start-handle]").focus(),
    ]
    for place in places:
        place()
        while rate(page) > stops[0]:
            page.keyboard.press("PageUp")
        for stop in stops if rate(page) < stops[0] else stops[1:]:
            page.keyboard.press("PageDown")
            assert rate(page) == pytest.approx(stop, rel=1e-3)
        page.keyboard.press("PageDown")
        assert rate(page) == pytest.approx(stops[-1], rel=1e-3)
        page.keyboard.press("PageUp")
        assert rate(page) == pytest.approx(stops[-2], rel=1e-3)


def test_a_clicker_is_no_giveaway_while_the_answer_is_hidden(page: Page) -> None:
    visit(page, "/present?predict=1&lr=0.0001")
    page.keyboard.press("PageDown")
    assert rate(page) == pytest.approx(regimes()[0], rel=1e-3)
    expect(page.locator("[data-part=verdict-headline]")).to_be_hidden()


def test_surface_and_step_are_shown(page: Page) -> None:
    visit(page, "/present?surface=nonconvex&steps=40")
    expect(page.locator("[data-part=caption]")).to_contain_text("Two basins")
    expect(page.locator("[data-part=caption-step]")).to_have_text("step 40 / 40")
    page.keyboard.press(",")
    expect(page.locator("[data-part=caption-step]")).to_have_text("step 39 / 40")
    expect(page.locator("[data-part=legend]")).to_contain_text("saddle")


def test_keys_help_blank_and_list_themselves(page: Page) -> None:
    visit(page, "/present?lr=0.09")
    page.keyboard.press("h")
    expect(page.locator("[data-part=remedies] button").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=remedies]")).to_be_hidden()

    dialog = page.locator("[data-part=keys-dialog]")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("PageDown")
    assert rate(page) == 0.09
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    blank = page.locator("[data-part=blank]")
    page.keyboard.press("b")
    expect(blank).to_be_visible()
    assert blank.evaluate("element => element.getBoundingClientRect().height") == 900
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    for key in ("b", "Escape", "PageDown"):
        page.keyboard.press(key)
        expect(blank).to_be_hidden()
        assert rate(page) == 0.09
        page.keyboard.press("b")
    page.keyboard.press("b")
    assert urlsplit(page.url).path == "/present"


def test_there_and_back_with_everything_that_is_set(page: Page) -> None:
    visit(page, "/?surface=bowl&optimizer=momentum&lr=0.3&predict=1&hide=legend")
    asked = query_of(page)
    page.locator("[data-part=to-present]").click()
    ready(page)
    assert (urlsplit(page.url).path, query_of(page)) == ("/present", asked)
    page.keyboard.press("ArrowRight")
    there = query_of(page)
    assert there != asked
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    ready(page)
    assert query_of(page) == there


SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !element.closest(".unseen, .skip, script, math, sub"))
  .map(element => parseFloat(getComputedStyle(element).fontSize)))"""
CUT = """() => [...document.querySelectorAll("[data-part=hand] *, [data-part=caption], [data-part=legend]")]
  .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen"))
  .filter(element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const wide = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline";
    return left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1 || wide;
  })
  .map(element => element.outerHTML.slice(0, 90))"""
FULL = """() => {
  const { scrollHeight, clientHeight } = document.querySelector(".verdict-text");
  return scrollHeight <= clientHeight + 1;
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_type_and_strokes_grow_with_the_height(page: Page, width: int, height: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=height))
    visit(page, "/present")
    assert page.evaluate(SMALLEST) == pytest.approx(24 * height / 720, rel=0.01)
    assert page.evaluate("document.querySelector('[data-lab]').lab.state.theme.scale") == pytest.approx(
        height / 360, rel=0.01
    )
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    page.wait_for_function("() => document.querySelector('[data-lab]').lab.state.theme.scale === 2")


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_cut(open_page: Callable[..., Page], query: str) -> None:
    """Nor at 200 %, where a window has half as many pixels, each of them two."""
    for page, sizes in ((open_page(), SIZES[:3]), (open_page(device_scale_factor=2), HALVED)):
        for width, height in sizes:
            page.set_viewport_size(ViewportSize(width=width, height=height))
            visit(page, f"/present?{query}")
            assert page.evaluate(CUT) == [], (width, height)
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), (width, height)
            if "predict" not in query:
                assert page.evaluate(FULL), (width, height)
