"""Three labs on one page: each hears its own hand alone, and one that is taken down leaves nothing behind."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import next_frame, ready, requests_of, visit

COUNT = """() => {
  const held = window.held = [];
  // The page's own scripts alone: Playwright listens too.
  const isOurs = () => new Error().stack.includes("/static/");
  const same = (target, type, listener, options) => entry => entry.target === target && entry.type === type
    && entry.listener === listener && entry.capture === Boolean(options?.capture ?? options);
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    if (listener && isOurs() && !held.some(same(target, type, listener, options))) {
      held.push({ target, type, listener, capture: Boolean(options?.capture ?? options) });
    }
    return add.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    const index = held.findIndex(same(target, type, listener, options));
    if (index >= 0) held.splice(index, 1);
    return remove.call(target, type, listener, options);
  };
  for (const name of ["ResizeObserver", "MutationObserver"]) {
    window[name] = class extends window[name] {
      observe(...given) {
        if (isOurs()) held.push({ target: this, type: name });
        super.observe(...given);
      }
      disconnect() {
        for (let i = held.length; i--;) if (held[i].target === this) held.splice(i, 1);
        super.disconnect();
      }
    };
  }
}"""
"""Every listener and observer on the page, from its first script on."""

MOUNT = """async () => {
  const entry = document.querySelector("script[type=module]").src;
  const load = path => import(new URL(`../${path}`, entry));
  const [{ mountLab }, { serverSource }] = await Promise.all(["lab/mount.js", "data/server.js"].map(load));
  const data = document.querySelector("script[type='application/json']").textContent;
  const { setting, catalogue, parts, api } = JSON.parse(data);
  const panels = (await Promise.all(parts.map(name => load(`panels/${name}.js`)))).map(panel => panel.default);
  const html = await (await fetch(location.href)).text();
  const pristine = new DOMParser().parseFromString(html, "text/html").querySelector("[data-lab]");
  const old = document.querySelector("[data-lab]");
  old.lab.dispose();
  const shelf = old.parentElement;
  old.remove();
  Object.assign(document.body.style, { display: "flex", flexDirection: "row" });
  window.before = window.held.length;
  const source = serverSource(api);
  window.stand = changes => {
    const box = shelf.appendChild(document.createElement("div"));
    Object.assign(box.style, { width: "480px", height: "100%", overflow: "hidden" });
    Object.assign(box.style, { display: "flex", flexDirection: "column" });
    const root = box.appendChild(document.importNode(pristine, true));
    return mountLab(root, { setting: { ...setting, ...changes }, catalogue, source, parts: panels });
  };
  window.labs = [{}, { lr: 0.03 }, { lr: 0.01 }].map(window.stand);
}"""


class Three:
    """A page with three labs, and what can be seen of each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        visit(page, "/embed?steps=40")
        page.evaluate(MOUNT)
        self.labs = page.locator("[data-lab]")
        expect(self.labs).to_have_count(3)
        ready(page)

    def part(self, lab: int, name: str) -> Locator:
        return self.labs.nth(lab).locator(f"[data-part={name}]")

    def seen(self) -> list[Any]:
        """Of each lab: its state, its controls and every pixel of its canvases."""
        next_frame(self.page)
        shown: list[Any] = self.labs.evaluate_all(
            """roots => roots.map(root => ({
              state: JSON.stringify(["setting", "playhead", "step", "playing", "predict", "theme", "aspect"].map(
                key => root.lab.state[key])),
              controls: [...root.querySelectorAll("input, select, button, details")].map(each =>
                [each.value, each.checked, each.open, each.ariaExpanded, each.textContent.trim()].join()),
              pixels: [...root.querySelectorAll("canvas")].map(each => each.toDataURL()),
            }))"""
        )
        return shown

    def only(self, lab: int, before: list[Any]) -> None:
        """Only this lab is another than before."""
        after = self.seen()
        assert [index for index in range(len(after)) if after[index] != before[index]] == [lab]


@pytest.fixture
def three(open_page: Any) -> Three:
    return Three(open_page(viewport={"width": 1440, "height": 640}, script=f"({COUNT})()"))


@pytest.mark.parametrize("lab", [0, 1, 2])
def test_a_drag_reaches_one_lab_and_asks_nothing(three: Three, lab: int) -> None:
    three.page.evaluate("() => labs.forEach((each) => each.set({ playhead: Infinity }))")  # nobody reads on the way
    next_frame(three.page)
    before, seen, address = three.seen(), requests_of(three.page), three.page.url
    box = three.part(lab, "rate").bounding_box()
    assert box is not None
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
        box, own = card.bounding_box(), three.labs.nth(lab).locator(".lab").bounding_box()
        assert box is not None
        assert own is not None
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
        assert rate in page.locator("[data-part=share-link]").input_value()
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
          const { createRunner } = await import(new URL("../lab/runner.js", path));
          const { state, catalogue, set } = labs[1];
          const other = { ...state.setting, optimizer: "momentum", "optimizer.momentum": 0.9 };
          set({ runners: [...state.runners, createRunner("2", other, catalogue)] });
        }"""
    )
    ready(three.page)
    three.only(1, before)
    assert page.evaluate("labs[1].state.paths.map(({ style }) => style.id)") == ["gd", "momentum"]
    assert page.evaluate("labs[1].state.run === labs[1].state.paths[0].run")
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


def test_a_lab_that_is_taken_down_leaves_nothing_behind(three: Three) -> None:
    page = three.page
    three.part(1, "more").click()
    three.part(1, "what-helps").evaluate("button => button.click()")
    expect(three.part(1, "remedies").locator("li strong").first).to_be_attached()
    left = page.evaluate(
        "() => { const { root } = labs[1]; labs[1].dispose(); root.parentElement.remove(); return root.lab }"
    )
    assert left is None
    expect(three.labs).to_have_count(2)
    before = three.seen()
    three.part(1, "rate").press("ArrowLeft")
    three.only(1, before)
    page.evaluate("() => { labs[0].dispose(); labs[2].dispose() }")
    page.wait_for_timeout(100)
    kept = page.evaluate("held.slice(before).map(({ target, type }) => `${target.constructor.name} ${type}`)")
    assert kept == []
    page.evaluate("() => { window.labs = [window.stand({})] }")
    assert page.evaluate("held.length - before") > 50  # the count sees what a lab holds


def test_a_lab_that_is_gone_asks_nothing_more(three: Three) -> None:
    """Not even what waited for the answer before."""
    three.page.evaluate(
        """async () => {
          const frame = () => new Promise(requestAnimationFrame);
          labs[1].change({ steps: 55 });
          await frame();
          labs[1].change({ steps: 56 });
          await frame();
          labs[1].dispose();
        }"""
    )
    seen = requests_of(three.page)
    three.page.wait_for_timeout(500)
    assert seen == []


def test_an_answer_that_comes_after_a_lab_is_gone_is_dropped(three: Three) -> None:
    three.page.evaluate("() => { labs[0].change({ optimizer: 'adam' }); }")
    next_frame(three.page)
    three.page.evaluate("() => { labs[0].dispose(); labs[0].root.parentElement.remove() }")
    ready(three.page)
    three.page.wait_for_timeout(300)  # the `complaints` fixture hears of any error
    expect(three.labs).to_have_count(2)
