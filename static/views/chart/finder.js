/** A learning-rate range test: the loss while η grows, as two published tools read it, and the measured limit beside it. */

import { RATES, NUMBERS } from "../../math/format.js";
import { linearScale, logScale } from "../../math/scale.js";
import { linearTicks, logTicks } from "../../math/ticks.js";
import { spreadLabels } from "../../math/track.js";
import { crisp } from "../canvas.js";
import { strokeLine } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../data/range-test.js").Curve} Curve
 * @typedef {import("../../data/range-test.js").Tool} Tool
 * @typedef {Object} FinderData
 * @property {Curve} fastai
 * @property {Curve} pytorch
 * @property {readonly { name: string, tool: Tool, rate: number }[]} marks what the tools suggest
 * @property {number | null} limit
 * @property {number} shown updates that have been made, as the test is played; beyond its last, all
 * @typedef {Object} FinderLayout
 * @property {{ left: number, right: number, top: number, bottom: number }} plot
 * @property {readonly [number, number]} rates
 * @property {readonly [number, number]} losses
 * @property {(rate: number) => number} x
 * @property {(loss: number) => number} y what lies above the plot is on its edge
 * @property {(pixel: number) => number} snap
 */

const TYPE = 11;
/** Above the start there is room for so much of what the loss fell: what matters lies below, and the tools stop far above. */
const RISE = 0.3;

/**
 * From the lowest rate to the last of all that is shown; from the lowest loss to a little above that at the start.
 * @param {Pick<FinderData, "fastai" | "pytorch" | "marks" | "limit">} data
 * @returns {{ rates: [number, number], losses: [number, number] }}
 */
export function endsOf({ fastai, pytorch, marks, limit }) {
  const rates = [...fastai.rates, ...pytorch.rates, ...marks.map(({ rate }) => rate), ...(limit === null ? [] : [limit])];
  const [first = 0] = fastai.losses;
  const lowest = [...fastai.losses, ...fastai.smoothed, ...pytorch.smoothed].reduce((least, loss) => Math.min(least, loss), first);
  const fall = first - lowest || Math.abs(first) || 1;
  const [low, high] = rates.reduce(([least, most], rate) => [Math.min(least, rate), Math.max(most, rate)], [Infinity, -Infinity]);
  return { rates: low < high ? [low, high] : [low / 2, low * 2], losses: [lowest, first + RISE * fall] };
}

/**
 * @param {FinderData} data
 * @param {{ width: number, height: number, ratio: number }} sheet
 * @param {Theme} theme
 * @returns {FinderLayout}
 */
export function layoutFinder(data, { width, height, ratio }, { scale }) {
  const { rates, losses } = endsOf(data);
  const plot = { left: 40 * scale, right: width - 8 * scale, top: 26 * scale, bottom: height - 18 * scale };
  const y = linearScale(losses, [plot.bottom, plot.top]);
  return {
    plot,
    rates,
    losses,
    x: logScale(rates, [plot.left, plot.right]).toPixel,
    y: (loss) => Math.max(y.toPixel(loss), plot.top),
    snap: (pixel) => crisp(pixel, ratio, scale),
  };
}

/** The tools' colours. @param {Theme} theme @returns {Record<Tool, string>} */
export const colorsOf = ({ charts, outcomes, text }) => ({ fastai: charts.loss, pytorch: outcomes.oscillating ?? text });

/**
 * @param {CanvasRenderingContext2D} context cleared
 * @param {FinderData} data
 * @param {FinderLayout} layout
 * @param {Theme} theme
 */
export function drawFinder(context, data, layout, theme) {
  const { fastai, pytorch, limit, shown } = data;
  const { plot, x, y } = layout;
  const { scale } = theme;
  const colors = colorsOf(theme);
  context.save();
  context.font = fontOf(theme, TYPE);
  drawAxes(context, layout, theme);
  if (limit !== null) {
    context.globalAlpha = 0.12;
    context.fillStyle = theme.outcomes.diverged ?? theme.text;
    context.fillRect(x(limit), plot.top, plot.right - x(limit), plot.bottom - plot.top);
    context.globalAlpha = 1;
  }
  context.fillStyle = theme.textQuiet;
  fastai.losses.slice(0, shown).forEach((loss, step) => {
    context.fillRect(x(Number(fastai.rates[step])) - scale, y(loss) - scale, 2 * scale, 2 * scale);
  });
  drawCurve(context, pytorch, shown, layout, colors.pytorch, [5, 3], scale);
  drawCurve(context, fastai, shown, layout, colors.fastai, [], scale);
  drawMarks(context, data, layout, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {FinderLayout} layout
 * @param {Theme} theme
 */
function drawAxes(context, { plot, rates, losses, x, y, snap }, { scale, textQuiet, line }) {
  context.fillStyle = textQuiet;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.beginPath();
  for (const tick of linearTicks(losses[0], losses[1], 3)) {
    context.moveTo(plot.left, snap(y(tick)));
    context.lineTo(plot.right, snap(y(tick)));
    context.fillText(NUMBERS.tick(tick), plot.left - 5 * scale, y(tick));
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of logTicks(rates[0], rates[1], Math.max(Math.floor((plot.right - plot.left) / (60 * scale)), 1))) {
    context.moveTo(snap(x(tick)), plot.bottom);
    context.lineTo(snap(x(tick)), plot.bottom + 3 * scale);
    context.fillText(RATES.tick(tick), x(tick), plot.bottom + 14 * scale);
  }
  strokeLine(context, line, 1, [], scale);
}

/**
 * As far as the test has come, with a dot where it is.
 * @param {CanvasRenderingContext2D} context
 * @param {Curve} curve
 * @param {number} shown
 * @param {FinderLayout} layout
 * @param {string} color
 * @param {readonly number[]} dash
 * @param {number} scale
 */
function drawCurve(context, { rates, smoothed }, shown, { x, y }, color, dash, scale) {
  const made = smoothed.slice(0, shown);
  context.beginPath();
  made.forEach((loss, step) => context.lineTo(x(Number(rates[step])), y(loss)));
  context.lineJoin = "round";
  strokeLine(context, color, 1.75, dash, scale);
  const last = made.length - 1;
  if (last < 0 || shown >= smoothed.length) return;
  context.beginPath();
  context.arc(x(Number(rates[last])), y(Number(made[last])), 3.5 * scale, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

/**
 * The limit, and, once the test is over, as the tools do it, what they suggest; names above, none over another.
 * @param {CanvasRenderingContext2D} context
 * @param {FinderData} data
 * @param {FinderLayout} layout
 * @param {Theme} theme
 */
function drawMarks(context, { marks, limit, shown, fastai, pytorch }, { plot, x }, theme) {
  const { scale } = theme;
  const colors = colorsOf(theme);
  const isOver = shown >= Math.max(fastai.losses.length, pytorch.losses.length);
  const all = [
    ...(isOver ? marks.map(({ name, tool, rate }) => ({ name, rate, color: colors[tool], dash: tool === "pytorch" ? [5, 3] : [1.5, 2] })) : []),
    ...(limit === null ? [] : [{ name: "limit", rate: limit, color: theme.text, dash: [] }]),
  ].sort((one, other) => one.rate - other.rate);
  const sizes = all.map(({ name }) => context.measureText(name).width + 7 * scale);
  const centres = spreadLabels(all.map(({ rate }) => x(rate)), sizes, 0, plot.right + 8 * scale);
  context.textAlign = "center";
  context.textBaseline = "middle";
  all.forEach(({ name, rate, color, dash }, index) => {
    const [at, centre] = [x(rate), Number(centres[index])];
    context.beginPath();
    context.moveTo(at, plot.bottom);
    context.lineTo(at, plot.top);
    strokeLine(context, color, name === "limit" ? 2 : 1.5, dash, scale);
    context.beginPath();
    context.moveTo(at, plot.top);
    context.lineTo(centre, 14 * scale);
    strokeLine(context, color, 1, [], scale);
    context.fillStyle = color;
    context.fillText(name, centre, 7 * scale);
  });
}
