"""What a race tells: table, picture, words and service agree; rates found for all; what is asked for in a drag."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import descentlab
from tests.browser.racing import STATE, column, exact, in_words, racing, radio, rows
from tests.browser.reading import (
    RequestsOf,
    drag_rate,
    middle,
    next_frame,
    query_of,
    reach,
    ready,
)

SIX = ["optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3", "lr=0.01", "optimizer=rmsprop&lr=0.1", "schedule=cosine"]


@pytest.mark.parametrize("playhead", [0, 17, None])
def test_table_picture_charts_and_service_tell_the_same(page: Page, playhead: int | None) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3", "lr=0.085")
    page.evaluate(f"{STATE}.set({{ playhead: {'Infinity' if playhead is None else playhead} }})")
    runs = [
        descentlab.run(**kwargs)
        for kwargs in (
            {},
            {"optimizer": "momentum", "lr": 0.02},
            {"optimizer": "adam", "lr": 0.3},
            {"lr": 0.085},
        )
    ]
    target = runs[0].losses[0] / 1000
    for row, run in zip(rows(page), runs, strict=True):
        step = len(run.losses) - 1 if playhead is None else playhead
        reached = np.flatnonzero(run.losses <= target)
        assert row[2] == in_words(run.losses[step])
        assert row[3] == (str(reached[0]) if reached.size else "–")
        drawn = page.evaluate(
            f"""name => {{
              const {{ paths, time }} = {STATE}.state;
              const {{ run, pace }} = paths.find((each) => `${{each.style.name}} ${{each.run.rate}}` === name);
              const step = Math.min(Math.floor(time / pace), run.length - 1);
              return [run.points[2 * step], run.points[2 * step + 1], run.losses[step]];
            }}""",
            f"{row[0]} {float(row[1])}",
        )
        assert drawn == [*run.points[step].tolist(), run.losses[step]]
        assert row[4] == page.evaluate(
            f"id => {STATE}.catalogue.outcomes.find(each => each.id === id).short", run.outcome.value
        )


def test_each_at_its_best_after_as_many_gradients(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=5", "optimizer=sam", steps=80)
    page.locator("[data-part=race-best]").click()
    ready(page)
    rates = np.array(page.evaluate(f"{STATE}.catalogue.notches"))
    for shown, optimizer, step in zip(column(page, 1), ("gd", "momentum", "sam"), (80, 80, 40), strict=True):
        family = descentlab.family(optimizer=optimizer, learning_rates=rates, steps=80)
        losses = np.where(np.isfinite(family.losses[:, step]), family.losses[:, step], np.inf)
        assert float(shown) == pytest.approx(rates[losses.argmin()], rel=1e-9)
    expect(page.locator("[data-part=race-tuned]")).to_contain_text("by the loss after 80 gradients")
    expect(page.locator("[data-part=race-to]")).to_have_text(re.compile("^Gradients to"))
    exact(page)
    sam = descentlab.run(optimizer="sam", lr=float(column(page, 1)[2]), steps=80)
    assert column(page, 2)[2] == in_words(sam.losses[40])
    drag_rate(page, 0.2)
    expect(page.locator("[data-part=race-tuned]")).to_be_empty()  # it holds no longer


def test_the_same_rate_for_all_but_who_is_locked(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3")
    radio(page, "Adam").click()
    page.locator("[data-part=race-lock]").click()
    assert query_of(page)["locked"] == "3"
    drag_rate(page, 0.3)  # its own hand has no hold of it either
    assert column(page, 1) == ["0.0750", "0.0200", "0.300"]
    radio(page, "Gradient descent").click()
    page.locator("[data-part=race-same]").click()
    assert column(page, 1) == ["0.0750", "0.0750", "0.300"]
    radio(page, "Adam").click()
    page.locator("[data-part=race-lock]").click()
    assert "locked" not in query_of(page)


def test_a_drag_with_six_asks_nothing_and_moves_one(page: Page, requests_of: RequestsOf) -> None:
    racing(page, *SIX)
    seen = requests_of(page)
    before = column(page, 1)
    slider = page.locator("[data-part=rate]")
    x, y = middle(slider)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=12)
    next_frame(page)
    assert seen == []
    page.mouse.up()
    assert column(page, 1)[1:] == before[1:]
    assert column(page, 1)[0] != before[0]


def test_a_drag_of_what_all_share_is_a_look_up_for_all(page: Page, requests_of: RequestsOf) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3", steps=60)
    slider = (
        reach(page, "[data-part=start-x]")
        .locator("xpath=ancestor::div[contains(@class,'field')]")
        .locator("input[type=range]")
    )
    slider.scroll_into_view_if_needed()
    x, y = middle(slider)
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_function(
        "() => document.querySelector('[data-lab]').lab.state.runners.every(each => each.across?.family)"
    )
    seen = requests_of(page)
    page.mouse.move(x + 40, y, steps=8)
    next_frame(page)
    starts = page.evaluate(f"{STATE}.state.runners.map(({{ run, setting }}) => [run.points[0], setting.start[0]])")
    assert starts[0][0] > -8
    assert [each for pair in starts for each in pair] == pytest.approx([starts[0][1]] * 6, rel=1e-6)
    assert seen == []
    page.mouse.up()


def test_a_target_of_ones_own(page: Page) -> None:
    racing(page, "lr=0.01")
    field = page.locator("[data-part=race-target]")
    field.fill("7.5")
    field.press("Enter")
    assert query_of(page)["target"] == "7.5"
    run = descentlab.run()
    assert column(page, 3)[0] == str(np.flatnonzero(run.losses <= 7.5)[0])
    field.fill("low")
    field.press("Enter")
    expect(page.locator(".race-target .refusal")).to_contain_text("a number")
    assert query_of(page)["target"] == "7.5"
    field.fill("")
    field.press("Enter")
    assert "target" not in query_of(page)


def test_the_words_tell_the_race(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3")
    adam = descentlab.run(optimizer="adam", lr=0.3)
    summary = page.locator("[data-part=stage-summary]")
    expect(summary).to_contain_text(
        f"Beside it Adam at 0.300: {adam.diagnosis.headline}, loss {in_words(adam.losses[-1])} after 120 steps."
    )
