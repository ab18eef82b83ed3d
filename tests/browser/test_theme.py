"""Light and dark: by the address, by the system, by the hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import framed, next_frame, query_of, ready, to_notch, visit
from tests.helpers.hosting import SANDBOX, Site

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
