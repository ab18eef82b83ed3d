/** The learning rate: a native slider over its logarithm, a number field, the painted track and its marks. */

import { arrowWay, canvas, input, part, scope, write } from "../lab/dom.js";
import { nameOf } from "../lab/race.js";
import { isRefused, refuse } from "../lab/refusal.js";
import { swipes } from "../lab/swipes.js";
import { nearestNotch } from "../lab/setting.js";
import { clamp } from "../math/clamp.js";
import { formatRate } from "../math/format.js";
import { readNumber, refusalOf } from "../math/reading.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawMarks, drawTrack, goodZone, placeLabels } from "../views/slider/track.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** @param {HTMLElement} root @param {Lab} lab */
export default function ratePanel(root, lab) {
  const own = scope();
  const { notches } = lab.catalogue;
  const [slider, field] = [input(root, "rate"), input(root, "rate-number")];
  const decade = Math.round((notches.length - 1) / Math.log10(Number(notches.at(-1)) / Number(notches[0])));
  slider.max = String(notches.length - 1); // a figure has fewer than the lab, for which the page was made
  const lrAt = (/** @type {number} */ notch) => ({ lr: Number(notches[notch]) });

  const swipe = swipes(slider, own, {
    putBack: () => show(lab.state),
    remember: () => lab.state.setting.lr,
    restore: (lr) => lab.change({ lr }),
  });
  /** Whether the handle shows the rate of the step on which the playhead stands: not since a hand was on it. */
  let follows = false;
  own.until(lab.on(["step"], ({ held }) => {
    follows = !held;
  }));
  own.listen(slider, "input", () => {
    follows = false;
    if (swipe.counts()) lab.change(lrAt(slider.valueAsNumber), { commit: false, now: swipe.byKey() });
  });
  own.listen(slider, "change", () => {
    if (!swipe.ends()) return;
    lab.change(lrAt(slider.valueAsNumber), { commit: false });
    lab.commit();
  });
  own.listen(slider, "keydown", (/** @type {KeyboardEvent} */ event) => {
    slider.valueAsNumber = nearestNotch(notches, lab.state.setting.lr); // not from where an optimizer has moved it
    const way = { PageUp: 1, PageDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const notch = clamp(slider.valueAsNumber + way * decade, 0, notches.length - 1);
    slider.valueAsNumber = notch;
    lab.change(lrAt(notch), { now: true });
  });
  own.listen(field, "change", () => {
    const lr = readNumber(field.value);
    const allowed = lr > 0 && Number.isFinite(lr);
    refuse(field, allowed ? "" : refusalOf(field.value, field.dataset.allowed ?? ""));
    if (!allowed) return;
    lab.change({ lr });
    put(lr);
  });
  own.listen(field, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = arrowWay(event);
    if (event.key === "Escape" && isRefused(field)) put(lab.state.setting.lr);
    if (!way) return;
    event.preventDefault();
    const { lr } = lab.state.setting;
    // From between two notches to the next one that way.
    const [at, nearest] = [nearestNotch(notches, lr), Number(notches[nearestNotch(notches, lr)])];
    const next = (nearest - lr) * way > 0 ? at : at + way;
    if (notches[next] !== undefined) lab.change(lrAt(next));
  });

  const put = (/** @type {number} */ lr) => {
    refuse(field, "");
    field.value = digitsOf(lr);
    field.style.setProperty("--figures", String(field.value.length));
  };
  const chosen = part(root, "rate-chosen", HTMLOutputElement);
  let [at, glances, before] = [NaN, false, NaN];
  const show = (/** @type {Lab["state"]} */ { setting: { lr }, held }) => {
    // What a hand on a map only points at has as many digits as float64; what it leaves alone keeps them.
    glances = held && (lr !== at || glances);
    at = lr;
    const told = glances ? Number(lr.toPrecision(GLANCE)) : lr;
    const rate = follows ? chosenAt(lab.state) : null;
    write(chosen, rate === null ? "" : `chose ${formatRate(rate)}`);
    slider.valueAsNumber = nearestNotch(notches, rate ?? lr);
    chosen.style.setProperty("--at", String(slider.valueAsNumber / (notches.length - 1)));
    slider.setAttribute("aria-valuetext", rate === null ? String(told) : `${told}, of which it chose ${formatRate(rate)}`);
    if (told !== before || !isRefused(field)) put(told);
    before = told;
  };
  own.until(lab.on(["setting", "held", "step", "style", "run"], show));
  const of = part(root, "rate-of", HTMLElement);
  own.until(lab.on(["runners", "active"], ({ runners, active }) => {
    const runner = runners[active];
    root.toggleAttribute("data-racing", runners.length > 1);
    write(of, runners.length > 1 && runner ? ` of ${nameOf(runner, lab.catalogue)}` : "");
  }));
  track(root, lab, own);
  return own.dispose;
}

/**
 * The rate that an optimizer chose itself for the step that the playhead stands on; null at the end of the run, and of one
 * that takes what is set.
 * @param {Lab["state"]} state
 */
const chosenAt = ({ run, step, last, style }) => (style.chooses && run && step < last ? Number(run.rates[step]) : null);

/**
 * Three digits where the rate has no more, as on every notch; a rate that was typed keeps its own.
 * @param {number} lr
 */
const digitsOf = (lr) => (Number(lr.toPrecision(3)) === lr ? lr.toPrecision(3) : String(lr));

/** Digits of a rate while a hand changes it. */
const GLANCE = 4;

/**
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function track(root, lab, own) {
  const { notches, outcomes } = lab.catalogue;
  const labels = Object.fromEntries(outcomes.map(({ id, short }) => [id, short]));
  const [element, marks] = [canvas(root, "track"), part(root, "rate-marks", HTMLElement)];
  const marksCanvas = canvas(root, "rate-marks-canvas");
  const range = { lowest: Number(notches[0]), highest: Number(notches.at(-1)), count: notches.length };
  let [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];
  let thumb = 0;
  let placed = "";
  let at = NaN;

  const dataOf = (/** @type {NonNullable<Lab["state"]["family"]>} */ family) => ({
    outcomes: family.outcomes,
    ids: family.ids,
    labels,
    thumb,
    at: nearestNotch(notches, lab.state.setting.lr),
  });
  const paint = () => {
    const { family, theme } = lab.state;
    if (!theme) return;
    thumb = parseFloat(getComputedStyle(element).getPropertyValue("--thumb")) || 16;
    clearSheet(sheet);
    clearSheet(marksSheet);
    describeMarks(marks, family?.limits);
    if (!family) return; // on its way, or hidden
    const data = dataOf(family);
    const words = placeLabels(sheet.context, data, sheet, theme);
    at = data.at;
    placed = JSON.stringify(words);
    drawTrack(sheet.context, data, words, sheet, theme);
    const zone = goodZone(data, theme);
    drawMarks(marksSheet.context, { marks: marksOf(family.limits, range), zone, ...range, thumb }, marksSheet, theme);
  };
  own.onResize(element, () => {
    [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];
    paint();
  });
  own.until(lab.on(["family", "theme"], paint));
  own.until(lab.on(["setting"], ({ family, theme, setting }) => {
    // The thumb pushes words aside, where it moves.
    if (!family || !theme || !thumb || at === (at = nearestNotch(notches, setting.lr))) return;
    if (placed !== JSON.stringify(placeLabels(sheet.context, dataOf(family), sheet, theme))) paint();
  }));
  own.until(lab.on(["fresh"], ({ fresh }) => {
    element.dataset.stale = marksCanvas.dataset.stale = String(!fresh);
  }));
}

/**
 * @param {import("../data/family.js").Limits} limits
 * @param {{ lowest: number, highest: number }} range
 */
function marksOf({ overshoot, stability, constant }, { lowest, highest }) {
  const marks = [];
  if (overshoot !== null) marks.push({ rate: overshoot, label: "1/λ" });
  if (stability !== null) marks.push({ rate: stability, label: `${Number(constant?.toPrecision(3))}/λ` });
  return marks.filter(({ rate }) => rate >= lowest && rate <= highest);
}

/**
 * @param {HTMLElement} marks
 * @param {import("../data/family.js").Limits} [limits]
 */
function describeMarks(marks, limits) {
  const { overshoot, stability } = limits ?? { overshoot: null, stability: null };
  const said = [];
  if (overshoot !== null) said.push(`steps overshoot above 1/λ = ${overshoot.toPrecision(3)}`);
  if (stability !== null) said.push(`no rate above ${stability.toPrecision(3)} is stable at this curvature`);
  const none = limits ? "no rate is marked: this optimizer's limit depends on its run" : "no rate is marked";
  const told = said.join("; ") || none;
  marks.ariaLabel = marks.dataset.note = `${told.charAt(0).toUpperCase()}${told.slice(1)}.`;
}
