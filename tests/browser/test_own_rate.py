"""Optimizers that choose their own rate, or keep an average: what a page shows of it."""

import re

import pytest
from playwright.sync_api import Page, expect

import descentlab
from tests.browser.reading import query_of, visit

RUN = {"optimizer": "armijo", "lr": 1.0, "steps": 30}
STATE = 'document.querySelector("[data-lab]").lab'


def notch(page: Page) -> int:
    """Where the handle of η stands."""
    return int(page.locator("[data-part=rate]").input_value())


def test_the_handle_shows_the_rate_that_was_chosen_for_a_step(page: Page) -> None:
    visit(page, "/?optimizer=armijo&lr=1&steps=30&autoplay=0")
    run = descentlab.run(**RUN)  # type: ignore[arg-type]
    chosen, told = page.locator("[data-part=rate-chosen]"), page.locator("[data-part=rate]")
    set_to, query = notch(page), query_of(page)
    expect(chosen).to_be_empty()
    notches: list[float] = page.evaluate(f"{STATE}.catalogue.notches")
    for step in (0, 3, 11):
        page.evaluate(f"{STATE}.set({{ playhead: {step} }})")
        rate = run.learning_rates[step]
        expect(chosen).to_have_text(f"chose {rate:#.3g}")
        assert notches[notch(page)] == pytest.approx(rate, rel=0.025)  # half a notch
        expect(told).to_have_attribute("aria-valuetext", re.compile(f"^1, of which it chose {rate:#.3g}$"))
        expect(page.locator("[data-part=rate-number]")).to_have_value("1.00")
    page.evaluate(f"{STATE}.set({{ playhead: Infinity }})")
    expect(chosen).to_be_empty()
    assert (notch(page), query_of(page)) == (set_to, query)


def test_the_handle_moves_by_itself_while_it_plays_and_a_hand_sets_what_is_set(page: Page) -> None:
    visit(page, "/?optimizer=barzilai_borwein&lr=0.03&steps=30&autoplay=0")
    page.evaluate(
        f"() => {{ window.seen = new Set(); {STATE}.on(['step'], () => "
        "requestAnimationFrame(() => seen.add(document.querySelector('[data-part=rate]').value))); }"
    )
    page.locator("[data-part=play]").click()
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "false")
    assert page.evaluate("seen.size") > 3
    assert query_of(page)["lr"] == "0.03"
    page.evaluate(f"{STATE}.set({{ playhead: 4 }})")
    page.locator("[data-part=rate]").press("ArrowRight")  # from what is set, not from what was chosen
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.0316")
    assert page.evaluate(f"{STATE}.state.step") == 4
    expect(page.locator("[data-part=rate-chosen]")).to_be_empty()
    assert page.evaluate(f"{STATE}.catalogue.notches[{notch(page)}]") == 0.0316
    page.locator("[data-part=rate]").press("Home")
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.000100")
    assert query_of(page)["lr"] == "0.0001"


def test_no_other_optimizer_moves_it(page: Page) -> None:
    visit(page, "/?optimizer=adam&lr=0.03&steps=30&schedule=cosine&autoplay=0")
    before = notch(page)
    page.evaluate(f"{STATE}.set({{ playhead: 20 }})")
    expect(page.locator("[data-part=rate-chosen]")).to_be_empty()
    assert notch(page) == before


def test_an_average_has_its_sign_and_is_in_both_answers(page: Page) -> None:
    visit(page, "/?optimizer=gd&autoplay=0")
    sign = page.locator("[data-sign=average]")
    expect(sign).to_be_hidden()
    for query in ("optimizer=schedule_free&lr=0.03", "optimizer=schedule_free&lr=0.0312345"):  # a notch, and none
        visit(page, f"/?{query}&steps=40&autoplay=0")
        expect(sign).to_be_visible()
        lr = float(query.rpartition("=")[2])
        run = descentlab.run(optimizer="schedule_free", lr=lr, steps=40)
        assert run.averages is not None
        shown = page.evaluate(f"Array.from({STATE}.state.run.averages)")
        assert shown == pytest.approx(run.averages.ravel().tolist(), abs=0.005)


def test_what_it_takes_for_granted_is_said(page: Page) -> None:
    visit(page, "/?optimizer=polyak&lr=1&autoplay=0")
    page.locator("details[data-part=optimizer] > summary").click()
    about = page.locator(".about:visible")
    expect(about.filter(has_text="the largest rate that it may choose")).to_have_count(1)
    expect(about.filter(has_text="It must know the lowest loss")).to_have_count(1)
    expect(about.filter(has_text="Muon")).to_have_count(1)


def test_where_there_is_no_lowest_loss_it_is_told(page: Page) -> None:
    visit(page, "/?optimizer=polyak&surface=saddle&autoplay=0")
    expect(page.locator("[data-part=notices]")).to_contain_text("polyak must know the lowest loss")
    assert query_of(page)["surface"] == "saddle"
    assert query_of(page)["optimizer"] == "gd"
