"""The charts under the picture: what they count, what they show, and the cursor they share."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import choose, middle, next_frame, ready, visit


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("surface=ravine", "Loss"),
        ("surface=nonconvex", "Loss, drawn above −1.43"),
        ("surface=saddle", "Loss"),
    ],
)
def test_the_loss_chart_says_from_where_it_counts(page: Page, query: str, caption: str) -> None:
    visit(page, f"/?{query}")
    expect(page.locator("[data-part=chart-loss-caption]")).to_have_text(caption)


def test_where_an_optimizer_divides_its_chart_shows_the_curvature_divided(page: Page) -> None:
    visit(page, "/?optimizer=adam&optimizer.beta2=0.99&lr=0.1&steps=600")
    caption = page.locator("[data-part=chart-sharpness-caption]")
    expect(caption).to_have_text("Preconditioned sharpness λ/√v̂ and 38/η")
    choose(page, "optimizer", "gd")
    ready(page)
    expect(caption).to_have_text("Sharpness λ and 2/η")


def test_a_press_on_a_chart_moves_the_playhead(page: Page) -> None:
    visit(page, "/?steps=100")
    page.mouse.click(*middle(page.locator("[data-part=chart-loss]")))
    next_frame(page)
    step = int((page.locator("[data-part=step-count]").text_content() or "").split(" / ")[0])
    assert 30 < step < 70
