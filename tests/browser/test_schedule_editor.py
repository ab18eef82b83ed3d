"""The curve of η in the Schedule row: each handle changes its own parameter, a drawing is what was drawn."""

import itertools
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import descentlab
from descentlab.common.numbers import digits
from descentlab.setting.lanes import one
from descentlab.setting.notches import notches_of
from descentlab.setting.query import parse
from descentlab.studies.family import family_of
from tests.browser.conftest import OpenPage
from tests.browser.editor import FAMILY, GRIPS, SETTING, changes, grip, opened, query_for
from tests.browser.reading import RequestsOf, box_of, middle, next_frame, query_of, ready
from tests.browser.sliders import RUN, paths
from tests.browser.test_accessibility import assert_accessible

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


def points_of(page: Page) -> np.ndarray[Any, Any]:
    numbers = [float(each) for each in page.evaluate(f"String(({SETTING})()['schedule.points'])").split(",")]
    return np.array(numbers).reshape(-1, 2)


def board_of(page: Page) -> tuple[float, float, float, float]:
    """The plot on the screen: left, right, and where η lies and 0."""
    page.locator("[data-part=schedule-board]").scroll_into_view_if_needed()
    box = box_of(page.locator("[data-part=schedule-board]"))
    return box["x"] + 46, box["x"] + box["width"] - 16, box["y"] + 24, box["y"] + box["height"] - 20


def test_a_drawing_begins_with_the_curve_there_is(page: Page) -> None:
    opened(page, "schedule=cosine&warmup=10&lr=0.06")
    before = page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]")
    page.locator("[data-part=draw-own]").click()
    ready(page)
    setting = page.evaluate(SETTING)
    assert setting["schedule"] == "drawn"
    assert setting["warmup"] == 0
    points = points_of(page)
    assert 3 <= len(points) <= 24
    after = page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]")
    np.testing.assert_allclose(after, before, atol=0.06 * 0.03)
    run = descentlab.run(
        surface="ravine", lr=0.06, schedule="drawn", schedule_options={"points": tuple(points.ravel())}
    )
    np.testing.assert_allclose(after, run.learning_rates, rtol=1e-3, atol=1e-9)
    page.locator("[data-part=undo]").click()
    ready(page)
    assert page.evaluate(SETTING)["schedule"] == "cosine"


@pytest.mark.parametrize("finger", [False, True])
def test_a_stroke_is_the_curve(open_page: OpenPage, finger: bool) -> None:
    """Where it was drawn; beside it everything stays. It is in the address."""
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) if finger else open_page()
    opened(page, "schedule=drawn&schedule.points=0,1,1,1&lr=0.06&steps=101")
    left, right, top, bottom = board_of(page)
    at = [(left + (right - left) * x, bottom + (top - bottom) * y) for x, y in ((0.5, 0.4), (0.6, 0.1), (0.8, 0.1))]
    way = [
        (a[0] + (b[0] - a[0]) * step / 10, a[1] + (b[1] - a[1]) * step / 10)
        for a, b in itertools.pairwise(at)
        for step in range(11)
    ]
    if finger:
        stroked(page, way)
    else:
        page.mouse.move(*way[0])
        page.mouse.down()
        for place in way[1:]:
            page.mouse.move(*place)
            next_frame(page)
        page.mouse.up()
        ready(page)
    points = points_of(page)
    assert len(points) <= 24
    rates = np.array(page.evaluate("() => [...document.querySelector('[data-lab]').lab.state.run.rates]"))
    # Before and after the stroke η is what it was; in it, what the hand was at: the axis reaches to 0.1.
    assert rates[:49] == pytest.approx(0.06)
    assert rates[83:] == pytest.approx(0.06)
    top_rate = page.evaluate(SETTING)["lr"] / 0.6  # what the axis reaches to
    assert rates[62:79] == pytest.approx(0.1 * top_rate, rel=0.25)
    assert (np.diff(rates[51:60]) < 0).all()
    assert query_of(page)["schedule.points"] == str(page.evaluate(SETTING)["schedule.points"])
    page.reload()
    ready(page)
    assert (points_of(page) == points).all()


def test_points_are_added_moved_and_removed_with_keys_and_buttons(page: Page) -> None:
    opened(page, "schedule=drawn&schedule.points=0,1,1,0.5&lr=0.06&steps=101")
    page.locator('[data-grip="point 0"]').focus()
    page.keyboard.press("Enter")
    ready(page)
    assert points_of(page).tolist() == [[0, 1], [0.5, 0.75], [1, 0.5]]
    expect(page.locator('[data-grip="point 1"]')).to_be_focused()
    expect(page.locator('[data-grip="point 1"]')).to_have_attribute("aria-valuetext", "step 50, η 0.0450")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.locator("[data-part=rate]").focus()
    ready(page)
    assert points_of(page)[1] == pytest.approx([0.51, 0.7875], abs=1e-3)
    page.locator('[data-grip="point 1"]').focus()
    page.keyboard.press("Delete")
    ready(page)
    assert points_of(page).tolist() == [[0, 1], [1, 0.5]]
    page.locator("[data-part=point-add]").click()
    ready(page)
    assert len(points_of(page)) == 3
    page.locator("[data-part=point-remove]").click()
    page.locator("[data-part=point-remove]").click()
    ready(page)
    assert len(points_of(page)) == 1
    expect(page.locator("[data-part=point-remove]")).to_be_disabled()


def test_a_tap_adds_a_point_and_a_point_can_be_dragged(page: Page) -> None:
    opened(page, "schedule=drawn&schedule.points=0,1,1,1&lr=0.06&steps=101")
    left, right, top, bottom = board_of(page)
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    ready(page)
    assert len(points_of(page)) == 3
    assert points_of(page)[1][0] == pytest.approx(0.5, abs=0.02)
    x, y = middle(page.locator('[data-grip="point 1"]'))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20, steps=5)
    page.mouse.up()
    ready(page)
    assert points_of(page)[1][0] == pytest.approx(0.5 + 40 / (right - left), abs=0.02)
    # Between its neighbours it stays.
    page.mouse.move(x + 40, y + 20)
    page.mouse.down()
    page.mouse.move(right + 60, y, steps=5)
    page.mouse.up()
    ready(page)
    assert points_of(page)[1][0] == 1


def test_a_comparison_has_the_losses_of_the_core(page: Page, requests_of: RequestsOf) -> None:
    query = "surface=rosenbrock&lr=0.001&steps=150&schedule=drawn&schedule.points=0,1,0.6,1,1,0.05"
    opened(page, query)
    seen = requests_of(page)
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr")).to_have_count(3)
    rows = page.locator("[data-part=compared] tbody tr").all_inner_texts()
    names = ["drawn", "cosine", "one_cycle"]
    given: dict[str, Any] = {"surface": "rosenbrock", "steps": 150}
    for text, name in zip(rows, names, strict=True):
        options = {"points": (0, 1, 0.6, 1, 1, 0.05)} if name == "drawn" else {}
        run = descentlab.run(lr=0.001, schedule=name, schedule_options=options, **given)
        assert digits(run.losses[-1]) in text
    assert "family" in paths(seen)
    # It follows the setting, once the hand rests.
    seen.clear()
    page.locator("[data-part=rate]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr").nth(1)).not_to_contain_text(rows[1])
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared]")).to_be_hidden()


COLOURS = """() => {
  const canvas = document.querySelector("[data-part=path]");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const seen = {};
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) { const key = [...data.slice(at, at + 3)].join(" "); seen[key] = (seen[key] ?? 0) + 1; }
  }
  return Object.keys(seen).filter((key) => seen[key] > 12);
}"""
OWN = "0 114 178"
"""Gradient descent's."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_path_is_coloured_by_the_rate(open_page: OpenPage, scheme: Any) -> None:
    page = open_page(color_scheme=scheme)
    opened(page, "schedule=cosine&lr=0.06")
    assert OWN in page.evaluate(COLOURS)
    plain = len(page.evaluate(COLOURS))
    page.locator("[data-part=colour-path]").click()
    expect(page.locator("[data-part=colour-path]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".legend-rate")).to_contain_text("0.0600")
    assert len(page.evaluate(COLOURS)) > plain + 4
    page.locator("[data-part=colour-path]").click()
    expect(page.locator(".legend-rate")).to_have_count(0)
    assert len(page.evaluate(COLOURS)) == plain


def test_of_one_rate_it_says_so_and_of_chosen_ones_it_shows_them(page: Page) -> None:
    opened(page, "lr=0.06")
    page.locator("[data-part=colour-path]").click()
    expect(page.locator("[data-part=only-rate]")).to_have_text("Only one η here: 0.0600.")
    expect(page.locator(".legend-rate")).to_contain_text("only 0.0600")
    opened(page, "surface=rosenbrock&optimizer=barzilai_borwein&lr=0.001")
    page.locator("[data-part=colour-path]").click()
    rates = descentlab.run(surface="rosenbrock", optimizer="barzilai_borwein", lr=0.001).learning_rates
    expect(page.locator(".legend-rate")).to_contain_text(f"{rates.max():.3g}")
    expect(page.locator("[data-part=only-rate]")).to_be_empty()


def test_while_the_answer_is_hidden_the_curve_is_too(page: Page) -> None:
    opened(page, "schedule=cosine&lr=0.06&predict=1")
    expect(page.locator("[data-part=editor-help]")).to_have_text("The curve is hidden, as the answer is.")
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared]")).to_be_hidden()


@pytest.mark.parametrize(
    "query", ["schedule=cosine&warmup=10&lr=0.06", "schedule=drawn&lr=0.06&earlier=30,0.1", "lr=0.06"]
)
def test_axe_finds_nothing_in_it(page: Page, query: str) -> None:
    opened(page, query)
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr")).not_to_have_count(0)
    page.locator("[data-part=colour-path]").click()
    expect(page.locator(".legend-rate")).to_be_visible()
    page.locator("[data-grip]").first.focus()
    assert_accessible(page)
