"""The map of two keys, as tests look at it and point at it."""

from typing import Any

from playwright.sync_api import Frame, Page

from tests.browser.reading import box_of, ready, rested, visit

LAB = 'document.querySelector("[data-lab]").lab.state'
MOMENTUM = "/atlas?optimizer=momentum&steps=60&x=lr&x_min=0.01&x_max=0.4&y=optimizer.momentum&y_min=0&y_max=0.9"
ENDED = """() => document.querySelector("[data-part=atlas]")?.ariaBusy === "false"
  && document.querySelector("[data-part=atlas-size]").textContent !== "" """
ASKED, REST = 120, 400
"""Milliseconds that a hand rests before the map asks, and before the address says what is shown."""
Spot = tuple[float, float]


def mapped(page: Page, path: str = MOMENTUM) -> None:
    """Open a map, and wait until all of it is there."""
    visit(page, path)
    whole(page)


def settled(page: Page) -> None:
    """Wait until the hand has come to rest, and what was asked of a map is answered."""
    rested(page, REST)
    whole(page)


def whole(page: Page | Frame) -> None:
    """Wait until all of a map is there that nobody moves: what is asked last is asked `ASKED` after its opening."""
    page.wait_for_function(ENDED, timeout=60_000)
    rested(page, ASKED)
    page.wait_for_function(ENDED, timeout=60_000)
    ready(page)


def spot(page: Page, x: float, y: float) -> Spot:
    """The place of the window where a map has these shares, from the left and from the bottom."""
    box = box_of(page.locator("[data-part=atlas-ground]"))
    return box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]


def piece(page: Page) -> dict[str, Any]:
    """What is shown."""
    shown: dict[str, Any] = page.evaluate(f"{LAB}.map")
    return shown


def setting(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(f"{LAB}.setting")
    return found


def outcome(page: Page) -> str | None:
    """How the run in the lab ends."""
    ready(page)
    return page.locator("[data-part=verdict]").get_attribute("data-outcome")


def reading(page: Page) -> str:
    return page.locator("[data-part=atlas-reading]").inner_text()
