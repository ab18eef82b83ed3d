"""On paper: one sheet with picture, setting, verdict and charts; light, whatever the screen is."""

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.reading import visit

PAGES = [
    ("/?surface=rosenbrock&lr=0.001&optimizer=adam", 1440, 900),
    ("/?lr=0.09&theme=dark", 1366, 768),
    ("/?noise=2&schedule=cosine", 390, 844),
    ("/present?lr=0.09", 1280, 720),
    ("/embed?surface=ackley", 480, 270),
    ("/?predict=1", 1440, 900),
]
PAGE = re.compile(rb"/Type\s*/Page\b")
STREAM = re.compile(rb"<<(?P<about>(?:(?!endobj).)*?/Image(?:(?!endobj).)*?)>>\s*stream\r?\n", re.DOTALL)


def light(pdf: bytes) -> float:
    """How light the widest picture is, 0 to 1."""
    widest: tuple[int, float] = (0, 0)
    for start in STREAM.finditer(pdf):
        width = re.search(rb"/Width (\d+)", start["about"])
        if width is None or b"/DeviceGray" in start["about"] or b"FlateDecode" not in start["about"]:
            continue
        pixels = zlib.decompressobj().decompress(pdf[start.end() :])
        widest = max(widest, (int(width[1]), sum(pixels) / len(pixels) / 255))
    return widest[1]


def on_paper(page: Page, selector: str) -> bool:
    visible: bool = page.locator(selector).evaluate("element => element.checkVisibility({ visibilityProperty: true })")
    return visible


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(("path", "width", "height"), PAGES)
def test_a_lab_is_one_sheet(
    open_page: Callable[..., Page], path: str, width: int, height: int, landscape: bool
) -> None:
    page = open_page(viewport={"width": width, "height": height}, color_scheme="dark")
    visit(page, path)
    pdf = page.pdf(format="A4", landscape=landscape)
    assert len(PAGE.findall(pdf)) == 1
    assert light(pdf) > 0.6  # the picture is there, and not dark


def test_what_is_on_it(page: Page) -> None:
    visit(page, "/?surface=ravine&surface.kappa=10&optimizer=momentum&schedule=cosine&lr=0.05&warmup=7&noise=1&seed=3")
    page.emulate_media(media="print")
    for part in ("stage", "landscape", "track", "verdict-headline", "verdict-evidence", "chart-loss", "setting-words"):
        assert on_paper(page, f"[data-part={part}]"), part
    for part in ("transport", "tools", "rate", "settings", "predict", "zoom"):
        assert not on_paper(page, f"[data-part={part}]"), part
    words = page.locator("[data-part=setting-words]").text_content() or ""
    for said in (
        "Ravine (kappa = 10)",
        "Momentum",
        "Cosine schedule",
        "η = 0.05",
        "120 steps from (−8.00, 1.50)",
        "warmup 7",
        "noise 1",
    ):
        assert said in words
    page.emulate_media(media="screen")
    assert not on_paper(page, "[data-part=setting-words]")


def test_the_screen_is_as_before(open_page: Callable[..., Any]) -> None:
    page = open_page(color_scheme="dark")
    visit(page, "/")
    pixels = "() => document.querySelector('[data-part=landscape]').toDataURL()"
    before = page.evaluate(pixels)
    page.pdf(format="A4")
    page.wait_for_function(f"before => ({pixels})() === before", arg=before)
    assert page.locator("[data-lab]").get_attribute("data-theme") is None
