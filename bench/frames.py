"""From hand to picture: from the slider's input event to the drawn frame, over all 241 notches; and for all else.

`python -m bench.frames` drives the real page in headless chromium with a real mouse and prints percentiles.
"""

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from descentlab.setting.rates import LR_COUNT
from tools import browser as chromium
from tools.serving import serve

FRAME = 1000 / 60
START_LIMIT, CHOICE_LIMIT = 50.0, 80.0
"""Milliseconds at the 95th percentile, on a quiet machine."""
SIX = "&".join(
    f"vs={quote(each)}"
    for each in (
        "optimizer=momentum&lr=0.02",
        "optimizer=adam&lr=0.3",
        "lr=0.01",
        "optimizer=rmsprop",
        "schedule=cosine",
    )
)
SETTINGS = {
    "default": "/",
    "bowl, adam, cosine": "/?surface=bowl&optimizer=adam&schedule=cosine",
    "two basins, momentum": "/?surface=nonconvex&optimizer=momentum",
    "2000 steps": "/?steps=2000",
    "six runners": f"/?autoplay=0&{SIX}",
    "six runners, seeds": f"/?autoplay=0&noise=2&seeds=both&{SIX}",
}
OBSERVE = """() => {
  window.drawn = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (entry.name.startsWith("hand to picture")) window.drawn.push(entry.duration);
  })).observe({ type: "measure" });
}"""


def visit(page: Page, address: str) -> None:
    """Open the lab and wait until it is at rest."""
    page.goto(address)
    page.locator("[data-part=stage][aria-busy=false]").wait_for()
    page.wait_for_timeout(500)


def drag(page: Page, address: str) -> tuple[list[float], int]:
    """Milliseconds from hand to picture for a drag across the slider, and the requests made meanwhile."""
    visit(page, address)
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
    asked = len(requests)
    page.mouse.up()
    page.wait_for_timeout(200)
    return sorted(page.evaluate("window.drawn")), asked


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


CHOOSE = """async (noun) => {
  const { lab } = document.querySelector("[data-lab]");
  const late = [];
  const frame = () => new Promise(requestAnimationFrame);
  for (const { id } of lab.catalogue[`${noun}s`]) {
    if (id === lab.state.setting[noun]) continue;
    while (lab.state.busy) await frame(); // what was chosen before has its family
    const begin = performance.now();
    lab.change({ [noun]: id });
    while (lab.state.shown[noun] !== id && performance.now() - begin < 1000) await frame();
    late.push(performance.now() - begin);
  }
  return late;
}"""
"""Milliseconds until each choice of a picker is on the screen: the ground and the run, in the frame that shows them."""


def timed(page: Page, address: str, script: str, noun: str = "") -> list[float]:
    """Milliseconds that a script measures on a page at rest, rising."""
    visit(page, address)
    late: list[float] = page.evaluate(script, noun)
    return sorted(late)


def told(name: str, late: list[float], limit: float) -> str:
    """A line: the middle, the 95th percentile and the most of rising times; is the second within a limit?"""
    high = late[int(0.95 * len(late))]
    verdict = "within" if high <= limit else "OVER"
    return f"{name:36} {statistics.median(late):7.1f} {high:7.1f} {late[-1]:7.1f}   {verdict} {limit:g}"


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
            print(told("  its start moves, until the run", timed(page, base + path, FOLLOW), START_LIMIT))
            page.close()
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        for noun in ("surface", "optimizer", "schedule"):
            print(told(f"another {noun}, until the run", timed(page, base + "/", CHOOSE, noun), CHOICE_LIMIT))
        browser.close()


if __name__ == "__main__":
    main()
