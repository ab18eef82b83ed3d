/** Loss, learning rate and sharpness along the run, with the playhead as their common cursor. */

import { canvas, find, onResize, write } from "../dom.js";
import { formatNumber } from "../math/format.js";
import { clearSheet, fitCanvas } from "../view/canvas.js";
import { drawChart, layoutChart, stepAt } from "../view/chart.js";

/**
 * @typedef {import("../lab.js").LabStore} LabStore
 * @typedef {import("../lab.js").LabState} LabState
 * @typedef {import("../view/chart.js").ChartData} ChartData
 * @typedef {(state: Readonly<LabState>) => Pick<ChartData, "series" | "kind">} Charted
 */

/** @param {LabStore} store */
export function chartsPanel(store) {
  chart(store, "chart-loss", lossSeries);
  chart(store, "chart-rate", rateSeries);
  chart(store, "chart-sharpness", sharpnessSeries);
  const caption = find("chart-loss-caption", HTMLElement);
  store.on(["landscape"], ({ landscape }) => {
    const lowest = lowestLoss(landscape);
    write(caption, Math.abs(lowest) > 1e-9 ? `Loss above ${formatNumber(lowest)}` : "Loss");
  });
  const sharpness = find("chart-sharpness-caption", HTMLElement);
  store.on(["family"], ({ family }) => {
    write(sharpness, family?.limits.preconditioned == null ? "Sharpness" : "Preconditioned sharpness");
  });
}

/** @param {LabState["landscape"]} landscape */
const lowestLoss = (landscape) => (landscape?.minima.length ? Number(landscape.minima[2]) : 0);

/** Above the lowest minimum, so that a log axis shows how far there is to go. @type {Charted} */
function lossSeries({ lane, landscape, theme }) {
  const offset = lowestLoss(landscape);
  return {
    kind: "log",
    series: [{ values: lane?.losses ?? [], length: lane?.length ?? 0, color: theme?.charts.loss ?? "", offset }],
  };
}

/** @type {Charted} */
function rateSeries({ lane, theme }) {
  return {
    kind: "linear",
    series: [{ values: lane?.rates ?? [], length: lane?.steps ?? 0, color: theme?.charts.rate ?? "" }],
  };
}

/**
 * Sharpness, and the c/η it must stay below for the run to be stable there; where an optimizer divides by √v̂, that of
 * what is left.
 * @type {Charted}
 */
function sharpnessSeries({ lane, family, theme }) {
  const preconditioned = family?.limits.preconditioned ?? null;
  const felt = preconditioned === null ? null : lane?.felt;
  const color = theme?.charts.sharpness ?? "";
  const sharpness = felt
    ? { values: felt, length: Math.max((lane?.length ?? 1) - 1, 0), color, label: "λ/√v̂" }
    : { values: lane?.sharpness ?? [], length: lane?.length ?? 0, color, label: "λ" };
  const constant = felt ? preconditioned : family?.limits.constant;
  if (constant != null && lane) {
    const threshold = Float64Array.from(lane.rates, (rate) => (rate > 0 ? constant / rate : NaN));
    const label = `${Number(constant.toPrecision(3))}/η`;
    const dashed = { values: threshold, length: lane.steps, color: theme?.charts.threshold ?? "", dash: [5, 4], label };
    return { kind: "log", series: [sharpness, dashed] };
  }
  return { kind: "log", series: [sharpness] };
}

/**
 * One chart; a press on it moves the playhead.
 * @param {LabStore} store
 * @param {string} id
 * @param {Charted} charted
 */
function chart(store, id, charted) {
  const element = canvas(id);
  let sheet = fitCanvas(element);
  /** @type {import("../view/chart.js").ChartLayout | null} */
  let layout = null;

  const paint = () => {
    const { lane, step, theme } = store.state;
    if (!lane || !theme || !sheet.width || !sheet.height) return;
    const data = { ...charted(store.state), steps: lane.steps, playhead: step };
    layout = layoutChart(data, sheet, theme);
    clearSheet(sheet);
    drawChart(sheet.context, data, layout, theme);
  };
  onResize(element, () => {
    sheet = fitCanvas(element);
    paint();
  });
  store.on(["lane", "step", "family", "landscape", "theme"], paint);

  const moveTo = (/** @type {PointerEvent} */ event) => {
    const { lane } = store.state;
    if (layout && lane) store.set({ playhead: stepAt(layout, event.offsetX, lane.steps), playing: false });
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) moveTo(event);
  });
}
