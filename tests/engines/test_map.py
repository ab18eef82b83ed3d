"""The map, and a slider that is taken hold of, in the engines beside Chromium's."""

from tests.engines.webdriver import Browser
from tests.helpers.pages import EXACT, NEXT_FRAME, READY

MAPPED = """() => document.querySelector("[data-part=atlas]").ariaBusy !== "true"
  && document.querySelector("[data-part=atlas-size]").textContent.startsWith("512") """
COLOURS = """() => {
  const ground = document.querySelector("[data-part=atlas-ground]");
  const { data } = ground.getContext("2d").getImageData(0, 0, ground.width, ground.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
STATE = """() => {
  const { setting, map } = document.querySelector("[data-lab]").lab.state;
  return { lr: setting.lr, momentum: setting["optimizer.momentum"], map };
}"""
MOMENTUM = "optimizer=momentum&steps=60&x=lr&x_min=0.01&x_max=0.4&y=optimizer.momentum&y_min=0&y_max=0.9"


def test_the_map_is_drawn_gone_to_and_enlarged(browser: Browser, server: str) -> None:
    browser.open(f"{server}/atlas?{MOMENTUM}")
    browser.wait(MAPPED)
    assert browser.run(COLOURS) > 3
    browser.press_at("[data-part=atlas-over]", 60, 60)
    browser.wait(READY)
    there = browser.run(STATE)
    assert 0.01 < there["lr"] < 0.4
    assert there["lr"] != 0.02
    assert 0 < there["momentum"] < 0.45, "below the middle"
    browser.press("+")
    browser.wait("whole => document.querySelector('[data-lab]').lab.state.map.x_max < whole", there["map"]["x_max"])
    browser.wait(MAPPED)
    assert browser.run(COLOURS) > 2


HELD = "() => document.querySelector('[data-lab]').lab.state.runners[0].across?.family"
QUIET = """() => performance.now() - 1000
  > Math.max(...performance.getEntriesByType("resource").map(({ responseEnd }) => responseEnd))"""
ASKED = "() => performance.getEntriesByType('resource').map(({ name }) => name)"


def test_a_slider_answers_without_asking(browser: Browser, server: str) -> None:
    browser.open(f"{server}/?optimizer=momentum&lr=0.02")
    browser.wait(READY)
    browser.wait(EXACT)
    browser.run("() => { document.querySelector('[data-part=optimizer]').open = true; }")
    slider = "input[type=range][data-key='optimizer.momentum']"
    browser.wait(f'() => document.querySelector("{slider}")?.checkVisibility()')
    browser.press_at(slider, 0, 0)
    browser.wait(HELD)
    browser.wait(QUIET)
    asked = browser.run(ASKED)
    before = browser.run(STATE)["momentum"]
    for _ in range(5):
        browser.press("ArrowRight")
    browser.run(NEXT_FRAME)
    assert browser.run(STATE)["momentum"] > before
    assert browser.run(ASKED) == asked
