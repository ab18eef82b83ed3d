"""The map of two keys: its pixels and their runs, looked at, gone to, enlarged; its address; its words."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

import descentlab
from descentlab.verdict.outcome import Outcome
from tests.browser.reading import RequestsOf, box_of, next_frame, query_of, ready, shared_link, visit

LAB = 'document.querySelector("[data-lab]").lab.state'
MOMENTUM = "/atlas?optimizer=momentum&steps=60&x=lr&x_min=0.01&x_max=0.4&y=optimizer.momentum&y_min=0&y_max=0.9"
ENDED = """() => document.querySelector("[data-part=atlas]").ariaBusy !== "true"
  && document.querySelector("[data-part=atlas-size]").textContent !== "" """
Spot = tuple[float, float]


def mapped(page: Page, path: str = MOMENTUM) -> None:
    """Open a map, and wait until all of it is there."""
    visit(page, path)
    settled(page)


def settled(page: Page) -> None:
    """Wait until what was asked of a map is answered, and the hand has come to rest."""
    page.wait_for_timeout(600)
    page.wait_for_function(ENDED)
    next_frame(page)
    ready(page)


def spot(page: Page, x: float, y: float) -> Spot:
    """The place of the window where a map has these shares, from the left and from the bottom."""
    box = box_of(page.locator("[data-part=atlas-ground]"))
    return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]


def piece(page: Page) -> dict[str, Any]:
    """What is shown."""
    shown: dict[str, Any] = page.evaluate(f"{LAB}.map")
    return shown


def setting(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(f"{LAB}.setting")
    return found


def outcome(page: Page) -> str | None:
    """How the run in the lab ends."""
    ready(page)
    return page.locator("[data-part=verdict]").get_attribute("data-outcome")


def reading(page: Page) -> str:
    return page.locator("[data-part=atlas-reading]").inner_text()


def test_a_pixel_is_the_run_of_its_pair(page: Page) -> None:
    """Whatever is pointed at: the words, the lab beside it, and the same run asked of the core alone agree."""
    mapped(page)
    before = setting(page)
    shorts = {"good": "converged", "slow": "too_slow", "swings": "oscillating", "diverges": "diverged"}
    for place in ((0.1, 0.1), (0.5, 0.3), (0.95, 0.1), (0.45, 0.95)):
        last = setting(page)["lr"]
        page.mouse.move(*spot(page, *place))
        page.wait_for_function(f"last => {LAB}.setting.lr !== last", arg=last)
        now = setting(page)
        seen = outcome(page)
        given = {"momentum": now["optimizer.momentum"]}
        run = descentlab.run(optimizer="momentum", optimizer_options=given, lr=now["lr"], steps=60)
        assert seen == run.outcome.value, place
        assert seen == shorts[reading(page).partition(": ")[2].split(",")[0]], place
        told = page.locator("[data-part=rate-number]").input_value()
        assert float(told) == pytest.approx(now["lr"], rel=1e-3)
        assert len(told) <= 9  # a pixel's own rate has as many digits as float64
    assert float(query_of(page)["lr"]) == before["lr"]
    page.mouse.move(*spot(page, 1.2, 0.5))
    ready(page)
    assert setting(page) == before
    assert reading(page) == ""


def test_a_click_goes_there_and_the_back_button_returns(page: Page) -> None:
    mapped(page)
    before, whole = setting(page), piece(page)
    page.mouse.click(*spot(page, 0.3, 0.4))
    ready(page)
    there = setting(page)
    assert there["lr"] != before["lr"]
    assert float(query_of(page)["lr"]) == there["lr"]
    page.mouse.move(*spot(page, 1.2, 0.5))
    ready(page)
    assert setting(page) == there
    assert piece(page) == whole
    page.go_back()
    ready(page)
    assert setting(page)["lr"] == before["lr"]
    page.go_forward()
    ready(page)
    assert setting(page)["lr"] == there["lr"]


def test_going_somewhere_on_a_map_asks_for_no_other_map(page: Page, requests_of: RequestsOf) -> None:
    mapped(page)
    seen = requests_of(page)
    page.mouse.click(*spot(page, 0.3, 0.4))
    settled(page)
    assert [each for each in seen if "/atlas?" in each] == []


def test_a_frame_is_enlarged_the_address_says_so_and_back_is_back(page: Page) -> None:
    mapped(page)
    whole = piece(page)
    page.mouse.move(*spot(page, 0.25, 0.5))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.75, 1.0), steps=4)
    page.mouse.up()
    settled(page)
    near = piece(page)
    assert near["x_min"] == pytest.approx(0.01 * 40**0.25, rel=0.01)
    assert near["x_max"] == pytest.approx(0.01 * 40**0.75, rel=0.01)
    assert near["y_min"] == pytest.approx(0.45, abs=0.01)
    assert {key: query_of(page)[key] for key in near} == {key: str(value) for key, value in near.items()} | {
        key: json.dumps(value) for key, value in near.items() if key not in "xy"
    }
    page.reload()
    settled(page)
    assert piece(page) == near
    page.go_back()
    settled(page)
    assert piece(page) == whole


def test_wheel_buttons_and_keys_enlarge_and_0_shows_the_whole(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=20")
    whole = piece(page)
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.wheel(0, -120)
    settled(page)
    near = piece(page)
    assert near["x_min"] > whole["x_min"]
    assert near["x_max"] < whole["x_max"]
    page.locator("[data-part=atlas-in]").click()
    settled(page)
    assert piece(page)["x_max"] < near["x_max"]
    over = page.locator("[data-part=atlas-over]")
    over.press("0")
    settled(page)
    assert piece(page) == whole
    over.press("+")
    settled(page)
    near = piece(page)
    assert near["x_max"] < whole["x_max"]
    over.press("Shift+ArrowRight")
    settled(page)
    assert piece(page)["x_max"] > near["x_max"]
    for part in ("atlas-in", "atlas-out", "atlas-whole", "atlas-swap", "atlas-go", "atlas-png", "atlas-finer"):
        box = box_of(page.locator(f"[data-part={part}]"))
        assert min(box["width"], box["height"]) >= 24, part


def test_a_rate_that_was_gone_to_keeps_its_digits_while_another_slider_is_dragged(page: Page) -> None:
    mapped(page)
    page.mouse.click(*spot(page, 0.31, 0.42))
    ready(page)
    rate = page.locator("[data-part=rate-number]")
    told = rate.input_value()
    assert float(told) == setting(page)["lr"]
    assert len(told) > 9
    page.mouse.move(5, 5)
    page.evaluate(
        """() => document.querySelector("[data-lab]").lab.change({ "optimizer.momentum": 0.5 }, { commit: false })"""
    )
    next_frame(page)
    assert page.evaluate(f"{LAB}.held")
    assert rate.input_value() == told
    page.evaluate("""() => document.querySelector("[data-lab]").lab.commit()""")


def test_arrows_go_from_pixel_to_pixel_and_enter_goes_there(page: Page) -> None:
    mapped(page)
    before = setting(page)
    over = page.locator("[data-part=atlas-over]")
    over.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    ready(page)
    looked = setting(page)
    assert looked["lr"] == pytest.approx(before["lr"], rel=0.05)
    assert looked["lr"] < before["lr"]
    expect(page.locator("[data-part=atlas-status]")).to_contain_text("η = ")
    page.keyboard.press("Escape")
    ready(page)
    assert setting(page) == before
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    ready(page)
    assert setting(page)["lr"] == looked["lr"]
    assert float(query_of(page)["lr"]) == looked["lr"]


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
    page.wait_for_timeout(200)
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


def test_where_float64_ends_the_page_says_so_and_goes_no_further(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=3&x_min=0.3&x_max=0.30000000000002&y_min=1&y_max=1.00000000000005")
    note = page.locator("[data-part=atlas-note]")
    expect(note).to_be_hidden()
    before = piece(page)
    over = page.locator("[data-part=atlas-over]")
    for _ in range(4):
        over.press("+")
    expect(note).to_contain_text("float64 ends")
    settled(page)
    ended = piece(page)
    over.press("+")
    settled(page)
    assert piece(page) == ended
    assert ended["x_max"] - ended["x_min"] <= before["x_max"] - before["x_min"]
    over.press("-")
    expect(note).to_be_hidden()


PRESETS = ["Momentum", "Curvature", "Start", "Two rates", "Fractal: Himmelblau"]


def test_maps_to_begin_with(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10")
    seen = set()
    for name in PRESETS:
        page.get_by_role("button", name=name, exact=True).click()
        settled(page)
        shown, now = piece(page), setting(page)
        seen.add(json.dumps(shown))
        expect(page.locator("[data-part=atlas-legend] li").nth(1)).to_be_visible()
        assert query_of(page)["x"] == shown["x"], name
        assert page.locator("[data-part=atlas-shows]").inner_text(), name
        assert now["surface"] == query_of(page)["surface"]
        expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    assert len(seen) == len(PRESETS)
    page.go_back()
    settled(page)
    assert json.dumps(piece(page)) in seen
    assert piece(page)["y_min"] == 0.002
    assert setting(page)["surface"] == "ravine"


def test_the_closed_form_lies_on_the_edge_of_divergence(page: Page) -> None:
    """η = 2(1 + β)/λ, drawn from theory, and the outcomes, computed by the core."""
    mapped(page, MOMENTUM.replace("steps=60", "steps=1000"))
    for beta in (0.2, 0.5, 0.8):
        edge = 2 * (1 + beta) / 25
        for factor, ends in ((0.97, {"converged"}), (1.03, {"diverged"})):
            x = page.evaluate("rate => Math.log(rate / 0.01) / Math.log(40)", edge * factor)
            page.mouse.move(*spot(page, x, beta / 0.9))
            page.wait_for_timeout(100)
            assert outcome(page) in ends, (beta, factor)


def test_the_keys_are_those_of_the_setting(page: Page) -> None:
    mapped(page, "/atlas?optimizer=momentum&steps=10&y=optimizer.momentum")
    options = "[...document.querySelector('[data-part=atlas-y]').options].map(each => each.value)"
    keys = page.evaluate(options)
    assert {"lr", "lr_ratio", "clip", "noise", "start.x", "optimizer.momentum", "surface.kappa", "seed"} <= set(keys)
    page.locator("[data-part=atlas-y]").select_option("surface.kappa")
    settled(page)
    assert query_of(page)["y"] == "surface.kappa"
    assert [float(query_of(page)[key]) for key in ("y_min", "y_max")] == [1, 1000]
    page.locator("[data-part=atlas-swap]").click()
    settled(page)
    assert [query_of(page)[key] for key in "xy"] == ["surface.kappa", "lr"]
    page.locator("[data-part=atlas-y]").select_option("optimizer.momentum")
    settled(page)
    page.evaluate(f"{LAB.removesuffix('.state')}.change({{ optimizer: 'gd' }})")
    settled(page)
    assert "optimizer.momentum" not in piece(page).values()  # it is no key of this optimizer
    assert "optimizer.momentum" not in page.evaluate(options)


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


def test_a_hidden_answer_is_hidden_on_the_map(page: Page) -> None:
    visit(page, f"{MOMENTUM}&predict=1")
    expect(page.locator("[data-part=atlas-hidden]")).to_be_visible()
    before = setting(page)
    expect(page.locator("[data-part=atlas-legend]")).to_be_hidden()
    page.mouse.move(*spot(page, 0.3, 0.4))
    page.wait_for_timeout(200)
    assert setting(page) == before


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


def test_fingers_look_tap_and_pinch(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    mapped(page)
    before, whole = setting(page), piece(page)
    page.touchscreen.tap(*spot(page, 0.3, 0.4))
    ready(page)
    looked = setting(page)
    assert looked["lr"] != before["lr"]
    assert float(query_of(page)["lr"]) == before["lr"]
    expect(page.locator("[data-part=verdict-headline]")).to_be_visible()
    page.touchscreen.tap(*spot(page, 0.3, 0.4))
    ready(page)
    assert float(query_of(page)["lr"]) == looked["lr"]
    page.touchscreen.tap(*spot(page, 0.7, 0.6))
    ready(page)
    page.locator("[data-part=atlas-go]").tap()
    ready(page)
    assert float(query_of(page)["lr"]) > looked["lr"]
    page.evaluate(PINCH, [*spot(page, 0.5, 0.5), 90])
    settled(page)
    near = piece(page)
    assert near["x_max"] / near["x_min"] < whole["x_max"] / whole["x_min"]


PINCH = """([x, y, apart]) => {
  const over = document.querySelector("[data-part=atlas-over]");
  const send = (type, pointerId, clientX) => over.dispatchEvent(
    new PointerEvent(type, { pointerId, pointerType: "touch", clientX, clientY: y, bubbles: true, cancelable: true }));
  send("pointerdown", 11, x - 40);
  send("pointerdown", 12, x + 40);
  for (let step = 1; step <= 5; step += 1) {
    send("pointermove", 11, x - 40 - step * (apart - 40) / 5);
    send("pointermove", 12, x + 40 + step * (apart - 40) / 5);
  }
  send("pointerup", 11, x - apart);
  send("pointerup", 12, x + apart);
}"""


def test_bad_values_fall_back_and_are_told(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10&x=no&y_min=-3")
    names = page.locator("[data-part=notices] strong").all_inner_texts()
    assert names == ["x", "y_min"]
    assert query_of(page)["x"] == "lr"
    assert float(query_of(page)["y_min"]) == 0.01


@pytest.mark.parametrize("which", ["share", "lab"])
def test_what_leads_on_carries_what_it_should(page: Page, which: str) -> None:
    mapped(page)
    if which == "share":
        page.locator("[data-part=share]").click()
        link = shared_link(page)
        assert urlsplit(link).path == "/atlas"
        assert dict(parse_qsl(urlsplit(link).query)).items() >= {"x": "lr", "y": "optimizer.momentum"}.items()
        return
    page.get_by_role("link", name="Lab", exact=True).click()
    ready(page)
    assert urlsplit(page.url).path == "/"
    assert query_of(page)["optimizer"] == "momentum"
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    page.get_by_role("link", name="Map", exact=True).click()
    settled(page)
    assert query_of(page)["optimizer"] == "momentum"


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
