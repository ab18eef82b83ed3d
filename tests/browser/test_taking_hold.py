"""Around a drag: what is fetched before it and what is not, who is quicker than the answer, what is hidden."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.axis import SPREAD
from descentlab.setting.lanes import one
from descentlab.setting.notches import notches_of
from descentlab.setting.query import parse
from descentlab.studies.family import family_of
from descentlab.surfaces import surfaces
from tests.browser.reading import RequestsOf, box_of, middle, next_frame, query_of, reach, ready, rested, visit
from tests.browser.sliders import RUN, VALUE, paths, ready_family, slider_of
from tests.browser.three_labs import Three

GROUND = """() => {
  const { landscape, setting, busy } = document.querySelector("[data-lab]").lab.state;
  return { tilt: setting["surface.tilt"], floor: landscape.floor, coarse: landscape.coarse, busy };
}"""
STATE = 'document.querySelector("[data-lab]").lab.state'


def held_back(page: Page) -> Callable[[], None]:
    """Families and grounds over a key stay away until what is returned is called."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    def let_through() -> None:
        for route in waiting:
            route.continue_()
        page.unroute_all(behavior="ignoreErrors")

    page.route(lambda url: "over=" in url, keep)

    return let_through


@pytest.mark.parametrize(
    ("key", "query"), [("optimizer.momentum", "optimizer=momentum&lr=0.02"), ("surface.tilt", "surface=nonconvex")]
)
def test_a_hand_that_is_quicker_than_the_family_sees_the_run_itself(
    page: Page, requests_of: RequestsOf, key: str, query: str
) -> None:
    visit(page, f"/?{query}")
    slider = slider_of(page, key)
    let_through = held_back(page)
    x, y = middle(slider)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    page.wait_for_function(f"() => {STATE}.shown['{key}'] === {STATE}.setting['{key}'] && !{STATE}.busy")
    check_run(page, query, key)
    let_through()
    ready_family(page)
    seen = requests_of(page)
    page.mouse.move(x + 40, y)
    next_frame(page)
    check_run(page, query, key)
    assert seen == []
    page.mouse.up()
    ready(page)
    assert page.evaluate(f"{STATE}.fresh")


def check_run(page: Page, query: str, key: str) -> None:
    """What is shown is of the value that a hand has chosen, the ground too."""
    pairs = dict(pair.split("=") for pair in query.split("&")) | {key: str(page.evaluate(VALUE, key))}
    setting = parse(pairs.items())
    assert page.evaluate(RUN)["last"] == pytest.approx(family_of(one(setting)).last_losses[0], rel=1e-3)
    assert page.evaluate(GROUND)["floor"] == pytest.approx(setting.loss.floor)


def test_the_ground_comes_to_a_hand_that_waits(page: Page) -> None:
    """It is down, and moves no more: what comes meanwhile is of where it is."""
    visit(page, "/?surface=nonconvex")
    slider = slider_of(page, "surface.tilt")
    page.route(lambda url: "/landscape?" in url, lambda route: None)  # never
    box = box_of(slider)
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    ready_family(page)
    shown = page.evaluate(GROUND)
    loss = parse([("surface", "nonconvex"), ("surface.tilt", str(shown["tilt"]))]).loss
    assert shown["coarse"]
    assert not shown["busy"]
    assert shown["floor"] == pytest.approx(loss.floor)
    page.unroute_all(behavior="ignoreErrors")
    page.mouse.up()


def test_what_a_pointer_leaves_is_given_up(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    held_back(page)
    with page.expect_request(lambda request: "over=" in request.url) as asked:
        slider.hover()
    with page.expect_event("requestfailed", lambda request: request == asked.value):
        page.mouse.move(*middle(page.locator("[data-part=stage]")))
    page.unroute_all(behavior="ignoreErrors")
    assert page.evaluate(f"{STATE}.grip") is None
    slider.hover()  # asked for anew
    ready_family(page)


def test_a_pointer_borrows_the_hold_from_the_focus(page: Page, requests_of: RequestsOf) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    slider.focus()
    ready_family(page)
    slider_of(page, "optimizer.dampening").hover()
    page.wait_for_function(f"() => {STATE}.runners[0].across?.family?.over === 'optimizer.dampening'")
    seen = requests_of(page)
    page.mouse.move(*middle(page.locator("[data-part=stage]")))
    page.wait_for_function(f"() => {STATE}.runners[0].across?.family?.over === 'optimizer.momentum'")
    page.keyboard.press("ArrowLeft")
    next_frame(page)
    assert seen == []


def test_who_saves_data_is_asked_first(open_page: Callable[..., Page], requests_of: RequestsOf) -> None:
    saving = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    page = open_page(script=saving)
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    seen = requests_of(page)
    slider.hover()
    page.locator("label:has([name=optimizer][value=adam])").hover()
    rested(page, 120)
    assert seen == []
    slider.focus()
    ready_family(page)
    assert "family" in paths(seen)


def test_predict_hides_what_sliders_come_to(page: Page) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    slider.focus()
    ready_family(page)
    sheet = page.locator(".slider canvas")
    words = "each => document.getElementById(each.getAttribute('aria-describedby').split(' ').at(-1)).textContent"
    expect(sheet).to_be_visible()
    assert "good" in slider.evaluate(words)
    page.locator("[data-part=predict]").click()
    next_frame(page)
    expect(sheet).to_be_hidden()
    assert slider.evaluate(words) == "What each value comes to is hidden."
    page.locator("label:has([name=optimizer][value=adam])").hover()
    rested(page, 120)
    expect(page.locator("[data-foreseen]")).to_have_count(0)


def test_a_finger_takes_hold(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    slider.scroll_into_view_if_needed()
    box = box_of(slider)
    page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    ready(page)
    ready_family(page)
    expect(page.locator(".slider canvas[data-stale=false]")).to_be_visible()
    assert 0.2 < page.evaluate(VALUE, "optimizer.momentum") < 0.4


EVERY_SLIDER = """() => [...document.querySelectorAll("[data-lab] input[type=range][data-key]")]
  .filter(each => !each.closest("[hidden]")).map(each => [each.dataset.key, Number(each.max)])"""
CHOICES = [
    *({"optimizer": id} for id in OPTIMIZERS),
    *({"schedule": id} for id in SCHEDULES),
    *({"surface": id} for id in surfaces()),
]


def test_every_number_has_a_slider_with_the_notches_of_the_service(page: Page) -> None:
    """Of every optimizer, schedule and surface there is: as many as the service has families of."""
    visit(page, "/?steps=40")
    reach(page, "[data-part=optimizer] input[type=text]").first.wait_for()
    page.wait_for_selector("input[type=range][data-key]", state="attached")
    for choice in CHOICES:
        page.evaluate("choice => document.querySelector('[data-lab]').lab.change(choice)", choice)
        next_frame(page)
        shown = dict(page.evaluate(EVERY_SLIDER))
        setting = parse(query_of(page).items())
        own = {
            f"{noun}.{each.name}"
            for noun in ("optimizer", "schedule", "surface")
            for each in getattr(setting, noun).parameters
            if each.kind in SPREAD
        }
        plain = {"noise", "batch", "seed", "clip", "warmup", "warmup_start", "steps", "lr_ratio", "start.x", "start.y"}
        assert set(shown) == own | plain, choice
        for key, most in shown.items():
            low, high = (0, 60) if key == "seed" else (None, None)
            assert most == len(notches_of(setting, key, low, high, digits=3)) - 1, (choice, key)


def test_each_lab_has_its_own_sliders(three: Three, requests_of: RequestsOf) -> None:
    page = three.page
    three.part(1, "more").click()
    before = three.seen()
    fold = three.labs.nth(1).locator("[data-part=noise]")
    fold.evaluate("fold => { fold.open = true; }")
    slider = fold.locator('input[type=range][data-key="noise"]')
    slider.wait_for()
    slider.focus()
    page.keyboard.press("End")
    page.evaluate("() => labs[1].commit()")
    ready(page)
    three.only(1, before)
    slider.evaluate("slider => slider.blur()")
