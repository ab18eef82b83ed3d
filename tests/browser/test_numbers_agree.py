"""One number is one number: verdict, charts, transport, table, rule, summary and API say the same, digit for digit."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import Page, expect

from descentlab.common.numbers import digits, rate_digits
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.rates import LR_DIGITS, learning_rate_grid
from descentlab.surfaces import surfaces
from tests.browser.reading import next_frame, ready, steps_table, visit

NOTCHES = learning_rate_grid(digits=LR_DIGITS)
WRITTEN = """() => {
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  window.written = {};
  Object.assign(CanvasRenderingContext2D.prototype, {
    clearRect(...given) { written[this.canvas.dataset.part] = []; clearRect.apply(this, given); },
    fillText(text, ...given) {
      (written[this.canvas.dataset.part] ??= []).push(text);
      fillText.call(this, text, ...given);
    },
  });
}"""
"""What is written on each canvas since it was cleared."""
REST = "() => { const { busy, run } = document.querySelector('[data-lab]').lab.state; return !busy && run !== null; }"

COUNT = 50
NO_MULTIPLES = ("rprop", "schedule_free")
"""Whose steps are no multiples of η: the rule shows the step itself."""


def in_any_order(rng: np.random.Generator, names: Iterable[str], count: int) -> list[str]:
    """So many of them, each as often as any other."""
    every = list(names)
    return [each for _ in range(-(-count // len(every))) for each in rng.permutation(every).tolist()]


def random_setting(rng: np.random.Generator, chosen: dict[str, str]) -> dict[str, Any]:
    between = rng.random() < 0.4
    return chosen | {
        "lr": float(f"{10 ** rng.uniform(-4, 1):.4g}") if between else rng.choice(NOTCHES).item(),
        "steps": rng.choice([1, 7, 30, 150]).item(),
        "warmup": rng.choice([0, 0, 5]).item(),
    }


def shown(page: Page, part: str) -> str:
    return page.locator(f"[data-part={part}]").text_content() or ""


def check_words(page: Page, truth: dict[str, Any]) -> None:
    losses, points, rates = truth["losses"], truth["points"], truth["learning_rates"]
    first, last, count = digits(losses[0]), digits(losses[-1]), len(points) - 1
    evidence = page.locator("[data-part=verdict-evidence] li").all_text_contents()
    assert evidence == list(truth["diagnosis"]["evidence"])
    assert f"Loss {first} → {last}" in evidence
    assert shown(page, "step-count") == f"{count} / {count}"
    end = f"({', '.join(digits(each) for each in points[-1])})"
    assert f"to {end} in {count} steps, loss {first} to {last}." in shown(page, "stage-summary")
    written = page.evaluate("written")
    assert last in written["chart-loss"]
    if rates:
        assert rate_digits(rates[-1]) in written["chart-rate"]
        assert end in shown(page, "rule-numbers")
        assert rate_digits(rates[-1]) in shown(page, "rule-numbers") or any(
            f"optimizer={id}&" in truth["query"] for id in NO_MULTIPLES
        )


def check_table(page: Page, truth: dict[str, Any]) -> None:
    rows = steps_table(page)
    assert len(rows) == len(truth["points"])
    for row, point, loss, sharpness in zip(rows, truth["points"], truth["losses"], truth["sharpness"], strict=True):
        assert row[2:5] == [*map(digits, point), digits(loss)]
        assert sharpness is None or row[5] == digits(sharpness)
    assert [row[1] for row in rows[:-1]] == [rate_digits(rate) for rate in truth["learning_rates"]]


def test_50_random_settings_say_one_thing(page: Page, server: str) -> None:
    """Every optimizer is among them, and every surface and schedule more than once."""
    visit(page, "/?autoplay=0")
    page.evaluate(WRITTEN)
    rng = np.random.default_rng(8)
    nouns: dict[str, Iterable[str]] = {"surface": surfaces(), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}
    named = [in_any_order(rng, each, COUNT) for each in nouns.values()]
    for number in range(COUNT):
        chosen = dict(zip(nouns, (each[number] for each in named), strict=True))
        setting = random_setting(rng, chosen)
        page.evaluate("given => document.querySelector('[data-lab]').lab.change(given)", chosen)
        page.evaluate("given => document.querySelector('[data-lab]').lab.change(given)", setting)
        next_frame(page)
        page.wait_for_function(REST)
        ready(page)
        next_frame(page)
        query = page.evaluate("() => location.search").removeprefix("?")
        kept = [pair for pair in query.split("&") if not pair.startswith("autoplay=")]
        with urlopen(f"{server}/api/v1/trajectory?{'&'.join(kept)}") as answer:
            truth = json.load(answer)
        expect(page.locator("[data-part=verdict]")).to_have_attribute("data-outcome", truth["outcome"])
        check_words(page, truth)
        if number % 10 == 0:
            check_table(page, truth)


def test_a_rate_beyond_all_numbers_is_one_story(page: Page, server: str) -> None:
    """At 0.2 on the ravine the loss is finite to the end, 10¹⁴⁵; the notch beside it says so too."""
    for lr, count in (("0.2", 120), ("0.196", 120)):
        visit(page, f"/?{urlencode({'surface': 'ravine', 'lr': lr, 'autoplay': 0})}")
        with urlopen(f"{server}/api/v1/trajectory?surface=ravine&lr={lr}") as answer:
            truth = json.load(answer)
        assert len(truth["points"]) == count + 1
        assert shown(page, "step-count") == f"{count} / {count}"
        assert digits(truth["losses"][-1]) in shown(page, "verdict-evidence")
