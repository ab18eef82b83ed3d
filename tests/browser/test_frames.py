"""In a page from elsewhere: theme, snippet, clipboard, keys, messages, and parents with policies of their own."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.reading import choose, next_frame, ready, to_notch, visit
from tests.helpers.hosting import DECK, PARENTS, SANDBOX, Site, frame_tag
from tests.helpers.pages import SEEN, is_alive

LISTENING = """
  const heard = [];
  addEventListener("message", ({ source, data }) => source === frames[0] && heard.push(data));
  const send = data => frames[0].postMessage(data, "*");
  const host = message => send({ source: "descentlab-host", v: 1, ...message });
"""
"""A page around that writes down what its frame tells it, and can tell it something."""


def framed(page: Page, address: str, which: int = 1) -> Frame:
    """The frame of a page, when its lab has a picture."""
    page.goto(address)
    page.wait_for_function("count => frames.length >= count", arg=which)
    frame = page.frames[which]
    ready(frame)
    return frame


def drag(page: Page, frame: Frame, to: float = 0.9) -> None:
    """Drag the slider's thumb to a share of its track, as a hand does."""
    slider = frame.locator("[data-part=rate]")
    box = slider.bounding_box()
    share = slider.evaluate("slider => slider.valueAsNumber / slider.max")
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 8 + to * (box["width"] - 16), middle, steps=8)
    page.mouse.up()
    next_frame(frame)


def query_of(frame: Frame | Page) -> dict[str, str]:
    """The keys and values of an address."""
    return dict(parse_qsl(urlsplit(frame.url).query))


# --- alive ---


@pytest.mark.parametrize("parent", PARENTS)
def test_a_frame_is_alive(page: Page, server: str, site: Site, parent: str) -> None:
    """In silence: a page that complains fails its test."""
    attributes, headers = PARENTS[parent]
    frame = framed(page, site.frame(f"{server}/embed?surface=bowl&lr=0.1", attributes, **headers))
    before = frame.evaluate(SEEN)
    drag(page, frame)
    assert is_alive(before, frame.evaluate(SEEN))


def test_a_frame_out_of_sight_complains_of_nothing(open_page: Callable[..., Page], server: str, site: Site) -> None:
    """What a page preloads is used within seconds, or the browser warns: so it is by the lab, which alone does."""
    page, lab = open_page(), open_page()
    lab.goto("/")
    assert lab.locator("link[rel=preload]").count() == 1
    hidden = frame_tag(f"{server}/embed?surface=bowl", 'style="display: none"')
    below = frame_tag(f"{server}/embed?surface=saddle", 'style="margin-top: 3000px"')
    page.goto(site.put(hidden + below))
    page.wait_for_timeout(5000)
    page.evaluate("() => document.querySelectorAll('iframe').forEach(frame => (frame.style = ''))")
    for frame in page.frames[1:]:
        ready(frame)
    loaded = lab.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/family?')).length"
    )
    assert loaded == 1


# --- theme ---

BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 24, 30)"


@pytest.mark.parametrize("path", ["/", "/embed", "/present"])
@pytest.mark.parametrize(("theme", "color"), [("light", LIGHT), ("dark", DARK), ("auto", DARK)])
def test_the_theme_of_the_address_is_there_without_a_script(
    open_page: Callable[..., Page], path: str, theme: str, color: str
) -> None:
    page = open_page(color_scheme="dark", java_script_enabled=False)
    page.goto(f"{path}?theme={theme}")
    assert page.evaluate(BACKGROUND) == color


@pytest.mark.parametrize(
    ("theme", "attribute", "color"), [("light", "light", LIGHT), ("dark", "dark", DARK), ("auto", None, LIGHT)]
)
def test_the_address_wins_over_what_was_chosen_before(
    page: Page, theme: str, attribute: str | None, color: str
) -> None:
    visit(page, "/")
    chosen = "light" if theme == "dark" else "dark"
    page.evaluate("theme => localStorage.setItem('theme', theme)", chosen)
    visit(page, f"/?theme={theme}")
    assert page.locator("html").get_attribute("data-theme") == attribute
    assert page.evaluate(BACKGROUND) == color
    to_notch(page, 100)
    page.locator("[data-part=rate]").evaluate("slider => slider.dispatchEvent(new Event('change'))")
    assert query_of(page)["theme"] == theme
    assert page.evaluate("localStorage.getItem('theme')") == chosen
    visit(page, "/")
    expect(page.locator("html")).to_have_attribute("data-theme", chosen)


def test_the_button_changes_the_theme_of_the_address(page: Page) -> None:
    visit(page, "/?theme=light")
    page.locator("[data-part=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    next_frame(page)
    assert query_of(page)["theme"] == "dark"
    assert page.evaluate("localStorage.getItem('theme')") is None
    page.reload()
    ready(page)
    assert page.evaluate(BACKGROUND) == DARK


def test_a_frame_has_its_theme_whatever_the_system(open_page: Callable[..., Page], server: str, site: Site) -> None:
    page = open_page(color_scheme="dark")
    for theme, color in (("light", LIGHT), ("dark", DARK)):
        frame = framed(page, site.frame(f"{server}/embed?theme={theme}", SANDBOX))
        assert frame.evaluate(BACKGROUND) == color


# --- the snippet ---


class Tag(HTMLParser):
    """The attributes of the one tag in a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        assert not self.attributes
        self.attributes = dict(attrs)


def snippet_of(page: Page | Frame) -> dict[str, str | None]:
    """The attributes of the frame that the dialog offers."""
    return Tag(page.locator("[data-part=snippet]").input_value()).attributes


def test_the_snippet_has_what_course_systems_keep(page: Page) -> None:
    visit(page, "/?surface=rosenbrock&optimizer=adam&lr=0.0365&hide=charts")
    page.locator("button[data-part=share]").click()
    attributes = snippet_of(page)
    address = urlsplit(attributes.pop("src") or "")
    assert address.path == "/embed"
    assert dict(parse_qsl(address.query)) == query_of(page) | {"theme": "light"}
    assert attributes == {
        "width": "720",
        "height": "480",
        "title": "Descent Lab: Rosenbrock, Adam",
        "loading": "lazy",
        "frameborder": "0",
        "style": "max-width:100%;border:0",
    }


@pytest.mark.parametrize(("asked", "offered"), [("", "light"), ("light", "light"), ("dark", "dark"), ("auto", "auto")])
def test_the_snippet_can_choose_its_theme(page: Page, asked: str, offered: str) -> None:
    """A course page is light: so is a frame, unless the page or the hand says otherwise. The link stays the page's."""
    visit(page, f"/?theme={asked}" if asked else "/")
    page.locator("button[data-part=share]").click()
    assert dict(parse_qsl(urlsplit(snippet_of(page)["src"] or "").query))["theme"] == offered
    for theme in ("dark", "auto", "light"):
        page.locator("[data-part=snippet-theme]").select_option(theme)
        assert dict(parse_qsl(urlsplit(snippet_of(page)["src"] or "").query))["theme"] == theme
    assert page.locator("[data-part=share-link]").input_value() == page.url


@pytest.mark.parametrize(
    ("typed", "width", "height"),
    [
        ("100", "320", "270"),
        ("0", "320", "270"),
        ("-5", "320", "270"),
        ("1e9", "4000", "4000"),
        ("500.6", "501", "501"),
    ],
)
def test_a_size_that_is_none_is_put_right(page: Page, typed: str, width: str, height: str) -> None:
    visit(page, "/")
    page.locator("button[data-part=share]").click()
    for side in ("width", "height"):
        field = page.locator(f"[data-part=snippet-{side}]")
        field.fill(typed)
        field.press("Tab")
    expect(page.locator("[data-part=snippet-width]")).to_have_value(width)
    expect(page.locator("[data-part=snippet-height]")).to_have_value(height)
    attributes = snippet_of(page)
    assert (attributes["width"], attributes["height"]) == (width, height)
    page.locator("[data-part=snippet-width]").fill("")
    assert snippet_of(page)["width"] == "720"


def test_the_title_follows_the_setting_until_somebody_types_one(page: Page) -> None:
    visit(page, "/?f=x%5E2%2By%5E2")
    share, close = page.locator("button[data-part=share]"), page.locator("[data-part=share-dialog] .dialog-head button")
    share.click()
    assert snippet_of(page)["title"] == "Descent Lab: x^2+y^2, Gradient descent"
    page.locator("[data-part=snippet-title]").fill('My "own"')
    close.click()
    choose(page, "optimizer", "adam")
    share.click()
    assert snippet_of(page)["title"] == 'My "own"'
    page.locator("[data-part=snippet-title]").fill("")
    assert snippet_of(page)["title"] == "Descent Lab: x^2+y^2, Adam"


CANVAS = set("src width height name align frameborder scrolling sandbox allowfullscreen title style".split())
FILTERS: dict[str, Callable[[str], bool]] = {
    "as it is": lambda name: True,
    "as Canvas leaves it": lambda name: name in CANVAS,
    "as WordPress leaves it": lambda name: name in {"src", "width", "height", "title"},
}


@pytest.mark.parametrize("system", FILTERS)
def test_the_snippet_works_as_it_is_left_and_in_a_narrow_column(page: Page, site: Site, system: str) -> None:
    visit(page, "/?surface=bowl&lr=0.1")
    page.locator("button[data-part=share]").click()
    kept = {name: text or "" for name, text in snippet_of(page).items() if FILTERS[system](name)}
    added = {"sandbox": "allow-scripts"} if "WordPress" in system else {}
    tag = " ".join(f'{name}="{text.replace("&", "&amp;")}"' for name, text in (kept | added).items())
    page.set_viewport_size({"width": 400, "height": 800})
    frame = framed(page, site.put(f"<iframe {tag}></iframe>"))
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits == ("style" in kept)
    before = frame.evaluate(SEEN)
    to_notch_in(frame, 200)
    assert is_alive(before, frame.evaluate(SEEN))


def to_notch_in(frame: Frame, notch: int) -> None:
    """Put a frame's slider on a notch."""
    frame.locator("[data-part=rate]").evaluate(
        "(slider, notch) => { slider.valueAsNumber = notch; slider.dispatchEvent(new Event('input')) }", notch
    )
    next_frame(frame)


def test_the_dialog_says_who_cannot_open_the_address(page: Page) -> None:
    visit(page, "/")
    page.locator("button[data-part=share]").click()
    warnings = page.locator("[data-part=share-warnings] .notice")
    expect(warnings).to_have_text(
        [
            "Students cannot open this address: 127.0.0.1 is this computer alone. Share from where they reach it.",
            "A course page on https will block this frame, since its address is http: serve the lab on https.",
        ]
    )


@pytest.mark.parametrize("attributes", ["", SANDBOX])
@pytest.mark.parametrize(("copy", "field"), [("share-link-copy", "share-link"), ("snippet-copy", "snippet")])
def test_copying_in_a_frame_is_silent(
    page: Page, server: str, site: Site, attributes: str, copy: str, field: str
) -> None:
    frame = framed(page, site.put(frame_tag(f"{server}/embed", attributes) + "<textarea></textarea>"))
    frame.locator("[data-part=more]").click()
    frame.locator("button[data-part=share]").click()
    button = frame.locator(f"[data-part={copy}]")
    button.click()
    expect(button).to_have_text("Copied")
    expect(button).to_be_focused()
    page.locator("textarea").focus()
    page.keyboard.press("Control+V")
    assert page.locator("textarea").input_value() == frame.locator(f"[data-part={field}]").input_value()


# --- keys ---

KEYS = {"PageDown": "next[]", "PageUp": "prev[]", "ArrowRight": "next[]", "ArrowLeft": "prev[]"}


def handed_on(page: Page, *keys: str) -> list[str]:
    """What the page around is told when these are pressed."""
    page.evaluate("() => void (keys.length = 0)")
    for key in keys:
        page.keyboard.press(key)
    next_frame(page.frames[1])
    told: list[str] = page.evaluate("() => new Promise(done => setTimeout(() => done([...keys]), 50))")
    return told


@pytest.fixture
def deck(page: Page, server: str, site: Site) -> Frame:
    """A frame in a slide deck."""
    return framed(page, site.frame(f"{server}/embed?lr=0.0365", SANDBOX, DECK))


def rate_of(frame: Frame) -> str:
    """The number beside the slider."""
    next_frame(frame)
    return frame.locator("[data-part=rate-number]").input_value()


def test_keys_in_the_picture_turn_the_slides(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=path]").click(position={"x": 300, "y": 300})
    for key, told in KEYS.items():
        assert handed_on(page, key) == [told]
    assert handed_on(page, "ArrowUp", "ArrowDown", "Home", "End", "Control+PageDown", "Shift+PageDown", "a") == []
    deck.locator("[data-part=predict]").click()
    assert handed_on(page, "PageDown", "ArrowRight", "PageUp") == ["next[]", "prev[]"]
    deck.locator("[data-part=start-handle]").focus()
    assert handed_on(page, "PageDown") == ["next[]"]
    assert rate_of(deck) == "0.0365"


def test_after_a_drag_page_keys_turn_the_slides_and_arrows_move_the_rate(page: Page, deck: Frame) -> None:
    drag(page, deck, 0.4)
    rate = rate_of(deck)
    assert handed_on(page, "PageDown", "PageUp", "PageUp") == ["next[]", "prev[]", "prev[]"]
    assert rate_of(deck) == rate
    assert handed_on(page, "ArrowRight") == []
    nudged = rate_of(deck)
    assert float(nudged) > float(rate)
    assert handed_on(page, "PageDown") == ["next[]"]  # still the lecturer's
    assert rate_of(deck) == nudged


def test_who_came_with_the_keyboard_moves_the_rate_by_a_decade(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=path]").click(position={"x": 300, "y": 300})
    for _ in range(20):
        page.keyboard.press("Tab")
        if deck.evaluate("document.activeElement.dataset.part === 'rate'"):
            break
    assert handed_on(page, "PageUp") == []
    assert rate_of(deck) == "0.365"
    assert handed_on(page, "PageDown", "PageDown") == []
    assert rate_of(deck) == "0.00365"


def test_a_dialog_and_a_drawer_keep_their_keys(page: Page, deck: Frame) -> None:
    deck.locator("[data-part=more]").focus()
    page.keyboard.press("Enter")
    deck.locator('input[name="optimizer"]:checked').focus()
    assert handed_on(page, "PageDown", "PageUp") == []
    deck.locator("button[data-part=table]").click()
    assert handed_on(page, "PageDown", "PageUp") == []
    page.keyboard.press("Escape")
    assert handed_on(page, "PageDown") == ["next[]"]  # the button was pressed with the mouse


def test_a_page_of_its_own_hands_on_nothing(page: Page) -> None:
    visit(page, "/embed")
    page.evaluate("() => { window.heard = []; addEventListener('message', ({ data }) => heard.push(data)) }")
    page.keyboard.press("PageDown")
    to_notch(page, 100)
    next_frame(page)
    assert page.evaluate("heard") == []


# --- messages ---


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
    to_notch_in(course, 210)
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
    told = setting_of(last_state(page, course))
    wanted = {"lr": 0.123, "optimizer": "momentum", "optimizer.momentum": 0.5, "start": [1, -2], "steps": 80}
    assert {key: told[key] for key in wanted} == wanted
    ready(course)
    assert query_of(course)["optimizer.momentum"] == "0.5"
    assert rate_of(course) == "0.123"
    expect(course.locator("[data-part=step-count]")).to_have_text("80 / 80")
    page.evaluate("""() => host({ type: "reset" })""")
    ready(course)
    assert last_state(page, course)["setting"] == heard(page, "ready")[0]["setting"]
    page.evaluate("""() => host({ type: "set", setting: { f: "x^2 + 3y^2", domain: [-2, 2, -2, 2] } })""")
    expect(course.locator("[data-part=formula-caption]")).to_contain_text("3")
    ready(course)
    assert setting_of(last_state(page, course))["domain"] == "-2,2,-2,2"
    assert heard(page, "error") == []


def last_state(page: Page, frame: Frame) -> dict[str, object]:
    """The newest of the messages that tell of a change, once nothing is under way."""
    page.wait_for_timeout(300)
    ready(frame)
    page.wait_for_timeout(100)
    return heard(page, "state")[-1]


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
    page.wait_for_timeout(100)
    expect(play).to_have_attribute("data-playing", "false")  # nobody who dislikes motion has asked for it
    expect(count).to_have_text("60 / 60")


@pytest.mark.parametrize(("query", "step"), [("", "0 / 60"), ("autoplay=1", "0 / 60"), ("autoplay=0", "60 / 60")])
def test_the_first_picture_plays_by_itself_or_not(
    open_page: Callable[..., Page], server: str, site: Site, query: str, step: str
) -> None:
    page = open_page(reduced_motion="no-preference")
    page.clock.install()
    page.goto(site.frame(f"{server}/embed?steps=60&{query}", SANDBOX, LISTENING))
    expect(page.frame_locator("iframe").locator("[data-part=step-count]")).to_have_text(step)


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
    to_notch_in(course, 100)
    before = course.evaluate(SEEN)
    for message in NOBODYS:
        page.evaluate(f"() => send({message})")
    page.wait_for_timeout(200)
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
    page.wait_for_timeout(300)
    assert rate_of(frame) == "0.0365"


def test_what_the_address_had_wrong_is_told(page: Page, server: str, site: Site) -> None:
    framed(page, site.frame(f"{server}/embed?lr=-1&mystery=1", SANDBOX, LISTENING))
    wait_for(page, "ready", 1)
    (told,) = heard(page, "error")
    errors = told["errors"]
    assert isinstance(errors, list)
    assert [each["parameter"] for each in errors] == ["mystery", "lr"]
