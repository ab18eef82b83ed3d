/** The sliders of parameters: notch by notch, each track painted with what its values come to once a hand is on it. */

import { isList, parameterOf } from "../data/catalogue.js";
import { scope } from "../lab/dom.js";
import { keepGrip } from "../lab/grip.js";
import { automatic, notchesFor } from "../lab/notches.js";
import { mayPrefetch } from "../lab/prefetch.js";
import { isAcross } from "../lab/runner.js";
import { patchOf, valueOf } from "../lab/setting.js";
import { swipes } from "../lab/swipes.js";
import { nearest } from "../math/notches.js";
import { trackInWords } from "../math/track.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawTrack } from "../views/slider/track.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/catalogue.js").Parameter} Parameter
 * @typedef {{ slider: HTMLInputElement, field: Element, key: string, parameter: Parameter, notches: number[] }} Bound
 */

/** Milliseconds after the last key before a change by keyboard is finished, and before what is hovered over is asked for. */
const REST = 400, HOVER = 120;

/** @param {HTMLElement} root @param {Lab} lab */
export default function slidersPanel(root, lab) {
  const own = scope();
  const numbers = /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("input[type=text]:is([data-key], [data-slider])"));
  const bound = Array.from(numbers).flatMap((number) => {
    const key = number.dataset.slider ?? number.dataset.key ?? "";
    const parameter = parameterOf(number, key, lab.catalogue);
    return isList(parameter) ? [] : [bind(number, key, parameter, lab, own)];
  });
  for (const each of bound) takeHold(each, bound, lab, own);
  const showAll = () => bound.forEach((each) => show(each, lab));
  own.until(lab.on(["setting"], showAll));
  showAll();
  paintTracks(bound, lab, own);
  own.until(keepGrip(lab));
  return own.dispose;
}

/**
 * A slider beside its number.
 * @param {HTMLInputElement} number
 * @param {string} key
 * @param {Parameter} parameter
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @returns {Bound}
 */
function bind(number, key, parameter, lab, own) {
  const [box, slider] = [document.createElement("span"), document.createElement("input")];
  const field = number.closest(".field") ?? box;
  Object.assign(slider, { type: "range", min: "0", ariaLabel: parameter.label });
  Object.assign(slider.dataset, { key });
  box.className = "slider";
  box.append(slider);
  number.closest("label")?.after(box);
  own.until(() => box.remove());
  const bound = { slider, key, field, parameter, notches: [0] };
  const swipe = swipes(slider, own, {
    putBack: () => show(bound, lab),
    remember: () => valueOf(lab.state.setting, key),
    restore: (value) => lab.change(patchOf(lab.state.setting, key, value ?? null)),
  });
  let timer = 0;
  const finish = () => {
    if (timer) lab.commit();
    clearTimeout(timer);
    timer = 0;
  };
  own.until(() => clearTimeout(timer));
  const put = () => {
    const value = bound.notches[slider.valueAsNumber];
    lab.change(patchOf(lab.state.setting, key, value), { commit: false, now: swipe.byKey() });
  };
  own.listen(slider, "input", () => {
    if (swipe.counts()) put();
  });
  own.listen(slider, "change", () => {
    if (!swipe.ends()) return;
    put(); // a finger that only tapped has said nothing before
    clearTimeout(timer);
    timer = setTimeout(finish, REST); // keys come one after the other: the hand is still on it
    if (!swipe.byKey()) finish();
  });
  own.listen(slider, "blur", finish);
  return bound;
}

/**
 * A pointer or the focus on a slider, or on its number, asks for the family behind it; a pointer that rests over it already
 * has it fetched, and leaves it to the one with the focus again.
 * @param {Bound} bound
 * @param {readonly Bound[]} all of the lab
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function takeHold({ field, key }, all, lab, own) {
  let timer = 0;
  const grip = () => lab.set({ grip: key });
  const letGo = () => {
    clearTimeout(timer);
    if (lab.state.grip !== key || lab.state.held) return;
    lab.set({ grip: all.find((each) => each.field.contains(document.activeElement))?.key ?? null });
  };
  for (const type of ["pointerdown", "focusin", "keydown"]) own.listen(field, type, grip);
  own.listen(field, "focusout", () => {
    if (lab.state.grip === key) lab.set({ grip: null });
  });
  own.listen(field, "pointerenter", (/** @type {PointerEvent} */ event) => {
    clearTimeout(timer);
    if (event.pointerType === "mouse") timer = setTimeout(() => mayPrefetch(lab) && grip(), HOVER);
  });
  own.listen(field, "pointerleave", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "mouse") letGo(); // a finger leaves whenever it is lifted
  });
  own.until(() => clearTimeout(timer));
}

/** @param {Bound} bound @param {Lab} lab */
function show(bound, lab) {
  const { slider, key, parameter } = bound;
  if (slider.closest("[data-parameters]")?.hasAttribute("hidden")) return;
  const { setting } = lab.state;
  if (!setting.start) return; // the server is choosing one
  bound.notches = notchesFor(lab, key, parameter);
  const value = valueOf(setting, key);
  slider.max = String(bound.notches.length - 1);
  slider.valueAsNumber = nearest(bound.notches, Number(value ?? automatic(lab, parameter)), parameter);
  slider.setAttribute("aria-valuetext", value === undefined ? "automatic" : String(value));
}

/** In the place of an outcome: no run begins there. */
const NONE = 255;
let serial = 0;

/**
 * @param {Bound[]} bound
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function paintTracks(bound, lab, own) {
  const shorts = Object.fromEntries(lab.catalogue.outcomes.map(({ id, short }) => [id, short]));
  /** What was added to a slider: its canvas, and the words of it. @type {Map<Bound, { sheet: HTMLCanvasElement, words: HTMLElement }>} */
  const tracks = new Map();
  const paint = () => {
    const { runners, active, theme, predict } = lab.state;
    const runner = runners[active];
    const family = runner && isAcross(runner) && !predict ? runner.across?.family : null;
    const each = family ? bound.find(({ key, slider }) => key === family.over && !slider.closest("[hidden]")) : undefined;
    for (const [painted, { sheet, words }] of tracks) {
      sheet.dataset.stale = String(painted !== each);
      if (painted !== each) words.textContent = predict ? "What each value comes to is hidden." : "";
    }
    if (!family || !each || !theme) return;
    const track = tracks.get(each) ?? addTrack(each.slider);
    tracks.set(each, track);
    track.sheet.dataset.stale = "false";
    const thumb = parseFloat(getComputedStyle(track.sheet).getPropertyValue("--thumb")) || 12;
    const size = fitCanvas(track.sheet);
    clearSheet(size);
    const lanes = Array.from(family.values);
    const outcomes = each.notches.map((notch) => Number(family.outcomes[lanes.indexOf(notch)] ?? NONE));
    const data = { outcomes, ids: family.ids, labels: shorts, thumb, at: each.slider.valueAsNumber };
    drawTrack(size.context, data, [], size, theme);
    track.words.textContent = trackInWords(data, shorts, each.notches.map(String));
  };
  /** @type {unknown} */
  let painted;
  own.until(lab.on(["runners", "theme", "predict", "active"], ({ runners, active, theme, predict }) => {
    const runner = runners[active];
    const next = `${theme?.dark} ${predict} ${runner ? isAcross(runner) : ""} ${runner?.across?.query} ${Boolean(runner?.across?.family)}`;
    if (next !== painted) paint();
    painted = next;
  }));
  own.listen(window, "resize", paint);
}

/**
 * A canvas under the slider, and its words, beside it: a slider that is moved in the page lets go of the hand.
 * @param {HTMLInputElement} slider
 */
function addTrack(slider) {
  const [sheet, words] = [document.createElement("canvas"), document.createElement("span")];
  sheet.ariaHidden = "true";
  words.className = "unseen";
  words.id = `track-words-${(serial += 1)}`;
  slider.before(sheet);
  slider.after(words);
  slider.setAttribute("aria-describedby", [slider.getAttribute("aria-describedby"), words.id].filter(Boolean).join(" "));
  return { sheet, words };
}
