"""The surface in space: frames while it turns, and while the slider is dragged, drawn without a graphics processor.

`python -m bench.space` prints them; a graphics processor does the same in a fraction of the time.
"""

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tools import browser as chromium
from tools.serving import serve

ADDRESSES = {
    "ravine": "/?look=space",
    "Rastrigin, Adam": "/?look=space&surface=rastrigin&optimizer=adam",
    "2000 steps": "/?look=space&steps=2000",
    "2000 steps, from above": "/?steps=2000",
}
FRAMES = 90
TURN = """async (frames) => {
  const picture = document.querySelector("canvas[data-part=space]");
  const took = [];
  let before = performance.now();
  for (let frame = 0; picture && frame < frames; frame++) {
    picture.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    before = await new Promise(requestAnimationFrame).then(() => {
      const now = performance.now();
      took.push(now - before);
      return now;
    });
  }
  return took;
}"""
"""Milliseconds from one frame to the next while an arrow key is held."""
DRAG = """async (frames) => {
  const { lab } = document.querySelector("[data-lab]");
  const { notches } = lab.catalogue;
  const took = [];
  let before = performance.now();
  for (let frame = 0; frame < frames; frame++) {
    lab.change({ lr: notches[Math.floor((frame / frames) * notches.length)] }, { commit: false });
    await new Promise(requestAnimationFrame);
    took.push(performance.now() - before);
    before = performance.now();
  }
  lab.commit();
  return took;
}"""
"""The same while η goes over all of its slider."""


def measured(page: Page, script: str) -> str:
    """The middle and the 95th percentile of the frames that a script makes, and how many a second that is."""
    page.wait_for_timeout(500)
    took = sorted(page.evaluate(script, FRAMES))[2:]
    if not took:
        return f"{'–':>8} {'–':>8} {'–':>6}"
    middle = statistics.median(took)
    return f"{middle:8.1f} {took[int(0.95 * len(took))]:8.1f} {1000 / middle:6.0f}"


def main() -> None:
    """Print one line for every address."""
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        columns = f"{'turned':>8} {'95 %':>8} {'fps':>6} {'dragged':>8} {'95 %':>8} {'fps':>6}"
        print(f"{'milliseconds a frame, 1280 × 720':32} {columns}")
        for name, path in ADDRESSES.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
            page.goto(base + path)
            page.locator("[data-part=stage][aria-busy=false]").wait_for()
            page.wait_for_timeout(1000)
            print(f"{name:32} {measured(page, TURN)} {measured(page, DRAG)}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
