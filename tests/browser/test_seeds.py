"""The same run with other seeds: beside it in the picture and in the loss chart, and never those of another setting."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from descentlab.setting.query import parse
from descentlab.studies.seeds import seeds_of
from tests.browser.conftest import OpenPage
from tests.browser.reading import RequestsOf, drag_rate, next_frame, query_of, reach, ready, to_notch, visit

NOISY = "/?surface=ravine&noise=4&lr=0.05"
INK = """element => {
  const copy = new OffscreenCanvas(element.width, element.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(element, 0, 0);
  const { data } = copy.getImageData(0, 0, element.width, element.height);
  let inked = 0;
  for (let i = 3; i < data.length; i += 4) inked += data[i] > 0;
  return inked;
}"""
FAN = """() => {
  const { fan } = document.querySelector("[data-lab]").lab.state;
  return fan && { seeds: fan.seeds, last: fan.losses.at(-1), floor: fan.floor?.loss ?? null, paths: fan.paths.length };
}"""
THERE = "() => document.querySelector('[data-lab]').lab.state.fan !== null"


def asked(requests: list[str]) -> list[str]:
    return [each for each in requests if "/seeds?" in each]


def open_row(page: Page) -> None:
    page.locator("[data-part=noise] > summary").click()
    expect(page.locator("[data-part=next-seed]")).to_be_attached()


def shown(page: Page, part: str) -> bool:
    """Whether a layer is seen, whatever is on it."""
    opacity: str = page.locator(f"[data-part={part}]").evaluate("element => getComputedStyle(element).opacity")
    return opacity != "0"


def test_without_noise_there_is_nothing_to_show(page: Page) -> None:
    visit(page, "/?surface=ravine")
    open_row(page)
    expect(page.locator("[data-part=seeds]")).to_be_hidden()
    reach(page, "input[data-key=noise][type=text]").fill("2")
    expect(page.locator("[data-part=seeds]")).to_be_visible()


def test_both_are_asked_for_and_drawn_and_told(page: Page, requests_of: RequestsOf) -> None:
    visit(page, NOISY)
    open_row(page)
    seen = requests_of(page)
    page.get_by_label("Other seeds").check()
    page.wait_for_function(THERE)
    next_frame(page)
    ghosts, mean = page.locator("[data-part=ghosts]"), page.locator("[data-part=ghosts-mean]")
    assert ghosts.evaluate(INK) > 1000
    assert mean.evaluate(INK) == 0
    page.get_by_label("Mean of 64").check()
    next_frame(page)
    assert mean.evaluate(INK) > 200
    assert len(asked(seen)) == 1  # one answer has both
    ours = seeds_of(parse([pair for pair in query_of(page).items() if pair[0] != "seeds"]), 64)
    assert ours.floor is not None
    found: dict[str, Any] = page.evaluate(FAN)
    assert found["last"] == pytest.approx(ours.mean_losses[-1])
    assert found["floor"] == pytest.approx(ours.floor.loss)
    assert found["paths"] == 16
    words = page.locator("[data-part=seeds-words]")
    expect(words).to_have_text(re.compile(r"64 seeds: .+ Loss at the end: mean 0\.\d+, .+ Noise floor: 0\.738\."))
    described = page.locator("[data-part=path]").get_attribute("aria-describedby") or ""
    assert (words.get_attribute("id") or "no") in described
    for sign in ("seeds", "seeds-mean"):
        expect(page.locator(f"[data-sign={sign}]")).to_be_visible()


def test_what_is_shown_stands_in_the_address(page: Page) -> None:
    visit(page, f"{NOISY}&seeds=both")
    page.wait_for_function(THERE)
    assert query_of(page)["seeds"] == "both"
    open_row(page)
    page.get_by_label("Other seeds").uncheck()
    expect(page).to_have_url(re.compile("seeds=mean"))
    page.get_by_label("Mean of 64").uncheck()
    expect(page).not_to_have_url(re.compile("seeds="))
    next_frame(page)
    assert not shown(page, "ghosts")


def test_a_drag_asks_nothing_and_hides_what_is_of_another_rate(page: Page, requests_of: RequestsOf) -> None:
    visit(page, f"{NOISY}&seeds=both")
    page.wait_for_function(THERE)
    seen = requests_of(page)
    to_notch(page, 140)
    next_frame(page)
    assert not shown(page, "ghosts")
    assert not shown(page, "ghosts-mean")
    to_notch(page, 150)
    next_frame(page)
    assert asked(seen) == []
    assert page.evaluate(FAN) is None
    drag_rate(page, 0.55)
    page.wait_for_function(THERE)
    assert len(asked(seen)) == 1
    assert f"lr={query_of(page)['lr']}&" in asked(seen)[0]


def test_ghosts_go_as_far_as_the_playhead(page: Page) -> None:
    visit(page, f"{NOISY}&seeds=paths")
    page.wait_for_function(THERE)
    next_frame(page)
    ghosts = page.locator("[data-part=ghosts]")
    whole = ghosts.evaluate(INK)
    page.locator("[data-part=path]").focus()
    page.locator("[data-part=to-start]").click()
    next_frame(page)
    at_start = ghosts.evaluate(INK)
    page.locator("[data-part=step-forward]").click()
    next_frame(page)
    assert at_start < ghosts.evaluate(INK) < whole


def test_another_seed_is_the_next(page: Page) -> None:
    visit(page, f"{NOISY}&seed=4294967295&seeds=mean")
    page.wait_for_function(THERE)
    open_row(page)
    page.get_by_role("button", name="Another seed").click()
    ready(page)
    assert query_of(page)["seed"] == "0"
    page.wait_for_function(THERE)


def test_batches_have_ghosts_and_no_floor(page: Page) -> None:
    visit(page, "/?surface=linear_regression&batch=4&seeds=both&steps=100")
    page.wait_for_function(THERE)
    assert page.evaluate(FAN)["floor"] is None
    expect(page.locator("[data-part=seeds-words]")).not_to_contain_text("floor")


def test_what_is_hidden_stays_hidden(page: Page, requests_of: RequestsOf) -> None:
    seen = requests_of(page)
    visit(page, f"{NOISY}&seeds=both&predict=1")
    open_row(page)
    next_frame(page)
    assert asked(seen) == []
    expect(page.locator("[data-part=seeds-words]")).to_have_text("Where other seeds lead is hidden.")
    page.locator("[data-part=guesses] label").first.click()
    page.locator("[data-part=predict]").click()
    page.wait_for_function(THERE)
    assert shown(page, "ghosts")
    page.locator("[data-part=predict]").click()
    next_frame(page)
    assert not shown(page, "ghosts")


def test_a_refusal_is_told_in_the_row(page: Page, complaints: list[str]) -> None:
    page.route("**/seeds?*", lambda route: route.fulfill(status=422, json={"detail": "too dear", "errors": []}))
    visit(page, NOISY)
    open_row(page)
    page.get_by_label("Other seeds").check()
    expect(page.locator("[data-part=seeds-words]")).to_have_text("too dear")
    complaints.clear()  # the browser's own, of the status


def test_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    visit(page, f"{NOISY}&seeds=both")
    page.wait_for_function(THERE)
    next_frame(page)
    assert page.locator("[data-part=ghosts]").evaluate(INK) > 500
