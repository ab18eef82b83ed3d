/** What the other choices would come to: a chip, a check box or a list says it while a pointer or the focus is on it. */

import { Problem } from "../data/problem.js";
import { scope } from "../lab/dom.js";
import { changed, nearestNotch } from "../lab/setting.js";
import { choiceOf } from "../lab/choices.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {{ outcome: string, headline: string }} Foreseen
 */

/** Milliseconds that a pointer rests on something before it is asked what that comes to. */
const REST = 150;
const ASKING = "label.chip, .field[data-kind=flag], .field[data-kind=choice]";

/** @param {HTMLElement} root @param {Lab} lab */
export default function foreseePanel(root, lab) {
  const own = scope();
  const shorts = Object.fromEntries(lab.catalogue.outcomes.map(({ id, short }) => [id, short]));
  let [timer, asking] = [0, false];
  /** @type {Set<HTMLElement>} */
  const told = new Set();

  const ask = async (/** @type {HTMLElement} */ element) => {
    if (asking || lab.state.held || lab.state.predict || !lab.state.setting.start) return;
    const { setting } = lab.state;
    asking = true;
    try {
      const words = await foreseen(element, lab);
      if (lab.state.setting !== setting) return;
      told.add(element);
      tell(element, words, shorts);
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // what cannot be chosen is told when it is
    } finally {
      asking = false;
    }
  };
  const rest = (/** @type {Event} */ event) => {
    clearTimeout(timer);
    const element = event.target instanceof Element ? event.target.closest(ASKING) : null;
    if (element instanceof HTMLElement && !told.has(element)) timer = setTimeout(() => void ask(element), REST);
  };
  own.listen(root, "pointerover", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") rest(event);
  });
  own.listen(root, "focusin", rest);
  own.until(() => clearTimeout(timer));
  own.until(lab.on(["setting", "predict"], () => {
    for (const element of told) forget(element);
    told.clear();
  }));
  return own.dispose;
}

/**
 * Each choice there is, and what it comes to: from the very answers that choosing it asks for.
 * @param {HTMLElement} element
 * @param {Lab} lab
 * @returns {Promise<Map<string, Foreseen>>} by the value of the choice
 */
async function foreseen(element, lab) {
  const { setting } = lab.state;
  const radio = element.querySelector("input[type=radio]");
  if (radio instanceof HTMLInputElement) {
    const next = changed(setting, choiceOf(radio.name, radio.value, lab), lab.catalogue);
    const family = await lab.source.family(next);
    return new Map([[radio.value, said(family.run(nearestNotch(lab.catalogue.notches, next.lr)))]]);
  }
  const control = element.querySelector("[data-key]");
  const key = control instanceof HTMLElement ? control.dataset.key ?? "" : "";
  const values = control instanceof HTMLSelectElement ? Array.from(control.options, ({ value }) => value) : ["false", "true"];
  const family = await lab.source.over(setting, key);
  return new Map(values.map((value, index) => [value, said(family.run(index))]));
}

/** @param {import("../data/family.js").Run} run @returns {Foreseen} */
const said = ({ outcome, verdict }) => ({ outcome, headline: verdict.headline });

/**
 * @param {HTMLElement} element
 * @param {Map<string, Foreseen>} words
 * @param {Readonly<Record<string, string>>} shorts
 */
function tell(element, words, shorts) {
  const short = (/** @type {Foreseen | undefined} */ each) => (each ? shorts[each.outcome] ?? "" : "");
  const control = element.querySelector("input, select");
  if (control instanceof HTMLSelectElement) {
    for (const option of control.options) option.label = `${option.value} · ${short(words.get(option.value))}`;
    return;
  }
  if (!(control instanceof HTMLInputElement)) return;
  const one = words.get(control.type === "checkbox" ? String(!control.checked) : control.value);
  if (!one) return;
  element.dataset.foreseen = short(one);
  element.dataset.outcome = one.outcome;
  control.setAttribute("aria-description", `Would come to: ${one.headline}`);
}

/** @param {HTMLElement} element */
function forget(element) {
  const control = element.querySelector("input, select");
  if (control instanceof HTMLSelectElement) for (const option of control.options) option.removeAttribute("label");
  control?.removeAttribute("aria-description");
  delete element.dataset.foreseen;
  delete element.dataset.outcome;
}
