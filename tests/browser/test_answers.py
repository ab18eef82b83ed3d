"""Answers in hand: the run itself first, its family once the hand rests, and exact numbers for who reads them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.reading import RequestsOf, middle, next_frame, ready, to_notch, visit

STATE = "document.querySelector('[data-lab]').lab.state"


def routes(seen: list[str]) -> list[str]:
    return [found[1] for address in seen if (found := re.search(r"/api/v1/([a-z-]+)\?", address))]


def test_a_start_that_is_dragged_asks_for_runs_and_once_it_rests_for_their_family(
    page: Page, requests_of: RequestsOf
) -> None:
    visit(page, "/?autoplay=0")
    seen = requests_of(page)
    x, y = middle(page.locator("[data-part=start-handle]"))
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(1, 7):
        page.mouse.move(x + 20 * move, y)
        page.wait_for_function(f"() => {STATE}.run.points[0] === {STATE}.setting.start[0]")
    assert set(routes(seen)) == {"trajectory"}
    assert page.evaluate(f"{STATE}.busy") is False  # nothing is dimmed under the hand
    expect(page.locator("[data-part=track]")).to_have_attribute("data-stale", "true")
    page.mouse.up()
    ready(page)
    expect(page.locator("[data-part=track]")).to_have_attribute("data-stale", "false")
    assert routes(seen).count("family") == 1
    to_notch(page, 90)
    next_frame(page)
    assert page.evaluate(f"{STATE}.run.points[0] === {STATE}.setting.start[0]")


def test_another_choice_shows_its_run_before_its_family(open_page: Callable[..., Page]) -> None:
    page = open_page(fresh=True)
    visit(page, "/?autoplay=0&lr=0.0365")
    page.route("**/family?**", lambda _: None)  # it never comes
    page.evaluate("document.querySelector('[data-lab]').lab.change({ optimizer: 'adam' })")
    page.wait_for_function(f"() => {STATE}.shown.optimizer === 'adam' && {STATE}.run.exact")
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "too_slow")


def test_who_reads_on_the_way_is_given_exact_numbers(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?autoplay=0")
    to_notch(page, 120)
    page.locator("[data-part=rate]").dispatch_event("change")
    next_frame(page)
    assert page.evaluate(f"{STATE}.run.exact") is False
    assert "…" not in (page.locator("[data-part=rule-numbers]").text_content() or "")
    seen = requests_of(page)
    page.locator("[data-part=step-back]").click()
    page.wait_for_function(f"() => {STATE}.run.exact")
    assert routes(seen) == ["trajectory"]
    next_frame(page)
    assert "…" not in (page.locator("[data-part=rule-numbers]").text_content() or "")


def test_a_typed_formula_is_asked_for_once(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?autoplay=0")
    seen = requests_of(page)
    page.evaluate("document.querySelector('[data-lab]').lab.change({ f: 'x^2+3y^2' })")
    next_frame(page)
    ready(page)
    page.wait_for_function(f"() => {STATE}.fresh")
    assert sorted(routes(seen)) == ["family", "landscape", "trajectory"], "\n".join(seen)


def test_a_service_without_room_is_asked_again_when_it_says(
    open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_page(fresh=True)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        route.fulfill(status=503, headers={"Retry-After": "1"}, json={"detail": "Too many requests are under way."})

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if asked.count(asked[-1]) == 1:
            refuse(route)
        else:
            route.continue_()

    page.route("**/family?**", answer)
    visit(page, "/?autoplay=0&surface=bowl")
    assert asked.count(asked[0]) >= 2
    assert page.evaluate(f"{STATE}.problem") is None
    page.unroute("**/family?**")
    page.route("**/trajectory?**", refuse)
    page.evaluate("document.querySelector('[data-lab]').lab.change({ optimizer: 'adam' })")
    page.wait_for_function(f"() => {STATE}.problem?.message === 'Too many requests are under way.'")
    complaints[:] = [each for each in complaints if "503" not in each]
