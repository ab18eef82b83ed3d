/** A number along the run, with the cursor all charts share. */

import { axisScale, valueAxis } from "../../math/axis.js";
import { clamp } from "../../math/clamp.js";
import { linearScale } from "../../math/scale.js";
import { crisp } from "../canvas.js";
import { strokeLine } from "../strokes.js";
import { SERIES_WIDTH, drawCursor } from "./cursor.js";
import { drawStepAxis, drawValueAxis } from "./grid.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {Object} Series one value a step, from step 0
 * @property {ArrayLike<number>} values
 * @property {number} length the number of values that count
 * @property {string} color
 * @property {readonly number[]} [dash]
 * @property {string} [label] stands before the value in the readings
 * @property {number} [offset] taken off every value: the known minimum, so that a log axis shows loss above it
 * @typedef {Object} ChartData
 * @property {readonly Series[]} series
 * @property {"linear" | "log"} kind
 * @property {number} steps the run's full length, so that the step axis stands still
 * @property {number} playhead
 * @property {readonly number[]} [marks] steps at which something was changed by hand
 * @property {import("../../math/format.js").Format} format
 * @typedef {{ left: number, right: number, top: number, bottom: number }} Plot
 * @typedef {Object} ChartLayout where everything goes
 * @property {Plot} plot
 * @property {import("../../math/axis.js").Axis} axis
 * @property {import("../../math/scale.js").Scale} x
 * @property {(value: number) => number} y
 * @property {(pixel: number) => number} snap where a thin line is sharp
 */

const TYPE = 11;

/**
 * @param {ChartData} data
 * @param {{ width: number, height: number, ratio: number }} sheet
 * @param {Theme} theme
 * @returns {ChartLayout}
 */
export function layoutChart({ series, kind, steps }, { width, height, ratio }, { scale }) {
  const plot = { left: 46 * scale, right: width - 16 * scale, top: 24 * scale, bottom: height - 20 * scale };
  const axis = valueAxis(series, kind);
  const floor = axis.zero ? plot.bottom - 14 * scale : plot.bottom;
  const { toPixel } = axisScale(axis, [floor, plot.top]);
  return {
    plot,
    axis,
    x: linearScale([0, Math.max(steps, 1)], [plot.left, plot.right]),
    snap: (pixel) => crisp(pixel, ratio, scale),
    y: axis.zero ? (value) => (value > 0 ? toPixel(value) : plot.bottom) : toPixel,
  };
}

/**
 * The step under a pixel.
 * @param {ChartLayout} layout
 * @param {number} pixel
 * @param {number} steps
 */
export const stepAt = ({ x }, pixel, steps) => Math.round(clamp(x.toValue(pixel), 0, steps));

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, cleared
 * @param {ChartData} data
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
export function drawChart(context, data, layout, theme) {
  context.save();
  context.font = fontOf(theme, TYPE);
  drawValueAxis(context, layout, theme, data.format);
  drawStepAxis(context, data.steps, layout, theme);
  drawMarks(context, data, layout, theme);
  for (const series of data.series) drawSeries(context, series, layout, theme);
  drawCursor(context, data, layout, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ChartData} data
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
function drawMarks(context, { marks = [], steps }, { plot, x, snap }, theme) {
  context.beginPath();
  for (const mark of marks) {
    if (mark > steps) continue;
    const place = snap(x.toPixel(mark));
    context.moveTo(place, plot.top);
    context.lineTo(place, plot.bottom);
  }
  strokeLine(context, theme.text, 1, [5, 3], theme.scale);
}

/**
 * A value that is no number breaks the line.
 * @param {CanvasRenderingContext2D} context
 * @param {Series} series
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
function drawSeries(context, { values, length, color, dash = [], offset = 0 }, { x, y }, theme) {
  let penDown = false;
  context.beginPath();
  for (let step = 0; step < length; step++) {
    const height = y(values[step] - offset);
    if (!Number.isFinite(height)) penDown = false;
    else if (penDown) context.lineTo(x.toPixel(step), height);
    else context.moveTo(x.toPixel(step), height);
    penDown = Number.isFinite(height);
  }
  context.lineJoin = "round";
  strokeLine(context, color, SERIES_WIDTH, dash, theme.scale);
}
