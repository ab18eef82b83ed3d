"""Every control does the same by mouse, keyboard and touch: it changes what it should, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.reading import ready, rested, visit

RACE = "/?vs=optimizer%3Dadam%26lr%3D0.3&vs=lr%3D0.01"
NOISE = "/?noise=4"
SLOW = "/?lr=0.002"
BOWL = {"1.surface", "1.surface.kappa", "1.surface.angle", "1.start", "1.lr"}
CONTROLS: dict[str, tuple[str, str, str, set[str]]] = {
    "optimizer": (
        "/",
        "optimizer",
        "[name=optimizer][value=adam]",
        {"1.optimizer", *(f"1.optimizer.{name}" for name in ("eps", "beta1", "beta2", "amsgrad"))},
    ),
    "schedule": ("/", "schedule", "[name=schedule][value=cosine]", {"1.schedule", "1.schedule.eta_min"}),
    "surface": ("/", "surface", "[name=surface][value=bowl]", BOWL),
    "example of a formula": ("/", "surface", "[data-part=examples] button >> nth=0", {*BOWL, "1.f", "1.domain"}),
    "3D": ("/", "", "[data-part=views] [data-look=space]", {"look"}),
    "basins": ("/", "", "[data-part=views] [data-look=basins]", {"look"}),
    "slice": ("/", "", "[data-part=views] [data-look=slice]", {"look", "playhead"}),
    "zoom": ("/", "", "[data-part=zoom-in]", {"zoom"}),
    "map": ("/", "", "[data-part=open-map]", {"map"}),
    "predict": ("/", "", "[data-part=predict]", {"predict"}),
    "guess": ("/?predict=1", "", "[name=guess][value=diverged]", {"guess"}),
    "loop": ("/", "", "[data-part=loop]", {"loop"}),
    "to the start": ("/", "", "[data-part=to-start]", {"playhead"}),
    "one step back": ("/", "", "[data-part=step-back]", {"playhead"}),
    "play": ("/", "", "[data-part=play]", {"playing", "playhead"}),
    "other seeds": (NOISE, "noise", "[data-part=seeds-paths]", {"seeds"}),
    "mean of seeds": (NOISE, "noise", "[data-part=seeds-mean]", {"seeds"}),
    "another seed": (NOISE, "noise", "[data-part=next-seed]", {"1.seed"}),
    "colour by η": ("/?schedule=cosine", "schedule", "[data-part=colour-path]", {"colourBy"}),
    "each at its best": (RACE, "compare", "[data-part=race-best]", {"2.lr", "3.lr"}),
    "same η for all": (RACE, "compare", "[data-part=race-same]", {"2.lr", "3.lr"}),
    "lock": (RACE, "compare", "[data-part=race-lock]", {"1.locked"}),
    "move down": (RACE, "compare", "[data-part=race-down]", {"order", "active"}),
    "runner": (RACE, "compare", "[data-part=race-rows] tr:nth-child(2) input", {"active"}),
    "try the best": (SLOW, "", "[data-part=try-best]", {"1.lr"}),
    "reset": (SLOW, "", "[data-part=reset]", {"1.lr"}),
}
"""Of each: the page, the row it stands in, where, and what it changes."""
STATE = """() => {
  const { lab } = document.querySelector("[data-lab]");
  const { runners, zoom, playhead, map, ...state } = lab.state;
  const seen = { zoom: JSON.stringify(zoom), playhead: String(playhead), map: map !== null };
  const keys = "active target look seeds playing speed loop colourBy predict guess";
  for (const key of keys.split(" ")) seen[key] = state[key];
  seen.order = runners.map(({ id }) => id).join();
  for (const { id, setting, name, locked } of runners) {
    for (const [key, value] of Object.entries({ ...setting, name, locked })) {
      seen[`${id}.${key}`] = JSON.stringify(value);
    }
  }
  for (const row of document.querySelectorAll("details.row")) seen[`row ${row.dataset.part}`] = row.open;
  return seen;
}"""
ELSE = f"before => JSON.stringify(({STATE})()) !== before"


def click(control: Locator) -> None:
    """With the mouse."""
    pressed(control).click()


def press(control: Locator) -> None:
    """With the keyboard alone: a radio button or a check box answers to space, a button or a link to Enter."""
    control.focus()
    control.press("Space" if control.evaluate("each => each.localName") == "input" else "Enter")


def tap(control: Locator) -> None:
    """With a finger."""
    pressed(control).tap()


def pressed(control: Locator) -> Locator:
    """What of a control a hand reaches: the words around a radio button or a check box."""
    label = control.locator("xpath=ancestor::label")
    return label if label.count() else control


def changes(page: Page, path: str, row: str, selector: str, act: Callable[[Locator], None]) -> dict[str, Any]:
    """What is otherwise after an act, as it is now."""
    visit(page, path)
    if row:
        page.locator(f"details[data-part={row}]").evaluate("each => each.open = true")
    control = page.locator(selector)
    control.wait_for(state="attached")
    control.scroll_into_view_if_needed()
    before, text = page.evaluate(STATE), page.evaluate(f"() => JSON.stringify(({STATE})())")
    act(control)
    page.wait_for_function(ELSE, arg=text)
    rested(page, 300)
    ready(page)
    after: dict[str, Any] = page.evaluate(STATE)
    return {key: after.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.parametrize("name", CONTROLS)
def test_it_changes_what_it_should_however_it_is_pressed(open_page: Callable[..., Page], name: str) -> None:
    path, row, selector, expected = CONTROLS[name]
    page = open_page(viewport={"width": 1440, "height": 900}, has_touch=True)
    found = [changes(page, path, row, selector, act) for act in (click, press, tap)]
    assert [set(each) for each in found] == [expected] * 3
    for each in found if name == "play" else ():
        each.pop("playhead")
    assert found[1:] == found[:1] * 2
