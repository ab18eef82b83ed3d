/** One side of a map: a key's values from one end to the other, evenly spread or in equal ratios. */

import { clamp } from "./clamp.js";

/**
 * @typedef {Object} Side
 * @property {string} key
 * @property {number} min
 * @property {number} max
 * @property {boolean} log whether values are spread in equal ratios
 * @property {boolean} whole whether only whole numbers count
 * @typedef {{ min: number, max: number }} Bounds what a side may reach
 */

/** The fewest whole numbers that a side shows. */
const FEWEST = 4;

/**
 * The value at a share of the side, 0 at its lowest and 1 at its highest; beyond both ends too. Letter for letter that
 * of `Axis.values` in setting/axis.py: neighbours stay apart as long as float64 can tell them apart.
 * @param {Side} side
 * @param {number} share
 */
export function valueAt({ min, max, log }, share) {
  if (share === 0) return min;
  if (share === 1) return max;
  return log ? min + min * Math.expm1(share * Math.log1p((max - min) / min)) : min + (max - min) * share;
}

/**
 * Where a value stands; the inverse of `valueAt`.
 * @param {Side} side
 * @param {number} value
 */
export const shareOf = ({ min, max, log }, value) =>
  (log ? Math.log1p((value - min) / min) / Math.log1p((max - min) / min) : (value - min) / (max - min));

/** A number as a setting has it: a whole one where only those count. @param {Side} side @param {number} value */
export const typedOf = ({ whole }, value) => (whole ? Math.round(value) : value);

/** How far the next larger number is away that float64 has. @param {number} value */
export function spacing(value) {
  const size = Math.max(Math.abs(value), 2 ** -1022);
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent -= 1; // a logarithm that was rounded up
  return 2 ** Math.max(exponent - 52, -1074);
}

/**
 * Whether so many pixels along a side are different numbers.
 * @param {Side} side
 * @param {number} pixels
 */
export function isApart({ min, max, whole }, pixels) {
  if (whole) return max - min >= FEWEST - 1;
  return (max - min) / pixels >= Math.max(spacing(min), spacing(max));
}

/**
 * What lies between two shares of a side, as far as it may reach.
 * @param {Side} side
 * @param {number} from
 * @param {number} to
 * @param {Bounds} bounds
 * @returns {Side}
 */
export function part(side, from, to, bounds) {
  const ends = [from, to].map((share) => clamp(valueAt(side, share), bounds.min, bounds.max));
  const [min, max] = side.whole ? [Math.floor(ends[0]), Math.ceil(ends[1])] : ends;
  return { ...side, min, max };
}

/**
 * As much of a side, moved by a share of it and no further than it may reach.
 * @param {Side} side
 * @param {number} by
 * @param {Bounds} bounds
 * @returns {Side}
 */
export function shifted(side, by, bounds) {
  const [low, high] = [shareOf(side, bounds.min), shareOf(side, bounds.max)];
  const most = clamp(by, Math.min(low, 0), Math.max(high - 1, 0));
  if (!side.whole) return part(side, most, 1 + most, bounds);
  if (side.log) return part(side, most, 1 + most, bounds);
  const whole = Math.round((side.max - side.min) * most); // a side of whole numbers keeps how many it shows
  return { ...side, min: side.min + whole, max: side.max + whole };
}

/**
 * The part of a side that another shows, as shares of it: [0, 1] where both are the same.
 * @param {Side} side
 * @param {Side} other of the same key
 * @returns {[number, number]}
 */
export const within = (side, other) => [shareOf(side, other.min), shareOf(side, other.max)];
