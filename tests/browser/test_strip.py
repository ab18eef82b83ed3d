"""The strip under the track: where each rate ends, what works, and where the hand is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from descentlab import family
from descentlab.common.numbers import digits
from descentlab.setting.rates import learning_rate_grid
from tests.browser.reading import RequestsOf, is_in_sight, next_frame, part_box, query_of, ready, to_notch, visit

NOTCHES = learning_rate_grid(digits=3)
LINE = """() => {
  const line = document.querySelector("[data-part=strip-line]");
  const { theme } = document.querySelector("[data-lab]").lab.state;
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  probe.fillStyle = theme.charts.loss;
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const { width, height } = line;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(line, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let lowest = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const close = [r, g, b].every((each, index) => Math.abs(each - data[at + index]) < 3) && data[at + 3] === 255;
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    if (close && y > lowest[1]) lowest = [x, y];
  }
  return lowest[0] / width;
}"""
"""Where along the strip its line lies lowest, as a share of its width."""
PIXELS = "name => document.querySelector(`[data-part=${name}]`).toDataURL()"


def drawn(page: Page) -> tuple[str, str]:
    """The line that stays, and what follows the hand."""
    next_frame(page)
    line, now = (page.evaluate(PIXELS, name) for name in ("strip-line", "strip-now"))
    return line, now


def place_of(page: Page, notch: int) -> tuple[float, float]:
    """Where a notch is on the strip, by the thumb of the slider above it."""
    box = part_box(page, "strip")
    thumb = page.locator("[data-part=rate]").evaluate(
        "e => parseFloat(getComputedStyle(e).getPropertyValue('--thumb'))"
    )
    return box["x"] + thumb / 2 + notch / 240 * (box["width"] - thumb), box["y"] + box["height"] / 2


def test_only_the_dot_moves_with_the_hand_and_nobody_is_asked(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?lr=0.075")
    expect(page.locator("[data-part=strip-now]")).to_be_visible()
    asked = requests_of(page)
    before = drawn(page)
    to_notch(page, 100)
    after = drawn(page)
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert asked == []


@pytest.mark.parametrize("query", ["steps=120&start=-8,1.5", "surface=rosenbrock", "surface=linear_regression"])
def test_the_line_lies_lowest_where_the_core_says(page: Page, query: str) -> None:
    visit(page, f"/?{query}")
    given = dict(each.split("=") for each in query.split("&"))
    asked = query_of(page)
    steps, (x, y) = int(asked["steps"]), map(float, asked["start"].split(","))
    found = family(NOTCHES, surface=given.get("surface", "ravine"), steps=steps, start=(x, y))
    assert found.lowest is not None
    expect(page.locator("[data-part=strip-line]")).to_be_visible()
    next_frame(page)
    box = part_box(page, "strip")
    share = (place_of(page, found.lowest)[0] - box["x"]) / box["width"]
    assert page.evaluate(LINE) == pytest.approx(share, abs=8 / box["width"])  # the marker lies over the point itself
    words = page.locator("[data-part=track-words]")
    assert found.window is not None
    assert found.recommended is not None
    first, last = (NOTCHES[notch] for notch in found.window)
    expect(words).to_contain_text(
        f"Lowest loss after {steps} steps at {NOTCHES[found.lowest]:g}; works from {first:g} to {last:g}, "
        f"recommended {NOTCHES[found.recommended]:g}."
    )


def test_where_nothing_ends_the_words_say_so(page: Page) -> None:
    visit(page, "/?noise=4&steps=300")
    expect(page.locator("[data-part=track-words]")).to_contain_text("; no rate works.")


def test_pointing_reads_and_pressing_sets(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?lr=0.075")
    expect(page.locator("[data-part=strip-now]")).to_be_visible()
    before = drawn(page)
    asked = requests_of(page)
    page.mouse.move(*place_of(page, 90))
    pointed = drawn(page)
    assert pointed[1] != before[1]
    assert page.locator("[data-part=rate]").input_value() == "138"
    page.mouse.move(5, 300)
    assert drawn(page) == before
    page.mouse.click(*place_of(page, 90))
    next_frame(page)
    assert page.locator("[data-part=rate]").input_value() == "90"
    assert page.locator("[data-part=rate-number]").input_value() == digits(NOTCHES[90])
    assert query_of(page)["lr"] == f"{NOTCHES[90]:g}"
    page.mouse.move(5, 300)
    assert drawn(page)[0] == before[0]
    assert asked == []


def test_a_finger_sets_it_too(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, "/")
    expect(page.locator("[data-part=strip-now]")).to_be_visible()
    page.touchscreen.tap(*place_of(page, 60))
    expect(page.locator("[data-part=rate]")).to_have_value("60")


def test_it_goes_with_the_track(page: Page, requests_of: RequestsOf) -> None:
    asked = requests_of(page)
    visit(page, "/?hide=track")
    expect(page.locator("[data-part=strip]")).to_be_hidden()
    assert not any("strip" in url for url in asked)


def test_it_is_another_with_another_setting_and_in_another_theme(page: Page) -> None:
    visit(page, "/?lr=0.075")
    expect(page.locator("[data-part=strip-now]")).to_be_visible()
    before = drawn(page)[0]
    page.evaluate("document.querySelector('[data-lab]').lab.change({ steps: 30 })")
    ready(page)
    shorter = drawn(page)[0]
    assert shorter != before
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"before => ({PIXELS})('strip-line') !== before", arg=shorter)


@pytest.mark.parametrize(
    ("path", "width", "height", "there"),
    [
        ("/", 1366, 768, True),
        ("/", 1280, 720, True),
        ("/", 390, 844, True),
        ("/", 360, 640, False),
        ("/", 844, 390, False),
        ("/embed", 480, 270, False),
        ("/embed", 720, 480, False),
        ("/present", 1920, 1080, True),
        ("/present", 1024, 768, True),
        ("/present", 640, 360, False),
    ],
)
def test_it_is_where_there_is_room_for_it(
    page: Page, requests_of: RequestsOf, path: str, width: int, height: int, there: bool
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    asked = requests_of(page)
    visit(page, path)
    expect(page.locator("[data-part=strip]")).to_be_visible(visible=there)
    if there:
        assert is_in_sight(page, "strip", width, height)
        expect(page.locator("[data-part=strip-line]")).to_be_visible()
    if path == "/embed":
        assert not any("strip" in url for url in asked)
    hand = page.locator("[data-part=hand]")
    assert hand.evaluate("each => each.scrollWidth <= each.clientWidth")
