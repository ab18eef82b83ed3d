"""The surface in space, as tests look at it."""

import numpy as np
import png
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from tests.browser.reading import ready, rested, visit

LAB = 'document.querySelector("[data-lab]").lab'


def pixels(page: Page, x: float, y: float, width: int, height: int) -> NDArray[np.uint8]:
    """What is seen in a part of the window, (rows, columns, red green blue)."""
    data = page.screenshot(clip={"x": x, "y": y, "width": width, "height": height})
    _, _, rows, _ = png.Reader(bytes=data).asRGB8()
    return np.array([list(row) for row in rows], dtype=np.uint8).reshape(height, width, 3)


def seen(page: Page, x: float, y: float) -> list[float]:
    """Where a point of the plane is seen in the window."""
    found: list[float] = page.evaluate(
        f"""([x, y]) => {{
          const box = document.querySelector("[data-part=stage]").getBoundingClientRect();
          const [left, top] = {LAB}.state.view.toScreen(x, y);
          return [left + box.x, top + box.y];
        }}""",
        [x, y],
    )
    return found


def under(page: Page, x: float, y: float) -> list[float]:
    """The point of the plane at a place of the window."""
    found: list[float] = page.evaluate(
        f"""([x, y]) => {{
          const box = document.querySelector("[data-part=stage]").getBoundingClientRect();
          return {LAB}.state.view.toPlane(x - box.x, y - box.y);
        }}""",
        [x, y],
    )
    return found


def at_rest(page: Page) -> None:
    """Wait until the camera stands, and what lies beside the picture has been placed."""
    ready(page)
    rested(page, 160)
    ready(page)


def words(page: Page) -> str:
    """From where it is seen."""
    at_rest(page)
    return page.locator("[id$=-space]").inner_text() or page.locator("[id$=-space]").text_content() or ""


def start(page: Page) -> list[float]:
    found: list[float] = page.evaluate(f"{LAB}.state.setting.start")
    return found


def space(page: Page, query: str = "") -> None:
    """The lab in this view, at rest."""
    visit(page, f"/?look=space{query}")
    expect(page.locator("canvas[data-part=space]")).to_be_visible()
    at_rest(page)
