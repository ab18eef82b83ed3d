/** Small ticks and numbers along the lower and the left edge of the plane, and the names of the axes at their ends. */

import { formatTick } from "../../math/format.js";
import { linearTicks } from "../../math/ticks.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Theme} theme
 */
export function drawAxes(context, view, theme) {
  const { width, height, extent: [xmin, xmax, ymin, ymax] } = view;
  const spacing = 80 * theme.scale;
  const across = linearTicks(xmin, xmax, Math.max(width / spacing, 1));
  const up = linearTicks(ymin, ymax, Math.max(height / spacing, 1));
  context.save();
  context.font = fontOf(theme);
  drawTicks(context, view, across, up, theme);
  const margin = 16 * theme.scale; // no label is cut, and the corner belongs to neither axis
  const gap = 8 * theme.scale;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of across) {
    const [x] = view.toScreen(tick, 0);
    if (x > 2.5 * margin && x < width - 2 * margin) haloText(context, formatTick(tick), x, height - gap, theme);
  }
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const tick of up) {
    const [, y] = view.toScreen(0, tick);
    if (y > 2 * margin && y < height - 2 * margin) haloText(context, formatTick(tick), 1.5 * gap, y, theme);
  }
  context.font = `italic ${fontOf(theme, 14)}`;
  haloText(context, "y", 1.5 * gap, margin, theme);
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  haloText(context, "x", width - gap, height - gap, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {readonly number[]} across
 * @param {readonly number[]} up
 * @param {Theme} theme
 */
function drawTicks(context, view, across, up, theme) {
  const length = 5 * theme.scale;
  context.beginPath();
  for (const tick of across) {
    const [x] = view.toScreen(tick, 0);
    context.moveTo(x, view.height);
    context.lineTo(x, view.height - length);
  }
  for (const tick of up) {
    const [, y] = view.toScreen(0, tick);
    context.moveTo(0, y);
    context.lineTo(length, y);
  }
  context.lineWidth = theme.scale;
  context.strokeStyle = theme.text;
  context.stroke();
}

/**
 * Text with a halo, readable on any height. Uses the context's font and alignment.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
function haloText(context, text, x, y, theme) {
  context.lineJoin = "round";
  context.lineWidth = 2 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.globalAlpha = 0.6;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}
