"""Choosing a surface: a gallery that scrolls by itself, formulas to begin with, and where one is wrong."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from descentlab.surfaces import surfaces
from descentlab.surfaces.examples import EXAMPLES
from tests.browser.conftest import OpenPage
from tests.browser.reading import box_of, choose, part_box, query_of, ready, visit

SMALL: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}


def open_row(page: Page) -> None:
    page.locator("[data-part=surface] > summary").click()
    expect(page.locator("[data-part=gallery-about]")).to_be_attached()


def is_inside(page: Page, thumbnail: str) -> bool:
    """Whether a thumbnail is in sight of the gallery."""
    box, frame = box_of(page.locator(thumbnail)), part_box(page, "gallery")
    across = frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    return across and frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


def label_of(surface: str) -> str:
    return f'label:has(input[name="surface"][value="{surface}"])'


@pytest.mark.parametrize("viewport", [SMALL, PHONE], ids=["small", "phone"])
def test_what_is_chosen_is_in_sight_and_so_is_what_belongs_to_it(open_page: OpenPage, viewport: ViewportSize) -> None:
    page = open_page(viewport=viewport)
    visit(page, "/?surface=tiny_network")  # the last but one
    open_row(page)
    assert is_inside(page, label_of("tiny_network"))
    assert not is_inside(page, label_of("bowl"))
    gallery, field = part_box(page, "gallery"), part_box(page, "formula")
    assert field["y"] < gallery["y"] + gallery["height"] + 60
    assert gallery["height"] < 200


def test_by_keyboard_each_comes_into_sight_with_what_it_teaches(open_page: OpenPage) -> None:
    page = open_page(viewport=SMALL)
    visit(page, "/")
    open_row(page)
    page.locator('input[name="surface"]:checked').focus()
    about = page.locator("[data-part=gallery-about]")
    for surface in list(surfaces().values())[1:8]:
        page.keyboard.press("ArrowRight")
        expect(about).to_have_text(surface.teaches)
        assert is_inside(page, label_of(surface.id))
        radio = page.locator(f'input[name="surface"][value="{surface.id}"]')
        assert radio.get_attribute("aria-describedby") == about.get_attribute("id")
    ready(page)


def test_a_pointer_is_told_what_it_is_over_and_then_what_is_chosen(open_page: OpenPage) -> None:
    page = open_page(viewport=SMALL)
    visit(page, "/")
    open_row(page)
    about = page.locator("[data-part=gallery-about]")
    page.locator(label_of("saddle")).hover()
    expect(about).to_have_text(surfaces()["saddle"].teaches)
    expect(about).to_be_visible()
    page.mouse.move(100, 300)
    expect(about).to_be_empty()
    expect(page.locator("[data-part=surface-teaches]")).to_have_text(surfaces()["ravine"].teaches)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: str(each.name))
def test_an_example_opens_with_its_domain_its_start_and_its_rate(page: Page, example: object) -> None:
    name, f = example.name, example.f  # type: ignore[attr-defined]
    visit(page, "/")
    open_row(page)
    page.locator("[data-part=examples]").get_by_role("button", name=name, exact=True).click()
    ready(page)
    query = query_of(page)
    assert query["f"] == f
    assert query["domain"] == ",".join(f"{each:g}" for each in example.domain)  # type: ignore[attr-defined]
    assert query["start"] == ",".join(f"{each:g}" for each in example.start)  # type: ignore[attr-defined]
    assert float(query["lr"]) == example.lr  # type: ignore[attr-defined]
    expect(page.locator("[data-part=formula]")).to_have_value(f)
    expect(page.locator("[data-part=own-formula]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("z")
    ready(page)
    assert "f" not in query_of(page)


def test_one_of_ones_own_is_a_tile_that_leads_to_the_field(open_page: OpenPage) -> None:
    page = open_page(viewport=SMALL)
    visit(page, "/")
    open_row(page)
    page.get_by_role("button", name="Your own…").click()
    field = page.locator("[data-part=formula]")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=1)


def test_a_caret_stands_below_the_very_place(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    open_row(page)
    field = page.locator("[data-part=formula]")
    field.fill("x^2 + foo(y) + 3 z")
    field.press("Enter")
    line = page.locator("[data-part=formula-caret]")
    expect(line).to_be_visible()
    expect(line.locator("mark")).to_have_text(["f", "z"])
    expect(line).to_have_text("x^2 + foo(y) + 3 z")
    assert field.evaluate("field => field.selectionStart") == 6
    box = box_of(line)
    below = part_box(page, "formula")
    assert box["y"] >= below["y"] + below["height"] - 1
    field.fill("x^2 + y^2")
    field.press("Enter")
    ready(page)
    expect(line).to_be_hidden()
    complaints.clear()  # the browser's own, of the refusal


def test_the_formula_stands_beside_its_sliders(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    visit(page, "/")
    open_row(page)
    formula = page.locator("[data-part=surface-formula]")
    expect(formula.locator("math")).to_have_count(1)
    expect(formula).to_contain_text("κ")
    choose(page, "surface", "network_slice")
    ready(page)
    expect(formula).to_contain_text(re.compile(r"bicubic\s+spline\s+through.*no\s+value\s+outside\s+them"))
    page.locator("[data-part=formula]").fill("x^2 + 7y^2")
    page.locator("[data-part=formula]").press("Enter")
    ready(page)
    expect(formula).to_contain_text("7")
