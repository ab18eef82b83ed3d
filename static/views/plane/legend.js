/** Which height a colour is. */

import { heightTable } from "../../math/colour.js";
import { formatTick } from "../../math/format.js";
import { toneOf } from "../../math/interpolate.js";
import { decadeTicks, linearTicks } from "../../math/ticks.js";

/**
 * @typedef {import("../../math/interpolate.js").Tone} Tone
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{ height: number, position: number, label: string }} LegendTick position 0 is the low end, 1 the high one
 */

/**
 * Round heights along the ramp, none closer to another than `gap` of its length; the roundest come first.
 * @param {Tone} tone
 * @param {number} [gap]
 * @returns {LegendTick[]} from low to high
 */
export function legendTicks(tone, gap = 0.16) {
  const toPosition = toneOf(tone);
  /** @type {LegendTick[]} */
  const ticks = [];
  const add = (/** @type {number} */ height) => {
    const position = toPosition(height);
    const label = formatTick(height);
    const inside = height >= tone.low && height <= tone.high;
    if (!inside || ticks.some((tick) => Math.abs(tick.position - position) < gap || tick.label === label)) return;
    ticks.push({ height, position, label });
  };
  candidates(tone, 1 / gap).forEach(add);
  if (ticks.length < 3) linearTicks(tone.low, tone.high, 2 / gap).forEach(add); // far from zero no decade lies between
  return ticks.sort((one, other) => one.position - other.position);
}

/**
 * @param {Tone} tone
 * @param {number} count
 */
function candidates({ kind, low, high, softness }, count) {
  if (kind === "linear") return linearTicks(low, high, count);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const sizes = [[1], [5], [2]].flatMap((factors) => decadeTicks(softness / 10, largest, 1, factors).reverse());
  return [0, ...sizes.flatMap((size) => [size, -size])];
}

/**
 * The ramp, low on the left, or at the bottom of an upright canvas, with a line at every contour level.
 * @param {CanvasRenderingContext2D} context
 * @param {{ tone: Tone, levels: ArrayLike<number> }} data
 * @param {{ width: number, height: number }} size
 * @param {Theme} theme
 */
export function drawLegend(context, { tone, levels }, { width, height }, theme) {
  const table = heightTable(theme.dark ? "dark" : "light");
  const upright = height > width;
  const length = upright ? height : width;
  const ramp = upright ? context.createLinearGradient(0, height, 0, 0) : context.createLinearGradient(0, 0, width, 0);
  for (let stop = 0; stop <= 16; stop++) {
    const index = 3 * Math.round((stop / 16) * 255);
    ramp.addColorStop(stop / 16, `rgb(${table[index]} ${table[index + 1]} ${table[index + 2]})`);
  }
  context.fillStyle = ramp;
  context.fillRect(0, 0, width, height);
  context.save();
  context.globalAlpha = 0.3;
  context.fillStyle = theme.dark ? "white" : "black";
  const toPosition = toneOf(tone);
  for (const level of Array.from(levels)) {
    const place = toPosition(level) * length;
    if (upright) context.fillRect(0, height - place, width, 0.75);
    else context.fillRect(place, 0, 0.75, height);
  }
  context.restore();
}
