/** Samples, and the model that is fitted to them: a curve with what it leaves over, or the border between two classes. */

import { contoursOf } from "../../math/contours.js";
import { formatTick } from "../../math/format.js";
import { linearScale } from "../../math/scale.js";
import { linearTicks } from "../../math/ticks.js";
import { crisp } from "../canvas.js";
import { markerOf } from "../markers.js";
import { withHaloFor } from "../plane/path.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../data/samples.js").Fit} Fit
 * @typedef {{ fit: Fit, curve: Float32Array | null, stale: boolean, batch: ArrayLike<number> | null, color: string }} Scene
 *   stale: whether the curve is of another setting
 * @typedef {{ x: import("../../math/scale.js").Scale, y: import("../../math/scale.js").Scale, left: number, right: number, top: number, bottom: number }} Plot
 */

const TYPE = 12, RADIUS = 3.5;
/** Of what is not in the batch, of what is left over, and of a curve that is of another setting. */
const FAINT = 0.35, LEFT_OVER = 0.7, STALE = 0.25;

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, cleared
 * @param {Scene} scene
 * @param {{ width: number, height: number, ratio: number }} sheet
 * @param {Theme} theme
 */
export function drawSamples(context, scene, sheet, theme) {
  const { fit, curve, stale } = scene;
  const { scale } = theme;
  const [xmin, xmax, ymin, ymax] = fit.extent;
  const box = { left: 34 * scale, right: sheet.width - 12 * scale, top: 22 * scale, bottom: sheet.height - 34 * scale };
  const plot = { ...box, x: linearScale([xmin, xmax], [box.left, box.right]), y: linearScale([ymin, ymax], [box.bottom, box.top]) };
  context.save();
  context.font = fontOf(theme, TYPE);
  drawAxes(context, fit, plot, sheet.ratio, theme);
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.clip();
  if (curve && fit.inputs === 1) {
    if (!stale) drawResiduals(context, scene, curve, plot, theme);
    context.globalAlpha = stale ? STALE : 1;
    traceCurve(context, fit.places, curve, plot);
    strokeWithHalo(context, withHaloFor(theme, scene.color), scene.color, 2.25);
  } else if (curve) {
    context.globalAlpha = stale ? STALE : 1;
    traceBorder(context, fit, curve, plot);
    strokeWithHalo(context, withHaloFor(theme, scene.color), scene.color, 2.25);
  }
  context.globalAlpha = 1;
  drawDots(context, scene, plot, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {Fit} fit
 * @param {Plot} plot
 * @param {number} ratio
 * @param {Theme} theme
 */
function drawAxes(context, { extent: [xmin, xmax, ymin, ymax], labels, columns }, { x, y, left, right, top, bottom }, ratio, theme) {
  const { scale } = theme;
  const lines = (/** @type {number} */ length) => Math.max(Math.floor(length / (55 * scale)), 2);
  context.fillStyle = theme.textQuiet;
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of linearTicks(xmin, xmax, lines(right - left))) {
    const at = crisp(x.toPixel(tick), ratio, scale);
    context.moveTo(at, top);
    context.lineTo(at, bottom);
    context.fillText(formatTick(tick), at, bottom + 4 * scale);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of linearTicks(ymin, ymax, lines(bottom - top))) {
    const at = crisp(y.toPixel(tick), ratio, scale);
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.fillText(formatTick(tick), left - 5 * scale, at);
  }
  context.lineWidth = scale;
  context.strokeStyle = theme.line;
  context.stroke();
  context.fillStyle = theme.text;
  context.textBaseline = "alphabetic";
  context.fillText(`${labels[0]} ${columns[0]}`, right, bottom + 30 * scale);
  context.textAlign = "left";
  context.fillText(`${labels[1]} ${columns[1]}`, 4 * scale, top - 9 * scale);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} places
 * @param {Float32Array} curve
 * @param {Plot} plot
 */
function traceCurve(context, places, curve, { x, y, top, bottom }) {
  const far = 10 * (bottom - top); // a line that has left the plot keeps its direction, in numbers that a canvas takes
  context.beginPath();
  context.lineJoin = "round";
  for (let at = 0; at < places.length; at++) {
    const height = y.toPixel(Number(curve[at]));
    if (Number.isFinite(height)) context.lineTo(x.toPixel(Number(places[at])), Math.min(Math.max(height, top - far), bottom + far));
  }
}

/**
 * Where the model says 0, between one class and the other.
 * @param {CanvasRenderingContext2D} context
 * @param {Fit} fit
 * @param {Float32Array} curve
 * @param {Plot} plot
 */
function traceBorder(context, { side, extent }, curve, { x, y }) {
  const { vertices } = contoursOf(curve.subarray(0, side * side), side, extent, [0]);
  context.beginPath();
  for (let at = 0; at < vertices.length; at += 4) {
    context.moveTo(x.toPixel(Number(vertices[at])), y.toPixel(Number(vertices[at + 1])));
    context.lineTo(x.toPixel(Number(vertices[at + 2])), y.toPixel(Number(vertices[at + 3])));
  }
}

/**
 * What the model leaves over of each sample, of those in the batch where there is one.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Float32Array} curve
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawResiduals(context, { fit: { samples: [a, t], at }, batch }, curve, { x, y, top, bottom }, theme) {
  const far = bottom - top;
  context.globalAlpha = LEFT_OVER;
  context.beginPath();
  for (const sample of Array.from(batch ?? at.keys())) {
    const [pixel, seen, said] = [x.toPixel(Number(a?.[sample])), y.toPixel(Number(t?.[sample])), y.toPixel(Number(curve[Number(at[sample])]))];
    if (!Number.isFinite(said)) continue;
    context.moveTo(pixel, seen);
    context.lineTo(pixel, Math.min(Math.max(said, top - far), bottom + far));
  }
  strokeLine(context, theme.charts.threshold, 1.25, [], theme.scale);
  context.globalAlpha = 1;
}

/**
 * Of a curve all are alike; of a border circles are above, squares below, and a ring is around who is on the wrong side.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawDots(context, { fit, curve, stale, batch }, { x, y }, theme) {
  const { scale, charts } = theme;
  const [first, second] = fit.samples;
  const chosen = batch && new Set(Array.from(batch));
  const isAbove = (/** @type {number} */ sample) => Number(fit.samples[2]?.[sample]) > 0;
  for (let sample = 0; sample < fit.at.length; sample++) {
    const [across, up] = [x.toPixel(Number(first?.[sample])), y.toPixel(Number(second?.[sample]))];
    const above = fit.inputs === 1 || isAbove(sample);
    context.globalAlpha = chosen && !chosen.has(sample) ? FAINT : 1;
    context.beginPath();
    markerOf(above ? "circle" : "square")(context, across, up, (chosen?.has(sample) ? 1.3 : 1) * RADIUS * scale);
    context.fillStyle = fit.inputs === 1 ? theme.text : above ? charts.loss : charts.threshold;
    context.lineWidth = 2 * scale;
    context.strokeStyle = theme.surface;
    context.stroke();
    context.fill();
    if (fit.inputs === 1 || !curve || stale || isAbove(sample) === Number(curve[Number(fit.at[sample])]) > 0) continue;
    context.beginPath();
    markerOf("circle")(context, across, up, 2.2 * RADIUS * scale);
    strokeLine(context, theme.text, 1.25, [], scale);
  }
  context.globalAlpha = 1;
}
