/** Under the slider's track: the loss at the end of the run against η, what works, and the rates worth knowing. */

import { axisScale, valueAxis } from "../../math/axis.js";
import { notchCentre } from "../../math/scale.js";
import { spreadLabels } from "../../math/track.js";
import { strokeLine } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ notch: number, label: string, short: string, marker: "lowest" | "recommended" }} Mark
 * @typedef {Object} StripData
 * @property {import("../../data/family.js").Ends} ends
 * @property {readonly [number, number] | null} window that works
 * @property {readonly Mark[]} marks
 * @property {string} caption
 * @property {number} thumb width of the slider's thumb in CSS pixels
 * @typedef {Object} StripLayout
 * @property {(notch: number) => number} x
 * @property {(loss: number) => number} y
 * @property {number} top
 * @property {number} bottom of the line
 * @property {readonly { x: number, y: number }[]} line
 * @property {readonly { x: number, y: number }[]} marked where a marker stands
 * @property {boolean} named whether there is room for names below it
 * @property {number} captioned the width of the caption
 */

const SURE = "converged", LOST = "diverged";
/** At scale 1: room below the line for the bracket and the names, the height above which there is room for them, and that of letters. */
const NAMES = 20, ROOMY = 44, TALL = 11;
/** The share of the width that the caption keeps to: at the right end stands what η comes to. */
const CAPTION = 0.64;
/** A loss of so many times that at the start is beyond the edge. */
const BEYOND = 2;

/**
 * From a loss to its height. What is beyond a loss twice that of the start, or without end, lies on an edge.
 * @param {import("../../data/family.js").Ends} ends
 * @param {number} top
 * @param {number} bottom
 * @returns {(loss: number) => number}
 */
export function heightsOf({ losses, floor, first }, top, bottom) {
  const start = first - floor;
  const finite = losses.filter(Number.isFinite).map((loss) => loss - floor);
  const most = start > 0 ? start * BEYOND : Math.max(...finite, 0);
  const seen = finite.filter((value) => value <= most);
  const axis = valueAxis([{ values: seen, length: seen.length }], "log");
  const { toPixel } = axisScale(axis, [axis.zero ? bottom - 4 : bottom, top]);
  return (loss) => {
    const above = loss - floor;
    if (above > most || above === Infinity) return top;
    const height = axis.kind === "log" && above <= 0 ? bottom : toPixel(above);
    return Number.isFinite(height) ? Math.min(Math.max(height, top), bottom) : bottom;
  };
}

/** Whether a loss lies beyond the upper edge. @param {number} loss @param {import("../../data/family.js").Ends} ends */
export const isBeyond = (loss, { floor, first }) => loss === Infinity || (first > floor && loss - floor > BEYOND * (first - floor));

/**
 * The height of words between two places, clear of the line and its markers: at the bottom or at the top; NaN where they are
 * at both.
 * @param {Pick<StripLayout, "line" | "marked" | "top" | "bottom">} layout
 * @param {number} left
 * @param {number} right
 * @param {number} tall
 */
export function middleOf({ line, marked, top, bottom }, left, right, tall) {
  const size = tall / 2; // of a marker, from its middle
  const under = [
    ...line.filter(({ x }) => x >= left && x <= right).map(({ y }) => [y, y]),
    ...marked.filter(({ x }) => x + size >= left && x - size <= right).map(({ y }) => [y - size, y + size]),
  ];
  if (under.every(([, low = 0]) => low < bottom - tall)) return bottom - 0.55 * tall;
  return under.every(([high = 0]) => high > top + 1.3 * tall) ? top + 0.75 * tall : NaN;
}

/**
 * Where the caption stands: as far to the left as there is room for it; null where there is none.
 * @param {StripLayout} layout
 * @param {number} width that is left to it
 * @param {number} tall
 */
export function captionAt(layout, width, tall) {
  const { x, captioned } = layout;
  for (let left = x(0); left + captioned <= width; left += tall / 2) {
    const y = middleOf(layout, left - 2, left + captioned + 2, tall);
    if (y > 0) return { x: left, y };
  }
  return null;
}

/**
 * Where what η comes to stands: as far to the right as it is clear, as long as possible; at the end where it nowhere is.
 * @template {{ wide: number }} Words
 * @param {StripLayout} layout
 * @param {readonly Words[]} choices the longest first
 * @param {{ left: number, right: number }} room
 * @param {number} tall
 * @returns {{ words: Words, right: number, y: number }}
 */
export function readingAt(layout, choices, room, tall) {
  for (const words of choices) {
    for (let right = room.right; right - words.wide >= room.left; right -= tall / 2) {
      const y = middleOf(layout, right - words.wide - tall / 5, right, tall);
      if (y > 0) return { words, right, y };
    }
  }
  return { words: /** @type {Words} */ (choices.at(-1)), right: room.right, y: layout.bottom - 0.55 * tall };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {StripData} data
 * @param {Size} size
 * @param {Theme} theme
 * @returns {StripLayout}
 */
export function layoutStrip(context, { ends, marks, thumb, caption }, { width, height }, theme) {
  const { scale } = theme;
  context.font = fontOf(theme);
  const captioned = context.measureText(caption).width;
  const named = height >= ROOMY * scale;
  const [top, bottom] = [4 * scale, height - (named ? NAMES : 7) * scale];
  const y = heightsOf(ends, top, bottom);
  const x = (/** @type {number} */ notch) => notchCentre(notch, ends.losses.length, width, thumb);
  const line = Array.from(ends.losses, (loss, notch) => ({ x: x(notch), y: y(loss) }));
  const marked = marks.flatMap(({ notch }) => line[notch] ?? []);
  return { x, y, top, bottom, named, captioned, line, marked };
}

/**
 * All that stays while the hand moves.
 * @param {CanvasRenderingContext2D} context cleared
 * @param {StripData} data
 * @param {StripLayout} layout
 * @param {Size} size
 * @param {Theme} theme
 */
export function drawStrip(context, data, layout, size, theme) {
  const { ends, window, marks, caption } = data;
  const { x, y, top, line, named } = layout;
  const { scale } = theme;
  context.save();
  context.font = fontOf(theme);
  if (window) drawWindow(context, x(window[0] - 0.5), x(window[1] + 0.5), layout, theme);
  line.forEach((point, notch) => (notch ? context.lineTo(point.x, point.y) : begin(context, point)));
  strokeLine(context, theme.charts.loss, 1.75, [], scale);
  // Along the edge: beyond what is drawn.
  context.beginPath();
  line.forEach((point, notch) => {
    if (!isBeyond(ends.losses[notch], ends)) return;
    if (isBeyond(ends.losses[notch - 1] ?? NaN, ends)) context.lineTo(point.x, top);
    else context.moveTo(point.x, top);
  });
  strokeLine(context, theme.surface, 2.5, [], scale);
  strokeLine(context, theme.outcomes[LOST] ?? theme.text, 2, [4, 3], scale);
  for (const { notch, marker } of marks) drawMarker(context, marker, x(notch), y(ends.losses[notch]), theme);
  if (named) drawNames(context, marks, layout, size, theme);
  if (named) {
    const at = captionAt(layout, size.width * CAPTION, TALL * scale);
    if (at) drawWords(context, caption, at.x, at.y, "left", theme.textQuiet, theme);
  }
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {{ x: number, y: number }} point */
function begin(context, { x, y }) {
  context.beginPath();
  context.lineJoin = "round";
  context.moveTo(x, y);
}

/**
 * A tinted ground, and under it ├─┤.
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} right
 * @param {StripLayout} layout
 * @param {Theme} theme
 */
function drawWindow(context, left, right, { top, bottom }, { outcomes, scale, text }) {
  const color = outcomes[SURE] ?? text;
  context.globalAlpha = 0.16;
  context.fillStyle = color;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
  const y = bottom + 4 * scale;
  context.beginPath();
  for (const end of [left, right]) {
    context.moveTo(end, y - 3 * scale);
    context.lineTo(end, y + 3 * scale);
  }
  context.moveTo(left, y);
  context.lineTo(right, y);
  strokeLine(context, color, 1.5, [], scale);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark["marker"]} marker a triangle at the lowest, a diamond at the recommended
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
function drawMarker(context, marker, x, y, { scale, surface, outcomes, text }) {
  const size = 4 * scale;
  context.beginPath();
  if (marker === "lowest") {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y - size);
    context.lineTo(x, y + size * 0.75);
  } else {
    context.moveTo(x - size, y);
    context.lineTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
  }
  context.closePath();
  context.lineWidth = 2 * scale;
  context.strokeStyle = surface;
  context.stroke();
  context.fillStyle = marker === "lowest" ? text : outcomes[SURE] ?? text;
  context.fill();
}

/**
 * Each mark's name with its marker before it, as long as there is room; none overlaps another.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Mark[]} marks
 * @param {StripLayout} layout
 * @param {Size} size
 * @param {Theme} theme
 */
function drawNames(context, marks, { x, bottom }, { width }, theme) {
  const { scale } = theme;
  const sorted = [...marks].sort((one, other) => one.notch - other.notch);
  const sizes = (/** @type {"label" | "short"} */ key) => sorted.map((mark) => context.measureText(mark[key]).width + 24 * scale);
  const fits = (/** @type {readonly number[]} */ wide) => wide.reduce((sum, each) => sum + each, 0) <= width;
  const key = fits(sizes("label")) ? "label" : "short";
  const wide = sizes(key);
  if (!fits(wide)) return;
  const centres = spreadLabels(sorted.map(({ notch }) => x(notch)), wide, 0, width);
  const y = bottom + 13.5 * scale;
  sorted.forEach((mark, index) => {
    const left = centres[index] - wide[index] / 2 + 6 * scale;
    drawMarker(context, mark.marker, left + 4 * scale, y, theme);
    drawWords(context, mark[key], left + 11 * scale, y, "left", theme.text, theme);
  });
}

/**
 * What follows the hand: where η is on the line, and what it comes to.
 * @param {CanvasRenderingContext2D} context cleared
 * @param {{ notch: number, loss: number, rate: string, told: string, pointed: boolean }} now notch may be fractional;
 *   `pointed`: only pointed at
 * @param {StripLayout} layout
 * @param {Size} size
 * @param {Theme} theme
 */
export function drawNow(context, { notch, loss, rate, told, pointed }, layout, { width }, theme) {
  const { x, y, top, bottom, named, captioned } = layout;
  const { scale } = theme;
  const left = x(notch);
  context.save();
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left, bottom);
  strokeLine(context, theme.textQuiet, 1, pointed ? [2, 2] : [], scale);
  context.beginPath();
  context.arc(left, y(loss), 4 * scale, 0, 2 * Math.PI);
  context.fillStyle = pointed ? theme.surface : theme.accent;
  context.fill();
  strokeLine(context, pointed ? theme.accent : theme.surface, 1.75, [], scale);
  if (named) {
    context.font = fontOf(theme);
    const choices = [`η = ${rate} → ${told}`, `→ ${told}`].map((text) => ({ text, wide: context.measureText(text).width }));
    const right = width - x(0);
    const fitting = choices.filter(({ wide }, index) => index > 0 || captioned + wide + 8 * scale < right - x(0));
    const { words, ...at } = readingAt(layout, fitting, { left: width * CAPTION + 4 * scale, right }, TALL * scale);
    drawWords(context, words.text, at.right, at.y, "right", theme.text, theme);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {CanvasTextAlign} align
 * @param {string} color
 * @param {Theme} theme
 */
function drawWords(context, words, x, y, align, color, { scale, surface }) {
  context.textAlign = align;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4 * scale;
  context.strokeStyle = surface;
  context.strokeText(words, x, y);
  context.fillStyle = color;
  context.fillText(words, x, y);
}
