/** The playhead on a chart: a line, a dot on every series and, in a place that does not move, the values there. */

import { formatSteady } from "../../math/format.js";
import { strokeLine } from "../strokes.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./chart.js").ChartLayout} ChartLayout
 * @typedef {{ x: number, y: number, value: number, label: string, color: string, dash: readonly number[], quiet: boolean }} Reading
 */

/** Of a series' line, in the plot and in its sample, in CSS pixels at scale 1. */
export const SERIES_WIDTH = 1.75;

/**
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {import("./chart.js").ChartData} data
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
export function drawCursor(context, data, layout, theme) {
  const { plot, x, snap } = layout;
  const cursor = snap(x.toPixel(data.playhead));
  context.beginPath();
  context.moveTo(cursor, plot.top);
  context.lineTo(cursor, plot.bottom);
  context.lineWidth = theme.scale;
  context.strokeStyle = theme.textQuiet;
  context.stroke();
  const readings = readingsAt(data, layout);
  for (const reading of readings) drawDot(context, reading, theme);
  drawReadings(context, readings.filter(({ quiet }) => !quiet), plot, theme, data.format);
}

/**
 * A series that ended before the playhead (a run that blew up, a rate after the last step) is read at its end.
 * @param {import("./chart.js").ChartData} data
 * @param {ChartLayout} layout
 * @returns {Reading[]}
 */
function readingsAt({ series, playhead }, { x, y }) {
  return series.flatMap(({ values, length, label = "", color, dash = [], offset = 0, pace = 1, quiet = false }) => {
    const step = Math.min(Math.floor(playhead / pace), length - 1);
    const value = step < 0 ? NaN : Number(values[step]); // the loss itself, wherever the axis begins
    const height = y(value - offset);
    return Number.isFinite(height) ? [{ x: x.toPixel(step * pace), y: height, value, label, color, dash, quiet }] : [];
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Reading} reading
 * @param {Theme} theme
 */
function drawDot(context, { x, y, color }, theme) {
  context.beginPath();
  context.arc(x, y, 3.5 * theme.scale, 0, 2 * Math.PI);
  context.lineWidth = 3 * theme.scale;
  context.strokeStyle = theme.surface;
  context.stroke();
  context.fillStyle = color;
  context.fill();
}

/**
 * From right to left above the plot: the number, its label and a piece of its line, so that it is the legend too.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Reading[]} readings
 * @param {import("./chart.js").Plot} plot
 * @param {Theme} theme
 * @param {import("../../math/format.js").Format} format
 */
function drawReadings(context, readings, plot, theme, format) {
  const { scale } = theme;
  const y = plot.top - 13 * scale;
  const widest = Math.ceil(context.measureText(formatSteady(0)).width);
  let right = Math.round(plot.right); // letters are sharp on whole pixels
  context.fillStyle = theme.text;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { value, label, color, dash } of readings.toReversed()) {
    const text = format.value(value);
    right -= Math.max(widest, Math.ceil(context.measureText(text).width));
    context.fillText(text, right, y);
    right -= 5 * scale + Math.ceil(context.measureText(label).width);
    context.fillText(label, right, y);
    if (label) right -= 5 * scale;
    drawSample(context, right - 18 * scale, right, y, color, dash, scale);
    right -= 30 * scale;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} right
 * @param {number} y
 * @param {string} color
 * @param {readonly number[]} dash
 * @param {number} scale
 */
function drawSample(context, left, right, y, color, dash, scale) {
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  strokeLine(context, color, SERIES_WIDTH, dash, scale);
}
