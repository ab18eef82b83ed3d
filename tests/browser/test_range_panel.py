"""The range test: what the finders say, and what is so."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, Route, expect

from descentlab import range_test
from descentlab.common.numbers import digits
from tests.browser.reading import RequestsOf, next_frame, part_box, query_of, ready, to_notch, visit

ROW = "[data-part=range-test]"
BODY = "[data-part=range-test-body]"


def is_answer(answer: Response) -> bool:
    """Whether it is the answer of a range test."""
    return "/range-test?" in answer.url


def open_row(page: Page) -> None:
    page.locator(f"{ROW} > summary").click()


def answered(page: Page) -> None:
    expect(page.locator(BODY)).to_be_visible()
    expect(page.locator(f"{BODY}[data-stale]")).to_have_count(0)


def range_tests(urls: list[str]) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(url).query)) for url in urls if "/range-test?" in url]


def table(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.locator("[data-part=range-test-readings] tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    return rows


def relation(rate: float | None, limit: float | None) -> str:
    if rate is None:
        return "too short a curve"
    if limit is None:
        return "no limit"
    return "above the limit" if rate > limit else "below the limit"


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("", {"surface": "ravine", "start": (-8, 1.5), "steps": 120}),
        ("surface=bowl&start=2,2&steps=6", {"surface": "bowl", "start": (2, 2), "steps": 6}),
        ("surface=rastrigin", {"surface": "rastrigin", "steps": 120}),
        ("f=x**2%2By**4&domain=-3,3,-3,3&start=2,1&steps=60", {"f": "x**2+y**4", "start": (2, 1), "steps": 60}),
    ],
)
def test_what_is_shown_is_what_the_core_found(page: Page, query: str, given: dict[str, Any]) -> None:
    found = range_test(**given)
    visit(page, f"/?{query}")
    open_row(page)
    answered(page)
    read = [("fastai", *each) for each in found.fastai.suggestions.items()]
    read += [("pytorch-lr-finder", *each) for each in found.pytorch_lr_finder.suggestions.items()]
    shown = table(page)
    assert [row[0] for row in shown] == [f"{name} {tool}" for tool, name, _ in read]
    assert [row[2] for row in shown] == [relation(rate, found.limit) for *_, rate in read]
    for row, (*_, rate) in zip(shown, read, strict=True):
        assert (
            row[1] == "–"
            if rate is None
            else float(row[1].replace("×10", "e").translate(PLAIN)) == pytest.approx(rate, rel=6e-3)
        )
    truth = page.locator("[data-part=range-test-truth]")
    if found.limit is None:
        expect(truth).to_contain_text("No limit was measured")
    else:
        expect(truth).to_contain_text(f"converge up to η = {digits(found.limit)}")
        last = float(found.fastai.learning_rates[-1])
        late = f"the finder went on to {digits(last)} though the limit is {digits(found.limit)}"
        if last > found.limit:
            expect(truth).to_contain_text(late)
    assert page.locator("[data-part=range-test-plot]").get_attribute("aria-label")


PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def test_nothing_is_asked_or_loaded_before_it_is_opened(page: Page, requests_of: RequestsOf) -> None:
    asked = requests_of(page)
    visit(page, "/")
    page.locator("[data-part=optimizer] > summary").click()
    next_frame(page)
    assert not any("range-test" in url for url in asked)
    open_row(page)
    answered(page)
    assert len(range_tests(asked)) == 1


def test_nor_in_a_frame_whose_rows_stand_open(page: Page, requests_of: RequestsOf) -> None:
    page.set_viewport_size({"width": 720, "height": 480})
    asked = requests_of(page)
    visit(page, "/embed")
    page.locator("[data-part=more]").click()
    expect(page.locator("[data-part=optimizer]")).to_have_attribute("open", "")
    assert not any("range-test" in url for url in asked)
    open_row(page)
    answered(page)


def test_a_reading_sets_exactly_its_rate(page: Page) -> None:
    found = range_test(surface="ravine", start=(-8, 1.5), steps=120)
    visit(page, "/")
    open_row(page)
    answered(page)
    steep = page.get_by_role("button", name="steep", exact=True)
    steep.click()
    ready(page)
    assert float(query_of(page)["lr"]) == found.fastai.suggestions["steep"]
    expect(steep).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="valley", exact=True)).to_have_attribute("aria-pressed", "false")
    to_notch(page, 100)
    expect(steep).to_have_attribute("aria-pressed", "false")


def test_it_asks_again_where_it_matters_and_never_in_a_drag(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/")
    open_row(page)
    answered(page)
    asked = requests_of(page)
    to_notch(page, 90)
    page.evaluate("document.querySelector('[data-lab]').lab.commit()")
    ready(page)
    assert range_tests(asked) == []  # its own rates do not hang on η
    change = "([patch, commit]) => document.querySelector('[data-lab]').lab.change(patch, { commit })"
    for start in ([-7, 1], [-6, 1], [-5, 1]):
        page.evaluate(change, [{"start": start}, False])
        next_frame(page)
    ready(page)
    assert range_tests(asked) == []
    with page.expect_response(is_answer):
        page.evaluate("document.querySelector('[data-lab]').lab.commit()")
    answered(page)
    assert [each["start"] for each in range_tests(asked)] == ["-5,1"]
    open_row(page)
    page.evaluate(change, [{"optimizer": "adam"}, True])
    ready(page)
    assert len(range_tests(asked)) == 1  # closed
    with page.expect_response(is_answer):
        open_row(page)
    answered(page)
    assert [each["optimizer"] for each in range_tests(asked)] == ["gd", "adam"]


def test_the_newest_answer_wins(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda url: "/range-test?" in url and "steps=50" in url, hold)
    visit(page, "/")
    open_row(page)
    answered(page)
    steps = page.locator("[data-part=range-test-steps]")
    steps.fill("50")
    steps.press("Enter")
    expect(page.locator(BODY)).to_have_attribute("data-stale", "true")
    steps.fill("100")
    steps.press("Enter")
    expect(page.locator("[data-part=range-test-truth]")).to_contain_text("Runs of 100 steps")
    answered(page)
    assert held
    late = page.request.get(held[0].request.url)
    for route in held:
        route.fulfill(response=late)
    next_frame(page)
    expect(page.locator("[data-part=range-test-truth]")).to_contain_text("Runs of 100 steps")


def test_its_own_fields_and_what_they_refuse(page: Page, requests_of: RequestsOf, complaints: list[str]) -> None:
    visit(page, "/")
    open_row(page)
    answered(page)
    asked = requests_of(page)
    lowest, highest = page.locator("[data-part=range-test-lr_min]"), page.locator("[data-part=range-test-lr_max]")
    steps = page.locator("[data-part=range-test-steps]")
    assert steps.get_attribute("placeholder") == "120"
    steps.fill("2.5")
    steps.press("Enter")
    expect(page.locator(f"{ROW} .refusal").nth(2)).to_contain_text("a whole number from 6 to 2000")
    assert range_tests(asked) == []
    steps.fill("")
    steps.press("Enter")
    lowest.fill("0.001")
    lowest.press("Enter")
    expect(page.locator("[data-part=range-test-plot]")).to_have_attribute(
        "aria-label",
        "Loss while the learning rate grows from 0.00100 to 0.736; the readings stand in the table.".replace(
            "0.736",
            digits(float(range_test(surface="ravine", start=(-8, 1.5), steps=120, lr_min=0.001).learning_rates[-1])),
        ),
    )
    highest.fill("0.0005")
    highest.press("Enter")
    note = page.locator("[data-part=range-test-note]")
    expect(note).to_have_text("lr_max: 0.0005 is not above lr_min, 0.001")
    expect(page.locator(BODY)).to_be_hidden()
    highest.fill("1")
    highest.press("Enter")
    answered(page)
    expect(note).to_have_text("")
    complaints[:] = [each for each in complaints if "422" not in each]


def test_it_gives_nothing_away_before_a_guess(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?predict=1&lr=0.09")
    asked = requests_of(page)
    open_row(page)
    note = page.locator("[data-part=range-test-note]")
    expect(note).to_have_text("Hidden until you reveal the run.")
    next_frame(page)
    assert range_tests(asked) == []
    page.evaluate("document.querySelector('[data-lab]').lab.set({ predict: false })")
    answered(page)
    page.keyboard.press("p")
    expect(note).to_have_text("Hidden until you reveal the run.")
    assert "limit" not in page.locator(f"{ROW} > summary").inner_text()
    expect(page.locator(BODY)).to_be_hidden()
    assert table(page) == []
    expect(page.locator("[data-part=range-test-truth]")).to_have_text("")


HEAR = """() => {
  window.told = [];
  new MutationObserver(() => {
    const text = document.querySelector("[data-part=range-test-again]")?.textContent;
    if (text && text !== window.told.at(-1)) window.told.push(text);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""What the button has said: it plays for seconds, of which a slow machine may see none."""
STOPPED = """async play => {
  play.click();
  const told = play.textContent;
  await new Promise(requestAnimationFrame);
  play.click();
  return [told, play.textContent];
}"""


def test_it_plays_once_to_who_likes_motion_and_can_be_scrubbed(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    visit(page, "/?autoplay=0")
    page.evaluate(HEAR)
    open_row(page)
    answered(page)
    scrub, play = page.locator("[data-part=range-test-scrub]"), page.locator("[data-part=range-test-again]")
    expect(play).to_have_text("Play")
    assert page.evaluate("told") == ["Play", "Stop", "Play"]
    last = int(scrub.get_attribute("max") or 0)
    assert int(scrub.input_value()) == last
    whole = page.locator("[data-part=range-test-plot]").evaluate("each => each.toDataURL()")
    scrub.press("Home")
    assert "step 1," in (scrub.get_attribute("aria-valuetext") or "")
    assert page.locator("[data-part=range-test-plot]").evaluate("each => each.toDataURL()") != whole
    assert play.evaluate(STOPPED) == ["Stop", "Play"]
    assert int(scrub.input_value()) < last


def test_without_motion_it_stands_complete(page: Page) -> None:
    visit(page, "/")
    open_row(page)
    answered(page)
    expect(page.locator("[data-part=range-test-again]")).to_be_hidden()
    scrub = page.locator("[data-part=range-test-scrub]")
    assert scrub.input_value() == scrub.get_attribute("max")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (844, 390), (1440, 900)])
def test_it_fits_and_axe_finds_nothing(open_page: Callable[..., Page], width: int, height: int) -> None:
    page = open_page(viewport={"width": width, "height": height}, has_touch=width < 900)
    visit(page, "/")
    open_row(page)
    answered(page)
    for place in (".sheet", ".groups", ".range-test"):
        assert page.locator(place).evaluate("each => each.scrollWidth <= each.clientWidth"), place
    button = page.locator(ROW).get_by_role("button", name="minimum", exact=True)
    button.scroll_into_view_if_needed()
    assert part_box(page, "range-test-plot")["width"] > 250
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    for scheme in ("light", "dark") if width == 390 else ("light",):
        page.emulate_media(color_scheme=scheme)
        next_frame(page)
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()
