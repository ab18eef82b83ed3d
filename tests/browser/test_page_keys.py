"""What is chosen beside the setting stands in the address, and comes back with it."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.reading import next_frame, query_of, shared_link, visit

LAB = "document.querySelector('[data-lab]').lab"


def chosen(page: Page) -> dict[str, str]:
    """Of the address what is looked at here."""
    next_frame(page)
    return {key: value for key, value in query_of(page).items() if key in ("loop", "colour")}


def test_a_loop_and_the_colours_of_the_path_are_in_the_address(page: Page) -> None:
    visit(page, "/?autoplay=0&schedule=cosine")
    assert chosen(page) == {}
    page.locator("[data-part=loop]").click()
    assert chosen(page) == {"loop": "1"}
    page.locator("[data-part=schedule] > summary").click()
    page.locator("[data-part=colour-path]").click()
    assert chosen(page) == {"loop": "1", "colour": "rate"}
    page.locator("[data-part=loop]").click()
    page.locator("[data-part=colour-path]").click()
    assert chosen(page) == {}


def test_what_the_address_says_of_them_is_shown_and_shared(page: Page) -> None:
    visit(page, "/?autoplay=0&schedule=cosine&loop=1&colour=rate")
    expect(page.locator("[data-part=loop]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".legend-rate")).to_contain_text("η")
    page.locator("[data-part=schedule] > summary").click()
    expect(page.locator("[data-part=colour-path]")).to_have_attribute("aria-pressed", "true")
    assert chosen(page) == {"loop": "1", "colour": "rate"}
    page.locator("[data-part=share]").click()
    link = shared_link(page)
    assert "&loop=1&colour=rate" in urlsplit(link).query


def test_another_colour_is_refused_with_its_name(page: Page) -> None:
    visit(page, "/?autoplay=0&colour=loss")
    expect(page.locator("[data-part=notices]")).to_contain_text("colour")
    assert page.evaluate(f"{LAB}.state.colourBy") is None
