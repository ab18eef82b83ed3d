"""How a map comes: coarse, then finer, a tile and a strip at a time; its legend, its words, a picture to keep."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

import descentlab
from descentlab.verdict.outcome import Outcome
from tests.browser.maps import mapped, settled
from tests.browser.reading import RequestsOf


def test_it_is_coarse_at_once_then_finer_and_no_tile_is_large(page: Page, requests_of: RequestsOf) -> None:
    seen = requests_of(page)
    mapped(page, "/atlas?surface=bowl&steps=10")
    asked = [dict(parse_qsl(urlsplit(url).query)) for url in seen if "/atlas?" in url and "/api/" in url]
    sizes = [int(each["nx"]) for each in asked]
    assert sizes[0] == 32
    assert max(sizes) <= 128
    assert sum(size**2 for size in sizes[1:]) == 128**2 + 512**2
    expect(page.locator("[data-part=atlas-size]")).to_have_text("512 × 512 runs")
    page.locator("[data-part=atlas-finer]").click()
    expect(page.locator("[data-part=atlas-size]")).to_have_text("1024 × 1024 runs", timeout=30_000)
    finer = [int(dict(parse_qsl(urlsplit(url).query))["nx"]) for url in seen if "/api/v1/atlas?" in url][len(sizes) :]
    assert max(finer) <= 128
    assert sum(size**2 for size in finer) == 1024**2


LEGEND = """() => {
  const [panel, legend] = ["atlas", "atlas-legend"].map(name => document.querySelector(`[data-part=${name}]`));
  window.whileBusy = false;
  new MutationObserver(() => { window.whileBusy ||= panel.ariaBusy === "true"; }).observe(legend, { childList: true });
}"""

COUNTED = """() => {
  const shares = [...document.querySelectorAll("[data-part=atlas-legend] li .numbers")]
    .map(({ innerText }) => parseFloat(innerText));
  return Math.abs(shares.reduce((sum, each) => sum + (each || 0), 0) - 100) <= 2;
}"""
"""Whether all of a map is in the shares of its legend."""


def test_the_first_picture_has_its_legend(page: Page) -> None:
    """However fast one finer tile comes after the other."""
    mapped(page, "/atlas?surface=bowl&steps=10")

    def one_after_the_other(route: Route) -> None:
        time.sleep(0.08)
        route.continue_()

    page.route("**/api/v1/atlas?**", one_after_the_other)
    page.evaluate("() => document.querySelector('[data-part=atlas-legend]').replaceChildren()")
    page.evaluate(LEGEND)
    page.locator("[data-part=atlas-in]").click()
    settled(page)
    assert page.evaluate("whileBusy") is True
    page.wait_for_function(COUNTED)  # within a few of the last tile's


def test_the_first_question_is_asked_at_once_and_others_when_the_hand_rests(
    open_page: Callable[..., Page], requests_of: RequestsOf
) -> None:
    page = open_page(fresh=True)  # its clock is its context's
    mapped(page)
    seen = requests_of(page)
    page.clock.install()
    page.clock.pause_at(datetime.now(tz=UTC) + timedelta(seconds=10))
    enlarge = page.locator("[data-part=atlas-in]")
    with page.expect_request("**/api/v1/atlas?*"):
        page.get_by_role("button", name="Curvature", exact=True).click()
        page.clock.run_for(20)
    for _ in range(3):
        enlarge.click()
        page.clock.run_for(20)
    count = len(seen)
    assert len(seen) == count
    with page.expect_request("**/api/v1/atlas?*"):
        page.clock.run_for(200)
    page.clock.resume()


def test_the_newest_question_wins(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10")
    held: list[str] = []

    def hold_the_first(route: Route) -> None:
        """Never answer what is asked first; the hold stays on, for to lift it would let the answer through."""
        if not held or route.request.url == held[0]:
            held.append(route.request.url)
        else:
            route.continue_()

    page.route("**/api/v1/atlas?**", hold_the_first)
    with page.expect_request("**/api/v1/atlas?**"):
        page.locator("[data-part=atlas-in]").click()
    expect(page.locator("[data-part=atlas]")).to_have_attribute("aria-busy", "true")
    with page.expect_event("requestfailed", lambda request: request.url == held[0]):
        page.locator("[data-part=atlas-in]").click()
    settled(page)
    expect(page.locator("[data-part=atlas-size]")).to_have_text("512 × 512 runs")


def test_minima_are_told_apart_where_there_are_several(page: Page) -> None:
    mapped(page, "/atlas?surface=himmelblau&steps=40&x=start.x&x_min=-5&x_max=5&y=start.y&y_min=-5&y_max=5&lr=0.01")
    legend = page.locator("[data-part=atlas-legend]")
    expect(legend).not_to_contain_text("(3.00, 2.00)")
    page.locator("[data-part=atlas-minima]").check()
    expect(legend).to_contain_text("(3.00, 2.00)")
    mapped(page, "/atlas?surface=bowl&steps=10")
    expect(page.locator("[data-part=atlas-minima]")).to_be_hidden()


def test_a_map_is_told_in_words(page: Page) -> None:
    mapped(page)
    summary = page.locator("[data-part=atlas-summary]")
    for words in ("Learning rate η", "Momentum β", "from left to right", "diverges", "%"):
        expect(summary).to_contain_text(words)
    over = page.locator("[data-part=atlas-over]")
    expect(over).to_have_attribute("role", "img")
    described = over.get_attribute("aria-describedby") or ""
    assert all(page.locator(f"[id='{each}']").count() == 1 for each in described.split())
    expect(page.locator("[data-part=atlas-status]")).to_contain_text("diverges")
    ours = descentlab.atlas(("lr", 0.01, 0.4, 64), ("optimizer.momentum", 0, 0.9, 64), optimizer="momentum", steps=60)
    told = re.search(r"diverges (\d+) %", summary.inner_text())
    assert told is not None
    assert int(told[1]) == pytest.approx(100 * ours.share(Outcome.DIVERGED), abs=1.5)


def test_a_picture_to_keep(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10")
    with page.expect_download() as waited:
        page.locator("[data-part=atlas-png]").click()
    assert waited.value.suggested_filename == "map lr lr_ratio.png"
    data = waited.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width >= 512
    assert height >= 512


STRIPS = """async () => {
  const { lab } = document.querySelector("[data-lab]");
  const put = CanvasRenderingContext2D.prototype.putImageData;
  let strips = 0;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    strips += 1;
    return put.apply(this, given);
  };
  lab.set({ map: { ...lab.state.map, x_max: lab.state.map.x_max / 2 } });
  await new Promise(done => setTimeout(done, 800));
  CanvasRenderingContext2D.prototype.putImageData = put;
  return strips;
}"""


def test_it_is_painted_a_strip_at_a_time(page: Page) -> None:
    """No frame waits for a whole map: between two strips the clock is looked at."""
    mapped(page, "/atlas?surface=bowl&steps=10")
    assert page.evaluate(STRIPS) > 30
