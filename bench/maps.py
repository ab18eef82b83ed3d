"""The map on its page: from another question to its first picture, and to all of it; and what frames were lost.

`python -m bench.maps` opens the page in headless chromium, chooses each of its presets, and has the piece made finer
once. Nothing is remembered from one to the next, by the page or by the service.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tools import browser as chromium
from tools.serving import serve

FIRST = 300.0
"""Milliseconds until the first picture."""
STALL = 50.0
"""Milliseconds that no task may take: a long one, as browsers call it."""
WATCH = """() => {
  window.stalls = [];
  new PerformanceObserver(list => list.getEntries().forEach(({ duration }) => window.stalls.push(duration)))
    .observe({ type: "longtask" });
}"""
CLICK = """async (button) => {
  const frame = () => new Promise(requestAnimationFrame);
  const ground = document.querySelector("[data-part=atlas]");
  const known = () => Number(document.querySelector("[data-part=atlas-size]").textContent.match(/\\d+/)?.[0] ?? 0);
  window.stalls.length = 0;
  const since = performance.now();
  const before = known();
  button.click();
  const times = {};
  do {
    await frame();
    const now = known();
    if (now && now !== before && !(now in times)) times[now] = performance.now() - since;
  } while (performance.now() - since < 300 || ground.ariaBusy === "true");
  return { times, all: performance.now() - since, stall: Math.max(0, ...window.stalls) };
}"""
"""Milliseconds until each level is whole, and until nothing is on its way any more; and the longest task meanwhile."""


def clicked(page: Page, selector: str, index: int = 0) -> tuple[str, bool]:
    """What a button leads to, told; and whether the promise is kept."""
    page.locator(selector).nth(index).scroll_into_view_if_needed()
    told = page.evaluate(CLICK, page.locator(selector).nth(index).element_handle())
    levels = ", ".join(f"{pixels}² {late:.0f}" for pixels, late in told["times"].items())
    first, all_of_it, stall = min(told["times"].values(), default=told["all"]), told["all"], told["stall"]
    kept = (first <= FIRST or "finer" in selector) and stall <= STALL
    return f"{levels}; at rest {all_of_it:.0f}; longest task {stall:.0f}  {'kept' if kept else 'BROKEN'}", kept


def main() -> int:
    """Print one line for every preset, and one for it made finer; 1 if a promise is broken."""
    promises = []
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(f"{base}/atlas")
        page.locator("[data-part=stage][aria-busy=false]").wait_for()
        page.wait_for_timeout(3000)
        page.evaluate(WATCH)
        names = page.locator("[data-part=atlas-presets] button").all_inner_texts()
        for index in [*range(1, len(names)), 0]:
            for name, button, at in (
                (names[index], "[data-part=atlas-presets] button", index),
                ("  finer", "[data-part=atlas-finer]", 0),
            ):
                told, kept = clicked(page, button, at)
                promises.append(kept)
                print(f"{name}: {told}", flush=True)
                page.wait_for_timeout(300)
        browser.close()
    print(f"first picture at most {FIRST:g} ms, and no task over {STALL:g}")
    return int(not all(promises))


if __name__ == "__main__":
    sys.exit(main())
