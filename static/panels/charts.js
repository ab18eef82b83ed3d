/** Loss, learning rate and sharpness along the runs, with the playhead as their common cursor. */

import { canvas, part, scope, write } from "../lab/dom.js";
import { stretchesOf } from "../lab/earlier.js";
import { goTo } from "../lab/playback.js";
import { formatNumber, NUMBERS, RATES } from "../math/format.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawChart, layoutChart, stepAt } from "../views/chart/chart.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../lab/state.js").LabState} LabState
 * @typedef {import("../views/chart/chart.js").Series} Series
 * @typedef {(path: import("../lab/state.js").Path, color: string, state: Readonly<LabState>, isOther: boolean) => Series[]} SeriesOf a run;
 *   of one that the hand is not on what is needed to compare it
 */

/** @param {HTMLElement} root @param {Lab} lab */
export default function chartsPanel(root, lab) {
  const own = scope();
  chart(root, lab, own, "loss", { kind: "log", format: NUMBERS }, lossSeries);
  chart(root, lab, own, "rate", { kind: "linear", format: RATES }, rateSeries);
  chart(root, lab, own, "sharpness", { kind: "log", format: NUMBERS }, sharpnessSeries);
  const caption = part(root, "chart-loss-caption", HTMLElement);
  own.until(lab.on(["landscape"], ({ landscape }) => {
    const lowest = landscape?.floor ?? 0;
    write(caption, Math.abs(lowest) > 1e-9 ? `Loss, drawn above ${formatNumber(lowest)}` : "Loss");
  }));
  const sharpness = part(root, "chart-sharpness-caption", HTMLElement);
  own.until(lab.on(["style", "run"], ({ style: { felt }, run }) => {
    const limit = limitLabel(run?.limit ?? null);
    write(sharpness, `${felt === "λ" ? "Sharpness" : "Preconditioned sharpness"} ${felt}${limit && ` and ${limit}`}`);
  }));
  return own.dispose;
}

/** @param {number | null} constant */
const limitLabel = (constant) => (constant === null ? "" : `${Number(constant.toPrecision(3))}/η`);

/** Above the lowest minimum, so that a log axis shows how far there is to go. @type {SeriesOf} */
function lossSeries({ run }, color, { landscape, fan, seeds, run: active, theme }) {
  const offset = landscape?.floor ?? 0;
  const own = { values: run.losses, length: run.length, color, offset };
  if (!fan || run !== active || seeds === "paths") return [own];
  return [own, { values: fan.losses, length: fan.losses.length, color: theme?.text ?? "", dash: MEAN_DASH, label: "mean", offset }];
}

/** The dash of a mean over seeds: that of its path. */
const MEAN_DASH = [11, 3, 3, 3];

/**
 * Between which losses four fifths of the seeds are, and where their mean settles.
 * @param {Readonly<LabState>} state
 * @param {import("../views/theme.js").Theme} theme
 */
function spreadOf({ fan, seeds, landscape, paths }, { charts }) {
  if (!fan) return {};
  const { low, high, floor } = fan;
  const offset = landscape?.floor ?? 0;
  return {
    bands: seeds === "mean" ? [] : [{ low, high, length: low.length, color: charts.loss, offset, pace: paths.at(-1)?.pace ?? 1 }],
    levels: floor ? [{ value: floor.loss, color: charts.threshold, dash: [6, 4], label: "noise floor", offset }] : [],
  };
}

/** @type {SeriesOf} */
const rateSeries = ({ run: { rates, length } }, color) => [{ values: rates, length: Math.max(length - 1, 0), color }];

/**
 * Sharpness, and the c/η it must stay below for the run to be stable there; where an optimizer divides by √v̂ or √v, that of
 * what is left.
 * @type {SeriesOf}
 */
function sharpnessSeries({ run, style }, color, { theme }, isOther) {
  const { felt, limit: constant } = run;
  const sharpness = felt
    ? { values: felt, length: Math.max(run.length - 1, 0), color, label: style.felt }
    : { values: run.sharpness, length: run.length, color, label: "λ" };
  if (constant === null || isOther) return [sharpness];
  const threshold = Float64Array.from(run.rates, (rate) => (rate > 0 ? constant / rate : NaN));
  const label = limitLabel(constant);
  return [sharpness, { values: threshold, length: Math.max(run.length - 1, 0), color: theme?.charts.threshold ?? "", dash: [5, 4], label }];
}

/** How long a race may take. @param {readonly import("../lab/state.js").Path[]} paths */
const longest = (paths) => Math.max(...paths.map(({ run, pace }) => run.steps * pace));

/**
 * One chart; a press on it moves the playhead.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @param {"loss" | "rate" | "sharpness"} name
 * @param {Pick<import("../views/chart/chart.js").ChartData, "kind" | "format">} axis
 * @param {SeriesOf} seriesOf
 */
function chart(root, lab, own, name, axis, seriesOf) {
  const element = canvas(root, `chart-${name}`);
  let sheet = fitCanvas(element);
  /** @type {import("../views/chart/chart.js").ChartLayout | null} */
  let layout = null;

  const paint = () => {
    const { paths, time, theme, predict } = lab.state;
    layout = null;
    if (predict) clearSheet(sheet);
    if (predict || !paths.length || !theme || !sheet.width || !sheet.height) return;
    // One run has the chart's colour; several are told apart by their own.
    const colorOf = (/** @type {import("../lab/state.js").Path} */ { style }) =>
      paths.length > 1 ? style.color : theme.charts[name];
    const series = paths.flatMap((path, index) => {
      const isOther = index < paths.length - 1;
      const look = paths.length > 1 ? { dash: path.style.dash } : {};
      return seriesOf(path, colorOf(path), lab.state, isOther).map((each) => ({ ...look, ...each, pace: path.pace, quiet: isOther }));
    });
    const beside = name === "loss" ? spreadOf(lab.state, theme) : {};
    const pace = paths.at(-1)?.pace ?? 1;
    const marks = name === "rate" ? stretchesOf(lab.state.shown).map((each) => each.step * pace) : [];
    const data = { ...axis, ...beside, series, steps: longest(paths), playhead: time, marks };
    layout = layoutChart(data, sheet, theme);
    clearSheet(sheet);
    drawChart(sheet.context, data, layout, theme);
  };
  own.onResize(element, () => {
    sheet = fitCanvas(element);
    paint();
  });
  own.until(lab.on(["paths", "time", "landscape", "theme", "predict", ...(name === "loss" ? /** @type {const} */ (["fan", "seeds"]) : [])], paint));

  const moveTo = (/** @type {PointerEvent} */ event) => {
    const { paths } = lab.state;
    if (layout && paths.length) goTo(lab, stepAt(layout, event.offsetX, longest(paths)));
  };
  own.listen(element, "pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  own.listen(element, "pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) moveTo(event);
  });
}
