/** The iterate the reader stands on, and a hint of the next. */

import { markerOf } from "../markers.js";
import { strokeWithHalo } from "../strokes.js";
import { traceLine } from "./trace.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("./path.js").Style} Style
 */

/** Of the way to the next iterate. */
const DASH = [4, 5];

/**
 * The way to the next iterate, to be drawn before the path: where a run swings to and fro it lies on top of it.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points
 * @param {number} step
 * @param {View} view
 * @param {Theme} theme
 */
export function drawGhostStep(context, points, step, view, theme) {
  traceLine(context, points, step, step + 1, view, theme.scale);
  strokeWithHalo(context, theme, theme.ghost, 2, DASH, DASH);
}

/**
 * The next iterate, to be drawn after the path.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points
 * @param {number} step
 * @param {View} view
 * @param {Theme} theme
 */
export function drawGhostDot(context, points, step, view, theme) {
  const [x, y] = view.toScreen(points[2 * step + 2], points[2 * step + 3]);
  if (!onCanvas(x, y, view)) return;
  context.beginPath();
  context.arc(x, y, 5 * theme.scale, 0, 2 * Math.PI);
  context.fillStyle = theme.halo;
  context.fill();
  strokeWithHalo(context, theme, theme.ghost, 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points
 * @param {number} step
 * @param {View} view
 * @param {Style} style
 * @param {Theme} theme
 */
export function drawCurrent(context, points, step, view, style, theme) {
  const { scale } = theme;
  const [x, y] = view.toScreen(points[2 * step], points[2 * step + 1]);
  if (!onCanvas(x, y, view)) return;
  context.beginPath();
  markerOf(style.marker)(context, x, y, 4 * scale);
  context.fillStyle = style.color;
  strokeWithHalo(context, theme, style.color, 0.5);
  context.fill();
  context.beginPath();
  context.arc(x, y, 13 * scale, 0, 2 * Math.PI);
  strokeWithHalo(context, theme, style.color, 2.5);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {View} view
 */
const onCanvas = (x, y, { width, height }) => x >= 0 && x <= width && y >= 0 && y <= height;
