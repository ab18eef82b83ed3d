"""The hand's rows say what is chosen; a surface opens on its story."""

import pytest
from playwright.sync_api import Locator, Page, expect

from descentlab.optimizers import OPTIMIZERS
from descentlab.surfaces import surfaces
from tests.browser.reading import choose, query_of, ready, visit


def row(page: Page, name: str) -> Locator:
    """A row, by what it says."""
    return page.locator("details.row", has=page.locator(f"[data-part={name}-chosen]"))


def test_the_rows_say_what_is_chosen(page: Page) -> None:
    visit(page, "/")
    said = {
        "compare": "one runner",
        "surface": "Ravine, κ = 25",
        "optimizer": "Gradient descent",
        "schedule": "Constant",
        "noise": "none",
        "start": "(−8, 1.5), 120 steps",
        "inside": "what the optimizer does at a step",
        "range-test": "what learning-rate finders say",
        "stories": "settings with something to see",
    }
    shown = page.locator("details.row > summary h2").all_text_contents()
    assert [each.lower().replace(" ", "-") for each in shown] == list(said)
    for name, words in said.items():
        expect(page.locator(f"[data-part={name}-chosen]")).to_have_text(words)
    choose(page, "optimizer", "adam")
    choose(page, "schedule", "warmup")
    expect(page.locator("[data-part=optimizer-chosen]")).to_have_text("Adam")
    expect(page.locator("[data-part=schedule-chosen]")).to_have_text("Warm-up of 12, then cosine")
    assert (query_of(page)["schedule"], query_of(page)["warmup"]) == ("cosine", "12")
    choose(page, "schedule", "constant")
    ready(page)
    assert query_of(page)["warmup"] == "0"


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
    row(page, "optimizer").get_by_text(f"All {len(OPTIMIZERS)}").click()
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
        now = query_of(page)
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
    assert float(query_of(page)["lr"]) == best
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", "converged")
    page.go_back()
    ready(page)
    assert (query_of(page)["surface"], query_of(page)["lr"]) == ("ravine", "0.001")
