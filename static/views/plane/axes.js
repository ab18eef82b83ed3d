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
 * @param {readonly [string, string]} names of the axes
 * @param {Theme} theme
 */
export function drawAxes(context, view, [nameX, nameY], theme) {
  const { width, height, extent: [xmin, xmax, ymin, ymax] } = view;
  const spacing = 80 * theme.scale;
  const across = linearTicks(xmin, xmax, Math.max(width / spacing, 1));
  const up = linearTicks(ymin, ymax, Math.max(height / spacing, 1));
  context.save();
  context.font = fontOf(theme);
  drawTicks(context, view, across, up, theme);
  const margin = 16 * theme.scale; // no label is cut, and the corner belongs to neither axis
  const gap = 8 * theme.scale;
  const upright = nameY.length === 1; // a longer one runs along its axis, clear of the caption
  const nameFont = `italic ${fontOf(theme, 14)}`;
  context.font = nameFont;
  const [namedX, namedY] = [nameX, nameY].map((name) => context.measureText(name).width + gap);
  context.font = fontOf(theme);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of across) {
    const [x] = view.toScreen(tick, 0);
    if (x > 2.5 * margin && x < width - margin - namedX) haloText(context, formatTick(tick), x, height - gap, theme);
  }
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const tick of up) {
    const [, y] = view.toScreen(0, tick);
    if (y > (upright ? 2 * margin : margin + namedY) && y < height - 2 * margin) haloText(context, formatTick(tick), 1.5 * gap, y, theme);
  }
  context.font = nameFont;
  if (upright) haloText(context, nameY, 1.5 * gap, margin, theme);
  else sideways(context, nameY, 1.5 * gap, margin, theme);
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  haloText(context, nameX, width - gap, height - gap, theme);
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
 * Text that ends at (x, y) and is read from below.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
function sideways(context, text, x, y, theme) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 2);
  context.textAlign = "right";
  haloText(context, text, 0, 0, theme);
  context.restore();
}

/**
 * Text with a halo, readable on any height. Uses the context's font and alignment.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
export function haloText(context, text, x, y, theme) {
  context.lineJoin = "round";
  context.lineWidth = 2 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.globalAlpha = 0.6;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}
