"""The map of two keys: its pixels and their runs, looked at and gone to, by mouse, keys and fingers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import descentlab
from tests.browser.maps import LAB, MOMENTUM, REST, mapped, outcome, piece, reading, setting, settled, spot
from tests.browser.reading import RequestsOf, next_frame, query_of, ready, rested, visit


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


def test_the_closed_form_lies_on_the_edge_of_divergence(page: Page) -> None:
    """η = 2(1 + β)/λ, drawn from theory, and the outcomes, computed by the core."""
    mapped(page, MOMENTUM.replace("steps=60", "steps=1000"))
    for beta in (0.2, 0.5, 0.8):
        edge = 2 * (1 + beta) / 25
        for factor, ends in ((0.97, {"converged"}), (1.03, {"diverged"})):
            x = page.evaluate("rate => Math.log(rate / 0.01) / Math.log(40)", edge * factor)
            before = setting(page)
            page.mouse.move(*spot(page, x, beta / 0.9))
            page.wait_for_function(f"({{ lr }}) => {LAB}.setting.lr !== lr", arg=before)
            assert outcome(page) in ends, (beta, factor)


def test_a_hidden_answer_is_hidden_on_the_map(page: Page) -> None:
    visit(page, f"{MOMENTUM}&predict=1")
    expect(page.locator("[data-part=atlas-hidden]")).to_be_visible()
    before = setting(page)
    expect(page.locator("[data-part=atlas-legend]")).to_be_hidden()
    page.mouse.move(*spot(page, 0.3, 0.4))
    rested(page, REST)
    assert setting(page) == before


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
