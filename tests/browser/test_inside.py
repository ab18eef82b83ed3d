"""The row Inside: what the optimizer does at a step, in numbers and as arrows true to scale."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

import descentlab
from descentlab.common.numbers import digits
from descentlab.setting.setting import make_setting
from descentlab.studies.inside import Inside, inside_of
from tests.browser.reading import RequestsOf, box_of, middle, next_frame, ready, visit
from tests.browser.three_labs import Three

STATE = 'document.querySelector("[data-lab]").lab'
ROW, WORDS, OVER = "[data-part=inside]", "[data-part=inside-words]", "[data-part=inside-arrows]"
HEAVY: dict[str, Any] = {"optimizer": "momentum", "lr": 0.02, "surface": "ravine"}
COLOR = """([part, x, y]) => {
  const canvas = document.querySelector(`[data-part=${part}]`);
  const ratio = canvas.width / canvas.clientWidth;
  const copy = new OffscreenCanvas(1, 1).getContext("2d");
  copy.drawImage(canvas, -Math.round(x * ratio), -Math.round(y * ratio));
  return [...copy.getImageData(0, 0, 1, 1).data];
}"""
INK = """part => {
  const canvas = document.querySelector(`[data-part=${part}]`);
  if (!canvas.width || !canvas.height) return false;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  return canvas.checkVisibility() && data.some(byte => byte > 0);
}"""


def pair(values: Any) -> str:
    """Two numbers as the page writes them."""
    return f"({', '.join(digits(float(each)) for each in values)})"


def of(inside: Inside, id: str, step: int) -> str:
    """A quantity at a step, as the page writes it."""
    return pair(next(each.values for each in inside.quantities if each.inner.id == id)[step])


def open_at(page: Page, query: str, step: int, path: str = "/") -> None:
    """The row opened by hand, the playhead on a step, its numbers there."""
    visit(page, f"{path}?{query}&autoplay=0")
    page.locator(f"{ROW} > summary").click()
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    page.evaluate(f"{STATE}.set({{ playhead: {step} }})")
    next_frame(page)


def asked(seen: list[str]) -> list[str]:
    """What was asked of what goes on inside."""
    return [each for each in seen if "/inside?" in each]


def value(page: Page, id: str) -> Any:
    """Where the numbers of a quantity stand."""
    return page.locator(f'{ROW} [data-value="{id}"]')


def test_the_numbers_are_the_cores_and_a_scrub_asks_for_nothing(page: Page, requests_of: RequestsOf) -> None:
    inside = inside_of(make_setting(**HEAVY))
    seen = requests_of(page)
    open_at(page, "optimizer=momentum&lr=0.02", 3)
    for step in (3, 20, 0):
        page.evaluate(f"{STATE}.set({{ playhead: {step} }})")
        expect(value(page, "step")).to_have_text(pair(inside.steps[step]))
        expect(value(page, "plain")).to_have_text(of(inside, "plain", step))
        expect(value(page, "carried")).to_have_text(of(inside, "carried", step))
        expect(page.locator(WORDS)).to_contain_text(f"At step {step} the gradient alone would move w by ")
        expect(page.locator(WORDS)).to_contain_text(f"Momentum moves it by {pair(inside.steps[step])}: ")
        numbers = page.locator("[data-part=inside-numbers]")
        expect(numbers).to_contain_text(pair(inside.trajectory.points[step]))
        expect(numbers).to_contain_text(of(inside, "velocity", step))
    page.locator("[data-part=play]").click()
    expect(page.locator("[data-part=play]")).to_have_attribute("data-playing", "true")
    page.locator("[data-part=play]").click()
    assert len(asked(seen)) == 1
    assert "autoplay" not in asked(seen)[0]


def test_nothing_is_asked_nor_loaded_before_it_is_opened(page: Page, requests_of: RequestsOf) -> None:
    seen = requests_of(page)
    visit(page, "/?optimizer=adam")
    assert not [each for each in seen if "inside" in each]
    expect(page.locator(OVER)).to_have_count(0)


def test_an_arrow_ends_where_its_number_says(page: Page) -> None:
    """True to scale: the colour of plain descent's arrow just before its tip, and none of it beyond."""
    inside = inside_of(make_setting(**HEAVY | {"lr": 0.05}))
    open_at(page, "optimizer=momentum&lr=0.05", 0)
    x, y = inside.trajectory.points[0]
    move = inside.quantities[0].values[0]
    at = page.evaluate(f"([x, y]) => {STATE}.state.view.toScreen(x, y)", [x + move[0], y + move[1]])
    start = page.evaluate(f"([x, y]) => {STATE}.state.view.toScreen(x, y)", [x, y])
    length = ((at[0] - start[0]) ** 2 + (at[1] - start[1]) ** 2) ** 0.5
    assert length > 40
    ways = [(end - begin) / length for begin, end in zip(start, at, strict=True)]
    before, beyond = (
        page.evaluate(COLOR, ["inside-arrows", at[0] + by * ways[0], at[1] + by * ways[1]]) for by in (-5, 4)
    )
    text = page.evaluate(f"{STATE}.state.theme.text")
    # At the first step the step is the same move, and lies on top: its own head is within the other's.
    near = [int(each) for each in text.removeprefix("rgb(").removesuffix(")").split(",")]
    assert max(abs(one - other) for one, other in zip(before, near, strict=False)) < 60, (before, near)
    assert before[3] > 200
    assert beyond[3] < before[3]
    page.locator(f"{ROW} [data-shows=step]").uncheck()
    next_frame(page)
    before = page.evaluate(COLOR, ["inside-arrows", at[0] - 5 * ways[0], at[1] - 5 * ways[1]])
    assert max(abs(one - other) for one, other in zip(before, (0xD5, 0x5E, 0x00), strict=False)) < 40, before


def test_the_step_of_adam_lies_on_the_ellipse_of_its_rates(page: Page) -> None:
    inside = inside_of(make_setting(optimizer="adam", lr=0.5, surface="rosenbrock"))
    open_at(page, "optimizer=adam&lr=0.5&surface=rosenbrock", 4)
    expect(value(page, "rates")).to_have_text(of(inside, "rates", 4))
    expect(value(page, "squares")).to_have_text(of(inside, "squares", 4))
    said = inside.to_dict()
    numbers = page.locator("[data-part=inside-numbers]")
    expect(numbers).to_contain_text("Preconditioned sharpness λ/√v̂")
    expect(numbers).to_contain_text(digits(said["effective_sharpness"][4]))
    expect(numbers).to_contain_text("38/η")
    assert page.evaluate(INK, "inside-close")
    close = page.locator("[data-part=inside-close]")
    whole = close.evaluate("each => each.toDataURL()")
    page.locator(f"{ROW} [data-shows=rates]").uncheck()
    next_frame(page)
    assert close.evaluate("each => each.toDataURL()") != whole  # without the ellipse
    page.emulate_media(color_scheme="dark")  # for which the list is made anew
    page.wait_for_function(f"() => {STATE}.state.theme.dark")
    next_frame(page)
    expect(page.locator(f"{ROW} [data-shows=rates]")).not_to_be_checked()  # as it was left


def test_a_drag_asks_for_nothing_and_shows_no_old_arrows(page: Page, requests_of: RequestsOf) -> None:
    open_at(page, "optimizer=adam&lr=0.1", 2)
    seen = requests_of(page)
    slider = page.locator("[data-part=rate]")
    slider.evaluate("slider => slider.scrollIntoView()")
    box, (x, y) = box_of(slider), middle(slider)
    share = slider.evaluate("slider => slider.valueAsNumber / slider.max")
    page.mouse.move(box["x"] + 8 + share * (box["width"] - 16), y)
    page.mouse.down()
    page.mouse.move(x + 0.2 * box["width"], y, steps=6)
    next_frame(page)
    assert page.evaluate(f"{STATE}.state.held")
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "true")
    expect(page.locator(WORDS)).to_have_text("…")
    expect(page.locator("[data-part=inside-list]")).to_be_hidden()
    assert page.evaluate(INK, "inside-arrows")  # the step of the run that is shown
    assert asked(seen) == []
    page.mouse.up()
    ready(page)
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    assert len(asked(seen)) == 1
    lr = page.evaluate(f"{STATE}.state.setting.lr")
    step = page.evaluate(f"{STATE}.state.step")
    inside = inside_of(make_setting(optimizer="adam", lr=lr))
    expect(value(page, "step")).to_have_text(pair(inside.steps[min(step, len(inside.steps) - 1)]))


def test_the_newest_wins(page: Page) -> None:
    """The answer that comes late is of a setting that nobody looks at any more."""
    open_at(page, "optimizer=momentum&lr=0.02", 4)
    held: list[Route] = []
    page.route(
        "**/inside?*", lambda route: held.append(route) if "lr=0.05&" in route.request.url else route.continue_()
    )
    page.evaluate(f"{STATE}.change({{ lr: 0.05 }})")
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "true")
    ready(page)
    page.evaluate(f"{STATE}.change({{ lr: 0.03 }})")
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    inside = inside_of(make_setting(**HEAVY | {"lr": 0.03}))
    expect(value(page, "carried")).to_have_text(of(inside, "carried", 4))
    assert held
    late = page.request.get(held[0].request.url)
    for route in held:
        route.fulfill(response=late)
    next_frame(page)
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    expect(value(page, "carried")).to_have_text(of(inside, "carried", 4))


def test_another_optimizer_brings_its_own_quantities(page: Page) -> None:
    open_at(page, "optimizer=sam&optimizer.rho=1&lr=0.02", 1)
    inside = inside_of(make_setting(optimizer="sam", lr=0.02, optimizer_options={"rho": 1}))
    expect(value(page, "ascent")).to_have_text(of(inside, "ascent", 1))
    expect(page.locator(WORDS)).to_contain_text(f"Ascent point: {of(inside, 'ascent', 1)}.")
    page.evaluate(f"{STATE}.change({{ optimizer: 'newton' }})")
    expect(value(page, "rates")).to_be_visible()
    expect(value(page, "ascent")).to_have_count(0)
    expect(page.locator(f'{ROW} [data-glyph="matrix"] figcaption')).to_contain_text("25.0 and 1.00")


def test_at_the_end_it_is_the_step_that_led_there_and_a_button_leads_back(page: Page) -> None:
    open_at(page, "optimizer=gd&lr=0.05&steps=12", 12)
    inside = inside_of(make_setting(lr=0.05, steps=12))
    expect(value(page, "step")).to_have_text(pair(inside.steps[11]))
    page.get_by_role("button", name="To the first step").click()
    expect(value(page, "step")).to_have_text(pair(inside.steps[0]))
    assert page.evaluate(f"{STATE}.state.step") == 0
    expect(page.get_by_role("button", name="To the first step")).to_be_hidden()


def test_a_hidden_answer_stays_hidden(page: Page) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02&predict=2&autoplay=0")
    page.locator(f"{ROW} > summary").click()
    inside = inside_of(make_setting(**HEAVY))
    expect(value(page, "step")).to_have_text(pair(inside.steps[1]))  # the second of two steps
    page.evaluate(f"{STATE}.set({{ playhead: 50 }})")
    next_frame(page)
    expect(value(page, "step")).to_have_text(pair(inside.steps[1]))
    visit(page, "/?optimizer=momentum&lr=0.02&predict=1&autoplay=0")
    page.evaluate(
        f"() => {{ {STATE}.set({{ allowed: 0, playhead: 50 }}); document.querySelector('{ROW}').open = true; }}"
    )
    expect(page.locator(WORDS)).to_have_text("Hidden until it is revealed.")
    expect(page.locator("[data-part=inside-list]")).to_be_hidden()
    assert not page.evaluate(INK, "inside-arrows")


def test_closed_it_leaves_the_picture_alone(page: Page) -> None:
    open_at(page, "optimizer=adam&lr=0.1", 2)
    assert page.evaluate(INK, "inside-arrows")
    expect(page.locator(OVER)).to_have_css("pointer-events", "none")
    page.locator(f"{ROW} > summary").click()
    expect(page.locator(OVER)).to_be_hidden()
    page.locator(f"{ROW} > summary").click()
    expect(page.locator(OVER)).to_be_visible()
    nothing = "export default () => () => {};"
    page.route("**/slice.js", lambda route: route.fulfill(body=nothing, content_type="text/javascript"))
    page.route("**/slice.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.evaluate(f"{STATE}.set({{ look: 'slice' }})")  # not seen from above
    expect(page.locator(OVER)).to_be_hidden()


def test_it_follows_the_picture_when_that_is_enlarged(page: Page) -> None:
    open_at(page, "optimizer=momentum&lr=0.05", 0)
    page.locator("[data-part=zoom-in]").click()
    ready(page)
    inside = inside_of(make_setting(**HEAVY | {"lr": 0.05}))
    x, y = inside.trajectory.points[0] + 0.5 * inside.steps[0]
    at = page.evaluate(f"([x, y]) => {STATE}.state.view.toScreen(x, y)", [x, y])
    if 0 < at[0] < box_of(page.locator(OVER))["width"] and 0 < at[1] < box_of(page.locator(OVER))["height"]:
        assert page.evaluate(COLOR, ["inside-arrows", *at])[3] > 200
    expect(page.locator("[data-part=inside-scale]")).to_contain_text("times")


def test_a_key_shows_it_on_a_projector(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, "/present?optimizer=adam&lr=0.5&autoplay=0")
    page.keyboard.press("i")
    expect(page.locator(OVER)).to_be_visible()
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    assert page.evaluate(f"{STATE}.state.step") == 0
    page.keyboard.press(".")
    next_frame(page)
    assert page.evaluate(INK, "inside-arrows")
    page.keyboard.press("i")
    expect(page.locator(OVER)).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (1440, 900)])
def test_it_fits_and_axe_finds_nothing(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, "/?optimizer=adadelta&lr=1&noise=1&autoplay=0")
    page.locator(f"{ROW} > summary").click()
    expect(page.locator(ROW)).to_have_attribute("data-waiting", "false")
    body = page.locator("[data-part=inside-body]")
    assert body.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    small = """element => [...element.querySelectorAll("label, button")].filter(each => each.checkVisibility())
      .filter(each => each.getBoundingClientRect().height < 24).length"""
    assert body.evaluate(small) == 0
    for scheme in ("light", "dark") if width == 390 else ("light",):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        next_frame(page)
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()


def test_what_costs_too_much_is_told(page: Page, complaints: list[str]) -> None:
    visit(page, "/?optimizer=gd&lr=0.05&autoplay=0")
    refusal = {"status": 422, "title": "No", "detail": "7 is too many", "errors": []}
    page.route("**/inside?*", lambda route: route.fulfill(status=422, json=refusal))
    page.locator(f"{ROW} > summary").click()
    expect(page.locator(WORDS)).to_have_text("7 is too many")
    expect(page.locator("[data-part=inside-list]")).to_be_hidden()
    complaints[:] = [each for each in complaints if "422" not in each]


def test_the_charts_name_the_limit_of_every_optimizer_that_has_one(page: Page) -> None:
    for optimizer, caption in (
        ("adam", "Preconditioned sharpness λ/√v̂ and 38/η"),
        ("adamw", "Preconditioned sharpness λ/√v̂ and 38/η"),
        ("rmsprop", "Preconditioned sharpness λ/√v and 2/η"),
        ("momentum", "Sharpness λ and 3.8/η"),
        ("adagrad", "Sharpness λ"),
    ):
        visit(page, f"/?optimizer={optimizer}&lr=0.05")
        expect(page.locator("[data-part=chart-sharpness-caption]")).to_have_text(caption)
        run = descentlab.run(optimizer=optimizer, lr=0.05)
        assert (run.effective_sharpness is None) == (optimizer == "adagrad")


def test_each_lab_has_its_own_and_leaves_nothing_behind(three: Three) -> None:
    page, before = three.page, three.seen()
    three.part(1, "more").evaluate("button => button.click()")
    three.part(1, "inside").evaluate("row => { row.open = true; }")
    expect(three.part(1, "inside")).to_have_attribute("data-waiting", "false")
    page.evaluate("() => labs[1].set({ playhead: 2 })")
    three.only(1, before)
    expect(page.locator(OVER)).to_have_count(1)
    page.evaluate("() => { labs.forEach(lab => lab.dispose()); }")
    expect(page.locator(OVER)).to_have_count(0)
    expect(page.locator("[data-part=inside-body]")).to_have_count(0)
    kept = (
        "held.slice(before).map(({ target, type }) => `${target.constructor.name} ${type}`)"
        ".filter(each => each !== 'AbortSignal abort')"  # hears of it once, and it has been
    )
    expect(page.locator("[data-lab]").first).to_be_attached()
    assert page.evaluate(kept) == []
