"""Pages of Learn in a browser: at any size, without scripts, on paper, in frames."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from descentlab.learn.contents import CHAPTERS, PAGES
from descentlab.learn.pages import figures, rendered
from tests.browser.chapters import all_figures
from tests.browser.reading import next_frame, rested
from tests.browser.test_accessibility import SCHEMES, UNNAMED, VIOLATIONS
from tests.browser.test_messages import LISTENING, heard
from tests.browser.test_print import PAGE
from tests.helpers.hosting import SANDBOX, Site

OpenPage = Callable[..., Page]
MOVES = 40
"""Pixels, at most, by which what stands below a figure moves when it comes alive: two lines."""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, summary, textarea")]
  .filter(element => element.checkVisibility() && !element.closest(".skip, dialog"))
  .filter(element => !element.matches("a") || !element.closest("p, li, td, dd, dt, h2, caption, figcaption"))
  .map(element => element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : element)
  .filter(element => { const box = element.getBoundingClientRect(); return box.height < 24 || box.width < 24 })
  .map(element => element.outerHTML.slice(0, 90))"""
"""WCAG 2.5.8: 24 pixels, but for links within text."""
SCROLLS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
OUTSIDE = """() => [...document.querySelectorAll("main *, header *")]
  .filter(each => each.checkVisibility()
    && !each.closest(".unseen, .skip, svg, math, .display, .verdict-text, [data-part=stage] > *"))
  .filter(each => { const { left, right } = each.getBoundingClientRect(); return right > innerWidth + 1 || left < -1; })
  .map(each => each.outerHTML.slice(0, 120))"""
"""What is cut at the edges of the window."""


def moved(grown: dict[str, float]) -> dict[str, float]:
    """Which figures have grown too much; the numbers inside an optimizer take as many lines as they are long."""
    return {id: pixels for id, pixels in grown.items() if abs(pixels) > MOVES and "inside" not in figures()[id].parts}


@pytest.mark.parametrize("id", PAGES)
@pytest.mark.parametrize("width", [320, 390])
def test_a_page_fits_a_phone(open_page: OpenPage, id: str, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640}, has_touch=True)
    page.goto(f"/learn/{id}")
    grown = all_figures(page)
    assert page.evaluate(SCROLLS) is False
    assert page.evaluate(OUTSIDE) == []
    assert moved(grown) == {}


@pytest.mark.parametrize("id", ["", *PAGES])
def test_a_page_is_read_without_scripts(open_page: OpenPage, id: str) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    page.goto(f"/learn/{id}".rstrip("/"))
    expect(page.locator("h1")).to_be_visible()
    if not id:
        return
    for figure in page.locator("[data-figure]").all():
        still = figure.locator(".still")
        still.scroll_into_view_if_needed()
        expect(still).to_be_visible()
        expect(figure.locator("figcaption")).to_be_visible()
    assert page.locator("[data-checkpoint] .because").count() == len(rendered(id).checkpoints)
    for because in page.locator("[data-checkpoint] .because").all():
        because.locator("summary").click()
        expect(because.locator(".answer")).to_be_visible()
    expect(page.locator(".submit:visible")).to_have_count(0)
    expect(page.locator("[data-part=theme]:visible")).to_have_count(0)


def test_stills_are_there_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/learn/curvature")
    still = page.locator("[data-figure=parabola] .still")
    still.scroll_into_view_if_needed()
    expect(still).to_have_js_property("complete", True)
    assert still.evaluate("image => image.naturalWidth") > 200


@pytest.mark.parametrize("id", PAGES)
def test_a_page_prints(open_page: OpenPage, id: str) -> None:
    page = open_page(viewport={"width": 1366, "height": 900})
    page.goto(f"/learn/{id}")
    sheets = len(PAGE.findall(page.pdf(format="A4")))
    assert sheets == 1 if id == "summary" else 1 <= sheets <= 14
    page.emulate_media(media="print")
    expect(page.locator("[data-part=header]")).not_to_be_visible()
    expect(page.locator(".contents")).not_to_be_visible()
    for figure in page.locator("[data-figure]").all():
        expect(figure.locator(".live")).to_be_visible()


@pytest.mark.parametrize("id", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, id: str) -> None:
    page = open_page(viewport={"width": 1366, "height": 900})
    page.goto(f"/learn/{id}")
    all_figures(page)
    for form in page.locator("form[data-checkpoint]").all():
        if form.locator("input[data-right]").count():
            form.locator("input[data-right]").check()
        form.locator(".submit button").click()
    next_frame(page)
    results = Axe().run(page, options=VIOLATIONS)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        next_frame(page)
        results = Axe().run(page, options=VIOLATIONS | CONTRAST)
        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_the_contents(open_page: OpenPage, scheme: Literal["light", "dark"]) -> None:
    page = open_page(color_scheme=scheme)
    page.goto("/learn?q=valley&read=curvature")
    results = Axe().run(page, options=VIOLATIONS)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("id", CHAPTERS)
def test_a_chapter_is_light(open_page: OpenPage, id: str) -> None:
    """What it costs on the wire before it is scrolled, and when every figure has been seen: four, 500 KB at most."""
    page = open_page(fresh=True, viewport={"width": 1366, "height": 900})
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"/learn/{id}")
    rested(page, 1500)
    assert sum(sizes) <= 200_000
    grown = all_figures(page, rest=1000)
    assert moved(grown) == {}
    assert sum(sizes) <= 125_000 * max(len(rendered(id).figures), 4)
    session.detach()


def test_words_are_found_and_lead_to_their_section(page: Page) -> None:
    page.goto("/learn")
    page.get_by_label("Search in Learn").fill("valley from the side")
    page.keyboard.press("Enter")
    first = page.locator(".found a").first
    first.click()
    page.wait_for_url(re.compile(r"/learn/curvature#"))
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_way_through_is_kept_in_the_address(page: Page) -> None:
    page.goto(f"/learn/{CHAPTERS[0]}")
    page.locator("a[rel=next]").click()
    page.wait_for_url(re.compile(rf"/learn/{CHAPTERS[1]}\?read={CHAPTERS[0]}$"))
    expect(page.locator(".contents .line-read")).to_have_count(1)
    assert page.evaluate("() => document.cookie + localStorage.length") == "0"
    page.locator("nav[aria-label=Pages] a", has_text="Learn").click()
    page.wait_for_url(re.compile(r"/learn$"))


def test_a_word_of_the_trade_leads_to_the_glossary(page: Page) -> None:
    page.goto("/learn/curvature")
    term = page.locator("[data-chapter] .term").first
    word = term.inner_text()
    term.click()
    page.locator(".explanation a").first.click()
    page.wait_for_url(re.compile(r"/learn/glossary#"))
    expect(page.locator(":target dt")).to_contain_text(re.compile(re.escape(word[:4]), re.IGNORECASE))


def test_a_framed_figure_tells_its_height_and_what_was_answered(page: Page, server: str, site: Site) -> None:
    id = next(each.id for each in figures().values() if each.predict)
    page.goto(site.frame(f"{server}/embed?figure={id}", SANDBOX, LISTENING))
    frame = page.frames[1]
    page.wait_for_function("() => heard.some(({ type }) => type === 'ready')")
    page.wait_for_function("() => heard.some(({ type, height }) => type === 'resize' && height > 300)")
    assert page.evaluate("() => heard.some(each => each.subject === 'lti.frameResize' && each.height > 300)")
    form = frame.locator("form[data-checkpoint]").first
    form.locator("input[data-right]").check()
    form.locator(".submit button").click()
    page.wait_for_function("() => heard.some(({ type }) => type === 'checkpoint')")
    assert heard(page, "checkpoint")[-1]["right"] is True


def test_a_framed_chapter_leads_on_in_its_frame(page: Page, server: str, site: Site) -> None:
    page.goto(site.frame(f"{server}/embed?chapter={CHAPTERS[0]}", SANDBOX))
    frame = page.frames[1]
    frame.locator("a[rel=next]").click()
    expect(frame.locator("[data-chapter]")).to_have_attribute("data-chapter", CHAPTERS[1])


def test_the_html_of_a_frame_is_copied_whole(page: Page, server: str) -> None:
    page.goto("/learn/teachers#embed-parabola")
    field = page.locator("#embed-parabola textarea")
    expect(field).to_have_value(re.compile(re.escape(f'<iframe src="{server}/embed?figure=parabola"')))
    page.locator("#embed-parabola button").click()
    expect(page.locator("#embed-parabola button")).to_have_text(re.compile("Copied|Selected"))
