"""A monkey for three minutes: what it complains of, and how much of the heap a page that nobody leaves still holds.

`python -m bench.soak_monkey [SECONDS [SEED]]`: half of the time from page to page, half of it on one page, whose heap
is looked at ten times and must not grow in the second half of that by more than a fifth. A page that hangs ends it.
"""

import faulthandler
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tools import browser as chromium
from tools.monkey import SIZES, Monkey, heap
from tools.serving import serve

SECONDS, SEED = 180.0, 1
LOOKS = 10
HANGS = 60.0
"""Seconds after which an act is not going to end."""
GROWTH = 1.2
"""Between the middle and the end of the time on one page."""


def main() -> None:
    """Print what was done and what was complained of; fail where there was something."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    with TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        wanderer = Monkey(browser.new_page(viewport=SIZES[0]), base, seed)
        end = time.monotonic() + seconds / 2
        while time.monotonic() < end:
            watched(wanderer)
        wanderer.page.close()
        page = browser.new_page(viewport=SIZES[0])
        dweller = Monkey(page, base, seed + 1, stays=True)
        session = page.context.new_cdp_session(page)
        held = []
        for _ in range(LOOKS):
            end = time.monotonic() + seconds / 2 / LOOKS
            while time.monotonic() < end:
                watched(dweller)
            held.append(heap(session) / 1e6)
        browser.close()
    print(f"{len(wanderer.done)} acts from page to page, {len(dweller.done)} on one page, seed {seed}")
    print("heap in MB:", " ".join(f"{each:.1f}" for each in held))
    grows = max(held[-2:]) > GROWTH * max(held[: LOOKS // 2])
    alike = {each.partition(" after ")[0]: each for each in (*wanderer.complaints, *dweller.complaints)}
    for complaint in alike.values():  # each once, however often
        print(complaint)
    if grows or wanderer.complaints or dweller.complaints:
        sys.exit("the heap grows" if grows else "there were complaints")


def watched(monkey: Monkey) -> None:
    """One act; a page in an endless loop lets a mouse wait for ever."""
    faulthandler.dump_traceback_later(HANGS, exit=True)
    monkey.act()
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main()
