/** What the other choices would come to: a chip, a check box or a list says it while a pointer or the focus is on it. */

import { Problem } from "../data/problem.js";
import { choiceOf, recommends } from "../lab/choices.js";
import { scope } from "../lab/dom.js";
import { mayPrefetch } from "../lab/prefetch.js";
import { changed, nearestNotch } from "../lab/setting.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {{ outcome: string, headline: string, arrival: string }} Foreseen arrival: after how many steps, if it does arrive
 */

/** Milliseconds that a pointer rests on something before it is asked what that comes to. */
const REST = 150;
/** How the evidence begins of a run that arrives. */
const ARRIVAL = "There after ";
const ASKING = "[data-part=settings] :is(label.chip, .field[data-kind=flag], .field[data-kind=choice])"; // a guess is no choice

/** @param {HTMLElement} root @param {Lab} lab */
export default function foreseePanel(root, lab) {
  const own = scope();
  const shorts = Object.fromEntries(lab.catalogue.outcomes.map(({ id, short }) => [id, short]));
  let timer = 0;
  let asking = new AbortController();
  /** What a pointer or the focus is on. @type {Element | null} */
  let over = null;
  /** @type {Set<HTMLElement>} */
  const told = new Set();

  const ask = async (/** @type {HTMLElement} */ element) => {
    if (!mayPrefetch(lab) || lab.state.predict || !lab.state.setting.start) return;
    const { setting } = lab.state;
    asking = new AbortController();
    const { signal } = asking;
    try {
      const words = await foreseen(element, lab, signal);
      if (signal.aborted || lab.state.setting !== setting || lab.state.predict) return;
      told.add(element);
      tell(element, words, shorts);
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error; // what cannot be chosen is told when it is
    }
  };
  /** One is asked for at a time; what is left before its answer has come is given up. */
  const goTo = (/** @type {EventTarget | null} */ target) => {
    const element = target instanceof Element ? target.closest(ASKING) : null;
    if (element === over) return;
    over = element;
    clearTimeout(timer);
    asking.abort();
    if (!(element instanceof HTMLElement) || told.has(element) || isChosen(element)) return;
    timer = setTimeout(() => void ask(element), REST);
  };
  own.listen(root, "pointerover", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") goTo(event.target);
  });
  own.listen(root, "pointerleave", () => goTo(null));
  own.listen(root, "focusin", ({ target }) => goTo(target));
  goTo(root.querySelector(`:is(${ASKING}):hover`)); // who was there before this script
  own.until(() => {
    clearTimeout(timer);
    asking.abort();
  });
  own.until(lab.on(["setting", "predict"], () => {
    for (const element of told) forget(element);
    told.clear();
    over = null;
  }));
  return own.dispose;
}

/** @param {Element} element */
const isChosen = (element) => element.querySelector("input[type=radio]:checked") !== null;

/**
 * Each choice there is, and what it comes to: from the very answers that choosing it asks for.
 * @param {HTMLElement} element
 * @param {Lab} lab
 * @param {AbortSignal} signal
 * @returns {Promise<Map<string, Foreseen>>} by the value of the choice
 */
async function foreseen(element, lab, signal) {
  const { setting } = lab.state;
  const radio = element.querySelector("input[type=radio]");
  if (radio instanceof HTMLInputElement) {
    const next = changed(setting, choiceOf(radio.name, radio.value, lab), lab.catalogue);
    const family = await lab.source.family(next, signal);
    const best = recommends(radio.name, setting) ? family.recommended : null;
    return new Map([[radio.value, said(family.run(best ?? nearestNotch(lab.catalogue.notches, next.lr)))]]);
  }
  const control = element.querySelector("[data-key]");
  const key = control instanceof HTMLElement ? control.dataset.key ?? "" : "";
  const values = control instanceof HTMLSelectElement ? Array.from(control.options, ({ value }) => value) : ["false", "true"];
  const family = await lab.source.over(setting, key, signal);
  return new Map(values.map((value, index) => [value, said(family.run(index))]));
}

/** @param {import("../data/family.js").Run} run @returns {Foreseen} */
const said = ({ outcome, verdict: { headline, evidence } }) =>
  ({ outcome, headline, arrival: evidence.find((line) => line.startsWith(ARRIVAL))?.slice(ARRIVAL.length) ?? "" });

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
  if (one.arrival) element.dataset.arrival = one.arrival;
  control.setAttribute("aria-description", `Would come to: ${one.headline}${one.arrival && `. ${ARRIVAL}${one.arrival}`}`);
}

/** @param {HTMLElement} element */
function forget(element) {
  const control = element.querySelector("input, select");
  if (control instanceof HTMLSelectElement) for (const option of control.options) option.removeAttribute("label");
  control?.removeAttribute("aria-description");
  delete element.dataset.foreseen;
  delete element.dataset.outcome;
  delete element.dataset.arrival;
}
