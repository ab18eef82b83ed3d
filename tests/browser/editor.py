"""The curve of η in the Schedule row, as tests take hold of it."""

from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect

from descentlab.schedules import SCHEDULES
from tests.browser.reading import box_of, next_frame, ready, visit

OPTIONS = {
    "cyclic": "schedule.step_size_up=30&",
    "cosine_restarts": "schedule.t_0=40&",
    "one_cycle": "schedule.div_factor=4&schedule.final_div_factor=5&",
    "multistep": "schedule.milestones=50,90&",
}
GRIPS = [
    (schedule.id, f"{name} {index}".rstrip() if name.endswith("milestones") else name)
    for schedule in SCHEDULES.values()
    for handle in schedule.all_handles
    for name in [handle.name if handle.name.startswith("warmup") else f"schedule.{handle.name}"]
    for index in ((0, 1) if name.endswith("milestones") else ("",))
    if schedule.id != "drawn" and (schedule.id == "constant" or not name.startswith("warmup"))
]
"""Every handle there is, by its schedule; those of the warm-up once."""
SETTING = "() => ({ ...document.querySelector('[data-lab]').lab.state.setting })"
FAMILY = "() => document.querySelector('[data-lab]').lab.state.runners[0].across?.family"


def query_for(schedule: str) -> str:
    warm = "warmup=20&warmup_start=0.2&" if schedule == "constant" else "warmup=10&" if schedule != "plateau" else ""
    return f"schedule={schedule}&{OPTIONS.get(schedule, '')}{warm}lr=0.06"


def opened(page: Page, query: str) -> None:
    """The lab with its Schedule row open, and the editor there."""
    visit(page, f"/?{query}")
    page.locator("[data-part=schedule] > summary").click()
    expect(page.locator("[data-part=schedule-canvas]")).to_be_visible()
    next_frame(page)


def grip(page: Page, name: str) -> Locator:
    """A handle, in sight."""
    found = page.locator(f'[data-grip="{name}"]')
    found.scroll_into_view_if_needed()
    return found


def changes(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    """What is another."""
    return {key: after.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def stroked(page: Page, way: list[tuple[float, float]]) -> None:
    """What a finger does."""
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(way):
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        next_frame(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
    ready(page)


def points_of(page: Page) -> np.ndarray[Any, Any]:
    numbers = [float(each) for each in page.evaluate(f"String(({SETTING})()['schedule.points'])").split(",")]
    return np.array(numbers).reshape(-1, 2)


def board_of(page: Page) -> tuple[float, float, float, float]:
    """The plot on the screen: left, right, and where η lies and 0."""
    page.locator("[data-part=schedule-board]").scroll_into_view_if_needed()
    box = box_of(page.locator("[data-part=schedule-board]"))
    return box["x"] + 46, box["x"] + box["width"] - 16, box["y"] + 24, box["y"] + box["height"] - 20
