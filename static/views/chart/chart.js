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
 * @property {number} [pace] how much of the axis a step takes
 * @property {boolean} [quiet] whether its value is not read out
 * @property {number} [offset] taken off every value: the known minimum, so that a log axis shows loss above it
 * @typedef {{ low: ArrayLike<number>, high: ArrayLike<number>, length: number, color: string, offset?: number, pace?: number }} Band
 *   between two values a step
 * @typedef {{ value: number, color: string, dash: readonly number[], label: string, offset?: number }} Level the same at every
 *   step, named in the plot
 * @typedef {Object} ChartData
 * @property {readonly Series[]} series
 * @property {readonly Band[]} [bands] below them
 * @property {readonly Level[]} [levels] below them too
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
export function layoutChart({ series, bands = [], levels = [], kind, steps }, { width, height, ratio }, { scale }) {
  const plot = { left: 46 * scale, right: width - 16 * scale, top: 24 * scale, bottom: height - 20 * scale };
  const ends = bands.flatMap(({ low, high, ...band }) => [low, high].map((values) => ({ ...band, values })));
  const lines = levels.map(({ value, offset }) => ({ values: [value], length: 1, offset }));
  const axis = valueAxis([...series, ...ends, ...lines], kind);
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
  for (const band of data.bands ?? []) drawBand(context, band, layout);
  drawMarks(context, data, layout, theme);
  for (const level of data.levels ?? []) drawLevel(context, level, layout, theme);
  for (const series of data.series) drawSeries(context, series, layout, theme);
  for (const level of data.levels ?? []) nameLevel(context, level, data, layout, theme);
  drawCursor(context, data, layout, theme);
  context.restore();
}

/**
 * A value that is no number lies beyond the plot.
 * @param {CanvasRenderingContext2D} context
 * @param {Band} band
 * @param {ChartLayout} layout
 */
function drawBand(context, { low, high, length, color, offset = 0, pace = 1 }, { x, y, plot }) {
  const inside = (/** @type {number} */ height) => (Number.isFinite(height) ? clamp(height, plot.top, plot.bottom) : plot.top);
  context.save();
  context.beginPath();
  for (let step = 0; step < length; step++) context.lineTo(x.toPixel(step * pace), inside(y(high[step] - offset)));
  for (let step = length - 1; step >= 0; step--) context.lineTo(x.toPixel(step * pace), inside(y(low[step] - offset)));
  context.globalAlpha = BAND;
  context.fillStyle = color;
  context.fill();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Level} level
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
function drawLevel(context, { value, color, dash, offset = 0 }, { y, plot, snap }, { scale }) {
  const height = snap(y(value - offset));
  context.beginPath();
  context.moveTo(plot.left, height);
  context.lineTo(plot.right, height);
  strokeLine(context, color, SERIES_WIDTH, dash, scale);
}

/**
 * Its words stand where lines that fall have not come to yet: at its beginning, below, if there is room.
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {Level} level
 * @param {ChartData} data
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
function nameLevel(context, { value, label, offset = 0 }, { format }, { y, plot }, { scale, surface, text }) {
  const height = y(value - offset);
  const below = height + 9 * scale < plot.bottom - 6 * scale;
  const words = /** @type {const} */ ([`${label} ${format.value(value)}`, plot.left + 4 * scale, height + (below ? 9 : -9) * scale]);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 3 * scale;
  context.strokeStyle = surface;
  context.strokeText(...words);
  context.fillStyle = text;
  context.fillText(...words);
}

/** How strong a band is. */
const BAND = 0.18;

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
function drawSeries(context, { values, length, color, dash = [], offset = 0, pace = 1 }, { x, y }, theme) {
  let penDown = false;
  context.beginPath();
  for (let step = 0; step < length; step++) {
    const height = y(values[step] - offset);
    if (!Number.isFinite(height)) penDown = false;
    else if (penDown) context.lineTo(x.toPixel(step * pace), height);
    else context.moveTo(x.toPixel(step * pace), height);
    penDown = Number.isFinite(height);
  }
  context.lineJoin = "round";
  strokeLine(context, color, SERIES_WIDTH, dash, theme.scale);
}
