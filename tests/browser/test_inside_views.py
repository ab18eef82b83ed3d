"""The close-up of a step says how much larger it is than a picture that is true to scale, and of no other."""

import re

from playwright.sync_api import Page, expect

from tests.browser.reading import ready, visit

SCALE = "[data-part=inside-scale]"
LARGER = re.compile(r"^(Enlarged|Made) \S+ times")


def test_a_picture_in_space_has_no_scale(page: Page) -> None:
    visit(page, "/?lr=0.05&autoplay=0")
    page.evaluate("() => { document.querySelector('[data-part=inside]').open = true; }")
    page.evaluate("() => document.querySelector('[data-lab]').lab.set({ playhead: 3 })")
    expect(page.locator(SCALE)).to_have_text(LARGER)
    for look in ("space", "slice"):
        page.locator(f"[data-part=views] [data-look={look}]").click()
        ready(page)
        expect(page.locator(SCALE)).to_have_text(re.compile(r"^A hollow head"))
    page.locator("[data-part=views] [data-look=basins]").click()
    expect(page.locator(SCALE)).to_have_text(LARGER)
