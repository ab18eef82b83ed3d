/** A step over its slice: from the point on which the playhead stands to where it lands. */

import { formatNumber } from "../../math/format.js";
import { arrowhead, markerOf } from "../markers.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./slice.js").Scene} Scene
 * @typedef {import("./slice.js").Layout} Layout
 */

/** How high a step leaps over the higher of its ends, as a share of the plot. */
const LEAP = 0.16;

/**
 * From the point over the valley to where the step lands; to the edge, if that is beyond.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {Theme} theme
 */
export function drawStep(context, { side, loss, rate, style, own }, { plot, x, y }, theme) {
  const { scale } = theme;
  const [fromX, fromY] = [x.toPixel(0), y.toPixel(0)];
  const up = side.landing - loss;
  const [landX, landY] = [x.toPixel(rate), Number.isFinite(up) ? y.toPixel(up) : plot.top - 1];
  const isSeen = landX <= plot.right + 1 && landY >= plot.top - 1 && Number.isFinite(up);
  const [toX, toY] = [Math.min(landX, plot.right), isSeen ? landY : plot.top + 10 * scale];
  const promisedY = y.toPixel(side.promised - loss);
  if (isSeen && Math.abs(promisedY - landY) > 4 * scale && promisedY > plot.top) {
    context.beginPath();
    context.moveTo(landX, Math.min(promisedY, plot.bottom));
    context.lineTo(landX, landY);
    strokeWithHalo(context, theme, theme.charts.sharpness, 2);
    if (promisedY < plot.bottom) dot(context, "circle", landX, promisedY, 5, theme.surface, theme.charts.sharpness, theme);
  }
  const peak = Math.min(fromY, toY) - LEAP * (plot.bottom - plot.top);
  const middle = (fromX + toX) / 2;
  const isLeap = Math.abs(toX - fromX) > 6 * scale;
  if (isLeap) {
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.quadraticCurveTo(middle, peak, toX, toY);
    strokeWithHalo(context, theme, style.color, 2.25, own ? [] : [6, 4]);
    const [dx, dy] = [toX - middle, toY - peak];
    const length = Math.hypot(dx, dy) || 1;
    const gap = isSeen ? 9 * scale : 0;
    context.beginPath();
    if (Math.abs(toX - fromX) > 26 * scale) arrowhead(context, toX - (gap * dx) / length, toY - (gap * dy) / length, dx / length, dy / length, 12 * scale);
    context.fillStyle = style.color;
    strokeWithHalo(context, theme, style.color, 0.5);
    context.fill();
  }
  dot(context, style.marker, fromX, fromY, 6, style.color, theme.halo, theme);
  if (isSeen) dot(context, style.marker, landX, landY, 7, style.color, theme.halo, theme);
  else {
    const words = Number.isNaN(side.landing) ? "no value there" : `lands at ${formatNumber(side.landing)}`;
    context.font = `600 ${fontOf(theme, 13)}`;
    const width = context.measureText(words).width + 12 * scale;
    const right = Math.min(toX - 14 * scale, plot.right);
    const left = right - width > plot.left ? right - width : Math.min(toX + 14 * scale, plot.right - width);
    context.fillStyle = theme.surface;
    context.beginPath();
    context.roundRect(left, plot.top, width, 20 * scale, 4 * scale);
    context.fill();
    strokeLine(context, style.color, 1, [], scale);
    context.fillStyle = theme.text;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(words, left + 6 * scale, plot.top + 10.5 * scale);
    context.font = fontOf(theme);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} marker
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} fill
 * @param {string} edge
 * @param {Theme} theme
 */
export function dot(context, marker, x, y, radius, fill, edge, theme) {
  context.beginPath();
  markerOf(marker)(context, x, y, radius * theme.scale);
  context.lineWidth = 2 * theme.scale;
  context.strokeStyle = edge;
  context.fillStyle = fill;
  context.fill();
  context.stroke();
}
