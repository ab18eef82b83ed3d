"""What the closed row of the range test says is of the setting that is there."""

from playwright.sync_api import Page, expect

from tests.browser.reading import ready, visit

LAB = "document.querySelector('[data-lab]').lab"


def test_a_closed_row_keeps_no_limit_of_another_setting(page: Page) -> None:
    visit(page, "/?autoplay=0")
    row, chosen = page.locator("[data-part=range-test] > summary"), page.locator("[data-part=range-test-chosen]")
    usual = chosen.inner_text()
    row.click()
    expect(chosen).to_contain_text("limit 0.0")
    found = chosen.inner_text()
    row.click()
    page.evaluate(f"{LAB}.change({{ lr: 0.01 }})")
    ready(page)
    expect(chosen).to_have_text(found)  # the test itself goes over every rate
    page.evaluate(f"{LAB}.change({{ 'surface.kappa': 100 }})")
    expect(chosen).to_have_text(usual)
    page.evaluate(f"{LAB}.undo()")
    expect(chosen).to_have_text(found)
