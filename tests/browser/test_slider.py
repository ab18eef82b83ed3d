"""The main job: the hand on the slider, the picture in the same frame, and every number true."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect

from descentlab import run
from descentlab.setting.query import parse
from descentlab.setting.rates import learning_rate_grid
from descentlab.studies.trajectory import run_of
from tests.browser.reading import (
    RequestsOf,
    box_of,
    next_frame,
    part_box,
    query_of,
    ready,
    rested,
    steps_table,
    to_notch,
    visit,
)
from tests.helpers.reading import number

NOTCHES = learning_rate_grid(digits=3)


def test_no_request_over_the_whole_slider(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/")
    seen = requests_of(page)
    page.evaluate(
        """() => {
          window.rates = new Set();
          const number = document.querySelector("[data-part=rate-number]");
          const read = () => requestAnimationFrame(() => window.rates.add(number.value));
          document.querySelector("[data-part=rate]").addEventListener("input", read);
        }"""
    )
    box = part_box(page, "rate")
    left, right, middle = box["x"] + 8, box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    stops = len(NOTCHES) // 2
    page.mouse.move(right, middle, steps=stops)
    page.mouse.up()
    rested(page, 500)
    assert seen == []
    assert page.evaluate("rates.size") > 0.9 * stops  # a frame may see two of them


def test_no_request_for_the_keyboard_either(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/")
    slider = page.locator("[data-part=rate]")
    slider.focus()
    seen = requests_of(page)
    keys = {"Home": 0, "ArrowRight": 1, "PageUp": 49, "End": 240, "PageDown": 192, "ArrowLeft": 191}
    for key, notch in keys.items():
        page.keyboard.press(key)
        assert slider.input_value() == str(notch)
    rested(page, 500)
    assert seen == []


@pytest.mark.parametrize("query", ["", "surface=bowl&optimizer=adam&schedule=cosine", "surface=nonconvex&steps=60"])
def test_the_picture_shows_the_numbers_of_trajectory(page: Page, server: str, query: str) -> None:
    visit(page, f"/?{query}")
    for notch in (0, 90, 138, 141, 200, 240):
        to_notch(page, notch)
        next_frame(page)
        check_numbers(page, server, query, notch)


def check_numbers(page: Page, server: str, query: str, notch: int) -> None:
    rows = steps_table(page)
    with urlopen(f"{server}/api/v1/trajectory?{query}&lr={NOTCHES[notch]!r}") as answer:
        truth = json.load(answer)
    assert 2 <= len(rows) <= len(truth["points"])
    for row, point, loss in zip(rows, truth["points"], truth["losses"], strict=False):
        for text, exact in zip(row[2:5], (*point, loss), strict=True):
            assert number(text) == pytest.approx(exact, rel=6e-3, abs=1e-12) or abs(exact) >= 1e3 or abs(exact) < 1e-3
            assert number(text) == pytest.approx(exact, rel=6e-2, abs=1e-12)
    assert page.locator("[data-part=verdict]").get_attribute("data-outcome") == truth["outcome"]
    expect(page.locator("[data-part=verdict-headline]")).to_have_text(truth["diagnosis"]["headline"])


def test_the_path_is_drawn_where_the_iterates_are(page: Page) -> None:
    """Pixels of the path's own colour lie at the first iterates, and move when the slider does."""
    visit(page, "/?surface=ravine&steps=40&lr=0.075&optimizer=gd")
    for lr, notch in ((0.075, 138), (0.0365, 123)):
        assert NOTCHES[notch] == lr
        to_notch(page, notch)
        next_frame(page)
        points = run(surface="ravine", lr=lr, steps=40).points[1:6]
        for x, y in points:
            assert _path_pixel(page, float(x), float(y)) == [0, 0x72, 0xB2, 255]


def _path_pixel(page: Page, x: float, y: float) -> list[int]:
    """The path's pixel at a point of the plane, by the ravine's own view: the domain fitted with equal axes."""
    pixel: list[int] = page.locator("[data-part=path]").evaluate(
        """(canvas, [x, y]) => {
          const { clientWidth: width, clientHeight: height } = canvas;
          const unit = Math.min((width - 16) / 20, (height - 16) / 8);
          const ratio = canvas.width / width;
          const [left, top] = [(width / 2 + x * unit) * ratio, (height / 2 - y * unit) * ratio];
          const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, -Math.round(left), -Math.round(top));
          return [...copy.getImageData(0, 0, 1, 1).data];
        }""",
        [x, y],
    )
    return pixel


def test_a_typed_rate_between_two_notches_is_drawn_exactly(page: Page) -> None:
    visit(page, "/?surface=bowl&start=2,2")
    field = page.locator("[data-part=rate-number]")
    field.fill("0.5")
    field.press("Enter")
    expect(page.locator("[data-part=verdict-headline]")).to_have_text("Reaches the minimum in one step")
    ready(page)
    assert query_of(page)["lr"] == "0.5"
    rows = steps_table(page)
    assert [number(text) for text in rows[1][2:5]] == [0, 0, 0]


def test_the_bowl_tells_its_story(page: Page) -> None:
    visit(page, "/?surface=bowl&start=2,2&steps=60")
    for rate, headline, outcome in (
        ("0.99", "Oscillates inward", "oscillating"),
        ("1", "Cycles for ever", "oscillating"),
        ("1.01", "Diverges", "diverged"),
        ("0.001", "Too slow", "too_slow"),
    ):
        page.locator("[data-part=rate-number]").fill(rate)
        page.locator("[data-part=rate-number]").press("Enter")
        expect(page.locator("[data-part=verdict-headline]")).to_have_text(headline)
        assert page.locator("[data-part=verdict]").get_attribute("data-outcome") == outcome


def test_the_best_rate_is_offered_and_arrives(page: Page) -> None:
    visit(page, "/?surface=bowl&lr=1.5")
    page.locator("[data-part=try-best]").click()
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "converged")
    expect(page.locator("[data-part=try-best]")).to_be_hidden()


@pytest.mark.parametrize("query", ["lr=0.09", "surface=three_hump_camel&start=2,-1&lr=0.05&steps=120"])
def test_what_helps_is_tried_and_can_be_done(page: Page, query: str, requests_of: RequestsOf) -> None:
    """Every remedy of the run, in its order; each leads where it says."""
    run_there = run_of(parse(parse_qsl(query)))
    visit(page, f"/?{query}")
    seen = requests_of(page)
    helps, remedies = page.locator("[data-part=what-helps]"), page.locator("[data-part=remedies] button")
    for index, remedy in enumerate(run_there.remedies):
        helps.click()
        expect(remedies).to_have_text([f"{each.title} {each.effect}" for each in run_there.remedies])
        expect(page.locator("[data-part=verdict-evidence]")).to_be_hidden()
        remedies.nth(index).click()
        ready(page)
        expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", remedy.outcome.value)
        led, wanted = (dict(parse_qsl(text)) for text in (urlsplit(page.url).query, remedy.query))
        assert led == wanted
        expect(page.locator("[data-part=remedies]")).to_be_hidden()
        page.go_back()
        ready(page)
    asked = [url for url in seen if "/remedies?" in url]
    assert len(asked) == 1, "\n".join(asked)  # asked once, then remembered


def test_what_helps_gives_way_to_the_evidence_again(page: Page) -> None:
    visit(page, "/?lr=0.002")
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=remedies]")).to_be_visible()
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=verdict-evidence]")).to_be_visible()
    page.locator("[data-part=what-helps]").click()
    to_notch(page, 100)
    expect(page.locator("[data-part=remedies]")).to_be_hidden()


def test_remedies_that_come_late_are_not_shown_for_another_run(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda url: "/remedies?" in url and "lr=0.09&" in url, hold)
    visit(page, "/?lr=0.09")
    helps, remedies = page.locator("[data-part=what-helps]"), page.locator("[data-part=remedies] button")
    helps.click()
    expect(page.locator("[data-part=remedies]")).to_have_text("Trying …")
    to_notch(page, 62)
    expect(page.locator("[data-part=remedies]")).to_be_hidden()
    helps.click()
    expected = [f"{each.title} {each.effect}" for each in run(lr=NOTCHES[62]).remedies]
    expect(remedies).to_have_text(expected)
    with page.expect_response(lambda answer: "lr=0.09&" in answer.url):
        held[0].continue_()
    next_frame(page)
    expect(remedies).to_have_text(expected)
    assert expected != [f"{each.title} {each.effect}" for each in run(lr=0.09).remedies]


def test_where_nothing_helps_it_says_so(page: Page) -> None:
    assert not run(surface="bowl", lr=0.5, start=(2, 2)).remedies
    visit(page, "/?surface=bowl&lr=0.5&start=2,2")
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=remedies]")).to_have_text("Nothing that was tried goes better.")


def test_a_remedy_on_a_phone_leaves_the_picture_in_sight(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, "/?lr=0.3")
    for locator in (page.locator("[data-part=what-helps]"), page.locator("[data-part=remedies] button").first):
        expect(locator).to_be_visible()
        box = box_of(locator)
        page.mouse.click(box["x"] + 20, box["y"] + 10)  # as a finger does: Playwright's own click scrolls
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "converged")
    assert page.evaluate("scrollY") == 0
