"""What is in sight and keeps its place, on screens of every size."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import is_in_sight, part_box, ready, to_notch, visit
from tests.helpers.reading import number

ROWS = ("surface", "optimizer", "schedule", "noise", "start")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1440, 900), (1280, 720)])
def test_nothing_essential_lies_below_the_fold(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, "/?lr=0.3")
    parts = ["rate-number", "rate", "verdict", "what-helps", "try-best", "scrub", "play", "chart-loss", "chart-rate"]
    for part in (*parts, "chart-sharpness", *(f"{name}-chosen" for name in ROWS)):
        assert is_in_sight(page, part, width, height), part
    scrolls = "element => element.scrollHeight > element.clientHeight"
    assert not any(page.locator(each).evaluate(scrolls) for each in (".lab", ".groups", ".verdict-text"))
    plot = "canvas => canvas.clientHeight - 24 - 20 >= 2 * 34"  # room for two labels of the value axis
    assert page.locator("[data-part=chart-loss]").evaluate(plot)


@pytest.mark.parametrize(
    ("path", "width", "height"),
    [
        *(("/embed", *size) for size in ((720, 480), (600, 400), (480, 270), (320, 480), (320, 320))),
        *(
            ("/", *size)
            for size in (
                (640, 360),
                (844, 390),
                (390, 844),
                (320, 640),
                (341, 192),
                (980, 700),
                (1366, 768),
                (1440, 900),
            )
        ),
        ("/present", 1280, 720),
    ],
)
def test_the_rate_is_never_cut(page: Page, path: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    rates = (0.000123, 0.0123456789, 1e-300)
    visit(page, f"{path}?lr={rates[0]!r}")
    for lr in rates:
        page.evaluate("lr => document.querySelector('[data-lab]').lab.change({ lr })", lr)
        ready(page)
        field = page.locator("[data-part=rate-number]")
        assert number(field.input_value()) == lr
        for part in ("rate-number", "rate-title"):
            fits = page.locator(f"[data-part={part}]").evaluate("each => each.scrollWidth <= each.clientWidth")
            assert fits, (part, lr)
        box = part_box(page, "rate-number")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        predict = part_box(page, "predict")
        beside = predict["x"] + predict["width"] <= box["x"] + 1 or predict["x"] >= box["x"] + box["width"] - 1
        assert (
            beside or predict["y"] + predict["height"] <= box["y"] + 1 or predict["y"] >= box["y"] + box["height"] - 1
        )


def test_buttons_keep_their_places(page: Page) -> None:
    visit(page, "/")
    place = part_box(page, "what-helps")
    for lr in ("0.3", "0.002"):
        to_notch(page, 170 if lr == "0.3" else 60)
        expect(page.locator("[data-part=try-best]")).to_be_visible()
        assert part_box(page, "what-helps") == place
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=remedies] button").first).to_be_visible()
    assert part_box(page, "what-helps") == place


def test_the_good_rates_are_marked_beneath_the_thumb(page: Page) -> None:
    """Where the thumb lies on the only good rates, their colour shows on the line beneath, and so does their name."""
    visit(page, "/")
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-outcome=converged]')).color")
    thumb = page.locator("[data-part=rate]").evaluate(
        "e => parseFloat(getComputedStyle(e).getPropertyValue('--thumb'))"
    )
    assert thumb <= 10
    assert colour
    pixels = page.locator("[data-part=rate-marks-canvas]").evaluate(
        """canvas => {
          const { outcomes } = document.querySelector("[data-lab]").lab.state.theme;
          const probe = new OffscreenCanvas(1, 1).getContext("2d");
          probe.fillStyle = outcomes.converged;
          probe.fillRect(0, 0, 1, 1);
          const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          const rows = new Set();
          for (let at = 0; at < data.length; at += 4) {
            if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) {
              rows.add(Math.floor(at / 4 / canvas.width));
            }
          }
          return [...rows];
        }"""
    )
    assert {0, 1, 2} <= set(pixels)  # the zone
    assert max(pixels) > 10  # its name
