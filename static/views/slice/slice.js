/** The loss along a line, the parabola that slope and curvature promise, and where a step lands. */

import { formatTick } from "../../math/format.js";
import { linearScale } from "../../math/scale.js";
import { endOf, parabola, rangeOf } from "../../math/slice.js";
import { linearTicks } from "../../math/ticks.js";
import { crisp } from "../canvas.js";
import { arrowhead } from "../markers.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";
import { drawRun } from "./run.js";
import { drawStep } from "./step.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../data/slices.js").Side} Side
 * @typedef {import("../../math/scale.js").Scale} Scale
 * @typedef {Object} Scene
 * @property {Side} side
 * @property {number} loss before the step
 * @property {number} rate η of it
 * @property {string} symbol of that rate
 * @property {string} name of the axis along which t is counted
 * @property {readonly [bottom: string, level: string]} promises names of where the bottom is promised, and of where the loss
 *   would be as before
 * @property {{ color: string, marker: string }} style of who takes the step
 * @property {readonly import("../../math/whole.js").Place[] | null} places of a whole run, which is then seen instead of a step
 * @property {boolean} own whether that step is the run's own, not what plain descent would do
 *
 * @typedef {Object} Layout
 * @property {{ left: number, right: number, top: number, bottom: number }} plot
 * @property {boolean} isLow whether there is no room for the numbers of t
 * @property {number} low of what is shown, above the loss before the step
 * @property {number} high
 * @property {number} end of t
 * @property {Scale} x of t
 * @property {Scale} y of the loss above that before the step
 */

/** At scale 1. */
const MARGINS = { left: 58, right: 20, top: 18, bottom: 56 };
/** A picture that is lower has the marks alone below it. */
const LOW = 170, LOW_MARGIN = 34;
/** Of the loss: where so little of it is seen the axis counts from the loss before the step. */
const CLOSE = 2e-3;
const PARABOLA = [7, 4], TANGENT = [2, 4], LEVEL = [1.5, 4];
/** Pixels between the labels of two marks. */
const AIR = 8;

/**
 * @param {Scene} scene
 * @param {{ width: number, height: number }} sheet
 * @param {Theme} theme
 * @returns {Layout}
 */
export function layoutSlice({ side, loss, rate }, { width, height }, { scale }) {
  const isLow = height < LOW * scale;
  const plot = {
    left: MARGINS.left * scale, right: width - MARGINS.right * scale,
    top: MARGINS.top * scale, bottom: height - (isLow ? LOW_MARGIN : MARGINS.bottom) * scale,
  };
  const { low, high } = rangeOf(side, loss);
  const end = endOf(side, { low, high }, rate);
  return { plot, isLow, low, high, end, x: linearScale([side.from * (end / side.to), end], [plot.left, plot.right]), y: linearScale([low, high], [plot.bottom, plot.top]) };
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, cleared
 * @param {Scene} scene
 * @param {{ width: number, height: number, ratio: number }} sheet
 * @param {Theme} theme
 */
export function drawSlice(context, scene, sheet, theme) {
  const layout = layoutSlice(scene, sheet, theme);
  const { plot } = layout;
  if (plot.bottom - plot.top < 20 || plot.right - plot.left < 20) return;
  context.save();
  context.font = fontOf(theme);
  drawAxes(context, scene, layout, sheet.ratio, theme);
  context.save();
  context.beginPath();
  context.rect(plot.left, 0, plot.right - plot.left, plot.bottom);
  context.clip();
  drawGround(context, scene, layout, theme);
  drawPromises(context, scene, layout, theme);
  drawRun(context, scene, layout, theme);
  context.restore();
  drawMarks(context, scene, layout, sheet.ratio, theme);
  if (!scene.places) drawStep(context, scene, layout, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {number} ratio
 * @param {Theme} theme
 */
function drawAxes(context, { side, loss, name }, { plot, isLow, low, high, end, x, y }, ratio, theme) {
  const { scale } = theme;
  const isClose = high - low < CLOSE * Math.abs(loss);
  const from = isClose ? 0 : loss;
  context.beginPath();
  context.fillStyle = theme.textQuiet;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of linearTicks(from + low, from + high, Math.max((plot.bottom - plot.top) / (44 * scale), 1))) {
    const at = crisp(y.toPixel(tick - from), ratio, scale);
    context.moveTo(plot.left, at);
    context.lineTo(plot.right, at);
    context.fillText(formatTick(tick), plot.left - 6 * scale, at, MARGINS.left * scale - 8 * scale);
  }
  strokeLine(context, theme.line, 1, [], scale);
  context.textAlign = "center";
  context.textBaseline = "top";
  const named = `${name}: t`;
  const wide = context.measureText(named).width + 12 * scale;
  for (const tick of linearTicks(side.from * (end / side.to), end, Math.max((plot.right - plot.left) / (90 * scale), 1))) {
    const at = x.toPixel(tick);
    if (at < plot.right - wide && !isLow) context.fillText(formatTick(tick), at, plot.bottom + 6 * scale);
  }
  context.textAlign = "right";
  context.fillStyle = theme.text;
  if (!isLow) context.fillText(named, plot.right, plot.bottom + 6 * scale);
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.fillText(isClose ? "loss above that before" : "loss", 4 * scale, plot.top - 3 * scale);
  context.beginPath();
  context.moveTo(plot.left, plot.bottom);
  context.lineTo(plot.right, plot.bottom);
  strokeLine(context, theme.textQuiet, 1, [], scale);
}

/**
 * The curve, and the ground below it; where there is no value there is neither.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {Theme} theme
 */
function drawGround(context, { side: { from, to, heights } }, { plot, x, y }, theme) {
  const line = new Path2D();
  const ground = new Path2D();
  let begun = NaN;
  let last = NaN;
  const end = () => {
    if (Number.isNaN(begun)) return;
    ground.lineTo(last, plot.bottom);
    ground.lineTo(begun, plot.bottom);
    ground.closePath();
    begun = NaN;
  };
  // Far beyond the plot a canvas loses its way.
  const most = 20 * (plot.bottom - plot.top);
  for (let place = 0; place < heights.length; place += 1) {
    const at = x.toPixel(from + ((to - from) * place) / (heights.length - 1));
    const height = Math.max(y.toPixel(heights[place]), plot.top - most);
    if (Number.isNaN(height)) {
      end();
      continue;
    }
    if (Number.isNaN(begun)) {
      line.moveTo(at, height);
      ground.moveTo(at, height);
      begun = at;
    } else {
      line.lineTo(at, height);
      ground.lineTo(at, height);
    }
    last = at;
  }
  end();
  context.globalAlpha = theme.dark ? 0.16 : 0.1;
  context.fillStyle = theme.accent;
  context.fill(ground);
  context.globalAlpha = 1;
  context.lineJoin = "round";
  context.lineWidth = 2.5 * theme.scale;
  context.strokeStyle = theme.text;
  context.stroke(line);
}

/**
 * The tangent, the parabola, and the level from which the step sets out.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {Theme} theme
 */
function drawPromises(context, { side }, { plot, x, y }, theme) {
  context.beginPath();
  context.moveTo(plot.left, y.toPixel(0));
  context.lineTo(plot.right, y.toPixel(0));
  strokeLine(context, theme.textQuiet, 1, LEVEL, theme.scale);
  context.beginPath();
  for (const t of [side.from, side.to]) context.lineTo(x.toPixel(t), y.toPixel(side.slope * t));
  strokeLine(context, theme.textQuiet, 1.5, TANGENT, theme.scale);
  // A parabola is a quadratic curve to the letter: its handle is where the tangents of both ends meet.
  const middle = (side.from + side.to) / 2;
  const handle = parabola(side, side.from) + (side.slope + side.curvature * side.from) * (middle - side.from);
  context.beginPath();
  context.moveTo(x.toPixel(side.from), y.toPixel(parabola(side, side.from)));
  context.quadraticCurveTo(x.toPixel(middle), y.toPixel(handle), x.toPixel(side.to), y.toPixel(parabola(side, side.to)));
  strokeWithHalo(context, theme, theme.charts.sharpness, 2.25, PARABOLA, PARABOLA);
}

/**
 * Along the axis: η, the promised bottom, and where it would be as high as before.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {number} ratio
 * @param {Theme} theme
 */
function drawMarks(context, { side, loss, rate, symbol, promises, style }, { plot, isLow, end, x, y }, ratio, theme) {
  const { scale } = theme;
  const below = plot.bottom + (isLow ? 2 : 22) * scale;
  const landing = y.toPixel(side.landing - loss);
  const marks = [
    { t: side.bottom, label: promises[0], color: theme.charts.sharpness, until: y.toPixel(parabola(side, side.bottom)) },
    { t: 2 * side.bottom, label: promises[1], color: theme.charts.threshold, until: y.toPixel(0) },
    { t: rate, label: symbol, color: style.color, until: landing > plot.top ? landing : plot.top },
  ].filter(({ t }) => t <= end);
  context.font = `600 ${fontOf(theme, 13)}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  /** @type {{ at: number, half: number }[]} */
  const taken = [];
  for (const { t, label, color, until } of marks.reverse()) { // η goes before the others
    const at = crisp(x.toPixel(t), ratio, scale);
    context.beginPath();
    context.moveTo(at, plot.bottom);
    context.lineTo(at, until);
    strokeLine(context, color, 1.25, [3, 3], scale);
    context.beginPath();
    arrowhead(context, at, below, 0, -1, 9 * scale);
    context.fillStyle = color;
    context.fill();
    // Beside another mark a label gives way, to its other side.
    const half = context.measureText(label).width / 2;
    const beside = taken.find((other) => Math.abs(other.at - at) < other.half + half + AIR * scale)?.at;
    taken.push({ at, half });
    const way = beside === undefined ? 0 : Math.sign(at - beside);
    context.textAlign = way > 0 ? "left" : way < 0 ? "right" : "center";
    context.fillStyle = theme.text;
    if (beside === undefined || Math.abs(at - beside) > 4 * scale) context.fillText(label, at - 4 * way * scale, below + 11 * scale);
  }
  context.font = fontOf(theme);
}
