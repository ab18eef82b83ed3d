"""The surface in space while its graphics context is lost: the plane is seen, whatever is chosen meanwhile."""

from playwright.sync_api import Page, expect

from tests.browser.reading import ready
from tests.browser.space import space

LOSE = """canvas => new Promise((done) => {
  canvas.addEventListener("webglcontextlost", () => done(), { once: true });
  canvas.getContext("webgl2").getExtension("WEBGL_lose_context").loseContext();
})"""


def test_a_lost_picture_does_not_cover_the_plane(page: Page) -> None:
    space(page)
    page.locator("canvas[data-part=space]").evaluate(LOSE)
    expect(page.locator("canvas[data-part=path]")).to_be_visible()
    for look in ("plane", "space"):
        page.locator(f"[data-part=views] [data-look={look}]").click()
        ready(page)
        expect(page.locator("canvas[data-part=path]")).to_be_visible()
    expect(page.locator("[data-part=space-notice]")).to_be_visible()  # it has not come back in time
    expect(page.locator("[data-part=views] [data-look=plane]")).to_have_attribute("aria-pressed", "true")
