/** The learning rate: a native slider over its logarithm, a number field, the painted track and its marks. */

import { canvas, input, part, scope } from "../lab/dom.js";
import { nearestNotch } from "../lab/setting.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawMarks, drawTrack } from "../views/slider/track.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

const SHORT = {
  too_slow: "slow",
  converged: "good",
  oscillating: "swings",
  diverged: "diverges",
  stalled: "stalls",
  trapped: "trapped",
  escaped: "falls",
};

/** @param {HTMLElement} root @param {Lab} lab */
export default function ratePanel(root, lab) {
  const own = scope();
  const { notches } = lab.catalogue;
  const [slider, field] = [input(root, "rate"), input(root, "rate-number")];
  const decade = Math.round((notches.length - 1) / Math.log10(Number(notches.at(-1)) / Number(notches[0])));
  const lrAt = (/** @type {number} */ notch) => ({ lr: Number(notches[notch]) });

  own.listen(slider, "input", () => lab.change(lrAt(slider.valueAsNumber), { commit: false }));
  own.listen(slider, "change", () => lab.commit());
  own.listen(slider, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { PageUp: 1, PageDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const notch = Math.min(Math.max(slider.valueAsNumber + way * decade, 0), notches.length - 1);
    slider.valueAsNumber = notch;
    lab.change(lrAt(notch));
  });
  own.listen(field, "change", () => {
    const lr = field.valueAsNumber;
    if (lr > 0 && Number.isFinite(lr)) lab.change({ lr });
    else show(lab.state);
  });

  const show = (/** @type {Lab["state"]} */ { setting: { lr } }) => {
    slider.valueAsNumber = nearestNotch(notches, lr);
    slider.setAttribute("aria-valuetext", String(lr));
    field.value = digitsOf(lr);
  };
  own.until(lab.on(["setting"], show));
  track(root, lab, own);
  return own.dispose;
}

/**
 * Three digits where the rate has no more, as on every notch; a rate that was typed keeps its own.
 * @param {number} lr
 */
const digitsOf = (lr) => (Number(lr.toPrecision(3)) === lr ? lr.toPrecision(3) : String(lr));

/**
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function track(root, lab, own) {
  const { notches } = lab.catalogue;
  const [element, marks] = [canvas(root, "track"), part(root, "rate-marks", HTMLElement)];
  const marksCanvas = canvas(root, "rate-marks-canvas");
  const range = { lowest: Number(notches[0]), highest: Number(notches.at(-1)), count: notches.length };
  let [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];

  const paint = () => {
    const { family, theme } = lab.state;
    if (!theme) return;
    const thumb = parseFloat(getComputedStyle(element).getPropertyValue("--thumb")) || 16;
    clearSheet(sheet);
    clearSheet(marksSheet);
    describeMarks(marks, family?.limits);
    if (!family) return; // on its way, or hidden
    drawTrack(sheet.context, { outcomes: family.tensors.outcomes ?? [], ids: family.ids, labels: SHORT, thumb }, sheet, theme);
    drawMarks(marksSheet.context, { marks: marksOf(family.limits, range), ...range, thumb }, marksSheet, theme);
  };
  own.onResize(element, () => {
    [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];
    paint();
  });
  own.until(lab.on(["family", "theme"], paint));
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
