"""Chapters of Learn in the engines beside Chromium's: figures of every kind live, questions are answered."""

import pytest

from descentlab.learn.contents import CHAPTERS
from descentlab.learn.pages import figures
from tests.browser.chapters import LIVE
from tests.engines.webdriver import Browser

SHOW = "id => document.getElementById(id).scrollIntoView({ block: 'center', behavior: 'instant' })"
ANSWER = """id => {
  const form = document.getElementById(id);
  for (const right of form.querySelectorAll("input[data-right]")) right.click();
  const places = form.querySelectorAll("li[data-place]");
  const up = (each) => each.querySelector("button").click();
  for (let round = 0; round < places.length; round++)
    for (const each of [...form.querySelectorAll("li[data-place]")])
      if (each.previousElementSibling && +each.previousElementSibling.dataset.place > +each.dataset.place) up(each);
  form.querySelector(".submit button").click();
  return form.dataset.judged;
}"""
"""Chooses what is right, or puts it in order, and says how it was judged."""


@pytest.mark.parametrize("id", CHAPTERS)
def test_every_figure_of_a_chapter_lives(browser: Browser, server: str, id: str) -> None:
    browser.open(f"{server}/learn/{id}")
    for figure in (each for each in figures().values() if each.page == id):
        browser.run(SHOW, figure.id)
        browser.wait(LIVE, figure.id)


@pytest.mark.parametrize("id", CHAPTERS)
def test_every_question_of_a_chapter_is_answered(browser: Browser, server: str, id: str) -> None:
    browser.open(f"{server}/learn/{id}")
    browser.wait("() => document.querySelectorAll('[data-checkpoint] .submit:not([hidden])').length > 0")
    ids = browser.run("() => [...document.querySelectorAll('form[data-checkpoint]')].map(({ id }) => id)")
    assert {each: browser.run(ANSWER, each) for each in ids} == dict.fromkeys(ids, "right")
