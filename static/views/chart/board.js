/** The curve of η, large: a board on which a hand moves it. */

import { clamp } from "../../math/clamp.js";
import { axisScale } from "../../math/axis.js";
import { RATES } from "../../math/format.js";
import { strokeLine } from "../strokes.js";
import { fontOf } from "../theme.js";
import { layoutChart } from "./chart.js";
import { drawStepAxis, drawValueAxis } from "./grid.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{ rates: ArrayLike<number>, color: string, dash: readonly number[] }} Rival another schedule's curve
 * @typedef {Object} BoardData
 * @property {ArrayLike<number>} rates
 * @property {number} steps
 * @property {"linear" | "log"} kind
 * @property {readonly number[]} shown further values of η that have their place on the axis
 * @property {readonly Rival[]} rivals
 * @property {readonly number[]} stems steps at which something is taken hold of above the plot
 * @property {readonly number[]} changes steps at which η was changed
 * @property {number | null} playhead
 * @typedef {Object} BoardLayout
 * @property {import("./chart.js").Plot} plot
 * @property {import("./chart.js").ChartLayout} chart
 * @property {(step: number) => number} x
 * @property {(rate: number) => number} y
 * @property {(pixel: number) => number} toStep
 * @property {(pixel: number) => number} toRate
 */

const TYPE = 11;
/** Below the lowest place of a logarithmic axis there is one for zero, so much further down. */
const ZERO = 14;

/**
 * @param {BoardData} data
 * @param {import("../canvas.js").Sheet} sheet
 * @param {Theme} theme
 * @returns {BoardLayout}
 */
export function layoutBoard({ rates, steps, kind, shown, rivals }, sheet, theme) {
  const series = [rates, shown, ...rivals.map((each) => each.rates)].map((values) => ({ values, length: values.length, color: "" }));
  const chart = layoutChart({ series, kind, steps, playhead: 0, format: RATES }, sheet, theme);
  const { plot, axis } = chart;
  const floor = axis.zero ? plot.bottom - ZERO * theme.scale : plot.bottom;
  const scale = axisScale(axis, [floor, plot.top]);
  return {
    plot,
    chart,
    x: (step) => chart.x.toPixel(clamp(step, 0, steps)),
    y: (rate) => clamp(rate > 0 ? chart.y(rate) : plot.bottom, plot.top, plot.bottom),
    toStep: (pixel) => clamp(chart.x.toValue(pixel), 0, steps),
    toRate: (pixel) => (axis.zero && pixel > floor + ZERO * theme.scale / 2 ? 0 : Math.max(scale.toValue(clamp(pixel, plot.top, floor)), 0)),
  };
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, cleared
 * @param {BoardData} data
 * @param {BoardLayout} layout
 * @param {Theme} theme
 */
export function drawBoard(context, { rates, steps, rivals, stems, changes, playhead }, layout, theme) {
  const { plot, chart } = layout;
  context.save();
  context.font = fontOf(theme, TYPE);
  drawValueAxis(context, chart, theme, RATES);
  drawStepAxis(context, steps, chart, theme);
  for (const step of stems) upright(context, chart.snap(layout.x(step)), plot, theme.textQuiet, [2, 3], theme.scale);
  for (const step of changes) upright(context, chart.snap(layout.x(step)), plot, theme.text, [5, 3], theme.scale);
  if (playhead !== null) upright(context, chart.snap(layout.x(playhead)), plot, theme.textQuiet, [], theme.scale);
  context.lineJoin = "round";
  for (const rival of rivals) line(context, rival.rates, layout, rival.color, 1.5, rival.dash, theme.scale);
  line(context, rates, layout, theme.charts.rate, 2.25, [], theme.scale);
  context.restore();
}

/**
 * A stroke that is being drawn.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly { x: number, y: number }[]} points in pixels
 * @param {Theme} theme
 */
export function drawStroke(context, points, theme) {
  context.beginPath();
  points.forEach(({ x, y }, index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
  strokeLine(context, theme.accent, 2, [], theme.scale);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {import("./chart.js").Plot} plot
 * @param {string} color
 * @param {readonly number[]} dash
 * @param {number} scale
 */
function upright(context, x, { top, bottom }, color, dash, scale) {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  strokeLine(context, color, 1, dash, scale);
}

/**
 * As far as it is known.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} rates
 * @param {BoardLayout} layout
 * @param {string} color
 * @param {number} width
 * @param {readonly number[]} dash
 * @param {number} scale
 */
function line(context, rates, { x, y }, color, width, dash, scale) {
  context.beginPath();
  for (let step = 0; step < rates.length && !Number.isNaN(rates[step]); step++) {
    if (step) context.lineTo(x(step), y(Number(rates[step])));
    else context.moveTo(x(step), y(Number(rates[step])));
  }
  strokeLine(context, color, width, dash, scale);
}
