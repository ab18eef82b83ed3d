"""The map wherever it stands: as a view of a lab, in a frame, on every screen, for everybody."""

import math
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.maps import mapped, piece, setting, settled, spot, whole
from tests.browser.reading import RequestsOf, box_of, framed, is_in_sight, query_of, ready, rested, visit
from tests.browser.test_accessibility import assert_accessible
from tests.helpers.hosting import SANDBOX, slide_deck

MAP = "/atlas?surface=bowl&steps=10"
GROUND = "[data-part=atlas-ground]"


def open_map(page: Page) -> None:
    page.locator("[data-part=open-map]").click()
    expect(page.locator("[data-part=atlas-over]")).to_be_visible()
    settled(page)


def test_a_lab_opens_its_map_and_loads_it_only_then(page: Page, requests_of: RequestsOf) -> None:
    seen = requests_of(page)
    visit(page, "/?surface=bowl&steps=10")
    rested(page, 300)
    assert [url for url in seen if "atlas" in url or "/map/" in url] == []
    address = page.url
    open_map(page)
    expect(page.locator("[data-part=open-map]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-part=stage]")).to_be_visible()
    before = setting(page)
    page.mouse.move(*spot(page, 0.3, 0.3))
    page.wait_for_function("lr => document.querySelector('[data-lab]').lab.state.setting.lr !== lr", arg=before["lr"])
    page.mouse.move(*spot(page, 1.5, 0.3))
    ready(page)
    assert setting(page) == before
    assert page.url == address  # of a lab, which has no map
    page.mouse.click(*spot(page, 0.3, 0.3))
    ready(page)
    assert float(query_of(page)["lr"]) == setting(page)["lr"] != before["lr"]
    assert "x_min" not in query_of(page)
    page.locator("[data-part=atlas-close]").click()
    expect(page.locator("[data-part=atlas-over]")).to_have_count(0)
    expect(page.locator("[data-part=open-map]")).to_be_focused()
    open_map(page)
    page.locator("[data-part=open-map]").click()
    expect(page.locator("[data-part=atlas-over]")).to_have_count(0)
    expect(page.locator("[data-part=atlas]")).to_have_count(1)


def test_pressed_three_times_on_its_way_it_comes_once(page: Page) -> None:
    visit(page, "/?surface=bowl&steps=10")
    page.locator("[data-part=open-map]").evaluate(
        "button => { for (let press = 0; press < 3; press++) button.click(); }"
    )
    settled(page)
    expect(page.locator("[data-part=atlas-over]")).to_have_count(1)
    page.locator("[data-part=atlas-close]").click()
    expect(page.locator("[data-part=atlas-over]")).to_have_count(0)


def test_a_map_that_cannot_be_fetched_is_told(page: Page, complaints: list[str]) -> None:
    visit(page, "/?surface=bowl&steps=10")
    page.route("**/panels/atlas.js", lambda route: route.abort())
    page.locator("[data-part=open-map]").click()
    expect(page.locator("[data-part=notices]")).to_contain_text("could not be fetched")
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_in_a_sandboxed_frame_the_picture_is_shown_to_be_kept(
    page: Page, server: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    deck = slide_deck(tmp_path_factory.mktemp("deck"), f"{server}/embed?surface=bowl&steps=10", SANDBOX)
    frame = framed(page, deck)
    frame.locator("[data-part=open-map]").click()
    expect(frame.locator("[data-part=atlas-over]")).to_be_visible()
    whole(frame)
    frame.locator("[data-part=atlas-png]").evaluate("button => button.click()")
    picture = frame.locator(".atlas-picture")
    expect(picture).to_have_attribute("src", re.compile("^data:image/png"), timeout=60_000)  # painted, packed and read
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 512
    frame.get_by_role("button", name="Close", exact=True).click()
    expect(picture).to_have_count(0)


SCREENS = [(1366, 768), (1440, 900), (2560, 1440), (820, 1180), (390, 844), (844, 390), (360, 640), (320, 568)]


@pytest.mark.parametrize(("wide", "high"), SCREENS)
def test_map_lab_and_verdict_are_in_sight(open_page: Callable[..., Page], wide: int, high: int) -> None:
    page = open_page(viewport={"width": wide, "height": high})
    mapped(page, MAP)
    for part in ("atlas-over", "atlas-x", "atlas-y", "stage", "verdict-headline"):
        assert is_in_sight(page, part, wide, high), part
    box = box_of(page.locator("[data-part=atlas-ground]"))
    assert min(box["width"], box["height"]) >= (80 if high < 600 else 110)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


PROJECTORS = [(1024, 768), (1280, 720), (1920, 1080), (3840, 2160), (640, 360), (768, 1024)]


@pytest.mark.parametrize(("wide", "high"), PROJECTORS)
def test_a_key_opens_it_on_a_projector_and_another_leaves_it(
    open_page: Callable[..., Page], wide: int, high: int
) -> None:
    page = open_page(viewport={"width": wide, "height": high})
    visit(page, "/present?optimizer=momentum")
    address = page.url
    page.keyboard.press("m")
    settled(page)
    for part in ("atlas-over", "atlas-x", "atlas-y", "rate-number", "verdict-headline", "leave"):
        assert is_in_sight(page, part, wide, high), part
    box = box_of(page.locator("[data-part=atlas-ground]"))
    assert min(box["width"], box["height"]) >= 0.3 * high
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=atlas-reading]")).to_contain_text("η = ")
    for _ in range(2):  # from the pixel, and from the map
        assert page.locator("[data-part=atlas-over]").count() == 1
        page.keyboard.press("Escape")
    expect(page.locator("[data-part=atlas-over]")).to_have_count(0)
    assert page.url == address
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/\?.*optimizer=momentum"))


STATES = {
    "map": (MAP, 1440, 900, None),
    "notices": ("/atlas?x=no&y_min=-1", 1440, 900, None),
    "by minimum": ("/atlas?surface=himmelblau&steps=30", 1440, 900, "[data-part=atlas-minima]"),
    "hidden": (f"{MAP}&predict=1", 1440, 900, None),
    "phone": (MAP, 390, 844, None),
    "phone on its side": (MAP, 844, 390, None),
    "400 percent": (MAP, 341, 192, None),
    "view": ("/?surface=bowl&steps=10", 1440, 900, "[data-part=open-map]"),
    "view on a phone": ("/?surface=bowl&steps=10", 390, 844, "[data-part=open-map]"),
    "view on a projector": ("/present?surface=bowl&steps=10", 1280, 720, "m"),
    "view in a frame": ("/embed?surface=bowl&steps=10", 720, 480, "[data-part=open-map]"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Callable[..., Page], state: str) -> None:
    path, width, height, press = STATES[state]
    page = open_page(viewport={"width": width, "height": height}, color_scheme="light")
    visit(page, path)
    if press == "m":
        page.keyboard.press(press)
    elif press:
        page.locator(press).click()
    expect(page.locator("[data-part=atlas-over]")).to_be_attached()
    if state != "hidden":
        whole(page)
    assert_accessible(page)


OVER = """([x, y]) => {
  const [over, ground] = ["over", "ground"].map(name => document.querySelector(`[data-part=atlas-${name}]`));
  const [sheet, map] = [over, ground].map(each => each.getBoundingClientRect());
  const ratio = over.width / sheet.width;
  const at = [map.left - sheet.left + x * map.width, map.top - sheet.top + (1 - y) * map.height];
  const [left, top] = at.map(each => Math.round(each * ratio) - 2);
  const copy = new OffscreenCanvas(5, 5).getContext("2d", { willReadFrequently: true });
  copy.drawImage(over, -left, -top);
  const { data } = copy.getImageData(0, 0, 5, 5);
  return Math.max(...data.filter((_, index) => index % 4 === 3));
}"""
"""How much is drawn over the map around a place."""


def test_the_limit_and_the_lab_are_drawn_where_they_are(page: Page) -> None:
    sides = "x=lr&x_min=0.02&x_max=0.2&y=optimizer.momentum&y_min=0&y_max=0.9"
    mapped(page, f"/atlas?optimizer=momentum&optimizer.momentum=0.3&lr=0.03&{sides}")

    def drawn(rate: float, momentum: float) -> int:
        place = (math.log10(rate / 0.02), momentum / 0.9)
        found: int = page.evaluate(OVER, place)
        return found

    for momentum in (0.1, 0.2, 0.7):
        limit = 2 * (1 + momentum) / 25
        assert drawn(limit, momentum) > 200, momentum
        assert drawn(1.3 * limit, momentum) == drawn(limit / 1.7, momentum) == 0
    assert drawn(0.03, 0.8) > 200
    assert drawn(0.15, 0.3) > 200
    assert drawn(0.15, 0.6) == 0


def test_the_skip_link_leads_to_the_map(page: Page) -> None:
    visit(page, MAP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=atlas-over]")).to_be_focused()


def test_light_and_dark_paint_another_map(page: Page) -> None:
    mapped(page, MAP)
    shown = "canvas => canvas.toDataURL()"
    ground = page.locator(GROUND)
    light = ground.evaluate(shown)
    page.locator("[data-part=theme]").click()
    page.wait_for_function("([part, light]) => document.querySelector(part).toDataURL() !== light", arg=[GROUND, light])


def test_under_any_address_the_map_is_the_same(page: Page) -> None:
    mapped(page, "/?profile=atlas&surface=bowl&steps=10")
    assert urlsplit(page.url).path == "/"
    assert piece(page)["x"] == "lr"


def test_a_map_prints_on_one_sheet(page: Page) -> None:
    """Light whatever the screen is, with what its colours mean, and nothing that can only be pressed."""
    page.emulate_media(color_scheme="dark")
    mapped(page, MAP)
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4", print_background=True))) == 1
    page.emulate_media(media="print")
    for part in ("atlas-ground", "atlas-over", "atlas-legend", "stage", "verdict-headline"):
        expect(page.locator(f"[data-part={part}]")).to_be_visible()
    for part in ("atlas-x", "atlas-presets", "atlas-zoom", "atlas-go", "atlas-png", "transport"):
        expect(page.locator(f"[data-part={part}]")).to_be_hidden()
    page.emulate_media(media="null")  # the window is the next test's, which may print
