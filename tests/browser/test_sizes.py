"""From 320 to 2560 pixels wide, in every state: nothing overlaps, nothing is cut, nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser.reading import ready, visit

SIZES = [
    [(320, 640), (360, 640), (390, 844)],
    [(844, 390), (820, 1180)],
    [(1024, 768), (1280, 720), (1366, 768), (1920, 1080), (2560, 1440)],
]
"""A page is opened at the first of each: phone, tablet, screen; a window that becomes larger has the others."""
RACE = "vs=optimizer%3Dadam%26lr%3D0.3&vs=lr%3D0.01&vs=optimizer%3Dsam"
STATES = {
    "lab": ("/", ""),
    "race": (f"/?{RACE}", ""),
    "race, its table": (f"/?{RACE}", "compare"),
    "a long formula": ("/?surface=logistic_regression", ""),
    "basins": ("/?surface=himmelblau&look=basins", ""),
    "slice": ("/?look=slice", ""),
    "seeds": ("/?noise=4&seeds=both", ""),
    "predict": ("/?predict=1", ""),
    "inside": ("/?optimizer=adam&lr=0.3", "inside"),
    "range test": ("/", "range-test"),
    "schedule": ("/?schedule=cosine&warmup=20", "schedule"),
    "surface": ("/", "surface"),
    "stories": ("/", "stories"),
    "frame": ("/embed", ""),
    "projector": ("/present", ""),
    "projector, race": (f"/present?{RACE}", ""),
}
FILLED = """row => document.querySelector(`details[data-part="${row}"]`).clientHeight > 100"""
"""Whether what comes late to a row that was opened is there."""
FAULTS = """() => {
  const faults = [];
  const { innerWidth: width, innerHeight: height } = window;
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > width) faults.push(`scrolls sideways: ${scrollWidth}`);
  const nameOf = ({ localName, dataset, className, textContent }) =>
    `${localName} ${dataset.part ?? className} ${textContent.trim().slice(0, 30)}`;
  const isSeen = each => {
    const box = each.getBoundingClientRect();
    if (!each.checkVisibility({ visibilityProperty: true }) || box.width < 2 || box.height < 2) return false;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (x < 0 || y < 0 || x > width || y > height) return false;
    if (getComputedStyle(each).pointerEvents === "none") return true; // nothing hides it
    const top = document.elementFromPoint(x, y);
    return top !== null && (each.contains(top) || top.contains(each));
  };
  /** What is left of an element by those that it scrolls in. */
  const inSight = each => {
    let { left, right, top, bottom } = each.getBoundingClientRect();
    for (let around = each.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowY === "visible") continue;
      const box = around.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, right, top, bottom };
  };
  // What a hand can press, and what lies on the picture.
  const pressed = "button, select, summary, a[href], input:not([type=range], [type=radio], [type=checkbox]), label";
  const cards = ["caption", "legend", "runners", "zoom", "views"].map(name => `[data-part="${name}"]`).join();
  const found = [...document.querySelectorAll(`${pressed}, ${cards}`)]
    .filter(each => isSeen(each) && each.dataset.part !== "start-handle" && !each.closest("dialog"));
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [a, b] = [inSight(one), inSight(other)];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) faults.push(`${nameOf(one)} lies over ${nameOf(other)}`);
    }
  }
  // Words that do not fit into what they stand in; an ellipsis says so by itself.
  for (const each of document.querySelectorAll("button, th, td, summary, p, li, label, output, figcaption, h2")) {
    const { overflowX, textOverflow } = getComputedStyle(each);
    const cut = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0;
    if (cut && overflowX !== "visible" && overflowX !== "auto" && textOverflow !== "ellipsis" && isSeen(each)
      && !each.closest(".unseen")) faults.push(`${nameOf(each)} is cut`);
    const box = each.getBoundingClientRect();
    const scrolls = each.closest("[class*=scroll], .standings, .thumbnails, fieldset");
    if (isSeen(each) && (box.left < -1 || box.right > width + 1) && !scrolls) {
      faults.push(`${nameOf(each)} is beyond the edge`);
    }
  }
  return faults;
}"""


@pytest.mark.parametrize("state", STATES)
def test_nothing_lies_over_anything_and_nothing_is_cut(page: Page, state: str) -> None:
    path, row = STATES[state]
    faults: dict[str, list[str]] = {}
    for first, *larger in SIZES:
        page.set_viewport_size({"width": first[0], "height": first[1]})
        visit(page, path)
        page.evaluate("document.querySelector('[data-part=greeting-close]')?.click()")
        if row:
            page.locator(f"details[data-part={row}]").evaluate("each => each.open = true")
            page.wait_for_function(FILLED, arg=row)
        for width, height in (first, *larger):
            page.set_viewport_size({"width": width, "height": height})
            ready(page)
            found = page.evaluate(FAULTS)
            if found:
                faults[f"{width}x{height}"] = found
    assert faults == {}
