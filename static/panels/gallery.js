/** Choosing a surface: what each teaches, the formula of the one that is chosen, formulas to begin with, and where one is wrong. */

import { byId } from "../data/catalogue.js";
import { button, input, part, scope, write } from "../lab/dom.js";
import { pointedAt } from "../math/excerpt.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */
/** @typedef {ReturnType<typeof scope>} Scope */

/** The optimizer that an example's rate is for. */
const PLAIN = "gd";
let serial = 0;

/** @param {HTMLElement} root @param {Lab} lab */
export default function galleryPanel(root, lab) {
  const own = scope();
  const gallery = part(root, "gallery", HTMLFieldSetElement);
  teach(gallery, lab, own);
  keepInSight(root, gallery, lab, own);
  showFormula(root, gallery, lab, own);
  const [field, tile] = [input(root, "formula"), button(root, "own-formula")];
  own.listen(tile, "click", () => {
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  });
  own.listen(part(root, "examples", HTMLElement), "click", ({ target }) => {
    const chosen = target instanceof Element ? target.closest("button") : null;
    if (!chosen) return;
    const { f = "", domain = "", start = "", lr = "" } = chosen.dataset;
    const [x, y] = start.split(",").map(Number);
    lab.change({ f, domain }, { commit: false, held: false });
    lab.change({ start: [x, y], ...(lab.state.setting.optimizer === PLAIN ? { lr: Number(lr) } : {}) });
  });
  own.until(lab.on(["setting"], ({ setting }) => mark(tile, setting)));
  mark(tile, lab.state.setting);
  pointOut(field, lab, own);
  return own.dispose;
}

/** @param {HTMLButtonElement} tile @param {Lab["state"]["setting"]} setting */
const mark = (tile, setting) => void (tile.ariaPressed = String(setting.f !== undefined));

/**
 * A line of what the surface under the pointer, or the focus, teaches.
 * @param {HTMLFieldSetElement} gallery
 * @param {Lab} lab
 * @param {Scope} own
 */
function teach(gallery, lab, own) {
  const about = document.createElement("p");
  about.className = "help";
  about.id = `gallery-about-${(serial += 1)}`;
  about.dataset.part = "gallery-about";
  gallery.after(about);
  own.until(() => about.remove());
  const of = (/** @type {EventTarget | null} */ target) => {
    const radio = target instanceof Element ? target.closest(".thumbnail")?.querySelector("input") : null;
    write(about, radio ? byId(lab.catalogue.surfaces, radio.value).teaches : "");
  };
  own.listen(gallery, "pointerover", ({ target }) => of(target));
  own.listen(gallery, "pointerleave", () => write(about, ""));
  own.listen(gallery, "focusin", ({ target }) => {
    of(target);
    target.setAttribute("aria-describedby", about.id);
  });
  own.listen(gallery, "focusout", ({ target }) => {
    write(about, "");
    target.removeAttribute("aria-describedby");
  });
}

/**
 * What is chosen is in sight when the row opens, and when something else chooses.
 * @param {HTMLElement} root
 * @param {HTMLFieldSetElement} gallery
 * @param {Lab} lab
 * @param {Scope} own
 */
function keepInSight(root, gallery, lab, own) {
  const show = () => {
    const chosen = gallery.querySelector(".thumbnail:has(:checked), .thumbnail[aria-pressed='true']");
    if (!(chosen instanceof HTMLElement)) return;
    const [frame, box] = [gallery.getBoundingClientRect(), chosen.getBoundingClientRect()];
    // Not scrollIntoView, which moves the rows around it too.
    gallery.scrollTop += Math.min(box.top - frame.top - 4, 0) + Math.max(box.bottom - frame.bottom + 4, 0);
    gallery.scrollLeft += Math.min(box.left - frame.left - 4, 0) + Math.max(box.right - frame.right + 4, 0);
  };
  own.listen(part(root, "surface", HTMLDetailsElement), "toggle", show);
  let before = "";
  own.until(lab.on(["setting"], ({ setting }) => {
    if (before !== (before = String(setting.surface))) show();
  }));
  show();
}

/**
 * The formula that stands in the picture, where there is room for it, beside the sliders of its parameters.
 * @param {HTMLElement} root
 * @param {HTMLFieldSetElement} gallery
 * @param {Lab} lab
 * @param {Scope} own
 */
function showFormula(root, gallery, lab, own) {
  const line = document.createElement("p");
  line.dataset.part = "surface-formula";
  gallery.after(line);
  own.until(() => line.remove());
  let shown = "";
  const show = () => {
    const { surface = "f" } = lab.state.setting;
    const caption = part(root, "caption", HTMLElement).querySelector(`[data-parameters="surface:${surface}"]`);
    const formula = [...caption?.querySelectorAll("math") ?? []].find((each) => !each.closest("[hidden]"));
    if (shown === (shown = formula?.outerHTML ?? "")) return;
    const copy = /** @type {Element | undefined} */ (formula?.cloneNode(true));
    copy?.setAttribute("tabindex", "0"); // a long one scrolls, for the keyboard too
    line.replaceChildren(...(copy ? [copy] : []));
  };
  own.until(lab.on(["setting", "landscape"], show));
  show();
}

/**
 * Below the field the text again, with a caret under each place that is wrong; and the cursor there, while somebody writes.
 * @param {HTMLInputElement} field
 * @param {Lab} lab
 * @param {Scope} own
 */
function pointOut(field, lab, own) {
  const line = document.createElement("p");
  line.dataset.part = "formula-caret";
  line.ariaHidden = "true"; // the words say at which character
  line.hidden = true;
  field.closest("label")?.after(line);
  own.until(() => line.remove());
  let told = "";
  const show = () => {
    const { problem, setting } = lab.state;
    const places = (problem?.errors ?? []).flatMap(({ parameter, position }) => (parameter === "f" && position !== undefined ? [position] : []));
    const text = String(setting.f ?? "");
    line.hidden = places.length === 0 || !text;
    if (told === (told = JSON.stringify([text, places])) || line.hidden) return;
    line.replaceChildren(...pointedAt(text, places).map(({ piece, marked }) => {
      const element = document.createElement(marked ? "mark" : "span");
      element.textContent = piece;
      return element;
    }));
    const first = Array.from(text).slice(0, places[0]).join("").length;
    if (field === document.activeElement && field.value.trim() === text) field.setSelectionRange(first, first);
  };
  own.until(lab.on(["problem", "setting"], show));
  show();
}
