"""Every view of the surface, a race, and the rows that come late, in the engines beside Chromium's."""

import pytest

from tests.engines.webdriver import Browser
from tests.helpers.pages import READY

COLOURS = """selector => {
  const canvas = [...document.querySelectorAll(selector)].find(each => each.checkVisibility());
  if (!canvas) return 0;
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size;
}"""
VIEWS = {"basins": "canvas[data-part=basins-ground]", "slice": "canvas[data-part=slice-picture]"}


@pytest.mark.parametrize("look", VIEWS)
def test_a_view_is_drawn(browser: Browser, server: str, look: str) -> None:
    browser.open(f"{server}/?surface=himmelblau&lr=0.01&look={look}&autoplay=0")
    browser.wait(READY)
    browser.wait(f"selector => ({COLOURS})(selector) > 3", VIEWS[look])


def test_the_surface_in_space_is_drawn_or_the_plane_says_why_not(browser: Browser, server: str) -> None:
    """Which of both depends on the machine; Firefox says it in its console too."""
    browser.open(f"{server}/?surface=himmelblau&lr=0.01&look=space&autoplay=0")
    browser.wait(READY)
    browser.wait(
        """() => document.querySelector("canvas[data-part=space]")?.checkVisibility()
          || (/no WebGL2/.test(document.querySelector("[data-part=space-notice]")?.textContent ?? "")
            && document.querySelector("canvas[data-part=path]").checkVisibility())"""
    )
    assert [each for each in browser.complaints() if "WebGL" not in each] == []


RATES = "() => document.querySelector('[data-lab]').lab.state.runners.map(({ setting }) => setting.lr)"


def test_a_race_is_run_and_tuned(browser: Browser, server: str) -> None:
    browser.open(f"{server}/?lr=0.01&vs=optimizer%3Dadam&vs=optimizer%3Dlbfgs%26lr%3D0.3&autoplay=0")
    browser.wait(READY)
    browser.run("() => { document.querySelector('[data-part=compare]').open = true; }")
    browser.wait("() => document.querySelectorAll('[data-part=race-rows] tr').length === 3")
    browser.wait("() => document.querySelector('[data-lab]').lab.state.runners.every(({ family }) => family)")
    before = browser.run(RATES)
    browser.press_at("[data-part=race-best]")
    browser.wait(f"before => JSON.stringify(({RATES})()) !== before", str(before).replace(" ", ""))
    assert browser.run("() => document.querySelector('[data-part=race-tuned]').textContent").startswith("Best of 241")


@pytest.mark.parametrize("row", ["inside", "range-test", "schedule", "noise", "stories", "surface"])
def test_a_row_is_filled_when_it_is_opened(browser: Browser, server: str, row: str) -> None:
    browser.open(f"{server}/?optimizer=adam&lr=0.3&noise=1&autoplay=0")
    browser.wait(READY)
    browser.run(f"() => {{ document.querySelector('details[data-part={row}]').open = true; }}")
    browser.wait(f"() => document.querySelector('details[data-part={row}]').clientHeight > 150")
    browser.wait(READY)
