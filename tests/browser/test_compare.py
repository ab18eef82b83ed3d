"""Several runners in one lab: who is in it, what is the same for all, and that every view tells the same of them."""

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import descentlab
from tests.browser.conftest import OpenPage
from tests.browser.reading import (
    RequestsOf,
    drag_rate,
    middle,
    next_frame,
    query_of,
    reach,
    ready,
    visit,
)

STATE = 'document.querySelector("[data-lab]").lab'
SIX = ["optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3", "lr=0.01", "optimizer=rmsprop&lr=0.1", "schedule=cosine"]


def address(*others: str, **keys: Any) -> str:
    beside = "&".join([*(f"vs={quote(each)}" for each in others), *(f"{key}={value}" for key, value in keys.items())])
    return f"/?autoplay=0&{beside}"


def vs_of(page: Page) -> list[str]:
    """What the address says of the runners beside the first."""
    return [value for key, value in parse_qsl(urlsplit(page.url).query, keep_blank_values=True) if key == "vs"]


def rows(page: Page) -> list[list[str]]:
    """The table: name, η, loss, steps to the target, outcome."""
    next_frame(page)
    found: list[list[str]] = page.locator("[data-part=race-rows] tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return found


def column(page: Page, which: int) -> list[str]:
    return [each[which] for each in rows(page)]


def racing(page: Page, *others: str, **keys: Any) -> None:
    """A race, its table shown and every run exact."""
    visit(page, address(*others, **keys))
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(len(others) + 1)
    exact(page)


def exact(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('[data-lab]').lab.state.runners.every(each => each.run?.exact)"
    )
    next_frame(page)


def radio(page: Page, name: str) -> Locator:
    return page.locator("[data-part=race-rows] label").filter(has_text=name)


def in_words(value: float) -> str:
    """A number as the page writes it, for those that are plain or small."""
    mantissa, _, power = f"{value:.2e}".partition("e")
    exponent = int(power)
    if exponent == 3:
        return f"{float(mantissa) * 1000:.0f}"
    if -3 <= exponent < 3:
        return f"{value:#.3g}".rstrip(".")
    return f"{mantissa}×10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def test_what_is_in_the_row_comes_when_it_is_opened(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?autoplay=0&steps=41")
    seen = requests_of(page)
    assert not any("compare" in url for url in seen)
    page.locator("[data-part=compare] > summary").click()
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(1)
    expect(page.locator("[data-part=runners]")).to_be_hidden()
    expect(page.locator("[data-part=race-best]")).to_be_disabled()
    expect(page.locator("[data-part=compare-chosen]")).to_have_text("one runner")


def test_another_joins_at_the_rate_that_is_recommended_for_it(page: Page) -> None:
    visit(page, "/?autoplay=0")
    reach(page, "[data-part=race]")
    page.locator("[data-part=race-add]").select_option("adam")
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(2)
    ready(page)
    recommended = page.evaluate(f"{STATE}.catalogue.notches[{STATE}.state.family.recommended]")
    assert vs_of(page) == [f"optimizer=adam&lr={recommended}"]
    assert column(page, 0) == ["Gradient descent", "Adam"]
    expect(page.locator("[data-part=runners] li")).to_have_count(2)
    expect(page.locator("[data-part=rate-of]")).to_have_text(" of Adam")
    # Who runs already, at half the rate.
    page.locator("[data-part=race-add]").select_option("adam")
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    rates = [float(each) for each in column(page, 1)]
    assert rates[2] == pytest.approx(rates[1] / 2, rel=0.03)
    looks = page.evaluate(f"{STATE}.state.runners.map(({{ style }}) => style.color)")
    assert len(set(looks)) == 3


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


def test_the_hand_is_on_one_of_them(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3", "lr=0.01")
    before = rows(page)
    radio(page, "Adam").click()
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.300")
    assert query_of(page)["active"] == "2"
    assert rows(page) == before
    drag_rate(page, 0.5)
    ready(page)
    after = rows(page)
    assert [after[0], after[2]] == [before[0], before[2]]
    assert after[1][1] != before[1][1]
    page.locator("[data-part=race-rows] input").nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.0100")
    page.keyboard.press("z")  # what the hand did, not whom it is on
    assert column(page, 1) == [each[1] for each in before]


def test_what_is_the_same_for_all_follows_and_options_do_not(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3")
    page.evaluate(f"{STATE}.change({{ start: [2, -2], steps: 30 }})")
    ready(page)
    settings = page.evaluate(f"{STATE}.state.runners.map(({{ setting }}) => setting)")
    assert [each["start"] for each in settings] == [[2, -2]] * 3
    assert [each["steps"] for each in settings] == [30] * 3
    assert [each["optimizer"] for each in settings] == ["gd", "momentum", "adam"]
    starts = page.evaluate(f"{STATE}.state.runners.map(({{ run }}) => [run.points[0], run.points[1]])")
    assert starts == [[2, -2]] * 3
    radio(page, "Momentum").click()
    page.evaluate(f"{STATE}.change({{ 'optimizer.momentum': 0.5, clip: 1 }})")
    ready(page)
    assert vs_of(page) == ["optimizer=momentum&optimizer.momentum=0.5&lr=0.02&clip=1", "optimizer=adam&lr=0.3"]
    page.evaluate(f"{STATE}.change({{ surface: 'bowl' }})")
    ready(page)
    assert page.evaluate(f"new Set({STATE}.state.runners.map(({{ setting }}) => setting.surface)).size") == 1


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


def test_names_order_and_leaving(page: Page) -> None:
    racing(page, "optimizer=momentum&lr=0.02", "optimizer=adam&lr=0.3")
    colors = f"Object.fromEntries({STATE}.state.runners.map(({{ id, style }}) => [id, style.color]))"
    before = page.evaluate(colors)
    radio(page, "Adam").click()
    page.locator("[data-part=race-name]").fill("The quick, one")
    page.locator("[data-part=race-name]").press("Enter")
    assert query_of(page)["names"] == ",,The quick  one"
    page.locator("[data-part=race-up]").click()
    assert column(page, 0) == ["Gradient descent", "The quick one", "Momentum"]
    assert query_of(page)["active"] == "2"
    page.reload()
    ready(page)
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(3)
    assert column(page, 0) == ["Gradient descent", "The quick one", "Momentum"]
    page.locator("[data-part=race-up]").click()  # to the top: the address is told from it
    assert query_of(page)["optimizer"] == "adam"
    assert vs_of(page) == ["optimizer=gd&lr=0.075", "optimizer=momentum&lr=0.02"]
    page.locator("[data-part=race-remove]").click()
    assert column(page, 0) == ["Gradient descent", "Momentum"]
    page.locator("[data-part=undo]").click()
    ready(page)
    assert column(page, 0) == ["The quick one", "Gradient descent", "Momentum"]
    assert sorted(page.evaluate(colors).values()) == sorted(before.values())
    page.go_back()
    ready(page)
    assert len(rows(page)) >= 2


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


def test_what_is_to_be_predicted_is_in_no_table(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3")
    page.locator("[data-part=predict]").click()
    assert [each[2:] for each in rows(page)] == [["–", "–", "–"]] * 2


def test_the_words_tell_the_race(page: Page) -> None:
    racing(page, "optimizer=adam&lr=0.3")
    adam = descentlab.run(optimizer="adam", lr=0.3)
    summary = page.locator("[data-part=stage-summary]")
    expect(summary).to_contain_text(
        f"Beside it Adam at 0.300: {adam.diagnosis.headline}, loss {in_words(adam.losses[-1])} after 120 steps."
    )


def test_a_finger_chooses_adds_and_removes(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, address("optimizer=adam&lr=0.3"))
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(2)
    radio(page, "Adam").tap()
    expect(page.locator("[data-part=rate-number]")).to_have_value("0.300")
    page.locator("[data-part=race-remove]").tap()
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(1)
    assert vs_of(page) == []
