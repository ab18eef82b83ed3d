/** Small drawings of an optimizer's numbers: squares whose areas are as they are, ellipses of matrices, and how long something is. */

import { formatTick } from "../../math/format.js";
import { roundLength } from "../../math/inside.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {Pick<import("../../math/scale.js").View, "width" | "height" | "unit">} Window
 */

const FILL = "#56B4E9";

/**
 * How long something is in a close-up: a bar of a round length, in the lower left corner.
 * @param {CanvasRenderingContext2D} context
 * @param {Window} view
 * @param {Theme} theme
 * @returns {import("../../math/clip.js").Box} what it takes
 */
export function drawBar(context, { width, height, unit }, theme) {
  const length = roundLength(width / 4 / unit);
  const [left, bottom, long] = [10 * theme.scale, height - 10 * theme.scale, length * unit];
  context.beginPath();
  context.moveTo(left, bottom - 4 * theme.scale);
  context.lineTo(left, bottom);
  context.lineTo(left + long, bottom);
  context.lineTo(left + long, bottom - 4 * theme.scale);
  strokeWithHalo(context, theme, theme.textQuiet, 1.5);
  context.font = fontOf(theme, 11);
  context.fillStyle = theme.textQuiet;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const text = formatTick(length);
  context.fillText(text, left + 4 * theme.scale, bottom - 2 * theme.scale);
  return { left: 0, right: left + Math.max(long, context.measureText(text).width) + 8, top: bottom - 18 * theme.scale, bottom: height };
}

/**
 * Two squares side by side, for x and for y, whose areas are as their values.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly number[]} sides in pixels
 * @param {{ width: number, height: number }} sheet
 * @param {Theme} theme
 */
export function drawSquares(context, sides, { width, height }, theme) {
  const [base, gap] = [height - 16 * theme.scale, 16 * theme.scale];
  let left = (width - sides.reduce((sum, side) => sum + Math.max(side, gap), gap)) / 2;
  context.font = fontOf(theme, 11);
  context.textAlign = "center";
  context.textBaseline = "top";
  sides.forEach((side, index) => {
    const room = Math.max(side, gap);
    context.fillStyle = FILL;
    context.fillRect(left + (room - side) / 2, base - side, side, side);
    context.strokeStyle = theme.text;
    context.lineWidth = theme.scale;
    context.strokeRect(left + (room - side) / 2, base - side, side, side);
    context.fillStyle = theme.text;
    context.fillText("xy".charAt(index), left + room / 2, base + 3 * theme.scale);
    left += room + gap;
  });
}

/**
 * An ellipse with both its axes, made to fit; the axis of a negative value is dashed.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly number[]} half lengths, of any sign
 * @param {number} angle
 * @param {{ width: number, height: number }} sheet
 * @param {Theme} theme
 */
export function drawOval(context, half, angle, { width, height }, theme) {
  const most = Math.max(...half.map(Math.abs));
  if (!(most > 0) || !Number.isFinite(most)) return;
  const fit = (Math.min(width, height) / 2 - 6 * theme.scale) / most;
  const [a = 0, b = 0] = half.map((each) => Math.abs(each) * fit);
  context.save();
  context.translate(width / 2, height / 2);
  context.rotate(-angle);
  context.beginPath();
  context.ellipse(0, 0, a, b, 0, 0, 2 * Math.PI);
  if (half.every((each) => each > 0)) {
    context.fillStyle = FILL;
    context.globalAlpha = 0.3;
    context.fill();
    context.globalAlpha = 1;
  }
  strokeLine(context, theme.text, 1.25, [], theme.scale);
  [[a, 0], [0, b]].forEach(([x = 0, y = 0], index) => {
    context.beginPath();
    context.moveTo(-x, -y);
    context.lineTo(x, y);
    strokeLine(context, theme.text, 1, Number(half[index]) < 0 ? [3, 3] : [], theme.scale);
  });
  context.restore();
}
