/** The same run with other seeds: faint paths below it, and their mean. */

import { strokeLine, strokeWithHalo } from "../strokes.js";
import { traceDots, traceLine } from "./trace.js";
import { markerOf } from "../markers.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {{ points: Float32Array, length: number }} Ghost flat x0, y0, x1, y1 …; the first `length` points count
 */

/** The dash of a mean over seeds: long and short, as no optimizer's. */
export const MEAN_DASH = [11, 3, 3, 3];

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, cleared
 * @param {{ ghosts: readonly Ghost[], step: number, color: string }} data
 * @param {View} view
 * @param {Theme} theme
 */
export function drawGhosts(context, { ghosts, step, color }, view, theme) {
  context.save();
  context.lineJoin = "round";
  context.globalAlpha = theme.dark ? 0.75 : 0.5;
  for (const ghost of ghosts) {
    traceLine(context, ghost.points, 0, Math.min(step, ghost.length - 1), view, theme.scale);
    strokeLine(context, color, 1, [], theme.scale);
  }
  context.globalAlpha = 1;
  // Where each of them stands now: how far apart they are at this step.
  context.beginPath();
  for (const { points, length } of ghosts) {
    const at = Math.min(step, length - 1);
    if (at >= 0) traceDots(context, points.subarray(2 * at, 2 * at + 2), 1, view, 2.5 * theme.scale, markerOf("circle"));
  }
  context.lineWidth = 2 * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = color;
  context.fill();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context likewise
 * @param {Ghost} mean
 * @param {number} step
 * @param {View} view
 * @param {Theme} theme
 */
export function drawMean(context, mean, step, view, theme) {
  traceLine(context, mean.points, 0, Math.min(step, mean.length - 1), view, theme.scale);
  context.lineJoin = "round";
  strokeWithHalo(context, theme, theme.text, 2, MEAN_DASH);
}
