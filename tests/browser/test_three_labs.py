"""Three labs on one page: each hears its own hand alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import RequestsOf, box_of, next_frame, ready, shared_link
from tests.browser.three_labs import Three


@pytest.mark.parametrize("lab", [0, 1, 2])
def test_a_drag_reaches_one_lab_and_asks_nothing(three: Three, lab: int, requests_of: RequestsOf) -> None:
    three.page.evaluate("() => labs.forEach((each) => each.set({ playhead: Infinity }))")  # nobody reads on the way
    next_frame(three.page)
    before, seen, address = three.seen(), requests_of(three.page), three.page.url
    box = box_of(three.part(lab, "rate"))
    middle = box["y"] + box["height"] / 2
    three.page.mouse.move(box["x"] + 20, middle)
    three.page.mouse.down()
    three.page.mouse.move(box["x"] + box["width"] / 2, middle, steps=4)
    three.page.mouse.up()
    three.only(lab, before)
    assert three.page.url == address
    assert seen == []


def test_a_term_is_explained_in_its_own_lab(three: Three) -> None:
    for lab in (2, 0):
        before = three.seen()
        term = three.part(lab, "rate-title").locator("[data-term=η]")
        term.hover()
        card = three.labs.nth(lab).locator("#explanation")
        expect(card).to_be_visible()
        box, own = box_of(card), box_of(three.labs.nth(lab).locator(".lab"))
        assert own["x"] <= box["x"]
        assert box["x"] + box["width"] <= own["x"] + own["width"]
        three.page.keyboard.press("Escape")
        assert three.seen() == before


def test_keys_go_to_the_lab_that_has_the_focus_or_was_used_last(three: Three) -> None:
    page = three.page
    before = three.seen()
    three.part(2, "rate").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    three.only(2, before)
    before = three.seen()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(",")
    three.only(2, before)
    before = three.seen()
    three.part(1, "stage").click(position={"x": 5, "y": 5})
    page.keyboard.press(",")
    three.only(1, before)
    page.evaluate("labs.forEach(lab => lab.set({ speed: 0.25 }))")  # still playing when it is looked at
    page.keyboard.press(" ")
    playing = page.evaluate("labs.map(lab => lab.state.playing)")
    assert playing == [False, True, False]


def test_a_radio_choice_is_one_labs_own(three: Three) -> None:
    before = three.seen()
    three.part(0, "more").click()
    three.labs.nth(0).locator('label:has(input[name="optimizer"][value="adam"])').click()
    ready(three.page)
    three.only(0, before)
    checked = [
        three.labs.nth(lab).locator('input[name="optimizer"]:checked').get_attribute("value") for lab in range(3)
    ]
    assert checked == ["adam", "gd", "gd"]


def test_a_dialog_opens_for_the_lab_whose_button_was_pressed(three: Three) -> None:
    page = three.page
    for lab, rate in ((1, "lr=0.03&"), (2, "lr=0.01&")):
        three.part(lab, "more").click()
        three.part(lab, "share").click()
        assert rate in shared_link(page)
        page.keyboard.press("Escape")
        three.part(lab, "table").click()
        first = page.locator("[data-part=steps-rows] tr").first.locator("td").first
        assert rate == f"lr={float(first.text_content() or 0):g}&"
        three.labs.nth(0).evaluate("root => root.lab.change({ lr: 0.05 })")
        next_frame(page)
        assert rate == f"lr={float(first.text_content() or 0):g}&"
        page.keyboard.press("Escape")


def test_another_size_or_theme_is_one_labs_own(three: Three) -> None:
    before = three.seen()
    three.labs.nth(1).evaluate("root => root.parentElement.style.width = '440px'")
    three.page.wait_for_function(
        "() => labs[1].state.aspect !== 0 && labs[1].root.querySelector('[data-part=path]').clientWidth === 440"
    )
    ready(three.page)
    three.only(1, before)
    before = three.seen()
    three.labs.nth(2).evaluate("root => root.dataset.theme = 'dark'")
    three.page.wait_for_function("() => labs[2].state.theme.dark")
    three.only(2, before)


def test_the_button_of_any_lab_is_the_pages_theme(three: Three) -> None:
    for lab, theme in ((1, "dark"), (2, "light")):
        three.part(lab, "more").click()
        three.part(lab, "theme").click()
        expect(three.page.locator("html")).to_have_attribute("data-theme", theme)
        three.page.wait_for_function(
            f"() => labs.every(lab => lab.state.theme.dark === {str(theme == 'dark').lower()})"
        )


def test_what_changes_nothing_paints_nothing(three: Three) -> None:
    page = three.page
    page.evaluate(
        """() => {
          const { root } = labs[0];
          for (const canvas of root.querySelectorAll("canvas")) {
            const context = canvas.getContext("2d");
            const clear = context.clearRect;
            context.clearRect = (...given) => {
              window.painted.push(canvas.dataset.part);
              clear.apply(context, given);
            };
          }
          window.painted = [];
        }"""
    )

    def painted(change: str) -> set[str]:
        page.evaluate(f"() => {{ window.painted = []; {change} }}")
        next_frame(page)
        next_frame(page)
        return set(page.evaluate("painted"))

    assert painted("labs[0].change({ lr: labs[0].state.setting.lr })") == set()
    assert painted("labs[0].change({ batch: null })") == set()
    page.route(re.compile(r"/(family|trajectory)\?"), lambda _: None)  # no answer: the old picture stays
    assert painted("labs[0].change({ steps: 41 })") == set()
    assert "path" in painted("labs[0].change({ lr: 0.01 })")


def test_the_picture_and_the_charts_are_of_all_runners(three: Three) -> None:
    """Each is loaded, and drawn in its own colour."""
    page = three.page
    three.part(1, "more").click()
    before = three.seen()
    page.evaluate(
        """async () => {
          const path = document.querySelector("script[type=module]").src;
          const { raceOf } = await import(new URL("../lab/race.js", path));
          const { state, race } = labs[1];
          const setting = { ...state.setting, optimizer: "momentum", "optimizer.momentum": 0.9 };
          const now = raceOf(state);
          race({ ...now, runners: [...now.runners, { id: "", setting, name: "", locked: false }] });
        }"""
    )
    ready(three.page)
    three.only(1, before)
    # The one in hand is on top.
    assert page.evaluate("labs[1].state.paths.map(({ style }) => style.id)") == ["momentum", "gd"]
    assert page.evaluate("labs[1].state.run === labs[1].state.paths[1].run")
    wanted, drawn = page.evaluate(
        """() => {
          const rgb = text => { // a colour as a canvas has it
            const context = document.createElement("canvas").getContext("2d");
            context.fillStyle = text;
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).join();
          };
          const coloursOf = name => {
            const canvas = labs[1].root.querySelector(`[data-part=${name}]`);
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            const found = new Set();
            for (let i = 0; i < data.length; i += 4) {
              if (data[i + 3] === 255) found.add([...data.slice(i, i + 3)].join());
            }
            return found;
          };
          const colours = labs[1].state.paths.map(({ style }) => rgb(style.color));
          return [colours, ["path", "chart-loss"].map(coloursOf).map(found => colours.filter(each => found.has(each)))];
        }"""
    )
    assert len(set(wanted)) == 2
    assert drawn == [wanted, wanted]


def test_ids_are_each_labs_own_and_lead_where_they_should(three: Three) -> None:
    found = three.page.evaluate(
        """() => {
          const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
          const referring = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
          const strays = labs.flatMap(({ root }) => referring.flatMap(name =>
            [...root.querySelectorAll(`[${name}]`)].flatMap(each => each.getAttribute(name).split(" "))
              .filter(id => !root.contains(document.getElementById(id)))));
          return { twice: ids.filter((id, index) => ids.indexOf(id) !== index), strays };
        }"""
    )
    assert found == {"twice": [], "strays": []}
