"""The surface in space is drawn coarser while it moves, and in all its pixels as soon as it does not."""

from playwright.sync_api import Page, expect

from tests.browser.reading import next_frame
from tests.browser.space import LAB, space


def test_a_hand_that_rests_sees_all_pixels(page: Page) -> None:
    space(page, "&autoplay=0")
    picture = page.locator("canvas[data-part=space]")
    width, shown = picture.evaluate("canvas => [canvas.width, canvas.clientWidth]")
    assert width == 2 * shown, "there is no graphics processor here"
    coarse = page.evaluate(
        f"""async () => {{
          {LAB}.change({{ lr: 0.05 }}, {{ commit: false }});
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          return document.querySelector("canvas[data-part=space]").width;
        }}"""
    )
    assert coarse <= shown
    assert page.evaluate(f"{LAB}.state.held")
    expect(picture).to_have_attribute("width", str(width))
    assert page.evaluate(f"{LAB}.state.held")
    next_frame(page)
    assert page.evaluate("() => document.querySelector('canvas[data-part=space]').width") == width
