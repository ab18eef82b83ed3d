"""Time: a loop, η changed from a step on, and how many gradients that took."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import descentlab
from descentlab.optimizers import OPTIMIZERS
from tests.browser.conftest import OpenPage
from tests.browser.editor import SETTING, changes
from tests.browser.reading import RequestsOf, box_of, drag_rate, next_frame, query_of, ready, to_notch, visit
from tests.browser.sliders import RUN, paths
from tests.browser.test_accessibility import assert_accessible

GO = "step => document.querySelector('[data-lab]').lab.set({ playhead: step, playing: false })"
RATES = "() => [...document.querySelector('[data-lab]').lab.state.run.rates]"
STATE = "key => document.querySelector('[data-lab]').lab.state[key]"
FROM_HERE, WORDS = "[data-part=from-here]", "[data-part=stretches-words]"


def at_step(page: Page, step: int) -> None:
    page.evaluate(GO, step)
    next_frame(page)


def test_from_here_on_the_slider_changes_what_comes_after(page: Page, requests_of: RequestsOf) -> None:
    """What was before stays; a drag is a look-up still; the verdict is of the whole run."""
    visit(page, "/?surface=ravine&lr=0.075&steps=120")
    at_step(page, 30)
    before = page.evaluate(SETTING)
    page.locator(FROM_HERE).click()
    ready(page)
    assert changes(before, page.evaluate(SETTING)) == {"earlier": "30,0.075"}
    assert page.evaluate(STATE, "step") == 30
    expect(page.locator(FROM_HERE)).to_have_attribute("aria-pressed", "true")
    seen = requests_of(page)
    to_notch(page, 110)
    next_frame(page)
    assert paths(seen) == []
    lr = page.evaluate(SETTING)["lr"]
    shown = page.evaluate(RUN)
    page.locator("[data-part=rate]").evaluate("slider => slider.dispatchEvent(new Event('change'))")
    ready(page)
    run = descentlab.run(surface="ravine", lr=lr, earlier=(30, 0.075), steps=120)
    assert page.evaluate(RATES) == pytest.approx(run.learning_rates.tolist())
    assert shown["headline"] == run.diagnosis.headline
    assert page.evaluate(STATE, "step") == 30
    expect(page.locator(WORDS)).to_have_text(f"η = 0.0750 to step 30, then {lr:#.3g}")
    expect(page.locator("[data-sign=changed]")).to_be_visible()
    assert query_of(page)["earlier"] == "30,0.075"
    page.reload()
    ready(page)
    assert page.evaluate(RATES) == pytest.approx(run.learning_rates.tolist())


def test_it_is_done_several_times_taken_back_undone_and_left(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.075&steps=120")
    at_step(page, 30)
    page.keyboard.press("f")
    ready(page)
    to_notch(page, 120)
    next_frame(page)
    second = page.evaluate(SETTING)["lr"]
    at_step(page, 60)
    expect(page.locator(FROM_HERE)).to_have_attribute("aria-pressed", "false")
    page.locator(FROM_HERE).click()
    drag_rate(page, 0.3)
    ready(page)
    setting = page.evaluate(SETTING)
    assert setting["earlier"] == f"30,0.075,60,{second}"
    rates = np.array(page.evaluate(RATES))
    assert (rates[:30] == 0.075).all()
    assert rates[30:60] == pytest.approx(second)
    assert rates[60:] == pytest.approx(setting["lr"])
    # Pressed again where it was changed, the change is taken back.
    page.locator(FROM_HERE).click()
    ready(page)
    assert page.evaluate(SETTING)["earlier"] == "30,0.075"
    assert page.evaluate(SETTING)["lr"] == second
    page.locator("[data-part=undo]").click()
    ready(page)
    assert page.evaluate(SETTING)["earlier"] == f"30,0.075,60,{second}"
    page.locator("[data-part=one-rate]").click()
    ready(page)
    assert "earlier" not in page.evaluate(SETTING)
    assert page.evaluate(RATES) == pytest.approx([setting["lr"]] * 120)
    expect(page.locator("[data-part=stretches]")).to_be_hidden()
    expect(page.locator(FROM_HERE)).to_be_focused()
    assert "earlier" not in query_of(page)


def test_where_nothing_comes_after_it_says_what_to_do(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.075&steps=120")
    before = page.evaluate(SETTING)
    for step in (120, 0):
        at_step(page, step)
        page.locator(FROM_HERE).click()
        expect(page.locator(WORDS)).to_contain_text("Put the playhead on a step inside the run")
        expect(page.locator("[data-part=one-rate]")).to_be_hidden()
    assert page.evaluate(SETTING) == before
    at_step(page, 40)
    expect(page.locator("[data-part=stretches]")).to_be_hidden()


def test_another_surface_begins_anew(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.02&steps=120&earlier=30,0.075")
    expect(page.locator("[data-part=stretches]")).to_be_visible()
    page.evaluate("() => document.querySelector('[data-lab]').lab.change({ surface: 'bowl' })")
    ready(page)
    assert "earlier" not in page.evaluate(SETTING)
    expect(page.locator("[data-part=stretches]")).to_be_hidden()


PAUSE_AT_REST = """() => new Promise(done => {
  const off = document.querySelector("[data-lab]").lab.on(["step"], ({ step }) => {
    if (step !== 40) return;
    off();
    setTimeout(() => done(document.querySelector("[data-part=play]").click()));
  });
})"""
"""It is short: whoever clicks from outside may come too late."""


def test_a_loop_plays_again_from_the_start_after_a_rest(open_page: OpenPage) -> None:
    """Only who asks for it sees one; pausing in the rest stays paused."""
    page = open_page(reduced_motion="no-preference")
    visit(page, "/?surface=ravine&lr=0.075&steps=40&autoplay=0")
    page.keyboard.press("l")
    expect(page.locator("[data-part=loop]")).to_have_attribute("aria-pressed", "true")
    page.evaluate(
        """() => {
          const { lab } = document.querySelector("[data-lab]");
          window.went = [];
          lab.on(["step"], ({ step }) => window.went.push([step, performance.now()]));
          lab.set({ speed: 4 });
        }"""
    )
    page.locator("[data-part=play]").click()
    page.wait_for_function(
        """() => {
          const { step } = document.querySelector("[data-lab]").lab.state;
          const ended = window.went.findIndex(([at]) => at === 40);
          return ended >= 0 && step > 0 && step < 40 && window.went.length > ended + 2;
        }"""
    )
    went = page.evaluate("window.went")
    ended = next(index for index, (step, _) in enumerate(went) if step == 40)
    assert went[ended + 1][0] == 0
    assert went[ended + 1][1] - went[ended][1] > 700
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    page.evaluate(PAUSE_AT_REST)
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "false")
    assert page.evaluate(STATE, "step") == 40
    page.locator("[data-part=loop]").click()
    page.locator("[data-part=play]").click()
    page.wait_for_function("() => !document.querySelector('[data-lab]').lab.state.playing")
    assert page.evaluate(STATE, "step") == 40


def test_without_motion_nothing_plays_before_somebody_asks(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.075&steps=40")
    assert page.evaluate(STATE, "loop") is False
    page.locator("[data-part=loop]").click()
    next_frame(page)
    assert page.evaluate(STATE, "playing") is False


@pytest.mark.parametrize(("optimizer", "each"), [("gd", 1), ("sam", 2), ("armijo", 1), ("newton", 1)])
def test_gradients_are_counted_and_what_is_not_is_said(page: Page, optimizer: str, each: int) -> None:
    visit(page, f"/?optimizer={optimizer}&surface=ravine&steps=60")
    count = page.locator("[data-part=gradient-count]")
    last = page.evaluate(STATE, "last")
    expect(count).to_have_text(f"{last * each} gradients")
    at_step(page, 1)
    expect(count).to_have_text("1 gradient" if each == 1 else "2 gradients")
    asks = OPTIMIZERS[optimizer].asks
    count.hover()
    card = page.locator(".explanation")
    expect(card).to_contain_text(f"asks for {'two gradients' if each == 2 else 'one gradient'} a step")
    if asks and (asks.values or asks.hessians):
        expect(card).to_contain_text("not counted here")
    else:
        expect(card).not_to_contain_text("not counted")


def test_the_next_step_has_its_sign_while_there_is_one(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.075&steps=60")
    sign = page.locator("[data-sign=next]")
    expect(sign).to_be_hidden()
    at_step(page, 59)
    expect(sign).to_be_visible()
    at_step(page, 60)
    expect(sign).to_be_hidden()


SIZES: list[tuple[str, int, int, dict[str, Any]]] = [
    ("/", 1366, 768, {}),
    ("/", 1024, 700, {}),
    ("/", 390, 844, {"has_touch": True, "is_mobile": True}),
    ("/", 360, 640, {"has_touch": True, "is_mobile": True}),
    ("/", 844, 390, {"has_touch": True, "is_mobile": True}),
    ("/embed", 720, 480, {}),
]


@pytest.mark.parametrize(("path", "width", "height", "options"), SIZES)
def test_all_of_time_fits(open_page: OpenPage, path: str, width: int, height: int, options: dict[str, Any]) -> None:
    """Nothing of it is cut, nothing lies over something else, and every target is large enough."""
    page = open_page(viewport={"width": width, "height": height}, **options)
    visit(page, f"{path}?surface=ravine&optimizer=sam&lr=0.02&steps=1200&earlier=300,0.075")
    more = page.locator("[data-part=time-more]")
    if more.is_visible():
        more.click()
        expect(more).to_have_attribute("aria-expanded", "true")
    boxes = {
        name: box_of(page.locator(f"[data-part={name}]"))
        for name in ("play", "scrub", "step-count", "loop", "from-here", "gradient-count", "speed", "one-rate")
    }
    transport = box_of(page.locator("[data-part=transport]"))
    for name, box in boxes.items():
        assert box["x"] >= transport["x"] - 0.5, name
        assert box["x"] + box["width"] <= transport["x"] + transport["width"] + 0.5, name
        assert box["y"] >= transport["y"] - 0.5, name
        assert box["y"] + box["height"] <= transport["y"] + transport["height"] + 0.5, name
        assert box["width"] >= 24, name
    for name, box in boxes.items():
        for other, beside in boxes.items():
            apart = (
                box["x"] + box["width"] <= beside["x"] + 0.5
                or beside["x"] + beside["width"] <= box["x"] + 0.5
                or box["y"] + box["height"] <= beside["y"] + 0.5
                or beside["y"] + beside["height"] <= box["y"] + 0.5
            )
            assert apart or name == other, (name, other)
    below = page.locator("[data-part=charts]").bounding_box()
    if below and path == "/" and width >= 960:
        assert transport["y"] + transport["height"] <= below["y"] + 0.5


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 640)])
def test_axe_finds_nothing_in_it(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height})
    visit(page, "/?surface=ravine&lr=0.02&steps=120&earlier=30,0.075")
    at_step(page, 40)
    if page.locator("[data-part=time-more]").is_visible():
        page.locator("[data-part=time-more]").click()
    page.locator("[data-part=loop]").click()
    assert_accessible(page)
