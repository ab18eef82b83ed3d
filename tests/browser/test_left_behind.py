"""What is told too early, drawn nowhere, or left behind: hidden runs, a folded legend, panels that have gone."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.reading import next_frame, visit

LAB = "document.querySelector('[data-lab]').lab"
TOO_LARGE = "lr=0.0805&steps=300"


def test_a_story_does_not_give_its_answer_away(page: Page) -> None:
    visit(page, f"/?autoplay=0&{TOO_LARGE}&predict=1")
    told, chosen = page.locator("[data-part=story-told]"), page.locator("[data-part=stories-chosen]")
    page.locator("[data-part=stories] > summary").click()
    link = page.locator("[data-part=stories-list] a[aria-current]").first
    expect(link).to_contain_text("Too large")
    expect(link.locator("span")).to_be_hidden()
    expect(told).to_be_hidden()
    expect(told).to_be_empty()
    expect(chosen).not_to_contain_text("Too large")
    page.evaluate(f"{LAB}.set({{ predict: false }})")
    expect(told).to_contain_text("each swing is wider")
    expect(chosen).to_contain_text("Too large")
    expect(link.locator("span")).to_be_visible()


def test_the_page_itself_does_not_tell_it_either(page: Page) -> None:
    answer = page.request.get(f"/?{TOO_LARGE}&predict=1").text()
    assert "each swing is wider" not in answer.split("<script")[0]
    assert "each swing is wider" in page.request.get(f"/?{TOO_LARGE}").text()


def test_the_colours_of_the_path_are_explained_in_a_legend_that_is_unfolded_later(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, "/?autoplay=0&schedule=cosine")
    page.evaluate(f"{LAB}.set({{ colourBy: 'rate' }})")
    ramp = page.locator(".legend-rate canvas")
    expect(ramp).to_have_count(1)
    expect(ramp).to_be_hidden()
    page.get_by_role("button", name="Legend in the picture").click()
    expect(ramp).to_be_visible()
    next_frame(page)
    next_frame(page)
    filled = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(each => each)"
    assert ramp.evaluate(filled)


def test_a_picture_is_not_described_by_words_that_have_gone(page: Page) -> None:
    visit(page, "/?autoplay=0&surface=ravine&noise=1&seeds=paths")
    path = page.locator("[data-part=path]")
    page.wait_for_function(f"() => {LAB}.state.fan !== null")
    next_frame(page)
    assert "seeds-words" in (path.get_attribute("aria-describedby") or "")
    page.evaluate(f"{LAB}.dispose()")
    assert "seeds-words" not in (path.get_attribute("aria-describedby") or "")


def test_a_surface_is_described_by_what_it_teaches_while_it_has_the_focus(page: Page) -> None:
    visit(page, "/?autoplay=0")
    page.locator("[data-part=surface] > summary").click()
    radio = page.locator("[data-part=gallery] input").first
    expect(page.locator("[data-part=gallery-about]")).to_have_count(1)
    radio.focus()
    assert "gallery-about" in (radio.get_attribute("aria-describedby") or "")
    radio.blur()
    assert radio.get_attribute("aria-describedby") is None
