"""Slice: the loss along a step instead of the plane, looked up while η is dragged, hidden where the answer is."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import descentlab
from tests.browser.reading import RequestsOf, drag_rate, next_frame, rate_of, ready, visit
from tests.browser.test_accessibility import SMALL, UNNAMED

SENTENCE, NUMBERS = "[data-part=slice-sentence]", "[data-part=slice-numbers] dd"
CURRENT = "[data-part=slice]:not([data-old]):not([hidden])"
STATE = 'document.querySelector("[data-lab]").lab.state'
WAYS = ["along the gradient", "the whole run"]


def sliced(page: Page, path: str = "/?look=slice") -> None:
    """Open a slice and wait until every rate of the slider has one."""
    with page.expect_response(re.compile(r"/slices\?.*over=lr")) as answered:
        page.goto(path)
    answered.value.finished()
    ready(page)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the slice is that of the setting."""
    next_frame(page)
    expect(page.locator(CURRENT)).to_be_attached()
    expect(page.locator(SENTENCE)).not_to_be_empty()
    next_frame(page)


def numbers(page: Page) -> list[str]:
    """Loss before, promised, after."""
    next_frame(page)
    return page.locator(NUMBERS).all_inner_texts()


def slices_of(requests: list[str]) -> list[str]:
    return [each for each in requests if "/slices?" in each]


def test_it_begins_with_the_first_step_and_says_what_becomes_of_it(page: Page) -> None:
    visit(page, "/?surface=ravine&start=0,1&steps=40&lr=0.07")
    page.locator("[data-part=views] [data-look=slice]").click()
    settled(page)
    run = descentlab.run(surface="ravine", start=(0, 1), steps=40, lr=0.07)
    assert numbers(page) == ["12.5", "7.03", "7.03"]
    assert f"{run.losses[1]:.3g}" == "7.03"
    expect(page.locator(SENTENCE)).to_have_text(
        "Along the gradient the bottom is promised at 1/λ = 0.0400. This step, η = 0.0700, goes past it, "
        "to a loss of 7.03: lower than before."
    )
    expect(page.locator("[data-part=step-count]")).to_have_text("0 / 40")
    expect(page.locator("[data-part=path]")).to_be_hidden()
    # Plain descent steps along the gradient: there is one direction, and the whole run on it.
    expect(page.locator("[data-part=slice-ways] button").filter(visible=True)).to_have_text(WAYS)
    page.locator("[data-part=views] [data-look=plane]").click()
    expect(page.locator("[data-part=path]")).to_be_visible()
    expect(page.locator("[data-part=slice]")).to_be_hidden()


@pytest.mark.parametrize("optimizer", ["gd", "adam"])
def test_dragging_the_rate_looks_it_up(page: Page, requests_of: RequestsOf, optimizer: str) -> None:
    sliced(page, f"/?look=slice&surface=rosenbrock&optimizer={optimizer}&steps=40&lr=0.001")
    requests = requests_of(page)
    told = {page.locator(SENTENCE).inner_text()}
    for share in (0.2, 0.35, 0.15):
        drag_rate(page, share)
        assert page.locator(CURRENT).count() == 1
        lr = float(rate_of(page))
        run = descentlab.run(surface="rosenbrock", optimizer=optimizer, lr=lr, steps=40)
        before, _, after = (float(_plain(each)) for each in numbers(page))
        assert before == pytest.approx(run.losses[0], rel=0.01)
        assert after == pytest.approx(run.losses[1], rel=0.01)
        told.add(page.locator(SENTENCE).inner_text())
    assert len(told) == 4
    assert slices_of(requests) == []
    expect(page.locator("[data-part=step-count]")).to_have_text("0 / 40")


def _plain(text: str) -> str:
    """A number as Python reads it."""
    powers = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
    return text.translate(powers).replace("×10", "e")


def test_the_playhead_chooses_the_step(page: Page) -> None:
    sliced(page, "/?look=slice&surface=himmelblau&steps=40&lr=0.02")
    run = descentlab.run(surface="himmelblau", steps=40, lr=0.02)
    for step in (1, 2, 3):
        page.locator("[data-part=step-forward]").click()
        settled(page)
        before, _, after = (float(_plain(each)) for each in numbers(page))
        assert (before, after) == pytest.approx(tuple(run.losses[step : step + 2]), rel=0.01)
    page.locator("[data-part=to-end]").click()
    settled(page)
    expect(page.locator("[data-part=step-count]")).to_have_text("40 / 40")
    before, _, after = (float(_plain(each)) for each in numbers(page))
    assert (before, after) == pytest.approx(tuple(run.losses[-2:]), rel=0.01)


def test_another_optimizer_keeps_the_step_and_has_two_directions(page: Page) -> None:
    sliced(page, "/?look=slice&surface=himmelblau&steps=40&lr=0.01")
    page.locator("[data-part=step-forward]").click()
    expect(page.locator("[data-part=step-count]")).to_have_text("1 / 40")
    settled(page)  # a step that nobody has seen yet is not kept
    page.evaluate('document.querySelector("[data-lab]").lab.change({ optimizer: "momentum" })')
    ready(page)
    expect(page.locator("[data-part=step-count]")).to_have_text("1 / 40")
    expect(page.locator("[data-part=slice-ways]")).to_be_visible()
    settled(page)
    run = descentlab.run(surface="himmelblau", optimizer="momentum", steps=40, lr=0.01)
    assert float(_plain(numbers(page)[2])) == pytest.approx(run.losses[2], rel=0.01)
    page.locator("[data-way=slope]").click()
    expect(page.locator(SENTENCE)).to_contain_text("Plain descent, η = 0.0100, would")
    plain = descentlab.run(surface="himmelblau", steps=1, lr=0.01, start=tuple(run.points[1]))
    assert float(_plain(numbers(page)[2])) == pytest.approx(plain.losses[1], rel=0.01)
    expect(page.locator("[data-way=slope]")).to_have_attribute("aria-pressed", "true")


def test_where_there_is_no_value_it_says_so(page: Page) -> None:
    sliced(page, "/?look=slice&f=sqrt(x)%2By^2&domain=-1,2,-1,1&start=0.3,0.5&lr=0.5&steps=20")
    assert numbers(page)[2] == "none"
    expect(page.locator(SENTENCE)).to_contain_text("to where the loss has no value")


@pytest.mark.parametrize(("predict", "last"), [("1", -1), ("3", 2)])
def test_predict_hides_the_step_that_is_the_answer(
    page: Page, requests_of: RequestsOf, predict: str, last: int
) -> None:
    requests = requests_of(page)
    visit(page, f"/?look=slice&surface=himmelblau&steps=40&lr=0.02&predict={predict}")
    expect(page.locator(SENTENCE)).not_to_be_empty()
    run = descentlab.run(surface="himmelblau", steps=40, lr=0.02)
    if last < 0:
        expect(page.locator(SENTENCE)).to_have_text(re.compile("^Hidden"))
        assert numbers(page)[:1] == [""]
        assert slices_of(requests) == []
        return
    page.locator("[data-part=to-end]").click()
    settled(page)
    before, _, after = (float(_plain(each)) for each in numbers(page))
    assert (before, after) == pytest.approx(tuple(run.losses[last : last + 2]), rel=0.01)


def test_playing_asks_for_steps_in_stretches(page: Page, requests_of: RequestsOf) -> None:
    sliced(page, "/?look=slice&surface=himmelblau&steps=200&lr=0.001")
    requests = requests_of(page)
    page.locator("[data-part=play]").click()
    page.wait_for_function(f"() => !{STATE}.playing && {STATE}.step === 200")
    settled(page)
    stretches = [each for each in slices_of(requests) if "over=step" in each]
    assert len(stretches) <= 2
    assert len(slices_of(requests)) <= 3


def test_it_goes_with_its_lab(page: Page) -> None:
    sliced(page)
    page.evaluate('document.querySelector("[data-lab]").lab.dispose()')
    expect(page.locator("[data-part=slice]")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "size", "scheme"),
    [
        ("/", (1366, 768), "light"),
        ("/", (1366, 768), "dark"),
        ("/", (390, 844), "dark"),
        ("/embed", (480, 270), "light"),
        ("/present", (1280, 720), "dark"),
    ],
)
def test_axe_finds_nothing(open_page: Callable[..., Page], path: str, size: tuple[int, int], scheme: str) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    sliced(page, f"{path}?look=slice&optimizer=adam&lr=0.3")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
