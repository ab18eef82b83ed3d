"""In a frame, from a slide deck, on a projector, on a phone; and what the first visit costs."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from descentlab.web.parts import HIDEABLE as PARTS
from tests.browser.reading import RequestsOf, box_of, part_box, ready, rested, visit
from tests.helpers.hosting import SANDBOX, slide_deck

SIZES = [(720, 480), (480, 270), (320, 480)]


def frame_ready(frame: FrameLocator) -> None:
    """Wait until a frame's picture is there."""
    expect(frame.locator("[data-part=stage]")).to_have_attribute("aria-busy", "false")
    expect(frame.locator("[data-part=verdict-headline]")).not_to_be_empty()


@pytest.mark.parametrize("attributes", ["", SANDBOX])
def test_a_slide_deck_from_a_file_frames_the_lab(
    open_page: Callable[..., Page], server: str, tmp_path: Path, attributes: str
) -> None:
    page = open_page()
    page.goto(slide_deck(tmp_path, f"{server}/embed?surface=bowl&lr=1.01", attributes))
    frame = page.frame_locator("iframe")
    frame_ready(frame)
    expect(frame.locator("[data-part=verdict-headline]")).to_have_text("Diverges")
    slider = frame.locator("[data-part=rate]")
    slider.press("ArrowLeft")
    slider.press("PageDown")
    expect(frame.locator("[data-part=verdict-headline]")).to_have_text("Converges")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_frame_shows_what_it_is_for_down_to_its_smallest(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, "/embed")
    for part in ("stage", "play", "scrub", "step-count", "rate", "verdict-headline", "more"):
        box = box_of(page.locator(f"[data-part={part}]"))
        assert box["x"] >= 0, part
        assert box["y"] >= 0, part
        assert box["x"] + box["width"] <= width, part
        assert box["y"] + box["height"] <= height, part
    stage = part_box(page, "stage")
    assert stage["width"] * stage["height"] > 0.3 * width * height
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.locator("[data-part=more]").click()
    expect(page.locator('input[name="optimizer"][value="adam"]')).to_be_visible()
    page.locator('label:has(input[name="optimizer"][value="adam"])').click()
    page.keyboard.press("Escape")
    expect(page.locator('input[name="optimizer"][value="adam"]')).to_be_hidden()
    ready(page)


def test_hide_removes_what_it_names(page: Page) -> None:
    visit(page, "/embed?hide=verdict,optimizer,legend")
    page.locator("[data-part=more]").click()
    for part in ("verdict", "optimizer", "legend"):
        for element in page.locator(f'[data-part="{part}"]').all():
            expect(element).to_be_hidden()
    expect(page.locator('input[name="schedule"][value="cosine"]')).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_every_part_can_be_hidden_and_leaves_the_picture_and_the_slider(page: Page, path: str) -> None:
    page.goto(f"{path}?hide={','.join(PARTS)}")
    expect(page.locator("[data-part=stage]")).to_have_attribute("aria-busy", "false")
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    for part in PARTS:
        for element in page.locator(f"[data-part={part}]").all():
            expect(element).to_be_hidden()
    expect(page.locator("[data-part=rate]")).to_be_visible()
    expect(page.locator("[data-part=more]")).to_be_hidden()


def test_the_shared_link_and_snippet_open_the_same(page: Page, open_page: Callable[..., Page], tmp_path: Path) -> None:
    visit(page, "/?surface=saddle&lr=0.3&optimizer=momentum")
    page.locator("[data-part=share]").click()
    link = page.locator("[data-part=share-link]").input_value()
    assert link == page.url
    page.locator('label:has(input[name="share-hide"][value="charts"])').click()
    page.locator("[data-part=snippet-width]").fill("640")
    page.locator("[data-part=snippet-title]").fill('Saddle & "momentum"')
    snippet = page.locator("[data-part=snippet]").input_value()
    assert 'width="640" height="480"' in snippet
    assert 'title="Saddle &amp; &quot;momentum&quot;"' in snippet
    assert "allow" not in snippet
    deck = tmp_path / "page.html"
    deck.write_text(f"<!doctype html><title>Course</title>{snippet}")
    course = open_page()
    course.goto(deck.as_uri())
    frame = course.frame_locator("iframe")
    frame_ready(frame)
    expect(frame.locator('input[name="optimizer"][value="momentum"]')).to_be_checked()
    frame.locator("[data-part=more]").click()
    expect(frame.locator("[data-part=charts]")).to_be_hidden()


@pytest.mark.parametrize("path", ["/present", "/?profile=projector"])
def test_a_projector_shows_large_type_and_obeys_keys(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, path)
    small = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter(element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
            && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
            && !element.closest(".unseen, .skip, script"))
          .filter(element => parseFloat(getComputedStyle(element).fontSize) < 24)
          .map(element => element.outerHTML.slice(0, 80))"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    before = page.locator("[data-part=rate-number]").input_value()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-part=rate-number]")).not_to_have_value(before)  # in the next frame
    assert float(page.locator("[data-part=rate-number]").input_value()) > float(before)
    page.keyboard.press(" ")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")


def test_the_first_visit_costs_at_most_250_kb(
    open_page: Callable[..., Page], server: str, requests_of: RequestsOf
) -> None:
    page = open_page(fresh=True)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    asked = requests_of(page)
    visit(page, "/")
    rested(page, 500)
    assert len(sizes) > 20
    assert sum(sizes) <= 250_000
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(server).netloc}
