"""Every slider but the learning rate's: from taking hold to the first picture, and from an input to its drawn frame.

`python -m bench.sliders` drives the real page in headless chromium with a real mouse and real keys, on a slider that
was neither hovered over nor focused before, and counts the requests that are made while it is dragged.
"""

import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, sync_playwright

from bench.frames import FRAME, OBSERVE, visit
from tools import browser as chromium
from tools.serving import serve

FIRST = 120.0
"""Milliseconds until the first picture."""
SLIDERS = {
    "optimizer.momentum": "optimizer=momentum&lr=0.02",
    "optimizer.beta2": "optimizer=adam&lr=0.1&surface=rosenbrock&steps=300",
    "schedule.gamma": "schedule=exponential",
    "warmup": "schedule=cosine",
    "noise": "surface=himmelblau&lr=0.01",
    "clip": "",
    "seed": "noise=2",
    "batch": "surface=tiny_network",
    "steps": "",
    "lr_ratio": "",
    "start.x": "surface=himmelblau&lr=0.01",
    "surface.kappa": "",
    "surface.tilt": "surface=nonconvex",
}
HOLD = """() => {
  const { lab } = document.querySelector("[data-lab]");
  window.held = NaN;
  const begin = () => {
    const since = performance.now();
    const before = lab.state.setting;
    const look = () => {
      const { setting, shown } = lab.state;
      const isThere = setting !== before && JSON.stringify(setting) === JSON.stringify(shown);
      requestAnimationFrame(isThere ? () => (window.held = performance.now() - since) : look);
    };
    look();
  };
  addEventListener("pointerdown", begin, { once: true, capture: true });
}"""
"""Milliseconds from a pointer's coming down to the frame that shows the run of where it came down."""
REPEAT = 33
"""Milliseconds between two signs of a key that is held down."""


def opened(page: Page, key: str) -> Locator:
    """The slider of a key, its row open."""
    number = page.locator(f'input[type=text]:is([data-key="{key}"], [data-slider="{key}"])').first
    number.locator("xpath=ancestor::details").first.evaluate("fold => { fold.open = true; }")
    slider = page.locator(f'input[type=range][data-key="{key}"]:visible')
    slider.wait_for()
    slider.scroll_into_view_if_needed()
    return slider


def main() -> int:
    """Print one line for every slider; 1 if a promise is broken."""
    broken = 0
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        print(f"{'milliseconds':20} {'first':>7} {'median':>7} {'95 %':>7} {'most':>7}  {'keys 95 %':>9}  requests")
        for key, query in SLIDERS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            visit(page, f"{base}/?{query}")
            slider = opened(page, key)
            page.wait_for_timeout(300)
            first, times, requests = dragged(page, slider)
            keys = typed(page, slider)
            high, key_high = (each[int(0.95 * len(each))] for each in (times, keys))
            kept = first <= FIRST and max(high, key_high) <= FRAME and not requests
            broken += not kept
            told = f"{first:7.1f} {statistics.median(times):7.1f} {high:7.1f} {times[-1]:7.1f}  {key_high:9.1f}"
            print(f"{key:20} {told}  {requests:8}  {'kept' if kept else 'BROKEN'}", flush=True)
            page.close()
        browser.close()
    print(f"first picture at most {FIRST:g} ms, then one frame ({FRAME:.1f} ms) at 95 %, and no request")
    return int(broken > 0)


def dragged(page: Page, slider: Locator) -> tuple[float, list[float], int]:
    """The first picture, those after it, rising, and the requests made meanwhile."""
    box = slider.bounding_box()
    assert box is not None
    y, left, wide = box["y"] + box["height"] / 2, box["x"] + 6, box["width"] - 12
    page.evaluate(HOLD)
    page.mouse.move(left + wide / 2, y)
    page.mouse.down()
    page.mouse.move(left + wide / 2 + 4, y)
    page.wait_for_function("() => window.held > 0")
    page.wait_for_function("() => document.querySelector('[data-lab]').lab.state.runners[0].across?.family")
    page.wait_for_timeout(200)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(OBSERVE)
    for step in range(160):
        share = abs((step / 80) % 2 - 1)
        page.mouse.move(left + wide * share, y)
    page.wait_for_timeout(100)
    count, times = len(requests), sorted(page.evaluate("window.drawn"))
    page.mouse.up()
    page.wait_for_timeout(300)
    return page.evaluate("window.held"), times, count


def typed(page: Page, slider: Locator) -> list[float]:
    """From each key to its picture, rising."""
    slider.focus()
    page.wait_for_timeout(300)
    page.evaluate("window.drawn = []")
    for press in ("Home", *["ArrowRight"] * 40, "End", *["ArrowLeft"] * 20):
        page.keyboard.press(press)
        page.wait_for_timeout(REPEAT)
    page.wait_for_timeout(100)
    return sorted(page.evaluate("window.drawn"))


if __name__ == "__main__":
    sys.exit(main())
