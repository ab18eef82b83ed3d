"""Which piece of the map is shown: enlarged, moved, chosen by its keys; its address; where it leads."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.maps import LAB, mapped, piece, setting, settled, spot
from tests.browser.reading import box_of, query_of, ready, shared_link


def test_a_frame_is_enlarged_the_address_says_so_and_back_is_back(page: Page) -> None:
    mapped(page)
    whole = piece(page)
    page.mouse.move(*spot(page, 0.25, 0.5))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.75, 1.0), steps=4)
    page.mouse.up()
    settled(page)
    near = piece(page)
    assert near["x_min"] == pytest.approx(0.01 * 40**0.25, rel=0.01)
    assert near["x_max"] == pytest.approx(0.01 * 40**0.75, rel=0.01)
    assert near["y_min"] == pytest.approx(0.45, abs=0.01)
    assert {key: query_of(page)[key] for key in near} == {key: str(value) for key, value in near.items()} | {
        key: json.dumps(value) for key, value in near.items() if key not in "xy"
    }
    page.reload()
    settled(page)
    assert piece(page) == near
    page.go_back()
    settled(page)
    assert piece(page) == whole


def test_wheel_buttons_and_keys_enlarge_and_0_shows_the_whole(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=20")
    whole = piece(page)
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.wheel(0, -120)
    settled(page)
    near = piece(page)
    assert near["x_min"] > whole["x_min"]
    assert near["x_max"] < whole["x_max"]
    page.locator("[data-part=atlas-in]").click()
    settled(page)
    assert piece(page)["x_max"] < near["x_max"]
    over = page.locator("[data-part=atlas-over]")
    over.press("0")
    settled(page)
    assert piece(page) == whole
    over.press("+")
    settled(page)
    near = piece(page)
    assert near["x_max"] < whole["x_max"]
    over.press("Shift+ArrowRight")
    settled(page)
    assert piece(page)["x_max"] > near["x_max"]
    for part in ("atlas-in", "atlas-out", "atlas-whole", "atlas-swap", "atlas-go", "atlas-png", "atlas-finer"):
        box = box_of(page.locator(f"[data-part={part}]"))
        assert min(box["width"], box["height"]) >= 24, part


def test_where_float64_ends_the_page_says_so_and_goes_no_further(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=3&x_min=0.3&x_max=0.30000000000002&y_min=1&y_max=1.00000000000005")
    note = page.locator("[data-part=atlas-note]")
    expect(note).to_be_hidden()
    before = piece(page)
    over = page.locator("[data-part=atlas-over]")
    for _ in range(4):
        over.press("+")
    expect(note).to_contain_text("float64 ends")
    settled(page)
    ended = piece(page)
    over.press("+")
    settled(page)
    assert piece(page) == ended
    assert ended["x_max"] - ended["x_min"] <= before["x_max"] - before["x_min"]
    over.press("-")
    expect(note).to_be_hidden()


PRESETS = ["Momentum", "Curvature", "Start", "Two rates", "Fractal: Himmelblau"]


def test_maps_to_begin_with(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10")
    seen = set()
    for name in PRESETS:
        page.get_by_role("button", name=name, exact=True).click()
        settled(page)
        shown, now = piece(page), setting(page)
        seen.add(json.dumps(shown))
        expect(page.locator("[data-part=atlas-legend] li").nth(1)).to_be_visible()
        assert query_of(page)["x"] == shown["x"], name
        assert page.locator("[data-part=atlas-shows]").inner_text(), name
        assert now["surface"] == query_of(page)["surface"]
        expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    assert len(seen) == len(PRESETS)
    page.go_back()
    settled(page)
    assert json.dumps(piece(page)) in seen
    assert piece(page)["y_min"] == 0.002
    assert setting(page)["surface"] == "ravine"


def test_the_keys_are_those_of_the_setting(page: Page) -> None:
    mapped(page, "/atlas?optimizer=momentum&steps=10&y=optimizer.momentum")
    options = "[...document.querySelector('[data-part=atlas-y]').options].map(each => each.value)"
    keys = page.evaluate(options)
    assert {"lr", "lr_ratio", "clip", "noise", "start.x", "optimizer.momentum", "surface.kappa", "seed"} <= set(keys)
    page.locator("[data-part=atlas-y]").select_option("surface.kappa")
    settled(page)
    assert query_of(page)["y"] == "surface.kappa"
    assert [float(query_of(page)[key]) for key in ("y_min", "y_max")] == [1, 1000]
    page.locator("[data-part=atlas-swap]").click()
    settled(page)
    assert [query_of(page)[key] for key in "xy"] == ["surface.kappa", "lr"]
    page.locator("[data-part=atlas-y]").select_option("optimizer.momentum")
    settled(page)
    page.evaluate(f"{LAB.removesuffix('.state')}.change({{ optimizer: 'gd' }})")
    settled(page)
    assert "optimizer.momentum" not in piece(page).values()  # it is no key of this optimizer
    assert "optimizer.momentum" not in page.evaluate(options)


def test_bad_values_fall_back_and_are_told(page: Page) -> None:
    mapped(page, "/atlas?surface=bowl&steps=10&x=no&y_min=-3")
    names = page.locator("[data-part=notices] strong").all_inner_texts()
    assert names == ["x", "y_min"]
    assert query_of(page)["x"] == "lr"
    assert float(query_of(page)["y_min"]) == 0.01


@pytest.mark.parametrize("which", ["share", "lab"])
def test_what_leads_on_carries_what_it_should(page: Page, which: str) -> None:
    mapped(page)
    if which == "share":
        page.locator("[data-part=share]").click()
        link = shared_link(page)
        assert urlsplit(link).path == "/atlas"
        assert dict(parse_qsl(urlsplit(link).query)).items() >= {"x": "lr", "y": "optimizer.momentum"}.items()
        return
    page.get_by_role("link", name="Lab", exact=True).click()
    ready(page)
    assert urlsplit(page.url).path == "/"
    assert query_of(page)["optimizer"] == "momentum"
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    page.get_by_role("link", name="Map", exact=True).click()
    settled(page)
    assert query_of(page)["optimizer"] == "momentum"
