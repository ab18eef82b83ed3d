"""From hand to picture: from the slider's input event to the drawn frame, over all 241 notches; and for the start.

`python -m bench.frames` drives the real page in headless chromium with a real mouse and prints percentiles.
"""

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from descentlab.setting.rates import LR_COUNT
from tools import browser as chromium
from tools.serving import serve

FRAME = 1000 / 60
SETTINGS = {
    "default": "/",
    "bowl, adam, cosine": "/?surface=bowl&optimizer=adam&schedule=cosine",
    "two basins, momentum": "/?surface=nonconvex&optimizer=momentum",
    "2000 steps": "/?steps=2000",
}
OBSERVE = """() => {
  window.drawn = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (entry.name.startsWith("hand to picture")) window.drawn.push(entry.duration);
  })).observe({ type: "measure" });
}"""


def drag(page: Page, address: str) -> tuple[list[float], int]:
    """Milliseconds from hand to picture for a drag across the slider, and the requests made meanwhile."""
    page.goto(address)
    page.locator("[data-part=stage][aria-busy=false]").wait_for()
    page.wait_for_timeout(500)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(OBSERVE)
    box = page.locator("[data-part=rate]").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    for notch in range(LR_COUNT):
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * notch / (LR_COUNT - 1), middle)
    page.mouse.up()
    page.wait_for_timeout(200)
    return sorted(page.evaluate("window.drawn")), len(requests)


FOLLOW = """async () => {
  const { lab } = document.querySelector("[data-lab]");
  const [x, y] = lab.state.setting.start;
  const late = [];
  for (let move = 1; move <= 120; move++) {
    const start = [x + move / 100, y];
    const begin = performance.now();
    lab.change({ start }, { commit: false });
    const isThere = () => lab.state.run.points[0] === start[0] || performance.now() - begin > 1000;
    while (!isThere()) await new Promise(requestAnimationFrame);
    late.push(performance.now() - begin);
  }
  lab.commit();
  return late;
}"""
"""Milliseconds until the run of each place of the start is there, one place after the other."""


def follow(page: Page, address: str) -> list[float]:
    """Milliseconds from a start that moves to its run, rising."""
    page.goto(address)
    page.locator("[data-part=stage][aria-busy=false]").wait_for()
    page.wait_for_timeout(500)
    late: list[float] = page.evaluate(FOLLOW)
    return sorted(late)


def main() -> None:
    """Print one line for every setting."""
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        print(f"{'milliseconds from input to picture':36} {'median':>7} {'95 %':>7} {'most':>7}  frames  requests")
        for name, path in SETTINGS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            times, requests = drag(page, base + path)
            high = times[int(0.95 * len(times))]
            print(
                f"{name:36} {statistics.median(times):7.1f} {high:7.1f} {times[-1]:7.1f}  {len(times):6}"
                f"  {requests:8}  {'within' if high <= FRAME else 'OVER'} one frame ({FRAME:.1f})"
            )
            late = follow(page, base + path)
            shown = (statistics.median(late), late[int(0.95 * len(late))], late[-1])
            print(f"{'  its start moves, until the run':36}" + "".join(f" {each:7.1f}" for each in shown))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
