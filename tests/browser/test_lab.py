"""Everything else a hand can reach in the lab."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Page, expect

from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.surfaces import surfaces
from tests.browser.reading import (
    RequestsOf,
    choose,
    middle,
    query_of,
    reach,
    ready,
    steps_table,
    to_notch,
    visit,
)
from tests.helpers.reading import number

ENTRIES: list[tuple[str, Any]] = [
    *(("optimizer", each) for each in OPTIMIZERS.values()),
    *(("schedule", each) for each in SCHEDULES.values()),
    *(("surface", each) for each in surfaces().values()),
]


def test_every_picker_works(page: Page) -> None:
    """Each entry can be chosen, shows its own parameters and no other's, and changes the run and the address."""
    visit(page, "/?steps=10")
    for noun, entry in ENTRIES:
        choose(page, noun, entry.id)
        ready(page)
        assert query_of(page)[noun] == entry.id
        own = page.locator(f'fieldset[data-parameters="{noun}:{entry.id}"]')
        assert own.is_visible() == bool(entry.parameters)
        others = page.locator(f'fieldset[data-parameters^="{noun}:"]:not([hidden])')
        assert others.count() == bool(entry.parameters)
        for parameter in entry.parameters:
            expect(own.locator(f'[data-key="{noun}.{parameter.name}"]').first).to_be_visible()


def test_a_parameter_changes_the_run(page: Page) -> None:
    visit(page, "/?surface=ravine&lr=0.075")
    field = reach(page, 'fieldset[data-parameters="surface:ravine"] input[type=text][data-key="surface.kappa"]')
    field.fill("30")
    field.press("Enter")
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "diverged")
    assert query_of(page)["surface.kappa"] == "30"
    slider = page.locator('fieldset[data-parameters="surface:ravine"] input[type=range][data-key="surface.kappa"]')
    slider.focus()
    page.keyboard.press("Home")
    page.locator("[data-part=rate]").focus()  # who leaves has finished
    ready(page)
    assert query_of(page)["surface.kappa"] == "1"
    expect(field).to_have_value("1")


def test_the_address_restores_the_state(page: Page) -> None:
    query = (
        "surface=nonconvex&surface.tilt=0.5&optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.99&optimizer.eps=0.000001"
        "&optimizer.weight_decay=0&optimizer.amsgrad=true&schedule=cosine&schedule.t_max=40&schedule.eta_min=0.001"
        "&lr=0.133&steps=77&warmup=5&warmup_start=0.1&noise=0.5&batch=4&seed=7&clip=3&lr_ratio=0.5&start=1.5,-0.5"
    )
    visit(page, f"/?{query}")
    assert query_of(page) == dict(parse_qsl(query))
    before = steps_table(page)
    page.reload()
    ready(page)
    assert query_of(page) == dict(parse_qsl(query))
    assert steps_table(page) == before
    assert len(before) == 78
    assert [number(text) for text in before[0][2:4]] == [1.5, -0.5]


def test_the_back_button_undoes_and_forward_repeats(page: Page) -> None:
    visit(page, "/")
    choose(page, "optimizer", "adam")
    choose(page, "surface", "bowl")
    ready(page)
    page.go_back()
    expect(page.locator('input[name="surface"][value="ravine"]')).to_be_checked()
    expect(page.locator('input[name="optimizer"][value="adam"]')).to_be_checked()
    page.go_back()
    expect(page.locator('input[name="optimizer"][value="gd"]')).to_be_checked()
    page.go_forward()
    expect(page.locator('input[name="optimizer"][value="adam"]')).to_be_checked()
    ready(page)
    assert query_of(page)["optimizer"] == "adam"


def test_the_start_is_dragged_nudged_typed_and_reset(page: Page) -> None:
    visit(page, "/")
    handle = page.locator("[data-part=start-handle]")
    x, y = middle(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 100, y - 40, steps=5)
    page.mouse.up()
    ready(page)
    dragged = [float(value) for value in query_of(page)["start"].split(",")]
    assert dragged[0] > -8
    assert dragged[1] > 1.5
    assert [number(text) for text in steps_table(page)[0][2:4]] == pytest.approx(dragged, rel=6e-3)
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    ready(page)
    nudged = [float(value) for value in query_of(page)["start"].split(",")]
    assert nudged[0] > dragged[0]
    assert nudged[1] < dragged[1]
    reach(page, "[data-part=start-x]").fill("3")
    page.locator("[data-part=start-x]").press("Enter")
    ready(page)
    assert query_of(page)["start"].startswith("3,")
    page.locator("[data-part=start-reset]").click()
    ready(page)
    assert query_of(page)["start"] == "-8,1.5"


def test_play_step_and_scrub(page: Page) -> None:
    visit(page, "/?steps=20")
    count = page.locator("[data-part=step-count]")
    page.locator("[data-part=to-start]").click()
    expect(count).to_have_text("0 / 20")
    page.locator("[data-part=step-forward]").click()
    expect(count).to_have_text("1 / 20")
    expect(page.locator("[data-part=rule-numbers]")).to_contain_text("w₂ = w₁ − η∇L")
    page.locator("[data-part=step-back]").click()
    expect(count).to_have_text("0 / 20")
    page.locator("[data-part=play]").click()
    expect(count).to_have_text("20 / 20")
    expect(page.locator("[data-part=play]")).to_have_attribute("aria-label", "Play")
    page.locator("[data-part=scrub]").fill("7")
    expect(count).to_have_text("7 / 20")
    page.keyboard.press(",")
    expect(count).to_have_text("6 / 20")
    page.keyboard.press(".")
    expect(count).to_have_text("7 / 20")
    page.keyboard.press(" ")
    expect(count).to_have_text("20 / 20")


def test_the_update_rule_has_the_numbers_of_the_step(page: Page) -> None:
    visit(page, "/?surface=bowl&start=2,-1&lr=0.1&steps=10")
    page.locator("[data-part=to-start]").click()
    expect(page.locator("[data-part=rule-numbers]")).to_have_text(
        "w₁ = w₀ − η∇L = (2.00, −1.00) − 0.100 · (4.00, −2.00) = (1.60, −0.800)"
    )


def test_a_playhead_that_was_put_somewhere_stays_while_the_slider_moves(page: Page) -> None:
    visit(page, "/?steps=50")
    page.locator("[data-part=scrub]").fill("3")
    to_notch(page, 100)
    expect(page.locator("[data-part=step-count]")).to_have_text("3 / 50")


REFUSED = {"surface": "nope", "lr": "1e999", "start": "9e9,1", "steps": "1000000000", "mystery": "1", "hide": "nope"}


def test_bad_input_gives_the_default_and_a_notice_each(page: Page) -> None:
    visit(page, f"/?{urlencode(REFUSED)}")
    names = page.locator("[data-part=notices] strong")
    assert set(names.all_text_contents()) == set(REFUSED)
    expect(names).to_have_count(len(REFUSED))
    assert query_of(page)["surface"] == "ravine"
    assert query_of(page)["lr"] == "0.075"
    for left in reversed(range(len(REFUSED))):
        page.locator("[data-part=notices] button").first.click()
        expect(names).to_have_count(left)


def test_notices_stand_two_at_a_time_and_what_goes_wrong_now_beside_them(page: Page, complaints: list[str]) -> None:
    visit(page, "/?one=1&two=2&three=3&four=4")
    notices = page.locator("[data-part=notices] .notice")
    expect(notices).to_have_count(4)
    assert [each.is_visible() for each in notices.all()] == [True, True, False, False]
    page.route("**/api/**", lambda route: route.abort())
    choose(page, "surface", "bowl")
    expect(notices.filter(has_text="does not answer")).to_be_visible()
    page.unroute("**/api/**")
    choose(page, "surface", "saddle")
    ready(page)
    page.locator("[data-part=notices] button").first.click()
    assert [each.is_visible() for each in notices.all()] == [True, True, False]
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_a_server_that_is_gone_is_told_and_loses_nothing(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    page.route("**/api/**", lambda route: route.abort())
    choose(page, "surface", "bowl")
    expect(page.locator("[data-part=notices]")).to_contain_text("does not answer")
    page.unroute("**/api/**")
    choose(page, "surface", "saddle")
    ready(page)
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_the_newest_setting_wins(page: Page) -> None:
    visit(page, "/")
    for name in ("bowl", "saddle", "nonconvex", "ravine", "bowl"):
        choose(page, "surface", name)
    ready(page)
    assert [number(text) for text in steps_table(page)[0][2:4]] == [2, 2]
    expect(page.locator("[data-part=stage-summary]")).to_contain_text("Bowl, Gradient descent")


def test_the_theme_is_remembered(page: Page) -> None:
    visit(page, "/")
    page.locator("[data-part=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_first_visit_plays_once(open_page: Any) -> None:
    page = open_page(reduced_motion="no-preference")
    page.goto("/?steps=60")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    expect(page.locator("[data-part=step-count]")).to_have_text("60 / 60")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "false")


def test_who_dislikes_motion_sees_the_whole_run(open_page: Any) -> None:
    page = open_page(reduced_motion="reduce")
    visit(page, "/?steps=60")
    expect(page.locator("[data-part=step-count]")).to_have_text("60 / 60")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "false")


def test_noise_and_batches_reach_the_run(page: Page) -> None:
    visit(page, "/?lr=0.0365&noise=4&seed=1")
    noisy = steps_table(page)
    field = reach(page, 'input[type=text][data-key="seed"]')
    field.fill("2")
    field.press("Enter")
    ready(page)
    assert query_of(page)["seed"] == "2"
    assert steps_table(page) != noisy
    field.fill("1")
    field.press("Enter")
    ready(page)
    assert steps_table(page) == noisy


def test_milestones_are_a_list(page: Page) -> None:
    visit(page, "/?schedule=multistep&steps=100&lr=0.0365")
    field = reach(page, 'input[data-key="schedule.milestones"]')
    field.fill("10, 20,90")
    field.press("Enter")
    ready(page)
    assert query_of(page)["schedule.milestones"] == "10,20,90"
    assert number(steps_table(page)[95][1]) == pytest.approx(3.65e-5, rel=1e-2)
    field.fill("10,x")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert query_of(page)["schedule.milestones"] == "10,20,90"


def test_a_formula_of_ones_own(page: Page) -> None:
    """Typed as on paper: the picture, the caption, the start and the address follow; leaving it gives all back."""
    visit(page, "/?lr=0.1")
    field = reach(page, "[data-part=formula]")
    field.fill("x^2 + 3y^2")
    field.press("Enter")
    expect(page.locator("[data-part=formula-caption]")).to_contain_text("3")
    ready(page)
    assert query_of(page)["f"] == "x^2 + 3y^2"
    assert "surface" not in query_of(page)
    start = [float(value) for value in query_of(page)["start"].split(",")]
    rows = steps_table(page)
    assert [number(text) for text in rows[0][2:4]] == pytest.approx(start, rel=6e-3)
    assert number(rows[1][2]) == pytest.approx(0.8 * start[0], rel=6e-3)
    assert number(rows[1][3]) == pytest.approx(0.4 * start[1], rel=6e-3)
    page.reload()
    ready(page)
    expect(field).to_have_value("x^2 + 3y^2")
    assert steps_table(page) == rows
    choose(page, "surface", "bowl")
    ready(page)
    assert "f" not in query_of(page)
    expect(field).to_have_value("")


def test_what_the_page_loads_ahead_is_what_it_asks_for(page: Page, requests_of: RequestsOf) -> None:
    """Whatever signs a formula has: both languages write one address."""
    seen = requests_of(page)
    visit(page, "/?" + urlencode({"f": "2*x^2 + (x - y)**2 - log(x + 4)/8 + |y|", "lr": "0.1"}))
    assert len({each for each in seen if "/family?" in each}) == 1


def test_a_formula_that_is_wrong_is_told_where(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    field = reach(page, "[data-part=formula]")
    field.fill("x^2 + foo(y)")
    field.press("Enter")
    expect(page.locator("[data-part=formula-refused]")).to_contain_text("foo")
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("x^2 + y^2")
    field.press("Enter")
    ready(page)
    expect(page.locator("[data-part=formula-refused]")).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")
    complaints[:] = [each for each in complaints if "422" not in each]
