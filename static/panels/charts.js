/** Loss, learning rate and sharpness along the run, with the playhead as their common cursor. */

import { canvas, part, scope, write } from "../lab/dom.js";
import { goTo } from "../lab/playback.js";
import { formatNumber } from "../math/format.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawChart, layoutChart, stepAt } from "../views/chart/chart.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../lab/state.js").LabState} LabState
 * @typedef {import("../views/chart/chart.js").ChartData} ChartData
 * @typedef {(state: Readonly<LabState>) => Pick<ChartData, "series" | "kind">} Charted
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function chartsPanel(root, lab) {
  const own = scope();
  chart(canvas(root, "chart-loss"), lab, lossSeries, own);
  chart(canvas(root, "chart-rate"), lab, rateSeries, own);
  chart(canvas(root, "chart-sharpness"), lab, sharpnessSeries, own);
  const caption = part(root, "chart-loss-caption", HTMLElement);
  own.until(lab.on(["landscape"], ({ landscape }) => {
    const lowest = lowestLoss(landscape);
    write(caption, Math.abs(lowest) > 1e-9 ? `Loss above ${formatNumber(lowest)}` : "Loss");
  }));
  const sharpness = part(root, "chart-sharpness-caption", HTMLElement);
  own.until(lab.on(["family"], ({ family }) => {
    write(sharpness, family?.limits.preconditioned == null ? "Sharpness" : "Preconditioned sharpness");
  }));
  return own.dispose;
}

/** @param {LabState["landscape"]} landscape */
const lowestLoss = (landscape) => (landscape?.minima.length ? Number(landscape.minima[2]) : 0);

/** Above the lowest minimum, so that a log axis shows how far there is to go. @type {Charted} */
function lossSeries({ run, landscape, theme }) {
  const offset = lowestLoss(landscape);
  return {
    kind: "log",
    series: [{ values: run?.losses ?? [], length: run?.length ?? 0, color: theme?.charts.loss ?? "", offset }],
  };
}

/** @type {Charted} */
function rateSeries({ run, theme }) {
  return {
    kind: "linear",
    series: [{ values: run?.rates ?? [], length: run?.steps ?? 0, color: theme?.charts.rate ?? "" }],
  };
}

/**
 * Sharpness, and the c/η it must stay below for the run to be stable there; where an optimizer divides by √v̂, that of
 * what is left.
 * @type {Charted}
 */
function sharpnessSeries({ run, family, theme }) {
  const preconditioned = family?.limits.preconditioned ?? null;
  const felt = preconditioned === null ? null : run?.felt;
  const color = theme?.charts.sharpness ?? "";
  const sharpness = felt
    ? { values: felt, length: Math.max((run?.length ?? 1) - 1, 0), color, label: "λ/√v̂" }
    : { values: run?.sharpness ?? [], length: run?.length ?? 0, color, label: "λ" };
  const constant = felt ? preconditioned : family?.limits.constant;
  if (constant != null && run) {
    const threshold = Float64Array.from(run.rates, (rate) => (rate > 0 ? constant / rate : NaN));
    const label = `${Number(constant.toPrecision(3))}/η`;
    const dashed = { values: threshold, length: run.steps, color: theme?.charts.threshold ?? "", dash: [5, 4], label };
    return { kind: "log", series: [sharpness, dashed] };
  }
  return { kind: "log", series: [sharpness] };
}

/**
 * One chart; a press on it moves the playhead.
 * @param {HTMLCanvasElement} element
 * @param {Lab} lab
 * @param {Charted} charted
 * @param {ReturnType<typeof scope>} own
 */
function chart(element, lab, charted, own) {
  let sheet = fitCanvas(element);
  /** @type {import("../views/chart/chart.js").ChartLayout | null} */
  let layout = null;

  const paint = () => {
    const { run, step, theme } = lab.state;
    if (!run || !theme || !sheet.width || !sheet.height) return;
    const data = { ...charted(lab.state), steps: run.steps, playhead: step };
    layout = layoutChart(data, sheet, theme);
    clearSheet(sheet);
    drawChart(sheet.context, data, layout, theme);
  };
  own.onResize(element, () => {
    sheet = fitCanvas(element);
    paint();
  });
  own.until(lab.on(["run", "step", "family", "landscape", "theme"], paint));

  const moveTo = (/** @type {PointerEvent} */ event) => {
    const { run } = lab.state;
    if (layout && run) goTo(lab, stepAt(layout, event.offsetX, run.steps));
  };
  own.listen(element, "pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  own.listen(element, "pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) moveTo(event);
  });
}
