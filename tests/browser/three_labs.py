"""Three labs on one page, and a count of what each has hold of."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import next_frame, ready, visit

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
  const { setting, catalogue, parts, late: later, api } = JSON.parse(data);
  const panelsOf = async names =>
    (await Promise.all(names.map(name => load(`panels/${name}.js`)))).map(panel => panel.default);
  const panels = await panelsOf(parts);
  const late = later.map(([name, until]) => ({ until, load: async () => (await panelsOf([name]))[0] }));
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
    return mountLab(root, { setting: { ...setting, ...changes }, catalogue, source, parts: panels, late });
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
