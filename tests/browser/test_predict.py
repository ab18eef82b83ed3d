"""Predict hides the answer, all of it, until somebody has said what it will be."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from descentlab.setting.query import parse
from descentlab.studies.trajectory import run_of
from tests.browser.reading import RequestsOf, next_frame, ready, rested, shared_link, steps_table, to_notch, visit

PATHS = ["/", "/embed", "/present"]
STRIP = {"/": ("strip-line", "strip-now"), "/embed": (), "/present": ("strip-line", "strip-now")}
"""The canvases under the track, where there is room for them."""
OUTCOMES = {62: "too_slow", 138: "converged", 200: "diverged"}
"""Of the ravine, by notch."""

SEEN = """() => {
  const rate = document.querySelector("[data-lab]").lab.state.setting.lr;
  const own = /rate|rate-number/;
  const elements = [...document.querySelectorAll("body *")].filter(each => !own.test(each.dataset.part ?? ""));
  const words = elements.flatMap(each => [
    ...[...each.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent),
    ...[...each.attributes].map(({ name, value }) => name + value),
  ]);
  const withoutRate = word => word.replaceAll(rate.toPrecision(3), "η").replaceAll(String(rate), "η");
  return {
    words: words.filter(word => !word.startsWith("{")).map(withoutRate),
    pixels: [...document.querySelectorAll("canvas")].map(each => each.toDataURL()),
    title: document.title,
  };
}"""
"""Every word, attribute and pixel of a page, but for the rate itself."""
BLANK = """names => names.filter(name => {
  const canvas = document.querySelector(`[data-part=${name}]`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some(each => each !== 0);
})"""


def seen(page: Page) -> Any:
    """What is there, once the hand has rested and all has been spoken."""
    next_frame(page)
    rested(page, 600)
    return page.evaluate(SEEN)


def say(page: Page, guess: str) -> None:
    page.locator(f'label:has(input[name="guess"][value="{guess}"])').click()


@pytest.mark.parametrize("path", PATHS)
def test_nothing_on_the_page_depends_on_the_run(page: Page, path: str) -> None:
    visit(page, f"{path}?predict=1")
    expect(page.locator("[data-part=verdict-question]")).to_be_visible()
    expect(page.locator("[data-part=verdict-body]")).to_be_hidden()
    pages = []
    for notch in OUTCOMES:
        to_notch(page, notch)
        pages.append(seen(page))
    assert pages[0] == pages[1] == pages[2]
    assert (
        page.evaluate(
            BLANK, ["track", "rate-marks-canvas", *STRIP[path], "chart-loss", "chart-rate", "chart-sharpness"]
        )
        == []
    )
    assert page.locator("[data-part=verdict]").get_attribute("data-outcome") is None
    page.evaluate("() => document.querySelector('[data-lab]').lab.set({ predict: false })")
    assert seen(page) != pages[0]
    assert page.locator("[data-part=verdict]").get_attribute("data-outcome") == "diverged"


def test_the_table_and_the_playback_stop_at_the_start(page: Page) -> None:
    visit(page, "/?predict=1&lr=5")
    assert [row[0] for row in steps_table(page)] == ["0"]
    page.locator("[data-part=table]").click()
    expect(page.locator("[data-part=steps-hidden]")).to_be_visible()
    page.keyboard.press("Escape")
    for key in (" ", ".", "."):
        page.keyboard.press(key)
    next_frame(page)
    expect(page.locator("[data-part=step-count]")).to_have_text("0 / ?")
    expect(page.locator("[data-part=play]")).to_be_disabled()
    expect(page.locator("[data-part=scrub]")).to_be_disabled()
    expect(page.locator("[data-part=rule-numbers]")).to_have_text("")
    page.keyboard.press("h")
    next_frame(page)
    expect(page.locator("[data-part=remedies]")).to_be_empty()


def test_a_teacher_allows_the_first_steps(page: Page) -> None:
    visit(page, "/?predict=3&lr=0.09")
    assert [row[0] for row in steps_table(page)] == ["0", "1", "2", "3"]
    expect(page.locator("[data-part=step-count]")).to_have_text("3 / ?")
    page.keyboard.press(",")
    expect(page.locator("[data-part=step-count]")).to_have_text("2 / ?")
    assert "predict=3" in page.url
    page.locator("[data-part=share]").click()
    assert "predict=3" in shared_link(page)


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        ("diverged", "Right: it diverges. ηλ = 2.25, stable below 2.00."),
        ("stalled trapped", "Wrong: you said it gets stuck. Diverges: ηλ = 2.25, stable below 2.00."),
    ],
)
def test_a_guess_is_revealed_and_judged(page: Page, guess: str, words: str) -> None:
    visit(page, "/?predict=1&lr=0.09")
    reveal = page.locator("[data-part=predict]")
    reveal.click()
    expect(page.locator("[data-part=verdict-question]")).to_have_text("First say what will happen")
    expect(page.locator("[data-part=verdict-headline]")).to_be_hidden()
    say(page, guess)
    assert "predict=1" in page.url
    reveal.click()
    expect(page.locator("[data-part=guess-judged]")).to_have_text(words)
    expect(page.locator("[data-part=verdict-headline]")).to_have_text("Diverges")
    expect(page.locator("[data-part=verdict-evidence]")).to_contain_text("ηλ = 2.25")
    assert "predict" not in page.url
    to_notch(page, 138)
    expect(page.locator("[data-part=guess-result]")).to_be_hidden()


def test_a_guess_is_about_one_rate(page: Page) -> None:
    visit(page, "/?predict=1")
    say(page, "converged")
    to_notch(page, 200)
    expect(page.locator('input[name="guess"]:checked')).to_have_count(0)
    expect(page.locator("[data-part=verdict-headline]")).to_be_hidden()
    say(page, "diverged")
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=guess-judged]")).to_contain_text("Right: it diverges.")
    page.locator("[data-part=predict-again]").click()
    expect(page.locator("[data-part=verdict-headline]")).to_be_hidden()
    expect(page.locator('input[name="guess"]:checked')).to_have_count(0)
    expect(page.locator('input[name="guess"]').first).to_be_focused()


def answer(page: Page, guess: str) -> None:
    say(page, guess)
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=guess-judged]")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lr=0.075", "Wrong: you said it diverges. Zig-zags, but still converges: ηλ = 1.88, stable below 2.00."),
        ("lr=0.002", "Wrong: you said it diverges. Too slow: Loss 60.1 → 19.8."),
        ("lr=3&optimizer=dog", "Wrong: you said it diverges. {headline}: There after {arrival} steps."),
    ],
)
def test_the_evidence_that_decides_is_named(page: Page, query: str, words: str) -> None:
    run = run_of(parse(parse_qsl(query)))
    there = next((line.split()[2] for line in run.diagnosis.evidence if line.startswith("There after")), "")
    visit(page, f"/?predict=1&{query}")
    answer(page, "diverged")
    told = words.format(headline=run.diagnosis.headline, arrival=there)
    expect(page.locator("[data-part=guess-judged]")).to_have_text(told)
    expect(page.locator("[data-part=status]")).to_contain_text(told)


def test_a_score_is_kept_of_what_was_not_known(page: Page) -> None:
    visit(page, "/?predict=1&lr=0.09")
    score = page.locator("[data-part=guess-score]")
    answer(page, "diverged")
    expect(score).to_have_text("1 of 1 right.")
    page.locator("[data-part=predict-again]").click()
    answer(page, "converged")  # the answer has been seen: it does not count again
    expect(score).to_have_text("1 of 1 right.")
    page.locator("[data-part=predict-again]").click()
    to_notch(page, 62)
    answer(page, "converged")
    expect(score).to_have_text("1 of 2 right.")
    expect(page.locator("[data-part=status]")).to_contain_text("1 of 2 right.")


def test_another_question_is_asked_of_nobody_and_shows_no_answer(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?predict=1&lr=0.075")
    answer(page, "converged")
    asked = requests_of(page)
    page.evaluate(
        """() => {
          const { lab } = document.querySelector("[data-lab]");
          window.outcomes = [];
          lab.on(["run", "family"], ({ run, family }) => window.outcomes.push(run.outcome, family));
        }"""
    )
    rates = set()
    for _ in range(12):
        page.locator("[data-part=another-question]").evaluate("button => button.click()")
        next_frame(page)
        expect(page.locator("[data-part=verdict-headline]")).to_be_hidden()
        expect(page.locator('input[name="guess"]').first).to_be_focused()
        rates.add(page.locator("[data-part=rate-number]").input_value())
    assert len(rates) > 4
    assert set(page.evaluate("outcomes")) <= {"", None}
    assert asked == []


def test_keys_guess(page: Page) -> None:
    visit(page, "/?lr=0.09")
    page.keyboard.press("4")  # nothing is asked yet
    expect(page.locator('input[name="guess"]:checked')).to_have_count(0)
    page.keyboard.press("p")
    expect(page.locator("[data-part=guesses]")).to_be_visible()
    page.keyboard.press("6")  # of what cannot be there is no sixth
    expect(page.locator('input[name="guess"]:checked')).to_have_count(0)
    page.keyboard.press("4")
    expect(page.locator('input[name="guess"][value="diverged"]')).to_be_checked()
    page.keyboard.press("p")
    expect(page.locator("[data-part=guess-judged]")).to_contain_text("Right")


def test_to_fall_without_end_is_a_guess_where_a_loss_may(page: Page) -> None:
    falls = page.locator('input[name="guess"][value="escaped"]')
    for surface, there in (("ravine", False), ("saddle", True)):
        visit(page, f"/?predict=1&surface={surface}")
        expect(falls).to_be_visible(visible=there)


@pytest.mark.parametrize("path", PATHS)
def test_p_predicts_and_reveals(page: Page, path: str) -> None:
    visit(page, f"{path}?lr=0.09")
    headline = page.locator("[data-part=verdict-headline]")
    page.keyboard.press("p")
    expect(headline).to_be_hidden()
    if path == "/present":  # a class says its guess aloud
        page.keyboard.press("p")
        expect(page.locator("[data-part=guess-result]")).to_be_hidden()
    else:
        page.keyboard.press("p")
        expect(headline).to_be_hidden()
        page.keyboard.press("ArrowLeft")  # from the first to the last
        page.keyboard.press("p")
        expect(page.locator("[data-part=guess-judged]")).to_have_text(re.compile("Wrong"))
    expect(headline).to_be_visible()
    expect(headline).to_have_text("Diverges")


def test_reveal_plays_the_run_and_says_nothing_before_its_end(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    visit(page, "/?predict=1&lr=0.09&steps=60")
    say(page, "diverged")
    page.evaluate(
        """() => {
          const { lab } = document.querySelector("[data-lab]");
          window.told = [];
          lab.on(["step", "predict"], ({ step, predict, run }) => window.told.push({ step, predict, length: run.length,
            outcome: run.outcome, family: lab.state.family !== null,
            card: document.querySelector("[data-part=verdict-body]").checkVisibility() }));
        }"""
    )
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=guess-judged]")).to_contain_text("Right: it diverges.")
    told = page.evaluate("told")
    *playing, end = told
    assert len(playing) > 10
    assert all(each["predict"] and each["outcome"] == "" and not each["family"] for each in playing)
    assert all(each["length"] == each["step"] + 1 and not each["card"] for each in playing)
    assert [each["step"] for each in playing] == sorted(each["step"] for each in playing)
    assert not end["predict"]
    assert (end["outcome"], end["length"]) == ("diverged", 61)


def test_who_has_seen_enough_reveals_at_once(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="no-preference")
    visit(page, "/?predict=1&lr=0.0365&steps=2000")
    say(page, "converged")
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    to_notch(page, 200)  # of another rate nothing has been seen
    ready(page)
    expect(page.locator("[data-part=step-count]")).to_have_text("0 / ?")
    say(page, "diverged")
    page.locator("[data-part=predict]").click()
    page.locator("[data-part=predict]").click()
    expect(page.locator("[data-part=guess-judged]")).to_contain_text("Right: it diverges.")
