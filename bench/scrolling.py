"""A chapter of Learn while it is scrolled, on a processor slowed four times: frames that come late.

`python -m bench.scrolling` prints, for every chapter, frames at 60 a second: while still pictures go by, while a reader
scrolls, rests until a figure lives and goes on, and once all figures live. A frame is late where the one before is more
than a frame and a half ago; without a graphics processor the drawing itself is counted too.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from descentlab.learn.contents import CHAPTERS
from tools import browser as chromium
from tools.serving import serve

SIZES = {"1366 × 768": (1366, 768), "390 × 844": (390, 844)}
SLOWED = 4
LATE = 25
"""Milliseconds from one frame to the next: a frame and a half."""
SCROLL = """async ([distance, rest]) => {
  const took = [];
  const next = () => new Promise(requestAnimationFrame);
  while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
    let before = await next();
    for (let frame = 0; frame < 24; frame++) {
      scrollBy({ top: distance / 24, behavior: "instant" });
      const now = await next();
      took.push(now - before);
      before = now;
    }
    if (rest) await new Promise((done) => setTimeout(done, rest));
  }
  scrollTo({ top: 0, behavior: "instant" });
  return took;
}"""
"""Milliseconds between frames while a page moves by a distance in 24 frames, rests, and moves on until its end."""


def late(page: Page, rest: int) -> str:
    """How many frames come late, of how many, and the longest."""
    took = page.evaluate(SCROLL, [400, rest])
    return f"{sum(each > LATE for each in took):4} of {len(took):4} {max(took):6.0f} ms"


def main() -> None:
    """Print one line for every chapter and size."""
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        for size, (width, height) in SIZES.items():
            print(f"{size:20} {'still':>20} {'read':>20} {'live':>20}")
            for id in CHAPTERS:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{base}/learn/{id}")
                page.wait_for_load_state("networkidle")
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
                print(f"{id:20} {late(page, 0):>20} {late(page, 1000):>20} {late(page, 0):>20}", flush=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
