"""Fields read what people write; what they refuse is told beside them and moves nothing."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.reading import RequestsOf, next_frame, part_box, query_of, reach, ready, to_notch, visit
from tests.helpers.reading import number

RATES = {"0,05": 0.05, "1e-3": 1e-3, "4×10⁻³": 4e-3, " 0.5 ": 0.5}


def test_a_rate_is_read_as_people_write_it(page: Page) -> None:
    visit(page, "/?surface=bowl&lr=0.1")
    field = page.locator("[data-part=rate-number]")
    for text, lr in RATES.items():
        field.fill(text)
        field.press("Enter")
        ready(page)
        assert float(query_of(page)["lr"]) == lr
        assert number(field.input_value()) == lr


def test_a_rate_that_is_none_is_refused_beside_its_field(page: Page, requests_of: RequestsOf) -> None:
    """What was typed stays, what is shown too, nothing moves, and Escape gives back what was."""
    visit(page, "/")
    field, told = page.locator("[data-part=rate-number]"), page.locator(".rate-field .refusal")
    before, seen = part_box(page, "verdict"), requests_of(page)
    for text in ("0", "−1", "abc", "", "1,000"):
        field.fill(text)
        field.press("Enter")
        expect(told).not_to_be_empty()
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.get_attribute("aria-errormessage") == told.get_attribute("id")
        assert field.input_value() == text
    assert query_of(page)["lr"] == "0.075"
    assert part_box(page, "verdict") == before
    assert seen == []
    field.press("Escape")
    expect(told).to_be_empty()
    expect(field).to_have_value("0.0750")
    field.fill("abc")
    field.press("Enter")
    to_notch(page, 100)
    expect(told).to_be_empty()
    expect(field).to_have_value("0.0121")


def test_arrow_keys_move_a_field_by_one(page: Page) -> None:
    visit(page, "/")
    field = page.locator("[data-part=rate-number]")
    field.press("ArrowUp")
    expect(field).to_have_value("0.0787")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(field).to_have_value("0.0715")
    steps = reach(page, 'input[type=text][data-key="steps"]')
    steps.press("ArrowUp")
    expect(steps).to_have_value("121")
    x = reach(page, "[data-part=start-x]")
    x.press("ArrowUp")
    expect(x).to_have_value("-7.9")
    ready(page)
    assert (query_of(page)["steps"], query_of(page)["start"]) == ("121", "-7.9,1.5")


def test_every_option_keeps_what_is_typed_and_says_what_is_allowed(page: Page) -> None:
    visit(page, "/?optimizer=adam&lr=0.05")
    fields = {"steps": "0", "optimizer.beta1": "1", "noise": "−1", "batch": "0,5", "warmup": "x"}
    for key, text in fields.items():
        field = reach(
            page, f'input[type=text][data-key="{key}"]:visible, details:not([open]) input[type=text][data-key="{key}"]'
        )
        before = query_of(page).get(key)
        field.fill(text)
        field.press("Enter")
        told = field.locator("xpath=ancestor::*[contains(@class, 'field')][1]").locator(".refusal")
        expect(told).to_contain_text(str(field.get_attribute("data-allowed")))
        assert field.input_value() == text
        assert query_of(page).get(key) == before
    beta = page.locator('[data-parameters="optimizer:adam"] input[type=text][data-key="optimizer.beta1"]')
    beta.fill("0,8")
    beta.press("Enter")
    expect(beta).not_to_have_attribute("aria-invalid", "true")
    ready(page)
    assert query_of(page)["optimizer.beta1"] == "0.8"


def test_a_start_takes_a_comma_and_a_printed_minus(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    x, told = reach(page, "[data-part=start-x]"), page.locator(".start .refusal")
    x.fill("−1,5")
    x.press("Enter")
    ready(page)
    assert query_of(page)["start"] == "-1.5,1.5"
    x.fill("here")
    x.press("Enter")
    expect(told).to_contain_text("a number for x")
    assert query_of(page)["start"] == "-1.5,1.5"
    x.fill("100000")
    x.press("Enter")
    expect(told).to_contain_text("-2010 to 2010")
    ready(page)
    assert x.input_value() == "100000"
    assert query_of(page)["start"] == "-1.5,1.5"
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    complaints[:] = [each for each in complaints if "422" not in each]


BROKEN = {
    "type": "about:blank",
    "title": "Unprocessable",
    "status": 422,
    "detail": "f: two things",
    "errors": [
        {"parameter": "f", "message": "1/2x can be read in two ways", "remedies": ["(1/2)x^2 + y^2", "1/(2x^2) + y^2"]},
        {"parameter": "f", "message": "there is no z"},
    ],
}


def test_a_formulas_faults_stay_at_its_field_and_move_nothing(page: Page, complaints: list[str]) -> None:
    visit(page, "/?f=sin(3x)%20%2B%20(x^2%2By^2)/10")
    field = reach(page, "[data-part=formula]")
    next_frame(page)
    parts = ("stage", "start-handle", "rate", "verdict")
    before = {part: part_box(page, part) for part in parts}
    field.fill("x^2 + sin(")
    field.press("Enter")
    told = page.locator("[data-part=formula-refused]")
    expect(told).to_contain_text("Your formula: something is missing")
    expect(told).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert (field.get_attribute("aria-describedby") or "").startswith("formula-refused")
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    assert {part: part_box(page, part) for part in parts} == before
    domain = page.locator("[data-part=formula-domain]")
    field.fill("x^2 + y^2")
    field.press("Enter")
    expect(told).to_be_hidden()
    ready(page)
    before = {part: part_box(page, part) for part in parts}
    domain.fill("1,2,3")
    domain.press("Enter")
    expect(told).to_contain_text("The part shown:")
    expect(domain).to_have_attribute("aria-invalid", "true")
    assert {part: part_box(page, part) for part in parts} == before
    complaints[:] = [each for each in complaints if "422" not in each]


def test_all_faults_are_listed_and_a_remedy_is_one_press(page: Page, complaints: list[str]) -> None:
    visit(page, "/?f=x^2%2By^2")
    page.route(
        lambda url: "/api/" in url and "1%2F2x" in url,
        lambda route: route.fulfill(status=422, json=BROKEN, content_type="application/problem+json"),
    )
    field = reach(page, "[data-part=formula]")
    field.fill("1/2x^2 + y^2 + z")
    field.press("Enter")
    told = page.locator("[data-part=formula-refused]")
    expect(told.locator("li")).to_have_count(2)
    told.get_by_role("button", name="(1/2)x^2 + y^2", exact=True).click()
    ready(page)
    expect(told).to_be_empty()
    expect(field).to_have_value("(1/2)x^2 + y^2")
    assert query_of(page)["f"] == "(1/2)x^2 + y^2"
    complaints[:] = [each for each in complaints if "422" not in each]


def test_what_is_typed_before_the_fields_can_hear_counts(open_page: Callable[..., Page]) -> None:
    """Their scripts come with the first row that is opened: a hand on a slow line is quicker."""
    page = open_page(fresh=True)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    for name in ("fields", "formula"):
        page.route(f"**/panels/{name}.js", hold)
    visit(page, "/?surface=bowl")
    for row in ("steps", "formula"):
        page.locator(f"details.row:has([data-part={row}]) > summary").click()
    steps = page.locator('input[type=text][data-key="steps"]')
    steps.fill("33")
    steps.press("Tab")
    formula = page.locator("[data-part=formula]")
    formula.fill("x^2 + 3y^2")
    formula.press("Tab")
    page.wait_for_function("() => document.activeElement.dataset.part !== 'formula'")
    assert len(held) == 2
    for route in held:
        route.continue_()
    page.wait_for_url(lambda url: "f=x" in url)
    ready(page)
    assert query_of(page).items() >= {"steps": "33", "f": "x^2 + 3y^2"}.items()
    assert steps.input_value() == "33"
