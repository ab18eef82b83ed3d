"""Messages between a frame and the page around it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.reading import framed, next_frame, query_of, rate_of, ready, rested, to_notch
from tests.helpers.hosting import SANDBOX, Site, frame_tag
from tests.helpers.pages import SEEN

LISTENING = """
  const heard = [];
  addEventListener("message", ({ source, data }) => source === frames[0] && heard.push(data));
  const send = data => frames[0].postMessage(data, "*");
  const host = message => send({ source: "descentlab-host", v: 1, ...message });
"""
"""A page around that writes down what its frame tells it, and can tell it something."""


def heard(page: Page, kind: str) -> list[dict[str, object]]:
    """The messages of a kind that the page around has heard."""
    told: list[dict[str, object]] = page.evaluate("kind => heard.filter(({ type }) => type === kind)", kind)
    assert all(each["source"] == "descentlab" and each["v"] == 1 for each in told)
    return told


def wait_for(page: Page, kind: str, count: int) -> dict[str, object]:
    """The last of so many messages."""
    page.wait_for_function(
        "([kind, count]) => heard.filter(({ type }) => type === kind).length >= count", arg=[kind, count]
    )
    told = heard(page, kind)
    assert len(told) == count
    return told[-1]


@pytest.fixture
def course(page: Page, server: str, site: Site) -> Frame:
    """A frame in a page that talks with it."""
    frame = framed(page, site.frame(f"{server}/embed?surface=bowl&lr=0.1&steps=60", SANDBOX, LISTENING))
    wait_for(page, "ready", 1)
    return frame


def setting_of(message: dict[str, object]) -> dict[str, object]:
    """The setting that a message tells."""
    setting = message["setting"]
    assert isinstance(setting, dict)
    return setting


def test_a_frame_tells_when_it_is_ready_and_what_was_changed(page: Page, course: Frame) -> None:
    ready_message = heard(page, "ready")[0]
    assert setting_of(ready_message)["surface"] == "bowl"
    assert ready_message["outcome"] == "converged"
    to_notch(course, 210)
    next_frame(course)
    assert heard(page, "state") == []  # while a hand moves nothing is told
    course.locator("[data-part=rate]").evaluate("slider => slider.dispatchEvent(new Event('change'))")
    told = wait_for(page, "state", 1)
    assert setting_of(told)["lr"] == 2.37
    assert told["outcome"] == "diverged"
    assert told["headline"] == course.locator("[data-part=verdict-headline]").text_content()


def test_what_is_to_be_predicted_is_not_told(page: Page, server: str, site: Site) -> None:
    framed(page, site.frame(f"{server}/embed?predict=1", SANDBOX, LISTENING))
    assert wait_for(page, "ready", 1).keys() == {"source", "v", "type", "setting"}


def test_the_page_around_sets(page: Page, course: Frame) -> None:
    """In values or as the grammar writes them; one after the other, in the order they came."""
    page.evaluate("""() => {
      host({ type: "set", setting: { lr: 0.3 } });
      host({ type: "set", setting: { optimizer: "momentum", "optimizer.momentum": "0.5", start: "1,-2" } });
      host({ type: "set", setting: { steps: "80", lr: "0.123" } });
    }""")
    told = told_with(page, "lr", 0.123)
    wanted = {"lr": 0.123, "optimizer": "momentum", "optimizer.momentum": 0.5, "start": [1, -2], "steps": 80}
    assert {key: told[key] for key in wanted} == wanted
    ready(course)
    assert query_of(course)["optimizer.momentum"] == "0.5"
    assert rate_of(course) == "0.123"
    expect(course.locator("[data-part=step-count]")).to_have_text("80 / 80")
    page.evaluate("""() => host({ type: "reset" })""")
    assert told_with(page, "optimizer", "gd") == setting_of(heard(page, "ready")[0])
    page.evaluate("""() => host({ type: "set", setting: { f: "x^2 + 3y^2", domain: [-2, 2, -2, 2] } })""")
    expect(course.locator("[data-part=formula-caption]")).to_contain_text("3")
    told_with(page, "domain", "-2,2,-2,2")
    assert heard(page, "error") == []


def told_with(page: Page, key: str, value: object) -> dict[str, object]:
    """The setting that the newest message of a change tells, once it has this value."""
    page.wait_for_function(
        "([key, value]) => heard.findLast(({ type }) => type === 'state')?.setting[key] === value", arg=[key, value]
    )
    return setting_of(heard(page, "state")[-1])


REFUSED = {
    "lr": {"lr": -1},
    "steps": {"steps": 1e9},
    "optimizer": {"optimizer": "<b>"},
    "surface": {"surface": "nothing", "lr": 0.2},
    "mystery": {"mystery": 1},
    "seed": {"seed": {"toString": 1}},
    "noise": {"noise": [[1]]},
    "f": {"f": "x^2 + import(os)"},
    "start": {"start": [1, 2, 3]},
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_the_grammar_refuses_is_told_and_changes_nothing(
    page: Page, course: Frame, complaints: list[str], key: str
) -> None:
    before = course.evaluate(SEEN), query_of(course)
    page.evaluate("setting => host({ type: 'set', setting })", REFUSED[key])
    told = wait_for(page, "error", 1)
    errors = told["errors"]
    assert isinstance(errors, list)
    assert key in [each["parameter"] for each in errors]
    after = course.evaluate(SEEN), query_of(course)
    assert {**before[0], "requests": 0} == {**after[0], "requests": 0}
    assert before[1] == after[1]
    assert heard(page, "state") == []
    complaints[:] = [each for each in complaints if not re.search("status of (404|422)", each)]


def test_the_page_around_plays_and_pauses(page: Page, course: Frame) -> None:
    play, count = course.locator("[data-part=play]"), course.locator("[data-part=step-count]")
    for start, stop in (
        ('host({ type: "play" })', 'host({ type: "pause" })'),
        ('send("slide:start")', 'send("slide:stop")'),
    ):
        page.emulate_media(reduced_motion="no-preference")
        page.evaluate(start)
        expect(play).to_have_attribute("data-playing", "true")
        page.evaluate(stop)
        expect(play).to_have_attribute("data-playing", "false")
        expect(count).not_to_have_text("60 / 60")
        page.evaluate(start)
        expect(count).to_have_text("60 / 60")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate('send("slide:start")')
    rested(page, 100)
    expect(play).to_have_attribute("data-playing", "false")  # nobody who dislikes motion has asked for it
    expect(count).to_have_text("60 / 60")


TOLD = """addEventListener("DOMContentLoaded", () => {
  const count = document.querySelector("[data-part=step-count]");
  if (!count) return;
  window.told = [];
  new MutationObserver(() => told.push(count.textContent)).observe(count, { childList: true });
})"""


@pytest.mark.parametrize(("query", "plays"), [("", True), ("autoplay=1", True), ("autoplay=0", False)])
def test_the_first_picture_plays_by_itself_or_not(
    open_page: Callable[..., Page], server: str, site: Site, query: str, plays: bool
) -> None:
    page = open_page(reduced_motion="no-preference", script=TOLD)
    lab = framed(page, site.frame(f"{server}/embed?steps=20&{query}", SANDBOX, LISTENING))
    expect(lab.locator("[data-part=step-count]")).to_have_text("20 / 20")
    assert lab.evaluate("told[0] !== '20 / 20'") == plays


NOBODYS = (
    "null",
    "42",
    '"slide:start "',
    '"constructor"',
    '"{}"',
    "[]",
    '{ source: "descentlab-host", type: "reset" }',
    '{ source: "descentlab-host", v: 2, type: "reset" }',
    '{ source: "descentlab", v: 1, type: "reset" }',
    '{ type: "set", setting: { lr: 0.3 } }',
)


def test_other_messages_are_not_for_the_lab(page: Page, course: Frame) -> None:
    to_notch(course, 100)
    next_frame(course)
    before = course.evaluate(SEEN)
    for message in NOBODYS:
        page.evaluate(f"() => send({message})")
    rested(page, 200)
    assert course.evaluate(SEEN) == before
    assert heard(page, "error") == []
    for message in (
        '{ type: "constructor" }',
        "{ type: {} }",
        "{ type: 'x'.repeat(9000) }",
        "{}",
        "{ type: { toString: 1 } }",
    ):
        page.evaluate(f"() => host({message})")
    told = wait_for(page, "error", 5)
    assert "set, play, pause, reset" in str(told["message"])
    for setting in ("null", "5", '"lr=0.3"', "[]", "undefined"):
        page.evaluate(f"() => host({{ type: 'set', setting: {setting} }})")
    assert "set" in str(wait_for(page, "error", 10)["message"])
    assert course.evaluate(SEEN) == before


def test_nobody_but_the_page_around_is_heard(page: Page, server: str, site: Site) -> None:
    """A frame beside it, or inside the same page, may send what it likes."""
    stranger = site.put(
        "",
        'setInterval(() => parent.frames[0].postMessage({ source: "descentlab-host", v: 1, type: "set", '
        'setting: { lr: 0.3 } }, "*"), 20)',
    )
    frame = framed(page, site.put(frame_tag(f"{server}/embed?lr=0.0365") + f'<iframe src="{stranger}"></iframe>'))
    rested(page, 300)
    assert rate_of(frame) == "0.0365"


def test_what_the_address_had_wrong_is_told(page: Page, server: str, site: Site) -> None:
    framed(page, site.frame(f"{server}/embed?lr=-1&mystery=1", SANDBOX, LISTENING))
    wait_for(page, "ready", 1)
    (told,) = heard(page, "error")
    errors = told["errors"]
    assert isinstance(errors, list)
    assert [each["parameter"] for each in errors] == ["mystery", "lr"]
