"""Every question of Learn, answered rightly and wrongly, by keyboard and by touch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from descentlab.learn.contents import CHAPTERS
from descentlab.learn.figures import Figure
from descentlab.learn.pages import figures, rendered
from tests.browser.chapters import figure_of, judged, state_of
from tests.browser.reading import middle

OpenPage = Callable[..., Page]
QUESTIONS = [(id, each.id, each.kind) for id in CHAPTERS for each in rendered(id).checkpoints]
OF_KIND = {kind: [each for each in QUESTIONS if each[2] == kind] for kind in ("choice", "truth", "order", "predict")}
CHOSEN = [*OF_KIND["choice"], *OF_KIND["truth"], *OF_KIND["predict"]]


def form_of(page: Page, chapter: str, id: str) -> Locator:
    """A question, in sight."""
    page.goto(f"/learn/{chapter}#{id}")
    form = page.locator(f'form[data-checkpoint="{id}"]')
    expect(form.locator(".submit button")).to_be_visible()
    expect(form.locator(".because")).not_to_be_visible()
    return form


def places(form: Locator) -> list[int]:
    """Where each of the things to be put in order belongs."""
    found: list[int] = form.locator("ol.options > li").evaluate_all(
        "all => all.map(each => Number(each.dataset.place))"
    )
    return found


@pytest.mark.parametrize(("chapter", "id", "kind"), CHOSEN, ids=[each[1] for each in CHOSEN])
def test_an_answer_is_chosen_with_the_keyboard(page: Page, chapter: str, id: str, kind: str) -> None:
    form = form_of(page, chapter, id)
    radios = form.locator("input[type=radio]")
    right = next(index for index, each in enumerate(radios.all()) if each.get_attribute("data-right") is not None)
    wrong = 1 if right == 0 else 0
    radios.first.focus()
    page.keyboard.press("Space")
    for _ in range(wrong):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    judged(form, "wrong")
    for _ in range(abs(right - wrong)):
        page.keyboard.press("ArrowDown" if right > wrong else "ArrowUp")
    expect(form).not_to_have_attribute("data-judged", "wrong")
    page.keyboard.press("Enter")
    judged(form, "right")
    assert page.evaluate("() => localStorage.length + sessionStorage.length + document.cookie.length") == 0


@pytest.mark.parametrize(("chapter", "id", "kind"), CHOSEN, ids=[each[1] for each in CHOSEN])
def test_an_answer_is_chosen_by_touch(open_page: OpenPage, chapter: str, id: str, kind: str) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    form = form_of(page, chapter, id)
    form.locator(".submit button").tap()
    expect(form.locator(".judged")).to_have_text("Choose an answer first.")
    form.locator("label:has(input:not([data-right]))").first.tap()
    form.locator(".submit button").tap()
    judged(form, "wrong")
    form.locator("label:has(input[data-right])").tap()
    form.locator(".submit button").tap()
    judged(form, "right")


@pytest.mark.parametrize(("chapter", "id", "kind"), OF_KIND["order"], ids=[each[1] for each in OF_KIND["order"]])
@pytest.mark.parametrize("touch", [False, True])
def test_steps_are_put_in_order_with_their_buttons(
    open_page: OpenPage, chapter: str, id: str, kind: str, touch: bool
) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=touch)
    form = form_of(page, chapter, id)
    form.locator(".submit button").click()
    judged(form, "wrong")
    count = len(places(form))
    for place in range(count):
        while (at := places(form).index(place)) > place:
            up = form.locator("ol.options > li").nth(at).locator("button").first
            if touch:
                up.tap()
            else:
                up.focus()
                page.keyboard.press("Enter")
            assert places(form).index(place) == at - 1
    expect(form).not_to_have_attribute("data-judged", "wrong")
    form.locator(".submit button").click()
    judged(form, "right")


@pytest.mark.parametrize(("chapter", "id", "kind"), OF_KIND["order"], ids=[each[1] for each in OF_KIND["order"]])
def test_steps_are_dragged(page: Page, chapter: str, id: str, kind: str) -> None:
    form = form_of(page, chapter, id)
    form.scroll_into_view_if_needed()
    items = form.locator("ol.options > li")
    before = places(form)
    (x, y), (_, below) = middle(items.first.locator("span")), middle(items.nth(1).locator("span"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, below + 4, steps=6)
    page.mouse.up()
    assert places(form) == [before[1], before[0], *before[2:]]
    expect(form.locator("p[role=status].unseen")).to_contain_text(f"2 of {len(before)}")


@pytest.mark.parametrize(("chapter", "id", "kind"), OF_KIND["predict"], ids=[each[1] for each in OF_KIND["predict"]])
def test_a_run_that_was_predicted_is_shown_then(page: Page, chapter: str, id: str, kind: str) -> None:
    of = next(each.figure for each in rendered(chapter).checkpoints if each.id == id)
    page.goto(f"/learn/{chapter}")
    figure = figure_of(page, of)
    assert state_of(page, of, "predict") is True
    expect(figure.locator("[data-part=verdict-headline]")).not_to_be_visible()
    form = page.locator(f'form[data-checkpoint="{id}"]')
    form.locator("input").first.check()
    form.locator(".submit button").click()
    figure_of(page, of)
    page.wait_for_function(
        'id => !document.querySelector(`[data-figure="${id}"] [data-lab]`).lab.state.predict', arg=of
    )
    expect(figure.locator("[data-part=verdict-headline]")).to_be_visible()


VEILED = [each for each in figures().values() if each.veiled]


@pytest.mark.parametrize("figure", VEILED, ids=[each.id for each in VEILED])
def test_the_run_behind_a_curve_comes_with_the_answer(page: Page, figure: Figure) -> None:
    id, chapter = figure.id, figure.page
    page.goto(f"/learn/{chapter}")
    shown = figure_of(page, id)
    expect(shown.locator("[data-part=chart-loss]")).to_be_visible()
    for part in ("stage", "rate-panel", "verdict-headline", "chart-rate"):
        expect(shown.locator(f"[data-part={part}]")).not_to_be_visible()
    form = page.locator(f'form[data-of="{id}"]').first
    form.locator("input").first.check()
    form.locator(".submit button").click()
    figure_of(page, id)
    for part in ("stage", "rate-panel", "verdict-headline"):
        expect(shown.locator(f"[data-part={part}]").first).to_be_visible()
