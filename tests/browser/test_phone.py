"""On a phone the picture stays in sight, the hand is at the thumb, and a finger that scrolls changes nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import is_in_sight, next_frame, part_box, query_of, reach, ready, rested, visit

OpenPage = Callable[..., Page]
UPRIGHT = [(390, 844), (360, 640)]


def phone(open_page: OpenPage, width: int, height: int) -> Page:
    """A page with fingers."""
    return open_page(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)


@pytest.mark.parametrize(("width", "height"), UPRIGHT)
def test_the_picture_stays_while_something_is_chosen(open_page: OpenPage, width: int, height: int) -> None:
    page = phone(open_page, width, height)
    visit(page, "/")
    chip = reach(page, 'label:has(input[name="surface"][value="ackley"])')
    chip.scroll_into_view_if_needed()
    chip.tap()
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && scrollY === 0")
    picture = part_box(page, "stage")
    assert picture["y"] >= 0
    assert picture["height"] >= height / 3
    for part in ("rate-number", "rate", "verdict-headline", "what-helps", "play", "scrub"):
        assert is_in_sight(page, part, width, height), part
    assert part_box(page, "rate")["y"] > 0.6 * height  # at the thumb


@pytest.mark.parametrize(("width", "height"), [*UPRIGHT, (844, 390)])
def test_all_remedies_and_the_evidence_can_be_reached(open_page: OpenPage, width: int, height: int) -> None:
    page = phone(open_page, width, height)
    visit(page, "/?lr=0.3")
    place = part_box(page, "what-helps")
    page.locator("[data-part=what-helps]").tap()
    remedies = page.locator("[data-part=remedies] button")
    expect(remedies.first).to_be_visible()
    next_frame(page)
    assert part_box(page, "what-helps") == place  # a second tap closes it
    for remedy in remedies.all():
        remedy.scroll_into_view_if_needed()
        expect(remedy).to_be_in_viewport(ratio=0.99)
    for part in ("play", "scrub"):
        assert is_in_sight(page, part, width, height), part
    assert part_box(page, "stage")["height"] >= height / 3
    page.locator("[data-part=what-helps]").tap()
    expect(page.locator("[data-part=verdict-evidence]")).to_be_hidden()
    page.locator("[data-part=verdict-more]").tap()
    expect(page.locator("[data-part=verdict-more]")).to_have_attribute("aria-expanded", "true")
    page.locator("[data-part=verdict-evidence] li").last.scroll_into_view_if_needed()
    expect(page.locator("[data-part=verdict-evidence] li").last).to_be_in_viewport(ratio=0.99)
    expect(page.locator("[data-part=try-best]")).to_be_visible()


@pytest.mark.parametrize(("path", "width", "height"), [("/", 390, 844), ("/embed", 480, 270), ("/embed", 320, 480)])
def test_hatched_ground_is_named_however_small_the_picture(
    open_page: OpenPage, path: str, width: int, height: int
) -> None:
    page = phone(open_page, width, height)
    visit(page, f"{path}?f=log(x)%2By^2&start=2,1")
    expect(page.locator("[data-sign=hole]")).to_be_visible()
    expect(page.locator("[data-sign=minimum]")).to_be_hidden()
    expect(page.locator("[data-part=legend-ramp]")).to_be_hidden()


def test_the_legend_can_be_had(open_page: OpenPage) -> None:
    page = phone(open_page, 390, 844)
    visit(page, "/")
    expect(page.locator("[data-part=legend]")).to_be_hidden()
    page.locator("[data-part=show-legend]").tap()
    expect(page.locator("[data-part=legend]")).to_be_visible()
    expect(page.locator("[data-part=show-legend]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("width", "height"), [(844, 390), (640, 360)])
def test_on_its_side_the_picture_is_beside_the_hand(open_page: OpenPage, width: int, height: int) -> None:
    page = phone(open_page, width, height)
    visit(page, "/")
    picture, rate = part_box(page, "stage"), part_box(page, "rate")
    assert picture["x"] + picture["width"] <= rate["x"]
    assert picture["height"] >= height / 3
    for part in ("rate-number", "rate", "verdict-headline", "play", "scrub"):
        assert is_in_sight(page, part, width, height), part


def test_at_400_percent_there_is_one_column(page: Page) -> None:
    page.set_viewport_size({"width": 341, "height": 192})
    visit(page, "/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = [part_box(page, part) for part in ("stage", "transport", "rate", "verdict", "settings")]
    for box in boxes:
        assert box["x"] + box["width"] <= 341
        assert box["width"] > 250
    places = [(box["y"], box["y"] + box["height"]) for box in boxes]
    for above, below in zip(sorted(places), sorted(places)[1:], strict=False):
        assert above[1] <= below[0] + 1


Path = list[tuple[float, float]]


def swipe(page: Page, path: Path, end: str = "touchEnd") -> None:
    """A finger along a path, as the browser sees it."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(path) - 1)]
    for kind, (x, y) in zip(kinds, path, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        next_frame(page)
    session.send("Input.dispatchTouchEvent", {"type": end, "touchPoints": []})
    next_frame(page)


@pytest.mark.parametrize("size", [(390, 844), (341, 192)])
def test_a_swipe_that_turns_out_vertical_changes_nothing(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = phone(open_page, *size)
    visit(page, "/")
    page.locator("[data-part=rate]").scroll_into_view_if_needed()
    box, before = part_box(page, "rate"), page.url
    page.evaluate(
        """() => {
          window.rates = new Set();
          document.querySelector("[data-lab]").lab.on(["setting"], ({ setting }) => window.rates.add(setting.lr));
        }"""
    )
    x, y = box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2
    swipe(page, [(x, y), *((x + 1, y - 12 * k) for k in range(1, 9))])
    rested(page, 200)
    assert page.evaluate("[...rates]") == []
    assert page.locator("[data-part=rate]").input_value() == "138"
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.0750")
    assert page.url == before


def test_a_swipe_along_the_slider_moves_it_and_a_tap_too(open_page: OpenPage) -> None:
    page = phone(open_page, 390, 844)
    visit(page, "/")
    box = part_box(page, "rate")
    y = box["y"] + box["height"] / 2
    at = [box["x"] + share * box["width"] for share in (0.58, 0.55, 0.5, 0.4, 0.3)]
    swipe(page, [(x, y) for x in at])
    rested(page, 100)
    slid = float(query_of(page)["lr"])
    assert slid == pytest.approx(1e-4 * 1e5**0.3, rel=0.2)
    swipe(page, [(box["x"] + 0.8 * box["width"], y)])
    rested(page, 100)
    assert float(query_of(page)["lr"]) == pytest.approx(1e-4 * 1e5**0.8, rel=0.2)
    page.locator("[data-part=rate]").press("ArrowRight")
    next_frame(page)
    assert float(query_of(page)["lr"]) > 0.8


@pytest.mark.parametrize("query", ["surface=bowl", "f=sqrt(x)%2By^2&domain=0,4,-2,2"])
def test_a_caption_says_something_or_is_not_there(open_page: Callable[..., Page], query: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    visit(page, f"/?{query}")
    caption = page.locator("[data-part=caption]")
    assert not caption.is_visible() or caption.inner_text().strip()
