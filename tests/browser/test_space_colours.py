"""The surface in space: paths coloured by η, and the mark where η was changed, as seen from above."""

from playwright.sync_api import Page, expect

import descentlab
from tests.browser.reading import next_frame, ready
from tests.browser.space import LAB, at_rest, pixels, seen, space

RUN = "&surface=ravine&lr=0.02&steps=120&earlier=30,0.075&autoplay=0"
LEGEND = "[data-part=legend]"


def colour_at(page: Page, x: float, y: float) -> list[int]:
    """Red, green and blue of the pixel under which a point of the plane is."""
    left, top = seen(page, x, y)
    shown = pixels(page, round(left), round(top), 1, 1)
    return [int(each) for each in shown[0, 0]]


def colour_by(page: Page, what: str) -> None:
    page.evaluate(f"{LAB}.set({{ colourBy: {what} }})")
    next_frame(page)
    ready(page)
    at_rest(page)


def test_each_step_has_the_colour_of_its_rate(page: Page) -> None:
    space(page, RUN)
    points = descentlab.run(surface="ravine", lr=0.02, steps=120, earlier=(30, 0.075)).points
    early = [(points[0][axis] + points[1][axis]) / 2 for axis in (0, 1)]
    red, green, blue = colour_at(page, *early)
    assert blue > green > red, "the optimizer's own"
    expect(page.locator(f"{LEGEND} .legend-rate")).to_have_count(0)
    colour_by(page, '"rate"')
    expect(page.locator(f"{LEGEND} .legend-rate")).to_be_visible()
    expect(page.locator(f"{LEGEND} .legend-rate-ends")).to_have_text("0.02000.0750")
    red, green, blue = colour_at(page, *early)
    assert green < min(red, 60) < 90 < blue
    page.locator("[data-part=views] [data-look=plane]").click()
    expect(page.locator(f"{LEGEND} .legend-rate")).to_be_visible()
    page.locator("[data-part=views] [data-look=basins]").click()
    expect(page.locator(f"{LEGEND} .legend-rate .legend-title")).to_be_visible()
    page.locator("[data-part=views] [data-look=space]").click()
    at_rest(page)
    colour_by(page, "null")
    expect(page.locator(f"{LEGEND} .legend-rate")).to_have_count(0)
    red, green, blue = colour_at(page, *early)
    assert blue > green > red


def test_a_legend_that_was_not_seen_is_drawn_when_it_is(page: Page) -> None:
    page.goto(f"/?look=slice{RUN}")
    ready(page)
    colour_by(page, '"rate"')
    expect(page.locator(f"{LEGEND} .legend-rate canvas")).to_be_hidden()
    page.locator("[data-part=views] [data-look=plane]").click()
    ramp = page.locator(f"{LEGEND} .legend-rate canvas")
    expect(ramp).to_be_visible()
    ready(page)
    row = ramp.evaluate("canvas => [...canvas.getContext('2d').getImageData(0, 2, canvas.width, 1).data]")
    (red, _, blue, opaque), (dull, _, bright, solid) = row[4:8], row[-8:-4]
    assert opaque == solid == 255
    assert red - blue > 0 > dull - bright, "orange to blue"


def test_where_the_rate_was_changed_there_is_a_mark(page: Page) -> None:
    space(page, RUN)
    sign = page.locator("[data-sign=changed]")
    expect(sign).to_be_visible()
    points = descentlab.run(surface="ravine", lr=0.02, steps=120, earlier=(30, 0.075)).points
    assert min(colour_at(page, *points[30])) > 220, "white within"
    page.evaluate(f"{LAB}.change({{ earlier: null }})")
    ready(page)
    at_rest(page)
    expect(sign).to_be_hidden()
    assert min(colour_at(page, *points[30])) < 220
