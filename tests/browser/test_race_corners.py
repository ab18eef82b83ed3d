"""Several runners at the corners: a hidden answer, one that comes late, one step, fields that are being typed in."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reading import next_frame, ready, visit

LAB = "document.querySelector('[data-lab]').lab"
ADAM = "optimizer=adam&lr=0.3"


def race(*others: str, **keys: object) -> str:
    """The address of one."""
    return "/?" + "&".join(
        ["autoplay=0", *(f"vs={quote(each)}" for each in others), *(f"{k}={v}" for k, v in keys.items())]
    )


@pytest.fixture
def hold(page: Page) -> Callable[[str], Callable[[], None]]:
    """Holds answers back; returns how to let them go."""

    def hold(pattern: str) -> Callable[[], None]:
        waiting: list[Route] = []
        page.route(pattern, lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright looks at its signature

        def let_go() -> None:
            for each in waiting:
                each.continue_()
            page.unroute(pattern)

        return let_go

    return hold


def test_while_the_answer_is_hidden_nobody_is_told_which_rate_is_best(page: Page) -> None:
    visit(page, race(ADAM, lr=0.02))
    best, told = page.locator("[data-part=race-best]"), page.locator("[data-part=race-tuned]")
    best.click()
    expect(told).to_contain_text("works from")
    page.locator("[data-part=predict]").click()
    expect(told).to_be_empty()
    expect(best).to_be_disabled()
    rate = page.evaluate(f"{LAB}.state.setting.lr")
    page.locator("[data-part=race-add]").select_option("momentum")
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    assert page.evaluate(f"{LAB}.state.setting.lr") == rate  # that one is recommended would say how it ends


def test_a_guess_is_about_the_run_in_hand(page: Page) -> None:
    visit(page, race(ADAM, lr=0.02, predict=1))
    page.locator('label:has(input[name="guess"][value="diverged"])').click()
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=guess-score]")).to_have_text("0 of 1 right.")
    page.locator("[data-part=race-rows] label").filter(has_text="Adam").click()
    expect(page.locator("[data-part=guess-result]")).to_be_hidden()


def test_a_name_that_is_being_typed_stays_while_answers_come(
    page: Page, hold: Callable[[str], Callable[[], None]]
) -> None:
    visit(page, race(ADAM))
    let_go = hold("**/api/v1/family?*")
    page.evaluate(f"{LAB}.change({{ steps: 77 }})")
    page.locator("[data-part=race-name]").press_sequentially("mine")
    let_go()
    ready(page)
    expect(page.locator("[data-part=race-name]")).to_have_value("mine")
    page.locator("[data-part=race-name]").press("Enter")
    expect(page.locator("[data-part=race-rows] .name").first).to_have_text("mine")
    page.locator("[data-part=race-rows] label").filter(has_text="Adam").click()
    expect(page.locator("[data-part=race-name]")).to_have_value("")


def test_who_is_added_runs_on_what_is_there_by_then(page: Page, hold: Callable[[str], Callable[[], None]]) -> None:
    visit(page, race(ADAM))
    let_go = hold("**/api/v1/family?*momentum*")
    with page.expect_request("**/api/v1/family?*momentum*"):
        page.locator("[data-part=race-add]").select_option("momentum")
    page.evaluate(f"{LAB}.change({{ surface: 'bowl' }})")
    let_go()
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    assert page.evaluate(f"{LAB}.state.runners.map(({{ setting }}) => setting.surface)") == ["bowl"] * 3


def test_a_target_that_was_refused_is_forgotten_with_the_target(page: Page) -> None:
    visit(page, race(ADAM))
    target = page.locator("[data-part=race-target]")
    target.fill("abc")
    target.press("Enter")
    expect(target).to_have_attribute("aria-invalid", "true")
    page.evaluate(f"{LAB}.race({{ ...{LAB}.state, target: 0.5 }})")
    expect(target).to_have_value("0.5")
    expect(target).not_to_have_attribute("aria-invalid", "true")


def test_one_step_is_one_step(page: Page) -> None:
    visit(page, race(ADAM, steps=1))
    expect(page.locator("[data-part=race-note]")).to_have_text("Loss after 1 step.")
    expect(page.locator("[data-part=start-chosen]")).to_contain_text("1 step")
    expect(page.locator("[data-part=start-chosen]")).not_to_contain_text("1 steps")


def test_beyond_the_budget_of_the_thriftiest_nobody_claims_that_all_have_used_as_much(page: Page) -> None:
    visit(page, race("optimizer=sam", steps=40))
    note = page.locator("[data-part=race-note]")
    expect(note).to_contain_text("after 40 gradients each")
    page.evaluate(f"{LAB}.set({{ playhead: 60 }})")
    expect(note).to_contain_text("after up to 60 gradients, where the thriftiest have no steps left")


def test_lines_are_shown_beside_names_once_the_row_is_seen(page: Page) -> None:
    """In a frame it lies behind More, which changes nothing of the race."""
    visit(page, race(ADAM).replace("/?", "/embed?"))
    samples = page.locator("[data-part=race-rows] canvas")
    expect(samples).to_have_count(2)
    page.locator("[data-part=more]").click()
    expect(samples.last).to_be_visible()
    next_frame(page)
    drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(each => each)"
    assert samples.last.evaluate(drawn)


def test_once_it_is_gone_nothing_of_it_is_left_in_the_picture(page: Page) -> None:
    visit(page, race(ADAM))
    expect(page.locator("[data-part=runners] li")).to_have_count(2)
    page.evaluate(f"{LAB}.dispose()")
    expect(page.locator("[data-part=runners] li")).to_have_count(0)
