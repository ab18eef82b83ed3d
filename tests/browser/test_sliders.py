"""Every slider: taken hold of it has its family, dragging is a look-up, and its track shows what its values come to."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from descentlab.setting.lanes import lanes_over, one
from descentlab.setting.notches import notches_of
from descentlab.setting.query import parse
from descentlab.studies.family import family_of
from tests.browser.reading import RequestsOf, next_frame, query_of, reach, ready, rested, visit
from tests.browser.sliders import RUN, SLIDERS, VALUE, dragged, js_number, paths, ready_family, slider_of

ANY_WORD = re.compile(r"\w")
every = pytest.mark.parametrize(("key", "query"), SLIDERS.items(), ids=SLIDERS)


@every
def test_a_drag_is_a_look_up(page: Page, requests_of: RequestsOf, key: str, query: str) -> None:
    """Its family is asked for once, then nothing until the hand lets go; what is shown is the run of that value.

    A hand that is quicker than the family sees the run itself first.
    """
    visit(page, f"/?{query}")
    slider = slider_of(page, key)
    seen = requests_of(page)
    dragged(page, slider, (0.4, 0.4), 1)
    asked = paths(seen)
    families = {"family", "landscapes"} if key.startswith("surface.") else {"family"}
    assert families <= set(asked) <= families | {"trajectory", "landscape"}
    assert len(set(asked)) == len(asked)
    assert all(f"over={key}&" in each for each in seen if "famil" in each or "landscapes" in each)
    seen.clear()
    dragged(page, slider, (0.4, 0.7))
    assert seen == []
    value, run = page.evaluate(VALUE, key), page.evaluate(RUN)
    page.mouse.up()
    ready(page)
    assert page.evaluate(VALUE, key) == value
    assert value != parse_value(query, key)
    setting = parse(query_of(page).items())
    alone = family_of(one(setting))
    assert run["outcome"] == alone.outcomes[0].value
    assert run["length"] == alone.lengths[0]
    assert run["headline"] == alone.diagnosis(0).headline
    assert run["last"] == pytest.approx(alone.last_losses[0], rel=1e-3, abs=1e-12)
    assert page.evaluate(RUN)["headline"] == run["headline"]


def parse_value(query: str, key: str) -> object:
    setting = parse([tuple(pair.split("=")) for pair in query.split("&") if pair])  # type: ignore[misc]
    if key.startswith("start."):
        return setting.start["xy".index(key[-1])]
    noun, dot, name = key.partition(".")
    return getattr(setting, f"{noun}_options")[name] if dot else getattr(setting, key)


@every
def test_keys_go_notch_by_notch_without_a_question(page: Page, requests_of: RequestsOf, key: str, query: str) -> None:
    visit(page, f"/?{query}")
    slider = slider_of(page, key)
    slider.focus()
    ready_family(page)
    low, high = (0, 60) if key == "seed" else (None, None)
    notches = notches_of(parse(query_of(page).items()), key, low, high, digits=3).tolist()
    slider.evaluate(
        f"""(slider, key) => {{
          const {{ state }} = document.querySelector("[data-lab]").lab;
          Object.assign(window, {{ went: [], held: [], asked: [] }});
          slider.addEventListener("input", () => {{
            window.went.push(({VALUE})(key));
            window.held.push(state.held);
          }});
          const {{ fetch }} = window;
          window.fetch = (url, ...given) => {{
            if (state.held) window.asked.push(String(url));
            return fetch(url, ...given);
          }};
        }}""",
        key,
    )
    seen = requests_of(page)
    for press in ("End", "Home", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(press)
    next_frame(page)
    assert page.evaluate("asked") == []  # while it is held: who rests between two keys has finished
    assert set(page.evaluate("held")) == {True}
    went = page.evaluate("went")
    assert went[-3:] == [notches[0], notches[1], notches[0]]
    assert went[:-3] in ([], [notches[-1]])  # it may have stood at the end
    assert slider.get_attribute("aria-valuetext") == js_number(notches[0])
    page.keyboard.press("ArrowRight")
    page.locator("[data-part=rate]").focus()  # who leaves has finished
    ready(page)
    assert page.evaluate(VALUE, key) == notches[1]
    assert "trajectory" in paths(seen)


@pytest.mark.parametrize("key", ["optimizer.momentum", "surface.kappa", "steps"])
def test_a_track_is_told_in_words(page: Page, key: str) -> None:
    """And painted: the colours of its canvas are those of the outcomes."""
    visit(page, f"/?{SLIDERS[key]}")
    slider = slider_of(page, key)
    slider.focus()
    ready_family(page)
    setting = parse(query_of(page).items())
    family = family_of(lanes_over(setting, key, notches_of(setting, key, digits=3)))
    words = slider.evaluate("each => document.getElementById(each.getAttribute('aria-describedby')).textContent")
    for outcome in {each.short for each in family.outcomes}:
        assert outcome in words or len(set(family.outcomes)) > 3
    colours = slider.evaluate(
        """each => {
          const canvas = each.parentElement.querySelector("canvas");
          const { data } = canvas.getContext("2d").getImageData(0, canvas.height / 2, canvas.width, 1);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 4) seen.add(data.slice(at, at + 4).join());
          return seen.size;
        }"""
    )
    assert colours > len(set(family.outcomes))


def test_a_pointer_that_rests_has_it_fetched_and_another_drag_is_left_alone(
    page: Page, requests_of: RequestsOf
) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    slider = slider_of(page, "optimizer.momentum")
    seen = requests_of(page)
    slider.hover()
    ready_family(page)
    assert paths(seen) == ["family"]
    seen.clear()
    box = page.locator("[data-part=rate]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 50, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 10, steps=4)
    other = slider_of(page, "optimizer.dampening").bounding_box()
    assert other is not None
    page.mouse.move(other["x"] + 20, other["y"] + 10, steps=4)
    rested(page, 120)
    assert seen == []
    page.mouse.up()


def test_a_number_between_notches_asks_for_its_own_run(page: Page) -> None:
    visit(page, "/?optimizer=momentum&lr=0.02")
    field = reach(page, '[data-parameters="optimizer:momentum"] input[type=text][data-key="optimizer.momentum"]')
    field.fill("0.1234")
    field.press("Enter")
    ready(page)
    assert query_of(page)["optimizer.momentum"] == "0.1234"
    alone = family_of(one(parse(query_of(page).items())))
    assert page.evaluate(RUN)["last"] == pytest.approx(alone.last_losses[0], rel=1e-3)


def test_the_ground_is_that_of_the_notch(page: Page) -> None:
    """Before the hand lets go, too: the star of two basins wanders with the tilt."""
    visit(page, "/?surface=nonconvex")
    slider = slider_of(page, "surface.tilt")
    dragged(page, slider, (0.1, 0.9))
    shown = page.evaluate(
        "() => { const { landscape, setting } = document.querySelector('[data-lab]').lab.state;"
        " return [setting['surface.tilt'], landscape.floor, landscape.minima[0], landscape.levels.length]; }"
    )
    page.mouse.up()
    loss = parse([("surface", "nonconvex"), ("surface.tilt", str(shown[0]))]).loss
    assert shown[1] == pytest.approx(loss.floor)
    assert shown[2] == pytest.approx(loss.minima[0].point[0], abs=1e-5)
    assert shown[3] > 10


def test_a_refused_family_gives_way_to_the_run_itself(page: Page, complaints: list[str]) -> None:
    visit(page, "/")
    page.route(lambda url: "over=" in url, lambda route: route.fulfill(status=422, json={"detail": "no", "errors": []}))
    slider = slider_of(page, "lr_ratio")
    slider.focus()
    page.keyboard.press("ArrowRight")
    ready(page)
    page.locator("[data-part=rate]").focus()
    ready(page)
    alone = family_of(one(parse(query_of(page).items())))
    assert page.evaluate(RUN)["last"] == pytest.approx(alone.last_losses[0], rel=1e-3)
    complaints[:] = [each for each in complaints if "422" not in each]


def test_a_choice_says_so_also_to_who_was_there_before_its_script(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/foresee.js", hold)
    visit(page, "/?lr=0.2")
    label = page.locator("label:has(input[name=optimizer][value=adam])")
    with page.expect_request("**/foresee.js"):  # not by `reach`, which waits for what is held here
        page.locator("details", has=label).locator("> summary").click()
    label.hover()
    expect(label).not_to_have_attribute("data-foreseen", ANY_WORD)
    (route,) = held
    route.continue_()
    expect(label).to_have_attribute("data-foreseen", ANY_WORD)


@pytest.mark.parametrize(
    ("query", "chip", "patch"),
    [
        ("lr=0.2", "input[name=optimizer][value=adam]", {"optimizer": "adam"}),
        ("lr=0.0795", "input[name=schedule][value=cosine]", {"schedule": "cosine"}),
        ("", "input[name=surface][value=bowl]", {"surface": "bowl", "lr": "", "steps": ""}),
        ("optimizer=adam&lr=5", "input[name=surface][value=beale]", {"surface": "beale"}),  # the rate comes with it
    ],
)
def test_a_choice_says_beforehand_what_it_comes_to(
    page: Page, requests_of: RequestsOf, query: str, chip: str, patch: dict[str, str]
) -> None:
    """From the very answer that choosing it then shows."""
    visit(page, f"/?{query}")
    radio = reach(page, chip)
    label = page.locator(f"label:has({chip})")
    seen = requests_of(page)
    label.hover()
    expect(label).to_have_attribute("data-foreseen", ANY_WORD)
    assert [path for path in paths(seen) if not path.endswith(".js")] == ["family"]
    outcome, said = label.get_attribute("data-outcome"), radio.get_attribute("aria-description")
    seen.clear()
    label.click()
    ready(page)
    page.wait_for_function(f"said => said.startsWith(`Would come to: ${{({RUN})().headline}}`)", arg=said)
    assert page.locator("[data-part=verdict]").get_attribute("data-outcome") == outcome
    assert "family" not in paths(seen)
    assert set(patch) <= set(query_of(page))


def test_a_flag_says_what_the_other_comes_to(page: Page) -> None:
    visit(page, "/?optimizer=adam&lr=0.3")
    field = page.locator('[data-parameters="optimizer:adam"] .field[data-kind=flag]')
    box = reach(page, '[data-parameters="optimizer:adam"] input[type=checkbox]')
    field.hover()
    expect(field).to_have_attribute("data-foreseen", ANY_WORD)
    outcome = field.get_attribute("data-outcome")
    box.check()
    ready(page)
    assert query_of(page)["optimizer.amsgrad"] == "true"
    assert page.locator("[data-part=verdict]").get_attribute("data-outcome") == outcome
    expect(field).not_to_have_attribute("data-foreseen", ANY_WORD)


def test_a_list_says_what_each_comes_to(page: Page) -> None:
    visit(page, "/?schedule=one_cycle")
    choices = reach(page, '[data-parameters="schedule:one_cycle"] select')
    choices.hover()
    expect(choices.locator("option").first).to_have_attribute("label", ANY_WORD)
    assert choices.evaluate("each => each.value") == "cos"
