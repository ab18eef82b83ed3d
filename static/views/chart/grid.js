/** A chart's axes. */

import { axisTicks } from "../../math/axis.js";
import { linearTicks } from "../../math/ticks.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./chart.js").ChartLayout} ChartLayout
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ChartLayout} layout
 * @param {Theme} theme
 * @param {import("../../math/format.js").Format} format
 */
export function drawValueAxis(context, { plot, axis, y, snap }, theme, format) {
  const { scale } = theme;
  const ticks = axisTicks(axis, Math.max(Math.floor((plot.bottom - plot.top) / (34 * scale)), 1));
  context.fillStyle = theme.textQuiet;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.beginPath();
  for (const tick of apart(axis.zero ? [0, ...ticks] : ticks, y, 13 * scale)) {
    context.moveTo(plot.left, snap(y(tick)));
    context.lineTo(plot.right, snap(y(tick)));
    context.fillText(format.tick(tick), plot.left - 6 * scale, y(tick));
  }
  context.lineWidth = scale;
  context.strokeStyle = theme.line;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} steps
 * @param {ChartLayout} layout
 * @param {Theme} theme
 */
export function drawStepAxis(context, steps, { plot, x }, theme) {
  const { scale } = theme;
  const count = Math.max(Math.floor((plot.right - plot.left) / (70 * scale)), 1);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of linearTicks(0, Math.max(steps, 1), count)) {
    if (Number.isInteger(tick)) context.fillText(String(tick), x.toPixel(tick), plot.bottom + 15 * scale);
  }
}

/**
 * Leaves out ticks whose labels would touch; zero goes before all others.
 * @param {readonly number[]} ticks
 * @param {(value: number) => number} toPixel
 * @param {number} distance
 */
function apart(ticks, toPixel, distance) {
  /** @type {number[]} */
  const kept = [];
  for (const tick of ticks.includes(0) ? [0, ...ticks] : ticks) {
    if (kept.every((other) => Math.abs(toPixel(other) - toPixel(tick)) >= distance)) kept.push(tick);
  }
  return kept;
}
