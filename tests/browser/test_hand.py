"""The hand: rows that say what is chosen, surfaces that open on their story, fields that read what people write."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from descentlab.surfaces import surfaces
from tests.browser.reading import choose, next_frame, number, reach, ready, requests_of, to_notch, visit

ROWS = ("surface", "optimizer", "schedule", "noise", "start")


def address(page: Page) -> dict[str, str]:
    """The keys and values in the address bar."""
    return dict(parse_qsl(urlsplit(page.url).query))


def row(page: Page, name: str) -> Locator:
    """A row, by what it says."""
    return page.locator("details.row", has=page.locator(f"[data-part={name}-chosen]"))


def part_box(page: Page, name: str) -> FloatRect:
    """Where a part is."""
    box = page.locator(f"[data-part={name}]").bounding_box()
    assert box is not None, name
    return box


def is_in_sight(page: Page, part: str, width: int, height: int) -> bool:
    """Whether all of a part is on the screen, and nothing lies over its middle."""
    box = part_box(page, part)
    inside = box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    top = page.locator(f"[data-part={part}]").evaluate(
        """element => {
          const { x, y, width, height } = element.getBoundingClientRect();
          const over = document.elementFromPoint(x + width / 2, y + height / 2);
          return element.contains(over) || over?.contains(element);
        }"""
    )
    return bool(inside and top)


def test_the_rows_say_what_is_chosen(page: Page) -> None:
    visit(page, "/")
    said = {
        "surface": "Ravine, κ = 25",
        "optimizer": "Gradient descent",
        "schedule": "Constant",
        "noise": "none",
        "start": "(−8, 1.5), 120 steps",
    }
    shown = page.locator("details.row > summary h2").all_text_contents()
    assert [each.lower() for each in shown] == list(said)  # the surface first
    for name, words in said.items():
        expect(page.locator(f"[data-part={name}-chosen]")).to_have_text(words)
    choose(page, "optimizer", "adam")
    choose(page, "schedule", "warmup")
    expect(page.locator("[data-part=optimizer-chosen]")).to_have_text("Adam")
    expect(page.locator("[data-part=schedule-chosen]")).to_have_text("Warm-up of 12, then cosine")
    assert (address(page)["schedule"], address(page)["warmup"]) == ("cosine", "12")
    choose(page, "schedule", "constant")
    ready(page)
    assert address(page)["warmup"] == "0"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1440, 900), (1280, 720)])
def test_nothing_essential_lies_below_the_fold(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, "/?lr=0.3")
    parts = ["rate-number", "rate", "verdict", "what-helps", "try-best", "scrub", "play", "chart-loss", "chart-rate"]
    for part in (*parts, "chart-sharpness", *(f"{name}-chosen" for name in ROWS)):
        assert is_in_sight(page, part, width, height), part
    scrolls = "element => element.scrollHeight > element.clientHeight"
    assert not any(page.locator(each).evaluate(scrolls) for each in (".lab", ".groups", ".verdict-text"))
    plot = "canvas => canvas.clientHeight - 24 - 20 >= 2 * 34"  # room for two labels of the value axis
    assert page.locator("[data-part=chart-loss]").evaluate(plot)


def test_a_row_opens_where_it_stands_and_stays_open(page: Page) -> None:
    """By keyboard too; what it is and whether it is open is there for a screen reader."""
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, "/")
    summary = row(page, "surface").locator("> summary")
    expect(page.locator('input[name="surface"][value="rosenbrock"]')).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator('label:has(input[value="rosenbrock"])')).to_be_in_viewport(ratio=1)
    page.locator('label:has(input[value="rosenbrock"])').click()
    ready(page)
    assert row(page, "surface").get_attribute("open") is not None
    expect(page.locator("[data-part=surface-chosen]")).to_have_text("Rosenbrock")
    row(page, "optimizer").locator("> summary").click()
    names = row(page, "optimizer").locator("> .chips label").all_text_contents()
    assert [name.strip() for name in names] == ["Gradient descent", "Momentum", "RMSProp", "Adam"]
    expect(page.locator('input[name="optimizer"][value="lion"]')).to_be_hidden()
    row(page, "optimizer").get_by_text("All 13").click()
    page.locator('label:has(input[value="lion"])').click()
    ready(page)
    expect(page.locator("[data-part=optimizer-chosen]")).to_have_text("Lion")
    assert row(page, "surface").get_attribute("open") is not None


@pytest.mark.parametrize("query", ["optimizer=nadam", "schedule=wsd"])
def test_what_is_chosen_is_never_folded_away_with_the_others(page: Page, query: str) -> None:
    visit(page, f"/?{query}")
    noun, id = query.split("=")
    row(page, noun).locator("> summary").click()
    expect(page.locator(f'label:has(input[name="{noun}"][value="{id}"])')).to_be_visible()


def test_choosing_a_surface_opens_its_story(page: Page) -> None:
    """With its own rate, steps and start; schedule and noise stay."""
    visit(page, "/?schedule=cosine&noise=0")
    for id in ("rosenbrock", "beale", "bowl"):
        story = surfaces()[id]
        choose(page, "surface", id)
        ready(page)
        now = address(page)
        assert (float(now["lr"]), int(now["steps"])) == (story.lr, story.steps)
        assert tuple(map(float, now["start"].split(","))) == story.start
        assert now["schedule"] == "cosine"


def test_every_surface_opens_well(page: Page) -> None:
    """Clicked one after the other, as a student does."""
    visit(page, "/")
    for id in surfaces():
        choose(page, "surface", id)
        ready(page)
        outcome = page.locator("[data-part=verdict]").get_attribute("data-outcome")
        assert outcome == ("escaped" if id in ("saddle", "monkey_saddle") else "converged"), id


def test_another_optimizer_takes_the_recommended_rate_of_the_new_surface(page: Page) -> None:
    visit(page, "/?optimizer=momentum&lr=0.001")
    choose(page, "surface", "bowl")
    ready(page)
    best = page.evaluate(
        "() => { const { lab } = document.querySelector('[data-lab]');"
        " return lab.catalogue.notches[lab.state.family.recommended]; }"
    )
    assert float(address(page)["lr"]) == best
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "converged")
    page.go_back()
    ready(page)
    assert (address(page)["surface"], address(page)["lr"]) == ("ravine", "0.001")


RATES = {"0,05": 0.05, "1e-3": 1e-3, "4×10⁻³": 4e-3, " 0.5 ": 0.5}


def test_a_rate_is_read_as_people_write_it(page: Page) -> None:
    visit(page, "/?surface=bowl&lr=0.1")
    field = page.locator("[data-part=rate-number]")
    for text, lr in RATES.items():
        field.fill(text)
        field.press("Enter")
        ready(page)
        assert float(address(page)["lr"]) == lr
        assert number(field.input_value()) == lr


def test_a_rate_that_is_none_is_refused_beside_its_field(page: Page) -> None:
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
    assert address(page)["lr"] == "0.075"
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
    assert (address(page)["steps"], address(page)["start"]) == ("121", "-7.9,1.5")


def test_every_option_keeps_what_is_typed_and_says_what_is_allowed(page: Page) -> None:
    visit(page, "/?optimizer=adam&lr=0.05")
    fields = {"steps": "0", "optimizer.beta1": "1", "noise": "−1", "batch": "0,5", "warmup": "x"}
    for key, text in fields.items():
        field = reach(
            page, f'input[type=text][data-key="{key}"]:visible, details:not([open]) input[type=text][data-key="{key}"]'
        )
        before = address(page).get(key)
        field.fill(text)
        field.press("Enter")
        told = field.locator("xpath=ancestor::*[contains(@class, 'field')][1]").locator(".refusal")
        expect(told).to_contain_text(str(field.get_attribute("data-allowed")))
        assert field.input_value() == text
        assert address(page).get(key) == before
    beta = page.locator('[data-parameters="optimizer:adam"] input[type=text][data-key="optimizer.beta1"]')
    beta.fill("0,8")
    beta.press("Enter")
    expect(beta).not_to_have_attribute("aria-invalid", "true")
    ready(page)
    assert address(page)["optimizer.beta1"] == "0.8"


def test_a_start_takes_a_comma_and_a_printed_minus(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    x, told = reach(page, "[data-part=start-x]"), page.locator(".start .refusal")
    x.fill("−1,5")
    x.press("Enter")
    ready(page)
    assert address(page)["start"] == "-1.5,1.5"
    x.fill("here")
    x.press("Enter")
    expect(told).to_contain_text("a number for x")
    assert address(page)["start"] == "-1.5,1.5"
    x.fill("100000")
    x.press("Enter")
    expect(told).to_contain_text("-2010 to 2010")
    ready(page)
    assert x.input_value() == "100000"
    assert address(page)["start"] == "-1.5,1.5"
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
    before = {part: part_box(page, part) for part in ("stage", "start-handle", "rate", "verdict")}
    field.fill("x^2 + sin(")
    field.press("Enter")
    told = page.locator("[data-part=formula-refused]")
    expect(told).to_contain_text("Your formula: something is missing")
    expect(told).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert (field.get_attribute("aria-describedby") or "").startswith("formula-refused")
    expect(page.locator("[data-part=notices] .notice")).to_have_count(0)
    assert {part: part_box(page, part) for part in before} == before
    domain = page.locator("[data-part=formula-domain]")
    field.fill("x^2 + y^2")
    domain.fill("1,2,3")
    domain.press("Enter")
    expect(told).to_contain_text("The part shown:")
    expect(domain).to_have_attribute("aria-invalid", "true")
    assert {part: part_box(page, part) for part in before} == before
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
    assert address(page)["f"] == "(1/2)x^2 + y^2"
    complaints[:] = [each for each in complaints if "422" not in each]


@pytest.mark.parametrize(
    ("path", "width", "height"),
    [
        *(("/embed", *size) for size in ((720, 480), (600, 400), (480, 270), (320, 480), (320, 320))),
        *(
            ("/", *size)
            for size in (
                (640, 360),
                (844, 390),
                (390, 844),
                (320, 640),
                (341, 192),
                (980, 700),
                (1366, 768),
                (1440, 900),
            )
        ),
        ("/present", 1280, 720),
    ],
)
def test_the_rate_is_never_cut(page: Page, path: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for lr in ("0.000123", "0.0123456789", "1e-300"):
        visit(page, f"{path}?lr={lr}")
        field = page.locator("[data-part=rate-number]")
        assert number(field.input_value()) == float(lr)
        for part in ("rate-number", "rate-title"):
            fits = page.locator(f"[data-part={part}]").evaluate("each => each.scrollWidth <= each.clientWidth")
            assert fits, (part, lr)
        box = part_box(page, "rate-number")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        predict = part_box(page, "predict")
        beside = predict["x"] + predict["width"] <= box["x"] + 1 or predict["x"] >= box["x"] + box["width"] - 1
        assert (
            beside or predict["y"] + predict["height"] <= box["y"] + 1 or predict["y"] >= box["y"] + box["height"] - 1
        )


def test_buttons_keep_their_places(page: Page) -> None:
    visit(page, "/")
    place = part_box(page, "what-helps")
    for lr in ("0.3", "0.002"):
        to_notch(page, 170 if lr == "0.3" else 60)
        expect(page.locator("[data-part=try-best]")).to_be_visible()
        assert part_box(page, "what-helps") == place
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=remedies] button").first).to_be_visible()
    assert part_box(page, "what-helps") == place


def test_the_good_rates_are_marked_beneath_the_thumb(page: Page) -> None:
    """Where the thumb lies on the only good rates, their colour shows on the line beneath, and so does their name."""
    visit(page, "/")
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-outcome=converged]')).color")
    thumb = page.locator("[data-part=rate]").evaluate(
        "e => parseFloat(getComputedStyle(e).getPropertyValue('--thumb'))"
    )
    assert thumb <= 10
    assert colour
    pixels = page.locator("[data-part=rate-marks-canvas]").evaluate(
        """canvas => {
          const { outcomes } = document.querySelector("[data-lab]").lab.state.theme;
          const probe = new OffscreenCanvas(1, 1).getContext("2d");
          probe.fillStyle = outcomes.converged;
          probe.fillRect(0, 0, 1, 1);
          const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          const rows = new Set();
          for (let at = 0; at < data.length; at += 4) {
            if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) {
              rows.add(Math.floor(at / 4 / canvas.width));
            }
          }
          return [...rows];
        }"""
    )
    assert {0, 1, 2} <= set(pixels)  # the zone
    assert max(pixels) > 10  # its name


def test_two_sentences_greet_a_newcomer_once(open_page: Callable[..., Page]) -> None:
    page = open_page()
    visit(page, "/")
    greeting = page.locator("[data-part=greeting]")
    expect(greeting).to_contain_text("Drag the slider: the picture answers. One dot is one step.")
    to_notch(page, 100)
    expect(greeting).to_be_hidden()
    page.reload()
    ready(page)
    expect(greeting).to_be_hidden()


def test_the_greeting_is_dismissed(page: Page) -> None:
    visit(page, "/")
    page.locator("[data-part=greeting-close]").click()
    expect(page.locator("[data-part=greeting]")).to_be_hidden()
    expect(page.locator("[data-part=rate]")).to_be_focused()
    visit(page, "/?surface=bowl")
    expect(page.locator("[data-part=greeting]")).to_be_hidden()


def test_where_nothing_can_be_stored_the_greeting_goes_for_the_visit(page: Page, tmp_path: Any, server: str) -> None:
    host = tmp_path / "host.html"
    frame_tag = f'<iframe src="{server}/embed" sandbox="allow-scripts" width="720" height="480"></iframe>'
    host.write_text(f"<!doctype html><title>Host</title>{frame_tag}")
    page.goto(host.as_uri())
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-part=greeting]")).to_be_visible()
    frame.locator("[data-part=greeting-close]").click()
    expect(frame.locator("[data-part=greeting]")).to_be_hidden()
