"""The map on its page: from another question to its first picture, and to all of it; and what frames were lost.

`python -m bench.maps` opens the page in headless chromium, chooses each of its presets, and has the piece made finer
once. Nothing is remembered from one to the next, by the page or by the service.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tools import browser as chromium
from tools.serving import serve

FIRST = 300.0
"""Milliseconds until the first picture."""
STALL = 50.0
"""Milliseconds that no task may take: a long one, as browsers call it."""
FINEST = 512
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


def clicked(page: Page, selector: str, index: int = 0) -> str:
    """What a button leads to, told."""
    page.locator(selector).nth(index).scroll_into_view_if_needed()
    told = page.evaluate(CLICK, page.locator(selector).nth(index).element_handle())
    levels = ", ".join(f"{pixels}² {late:.0f}" for pixels, late in told["times"].items())
    return f"{levels}; at rest {told['all']:.0f}; longest task {told['stall']:.0f}"


def main() -> None:
    """Print one line for every preset, and one for it made finer."""
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(f"{base}/atlas")
        page.locator("[data-part=stage][aria-busy=false]").wait_for()
        page.wait_for_timeout(3000)
        page.evaluate(WATCH)
        names = page.locator("[data-part=atlas-presets] button").all_inner_texts()
        for index in [*range(1, len(names)), 0]:
            print(f"{names[index]}: {clicked(page, '[data-part=atlas-presets] button', index)}", flush=True)
            page.wait_for_timeout(300)
            print(f"  finer: {clicked(page, '[data-part=atlas-finer]')}", flush=True)
            page.wait_for_timeout(300)
        browser.close()


if __name__ == "__main__":
    main()
