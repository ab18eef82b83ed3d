/** The learning rate: a native slider over its logarithm, a number field, the painted track and its marks. */

import { button, canvas, find, input, onResize } from "../dom.js";
import { nearestNotch } from "../state.js";
import { clearSheet, fitCanvas } from "../view/canvas.js";
import { drawMarks, drawTrack } from "../view/track.js";

/**
 * @typedef {import("../lab.js").LabStore} LabStore
 * @typedef {import("../catalogue.js").Catalogue} Catalogue
 */

const SHORT = {
  too_slow: "slow",
  converged: "good",
  oscillating: "swings",
  diverged: "diverges",
  stalled_at_saddle: "stalls",
  trapped: "trapped",
  escaped: "falls",
};

/**
 * @param {LabStore} store
 * @param {Catalogue} catalogue
 * @param {() => void} commit
 */
export function ratePanel(store, catalogue, commit) {
  const { notches } = catalogue;
  const [slider, field] = [input("rate"), input("rate-number")];
  const decade = Math.round((notches.length - 1) / Math.log10(Number(notches.at(-1)) / Number(notches[0])));

  const setRate = (/** @type {number} */ lr) => {
    const { playing, playhead, setting } = store.state;
    // A run that is playing gives way to the whole picture; a playhead that was put somewhere stays there.
    store.set({ setting: { ...setting, lr }, playing: false, playhead: playing ? Infinity : playhead });
  };
  slider.addEventListener("input", () => setRate(Number(notches[slider.valueAsNumber])));
  slider.addEventListener("change", commit);
  slider.addEventListener("keydown", (event) => {
    const way = { PageUp: 1, PageDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const notch = Math.min(Math.max(slider.valueAsNumber + way * decade, 0), notches.length - 1);
    slider.valueAsNumber = notch;
    setRate(Number(notches[notch]));
    commit();
  });
  field.addEventListener("change", () => {
    const lr = field.valueAsNumber;
    if (lr > 0 && Number.isFinite(lr)) {
      setRate(lr);
      commit();
    } else show(store.state);
  });

  const show = (/** @type {Readonly<import("../lab.js").LabState>} */ { setting: { lr } }) => {
    slider.valueAsNumber = nearestNotch(notches, lr);
    slider.setAttribute("aria-valuetext", String(lr));
    field.value = digitsOf(lr);
  };
  store.on(["setting"], show);
  predictToggle(store);
  track(store, catalogue);
}

/**
 * Three digits where the rate has no more, as on every notch; a rate that was typed keeps its own.
 * @param {number} lr
 */
const digitsOf = (lr) => (Number(lr.toPrecision(3)) === lr ? lr.toPrecision(3) : String(lr));

/**
 * "Predict first": a teacher hides the colours of the track and the verdict, asks, and reveals them.
 * @param {LabStore} store
 */
function predictToggle(store) {
  const toggle = button("predict");
  toggle.addEventListener("click", () => store.set({ predict: !store.state.predict }));
  const show = () => {
    document.body.dataset.predict = String(store.state.predict);
  };
  show();
  store.on(["predict"], show);
}

/**
 * @param {LabStore} store
 * @param {Catalogue} catalogue
 */
function track(store, { notches }) {
  const element = canvas("rate-track");
  const marks = find("rate-marks", HTMLElement);
  const marksCanvas = marks.appendChild(document.createElement("canvas"));
  marksCanvas.ariaHidden = "true"; // the element around it has the name
  const range = { lowest: Number(notches[0]), highest: Number(notches.at(-1)), count: notches.length };
  let [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];

  const paint = () => {
    const { family, theme, predict } = store.state;
    if (!family || !theme) return;
    const thumb = parseFloat(getComputedStyle(element).getPropertyValue("--thumb")) || 16;
    clearSheet(sheet);
    clearSheet(marksSheet);
    if (predict) return;
    drawTrack(sheet.context, { outcomes: family.tensors.outcomes ?? [], ids: family.ids, labels: SHORT, thumb }, sheet, theme);
    drawMarks(marksSheet.context, { marks: marksOf(family.limits, range), ...range, thumb }, marksSheet, theme);
    describeMarks(marks, family.limits);
  };
  onResize(element, () => {
    [sheet, marksSheet] = [fitCanvas(element), fitCanvas(marksCanvas)];
    paint();
  });
  store.on(["family", "theme", "predict"], paint);
}

/**
 * @param {import("../lane.js").Limits} limits
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
 * @param {import("../lane.js").Limits} limits
 */
function describeMarks(marks, { overshoot, stability }) {
  const said = [];
  if (overshoot !== null) said.push(`steps overshoot above 1/λ = ${overshoot.toPrecision(3)}`);
  if (stability !== null) said.push(`no rate above ${stability.toPrecision(3)} is stable at this curvature`);
  marks.title = said.join("; ");
  marks.ariaLabel = marks.title || "No rate is marked: this optimizer's limit depends on its run";
}
