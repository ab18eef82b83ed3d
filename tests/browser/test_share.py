"""What the dialog hands out: the link, the snippet for a page elsewhere, and the clipboard."""

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.reading import choose, framed, next_frame, query_of, shared_link, to_notch, visit
from tests.helpers.hosting import SANDBOX, Site, frame_tag
from tests.helpers.pages import SEEN, is_alive


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
    expect(page.locator("[data-part=share-dialog]")).to_be_visible()
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
    assert shared_link(page) == page.url


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
    to_notch(frame, 200)
    next_frame(frame)
    assert is_alive(before, frame.evaluate(SEEN))


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


@pytest.mark.parametrize("missed", ["shell/share.js", "css/dialogs.css"])
def test_a_dialog_that_cannot_be_fetched_is_told_and_asked_for_again(
    page: Page, complaints: list[str], missed: str
) -> None:
    visit(page, "/?surface=bowl")
    page.route(f"**/{missed}", lambda route: route.abort())
    page.locator("button[data-part=share]").click()
    expect(page.locator("[data-part=notices]")).to_contain_text("could not be fetched")
    expect(page.locator("[data-part=share-dialog]")).to_be_hidden()
    page.unroute(f"**/{missed}")
    page.locator("button[data-part=share]").click()
    assert shared_link(page) == page.url
    expect(page.locator("[data-part=share-dialog]")).to_have_css("padding", "0px")  # in its style
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]
