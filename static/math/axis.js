/** Choosing a value axis that tells the truth about its data: huge, tiny, zero or negative. */

import { linearScale, logScale, symlogScale } from "./scale.js";
import { linearTicks, logTicks, niceStep, symlogTicks } from "./ticks.js";

/**
 * @typedef {{ values: ArrayLike<number>, length: number, offset?: number }} Values `offset` is taken off every value
 * @typedef {Object} Axis
 * @property {import("./scale.js").ScaleKind} kind
 * @property {number} low
 * @property {number} high
 * @property {number} softness of a symlog axis
 * @property {boolean} zero whether a log axis needs a place for values that are not positive
 * @typedef {{ low: number, high: number, smallest: number, first: number, grain: number }} Range `smallest` of the
 *   positive values; differences below `grain` are rounding
 */

/** A negative below this share of the largest value, or of the offset, is a rounded zero: the wire keeps ten bits. */
const ROUNDING = 2 ** -11;

/**
 * @param {readonly Values[]} series
 * @returns {Range} of the finite values; infinite ends where there is none
 */
function rangeOf(series) {
  const range = { low: Infinity, high: -Infinity, smallest: Infinity, first: 0, grain: 0 };
  for (const { values, length, offset = 0 } of series) {
    range.grain = Math.max(range.grain, Math.abs(offset) * ROUNDING);
    for (let i = 0; i < length; i++) {
      const value = values[i] - offset;
      if (!Number.isFinite(value)) continue;
      if (value < range.low) range.low = value;
      if (value > range.high) range.high = value;
      if (value > 0 && value < range.smallest) range.smallest = value;
      if (range.first === 0) range.first = value;
    }
  }
  return range;
}

/**
 * A log axis falls back to symlog where values are truly negative, and keeps a place apart for zeros.
 * @param {readonly Values[]} series
 * @param {"linear" | "log"} kind
 * @returns {Axis}
 */
export function valueAxis(series, kind) {
  const range = rangeOf(series);
  if (kind === "linear") return { kind, ...linearEnds(range), softness: 0, zero: false };
  const grain = Math.max(range.grain, range.high * ROUNDING);
  if (range.low < -grain) return { kind: "symlog", ...symlogEnds(range), zero: false };
  return { kind, ...logEnds(range), softness: 0, zero: range.low <= 0 };
}

/** Keeps a constant off the frame. */
const AIR = 1.05;

/**
 * From zero, or below it, to a round number.
 * @param {Range} range
 */
function linearEnds({ low, high }) {
  const bottom = Math.min(low * AIR, 0);
  const top = Math.max(high * AIR, 0);
  if (!(top > bottom)) return { low: 0, high: 1 };
  const step = niceStep(top / 2 - bottom / 2);
  return { low: Math.floor(bottom / step) * step, high: Math.ceil(top / step) * step };
}

/**
 * Whole decades where there are several, else the nearest 1, 2 or 5.
 * @param {Range} range
 */
function logEnds({ smallest, high }) {
  if (!(high > 0)) return { low: 0.1, high: 1 };
  if (high / smallest >= 100) return { low: roundDown(smallest, [1, 10]), high: roundUp(high, [1, 10]) };
  const factors = [1, 2, 5, 10];
  return { low: roundDown(smallest / AIR, factors), high: roundUp(high * AIR, factors) };
}

/**
 * Zero, and outwards from it to 1, 2 or 5 times a power of ten; what lies in the linear part stays as it is.
 * @param {Range} range
 */
function symlogEnds({ low, high, first }) {
  const softness = Math.max(Math.abs(first) / 10, Math.max(high, -low) * 1e-30);
  const outward = (/** @type {number} */ value) =>
    Math.abs(value) <= softness ? value : Math.sign(value) * roundUp(Math.abs(value), [1, 2, 5, 10]);
  return { low: outward(Math.min(low, 0)), high: outward(Math.max(high, 0)), softness };
}

/** @param {number} size */
const powerBelow = (size) => Number(`1e${Math.floor(Math.log10(size))}`);

/**
 * @param {number} size
 * @param {readonly number[]} factors
 */
function roundUp(size, factors) {
  const power = powerBelow(size);
  return (factors.find((factor) => factor >= size / power - 1e-9) ?? 10) * power;
}

/**
 * @param {number} size
 * @param {readonly number[]} factors
 */
function roundDown(size, factors) {
  const power = powerBelow(size);
  return (factors.findLast((factor) => factor <= size / power + 1e-9) ?? 1) * power;
}

/**
 * @param {Axis} axis
 * @param {readonly [number, number]} range
 */
export function axisScale({ kind, low, high, softness }, range) {
  if (kind === "log") return logScale([low, high], range);
  return kind === "symlog" ? symlogScale([low, high], range, softness) : linearScale([low, high], range);
}

/**
 * @param {Axis} axis
 * @param {number} count
 */
export function axisTicks({ kind, low, high, softness }, count) {
  if (kind === "log") return logTicks(low, high, count);
  return kind === "symlog" ? symlogTicks(low, high, softness, count) : linearTicks(low, high, count);
}
