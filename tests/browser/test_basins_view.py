"""Basins: the ground shows where a run ends from every start, and the start is picked on it."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import descentlab
from descentlab.verdict.outcome import Outcome
from tests.browser.reading import RequestsOf, box_of, drag_rate, middle, next_frame, part_box, ready, rested, visit

PATH = "/?surface=himmelblau&steps=100&look=basins"
STATE = 'document.querySelector("[data-lab]").lab.state'
PLACE = f"([x, y]) => {STATE}.view.toScreen(x, y)"
TOLD = "[data-part=basins-ground][aria-label*='%']"
PIXELS = """() => {
  const ground = document.querySelector("[data-part=basins-ground]");
  const { width, height } = ground;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(ground, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum = (31 * sum + data[at] + 7 * data[at + 1]) % 4294967291;
  return sum;
}"""


def shown(page: Page, path: str = PATH) -> None:
    """Open a map of starts and wait for all of it."""
    visit(page, path)
    whole(page)


def whole(page: Page) -> None:
    """Wait until all of what was asked is there."""
    next_frame(page)
    rested(page, 200)
    expect(page.locator("[data-part=basins][aria-busy=false]:not([data-old])")).to_be_attached()
    expect(page.locator(TOLD)).to_be_attached()
    next_frame(page)


def point_at(page: Page, x: float, y: float) -> None:
    """Move the mouse to a place of the plane."""
    left, top = page.evaluate(PLACE, [x, y])
    box = part_box(page, "path")
    page.mouse.move(box["x"] + left, box["y"] + top)
    next_frame(page)


def maps_of(requests: list[str]) -> list[str]:
    return [each for each in requests if "/atlas?" in each]


def column_of(request: str) -> float:
    """How far two columns of a tile are apart."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(request).query).items()}
    return round((float(asked["x_max"]) - float(asked["x_min"])) / (int(asked["nx"]) - 1), 6)


def test_a_start_is_read_off_as_the_core_runs_it(page: Page) -> None:
    shown(page)
    for start in ((3.2, 2.2), (-2.5, 3.0), (-4.0, -3.0), (9.0, 0.5)):
        point_at(page, *start)
        reading = page.locator("[data-part=basins-reading]")
        expect(reading).to_contain_text("From")
        words = reading.inner_text()
        place = words.partition("(")[2].partition(")")[0].replace("−", "-").split(",")
        x, y = (float(each) for each in place)
        assert (x, y) == pytest.approx(start, abs=0.1)
        run = descentlab.run(surface="himmelblau", steps=100, start=(x, y))
        if run.outcome is Outcome.CONVERGED:
            minimum = words.partition("reaches (")[2].partition(")")[0].replace("−", "-").split(",")
            assert [float(each) for each in minimum] == pytest.approx(run.points[-1], abs=0.02)
        else:
            assert f": {run.outcome.short}" in words


def test_it_is_asked_coarse_first_and_not_again_for_another_start(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?surface=himmelblau&steps=100")
    requests = requests_of(page)
    page.locator("[data-part=views] [data-look=basins]").click()
    whole(page)
    asked = maps_of(requests)
    apart = [column_of(each) for each in asked]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 4 * apart[-1]
    x, y = middle(page.locator("[data-part=start-handle]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y - 60, steps=6)
    page.mouse.up()
    ready(page)
    whole(page)
    assert maps_of(requests) == asked


def test_while_eta_is_dragged_the_map_of_another_is_dimmed_and_nothing_is_asked(
    page: Page, requests_of: RequestsOf
) -> None:
    shown(page)
    requests = requests_of(page)
    box, (_, y) = box_of(page.locator("[data-part=rate]")), middle(page.locator("[data-part=rate]"))
    share = page.locator("[data-part=rate]").evaluate("slider => slider.valueAsNumber / slider.max")
    x = box["x"] + 8 + share * (box["width"] - 16)
    before = page.evaluate(PIXELS)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 24, y, steps=6)
    next_frame(page)
    expect(page.locator("[data-part=basins][data-old]")).to_be_attached()
    assert page.evaluate(PIXELS) == before
    assert maps_of(requests) == []
    page.mouse.up()
    whole(page)
    assert maps_of(requests) != []
    assert page.evaluate(PIXELS) != before


def test_it_lies_in_the_view_of_the_plane(page: Page, requests_of: RequestsOf) -> None:
    """Enlarged, the same place reads the same; the new piece is asked for at rest."""
    shown(page)
    point_at(page, 3.2, 2.2)
    reading = page.locator("[data-part=basins-reading]")
    expect(reading).to_contain_text("reaches (3.00, 2.00)")
    requests = requests_of(page)
    page.locator("[data-part=zoom-in]").click()
    page.wait_for_function(f"() => {STATE}.zoom !== null && {STATE}.zoom === {STATE}.zoomAtRest")
    whole(page)
    point_at(page, 3.2, 2.2)
    expect(reading).to_contain_text("reaches (3.00, 2.00)")
    view = page.evaluate(f"{STATE}.view.extent()")
    last = parse_qs(urlsplit(maps_of(requests)[-1]).query)
    assert view[0] <= float(last["x_min"][0]) < float(last["x_max"][0]) <= view[1]
    assert page.locator("[data-part=basins-ground]").evaluate("each => each.style.transform") == ""


def test_the_legend_says_what_the_colours_mean_and_words_say_how_much(page: Page) -> None:
    shown(page)
    rows = page.locator("[data-part=basins-legend] li")
    expect(rows.first).to_be_visible()
    words = rows.all_inner_texts()
    assert any("★ (3.00, 2.00)" in each for each in words)
    assert any("diverges" in each for each in words)
    told = page.locator("[data-part=basins-ground]").get_attribute("aria-label") or ""
    assert "end at the lowest minimum" in told
    expect(page.locator("[data-part=legend-ramp]")).to_be_hidden()
    page.locator("[data-part=views] [data-look=plane]").click()
    expect(page.locator("[data-part=legend-ramp]")).to_be_visible()
    expect(page.locator("[data-part=basins]")).to_be_hidden()


def test_a_hand_on_the_start_hears_how_it_ends(page: Page) -> None:
    shown(page)
    page.locator("[data-part=start-handle]").focus()
    page.keyboard.press("ArrowRight")
    ready(page)
    headline = page.locator("[data-part=verdict-headline]").inner_text()
    expect(page.locator("[data-part=basins-reading]")).to_have_text(f"From {_start(page)}: {headline}")


def _start(page: Page) -> str:
    label = page.locator("[data-part=start-handle]").get_attribute("aria-label") or ""
    return label.removeprefix("Start point ")


def test_predict_hides_it(page: Page, requests_of: RequestsOf) -> None:
    requests = requests_of(page)
    visit(page, f"{PATH}&predict=1")
    expect(page.locator("[data-part=basins]")).to_be_hidden()
    drag_rate(page, 0.4)
    rested(page, 300)
    ready(page)
    assert maps_of(requests) == []


def test_it_goes_with_its_lab(page: Page) -> None:
    shown(page)
    page.evaluate('document.querySelector("[data-lab]").lab.dispose()')
    expect(page.locator("[data-part=basins], [data-part=basins-key], [data-part=basins-reading]")).to_have_count(0)


@pytest.mark.parametrize(("path", "scheme"), [("/", "light"), ("/", "dark"), ("/embed", "dark"), ("/present", "light")])
def test_axe_finds_nothing(open_page: Callable[..., Page], path: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    shown(page, f"{path}?surface=himmelblau&look=basins")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
