"""The ravine's caption: plain while it lies straight, whole once it is turned."""

from playwright.sync_api import Page, expect

from tests.browser.reading import reach, ready, visit


def test_the_formula_is_plain_until_the_ravine_is_turned(page: Page) -> None:
    visit(page, "/?autoplay=0")
    plain, whole = (page.locator(f"[data-part=caption] [{name}]") for name in ("data-where", "data-unless"))
    expect(plain).to_be_visible()
    expect(whole).to_be_hidden()
    field = reach(page, 'input[type=text][data-key="surface.angle"]')
    field.fill("30")
    field.press("Enter")
    ready(page)
    expect(whole).to_be_visible()
    expect(plain).to_be_hidden()
    expect(page.locator("[data-part=surface-chosen]")).to_have_text("Ravine, κ = 25, ω = 30")
    visit(page, "/?surface.angle=30&autoplay=0")
    expect(whole).to_be_visible()
    expect(plain).to_be_hidden()
