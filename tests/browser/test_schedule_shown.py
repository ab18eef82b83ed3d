"""What the Schedule row shows beside its curve: other schedules' losses, the path in the colours of η."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

import descentlab
from descentlab.common.numbers import digits
from tests.browser.conftest import OpenPage
from tests.browser.editor import opened
from tests.browser.reading import RequestsOf, next_frame
from tests.browser.sliders import paths
from tests.browser.test_accessibility import assert_accessible


def test_a_comparison_has_the_losses_of_the_core(page: Page, requests_of: RequestsOf) -> None:
    query = "surface=rosenbrock&lr=0.001&steps=150&schedule=drawn&schedule.points=0,1,0.6,1,1,0.05"
    opened(page, query)
    seen = requests_of(page)
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr")).to_have_count(3)
    rows = page.locator("[data-part=compared] tbody tr").all_inner_texts()
    names = ["drawn", "cosine", "one_cycle"]
    given: dict[str, Any] = {"surface": "rosenbrock", "steps": 150}
    for text, name in zip(rows, names, strict=True):
        options = {"points": (0, 1, 0.6, 1, 1, 0.05)} if name == "drawn" else {}
        run = descentlab.run(lr=0.001, schedule=name, schedule_options=options, **given)
        assert digits(run.losses[-1]) in text
    assert "family" in paths(seen)
    # It follows the setting, once the hand rests.
    seen.clear()
    page.locator("[data-part=rate]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr").nth(1)).not_to_contain_text(rows[1])
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared]")).to_be_hidden()


COLOURS = """() => {
  const canvas = document.querySelector("[data-part=path]");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const seen = {};
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) { const key = [...data.slice(at, at + 3)].join(" "); seen[key] = (seen[key] ?? 0) + 1; }
  }
  return Object.keys(seen).filter((key) => seen[key] > 12);
}"""
OWN = "0 114 178"
"""Gradient descent's."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_path_is_coloured_by_the_rate(open_page: OpenPage, scheme: Any) -> None:
    page = open_page(color_scheme=scheme)
    opened(page, "schedule=cosine&lr=0.06")
    assert OWN in page.evaluate(COLOURS)
    plain = len(page.evaluate(COLOURS))
    page.locator("[data-part=colour-path]").click()
    expect(page.locator("[data-part=colour-path]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".legend-rate")).to_contain_text("0.0600")
    next_frame(page)
    assert len(page.evaluate(COLOURS)) > plain + 4
    page.locator("[data-part=colour-path]").click()
    expect(page.locator(".legend-rate")).to_have_count(0)
    next_frame(page)
    assert len(page.evaluate(COLOURS)) == plain


def test_of_one_rate_it_says_so_and_of_chosen_ones_it_shows_them(page: Page) -> None:
    opened(page, "lr=0.06")
    page.locator("[data-part=colour-path]").click()
    expect(page.locator("[data-part=only-rate]")).to_have_text("Only one η here: 0.0600.")
    expect(page.locator(".legend-rate")).to_contain_text("only 0.0600")
    opened(page, "surface=rosenbrock&optimizer=barzilai_borwein&lr=0.001")
    page.locator("[data-part=colour-path]").click()
    rates = descentlab.run(surface="rosenbrock", optimizer="barzilai_borwein", lr=0.001).learning_rates
    expect(page.locator(".legend-rate")).to_contain_text(f"{rates.max():.3g}")
    expect(page.locator("[data-part=only-rate]")).to_be_empty()


def test_while_the_answer_is_hidden_the_curve_is_too(page: Page) -> None:
    opened(page, "schedule=cosine&lr=0.06&predict=1")
    expect(page.locator("[data-part=editor-help]")).to_have_text("The curve is hidden, as the answer is.")
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared]")).to_be_hidden()


@pytest.mark.parametrize(
    "query", ["schedule=cosine&warmup=10&lr=0.06", "schedule=drawn&lr=0.06&earlier=30,0.1", "lr=0.06"]
)
def test_axe_finds_nothing_in_it(page: Page, query: str) -> None:
    opened(page, query)
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared][aria-busy=false] tbody tr")).not_to_have_count(0)
    page.locator("[data-part=colour-path]").click()
    expect(page.locator(".legend-rate")).to_be_visible()
    page.locator("[data-grip]").first.focus()
    assert_accessible(page)
