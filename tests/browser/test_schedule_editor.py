"""The curve of η in the Schedule row: each handle changes its own parameter, under mouse, keys and fingers."""

import re

import pytest
from playwright.sync_api import Page, expect

from descentlab.setting.lanes import one
from descentlab.setting.notches import notches_of
from descentlab.setting.query import parse
from descentlab.studies.family import family_of
from tests.browser.conftest import OpenPage
from tests.browser.editor import FAMILY, GRIPS, SETTING, changes, grip, opened, query_for, stroked
from tests.browser.reading import RequestsOf, box_of, middle, next_frame, query_of, ready
from tests.browser.sliders import RUN, paths

every = pytest.mark.parametrize(("schedule", "name"), GRIPS)
TO = {"step": (-37.0, 0.0), "rate": (0.0, -23.0)}
"""Where handles are dragged, in pixels."""


def way_of(page: Page, name: str) -> tuple[float, float]:
    """Along the axis of a handle, to where there is room."""
    found = grip(page, name)
    dx, dy = TO[str(found.get_attribute("data-axis"))]
    board, (x, y) = box_of(page.locator("[data-part=schedule-board]")), middle(found)
    return (-dx if x - board["x"] < 100 else dx), (-dy if y - board["y"] < 70 and dy else dy)


@every
def test_a_handle_changes_its_parameter_and_nothing_else(
    page: Page, requests_of: RequestsOf, schedule: str, name: str
) -> None:
    """Once its family is there a drag is a look-up: nothing is asked for; what is shown is the run of that value."""
    opened(page, query_for(schedule))
    before = page.evaluate(SETTING)
    dx, dy = way_of(page, name)
    x, y = middle(grip(page, name))
    seen = requests_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    key = name.split(" ", maxsplit=1)[0]
    has_family = not key.endswith("milestones")
    if has_family:
        page.wait_for_function(FAMILY)
        next_frame(page)
    seen.clear()
    for step in range(1, 9):
        page.mouse.move(x + dx * step / 8, y + dy * step / 8)
        next_frame(page)
    assert not has_family or paths(seen) == []
    held = page.evaluate(SETTING)
    assert changes(before, held).keys() == {key}
    # It follows the hand, to within a notch.
    at = middle(grip(page, name))
    assert abs(at[0] - x - dx) + abs(at[1] - y - dy) < 14
    shown = page.evaluate(RUN)
    page.mouse.up()
    ready(page)
    assert page.evaluate(SETTING) == held
    setting = parse(query_of(page).items())
    if has_family:
        assert held[key] in notches_of(setting, key, digits=3).tolist()
        alone = family_of(one(setting))
        assert shown["length"] == alone.lengths[0]
        assert shown["last"] == pytest.approx(alone.last_losses[0], rel=2e-3, abs=1e-12)
    page.locator("[data-part=undo]").click()
    ready(page)
    assert changes(before, page.evaluate(SETTING)) == {}


@every
def test_keys_move_a_handle_as_the_curve_shows_it(page: Page, schedule: str, name: str) -> None:
    opened(page, query_for(schedule))
    before = page.evaluate(SETTING)
    found = grip(page, name)
    along = found.get_attribute("data-axis") == "step"
    found.focus()
    x, y = middle(found)
    key = name.split(" ", maxsplit=1)[0]
    back, forth = ("ArrowLeft", "ArrowRight") if along else ("ArrowDown", "ArrowUp")
    mid = middle(page.locator("[data-part=schedule-board]"))
    first, second = (forth, back) if (x < mid[0] if along else y > mid[1]) else (back, forth)
    page.keyboard.press(first)
    next_frame(page)
    one_way = middle(found)
    assert changes(before, page.evaluate(SETTING)).keys() == {key}
    for _ in range(3):
        page.keyboard.press(second)
    next_frame(page)
    other_way = middle(found)
    axis = 0 if along else 1
    assert (one_way[axis] - other_way[axis]) * (1 if (first == forth) == along else -1) >= 0
    assert float(found.get_attribute("aria-valuenow") or "nan") == pytest.approx(
        float(str(page.evaluate(SETTING)[key]).split(",")[int(name[-1]) if " " in name else 0])
    )
    expect(page.locator("[data-part=editor-says]")).to_contain_text(re.compile("at (step|η) "))
    page.locator("[data-part=rate]").focus()  # who leaves has finished
    ready(page)
    assert set(changes(before, page.evaluate(SETTING))) <= {key}
    assert str(page.evaluate(SETTING)[key]) == query_of(page)[key]


@pytest.mark.parametrize(
    ("schedule", "name"), [each for each in GRIPS if each[0] in ("cosine", "multistep", "wsd", "constant")]
)
def test_a_finger_drags_a_handle_on_a_phone(open_page: OpenPage, schedule: str, name: str) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened(page, query_for(schedule))
    before = page.evaluate(SETTING)
    dx, dy = way_of(page, name)
    x, y = middle(grip(page, name))
    box = box_of(grip(page, name))
    assert min(box["width"], box["height"]) >= 24
    stroked(page, [(x + dx * step / 8, y + dy * step / 8) for step in range(9)])
    assert changes(before, page.evaluate(SETTING)).keys() == {name.split(" ", maxsplit=1)[0]}


def test_escape_takes_a_drag_back(page: Page) -> None:
    opened(page, query_for("cosine"))
    before = page.evaluate(SETTING)
    x, y = middle(grip(page, "schedule.eta_min"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 20, steps=4)
    next_frame(page)
    assert page.evaluate(SETTING) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    ready(page)
    assert page.evaluate(SETTING) == before
