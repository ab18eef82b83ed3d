/** The notches of a parameter's slider, letter for letter those of setting/notches.py. */

import { clamp } from "./clamp.js";

/**
 * @typedef {Object} Parameter what of one decides its slider
 * @property {string} name
 * @property {string} kind
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {boolean} [above]
 * @property {boolean} [below]
 * @property {readonly [number, number]} [reach]
 * @property {"log"} [scale]
 * @property {"lr" | "steps"} [up_to]
 * @typedef {Object} Surroundings what a slider's ends may hang on
 * @property {readonly [number, number] | null} domain of the coordinate, where the slider is a start's
 * @property {number | null} samples of the surface's data
 * @property {number} steps of the run
 * @property {number} lr
 */

/** Values of a slider, at most. */
export const COUNT = 61;
/** Of a logarithmic slider that begins at 0. */
const DECADES = 1e4;
const DIGITS = 3;

/**
 * The ends of a slider; one that is not allowed itself lies a thousandth further inside.
 * @param {Parameter} parameter
 * @param {Surroundings} surroundings
 * @returns {[number, number]}
 */
export function sliderOf(parameter, { domain, samples, ...numbers }) {
  const { name, kind, minimum = 0, maximum = 1, reach, scale, above, below, up_to } = parameter;
  let [low, high] = domain ?? reach ?? [minimum, maximum];
  if (up_to) high = Math.max(Math.min(high, numbers[up_to]), kind === "integer" ? low + 1 : low);
  if (name === "batch" && samples !== null) high = samples;
  if (scale === "log" && low <= 0) return [high / DECADES, high];
  const step = Number(((high - low) / 1000).toPrecision(1));
  if (above && low === minimum) low += step;
  if (below && high === maximum) high -= step;
  return [low, high];
}

/**
 * The values from one end to the other, rising, each once, in three digits.
 * @param {Parameter} parameter
 * @param {readonly [number, number]} ends
 */
export function notchesOf({ kind, scale }, [low, high]) {
  const width = high - low;
  const values = Array.from({ length: COUNT }, (_, index) => {
    const share = index / (COUNT - 1);
    if (share === 1) return high;
    const value = scale === "log" && low > 0 ? low + low * Math.expm1(share * Math.log1p(width / low)) : low + width * share;
    return clamp(value, low, high);
  });
  const rounded = values
    .map((value) => (kind === "integer" ? toWhole(value) : value))
    .map((value) => clamp(Number(value.toPrecision(DIGITS)), low, high));
  return [...new Set(kind === "integer" ? rounded.map(Math.trunc) : rounded)];
}

/** Half goes to the even neighbour. @param {number} value */
function toWhole(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * The notch nearest to a value, as the slider spreads them.
 * @param {readonly number[]} notches
 * @param {number} value
 * @param {Pick<Parameter, "scale">} parameter
 */
export function nearest(notches, value, { scale }) {
  const isLog = scale === "log" && Number(notches[0]) > 0;
  const at = (/** @type {number} */ each) => (isLog ? Math.log(Math.max(each, Number.MIN_VALUE)) : each);
  const within = Math.min(value, Number(notches.at(-1)));
  const away = notches.map((notch) => Math.abs(at(notch) - at(within)));
  return away.indexOf(Math.min(...away));
}
