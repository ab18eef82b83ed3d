/**
 * What is known of a map, a number a pixel: its look. Coarse answers fill squares that finer ones fill again. A look is
 * a kind (how a run ends, or the minimum it reaches) and a shade (how soon).
 */

/** Shades from the soonest to the latest. */
export const SHADES = 32;
/** What nothing is known of yet. */
export const UNKNOWN = 0;
/** Kinds: unknown, the outcomes in their order, no value, then minima from the lowest. */
export const OUTCOME = 1;
export const UNDEFINED = 15;
export const MINIMUM = 16;
/** So many minima look different. */
export const MINIMA = 12;
/** All kinds there may be. */
export const KINDS = MINIMUM + MINIMA;
/** What the server writes where a loss is nowhere finite. */
const NO_VALUE = 255;

/**
 * @typedef {{ size: number, looks: Uint16Array }} Field size: pixels along a side; row 0 at the bottom
 * @typedef {Object} Ends how runs end, pixel by pixel, as the server answers
 * @property {ArrayLike<number>} outcomes
 * @property {ArrayLike<number>} steps to arrival, −1 for none
 * @property {ArrayLike<number>} minima that are reached, −1 for none
 * @property {ArrayLike<number>} lost the step at which they leave the finite numbers, −1 for none
 */

/** @param {number} size @returns {Field} */
export const emptyField = (size) => ({ size, looks: new Uint16Array(size * size) });

/** @param {number} look */
export const kindOf = (look) => Math.floor(look / SHADES);

/**
 * How soon, from 0 to the last shade. Most runs that arrive take a small part of their steps: the root spreads these.
 * @param {number} steps to arrival, or until it leaves the finite numbers; −1 for neither
 * @param {number} total of the run
 */
export const shadeOf = (steps, total) =>
  (steps < 0 ? 0 : Math.min(Math.floor(SHADES * Math.sqrt(steps / Math.max(total, 1))), SHADES - 1));

/**
 * What a pixel looks like.
 * @param {number} outcome
 * @param {number} steps to where it ends
 * @param {number} minimum
 * @param {number} total steps of the run
 * @param {boolean} byMinimum whether runs that come to rest are told apart by where
 */
export function lookOf(outcome, steps, minimum, total, byMinimum) {
  const shade = shadeOf(steps, total);
  if (outcome === NO_VALUE) return UNDEFINED * SHADES;
  if (byMinimum && minimum >= 0) return (MINIMUM + (minimum % MINIMA)) * SHADES + shade;
  return (OUTCOME + outcome) * SHADES + shade;
}

/**
 * Fills the square that a tile is of.
 * @param {Field} field at least as fine as the tile
 * @param {import("./tiles.js").Tile} tile
 * @param {Ends} ends
 * @param {{ columns: Int32Array, rows: Int32Array, width: number }} places of its pixels among what was answered
 * @param {number} total
 * @param {boolean} byMinimum
 */
export function fill({ size, looks }, tile, ends, { columns, rows, width }, total, byMinimum) {
  const { outcomes, steps, minima, lost } = ends;
  const scale = size / tile.pixels;
  const left = tile.column * scale;
  for (let row = 0; row < tile.size; row += 1) {
    const first = (tile.row + row) * scale * size + left;
    let to = first;
    for (let column = 0; column < tile.size; column += 1) {
      const at = rows[row] * width + columns[column];
      const look = lookOf(outcomes[at], Math.max(steps[at], lost[at]), minima[at], total, byMinimum);
      for (let pixel = 0; pixel < scale; pixel += 1) looks[to++] = look;
    }
    for (let copy = 1; copy < scale; copy += 1) looks.copyWithin(first + copy * size, first, first + tile.size * scale);
  }
}

/**
 * What a field before says of a piece: until there are answers the old picture stays, enlarged or moved.
 * @param {Field} before
 * @param {number} size of the next
 * @param {readonly [number, number]} x where the next piece begins and ends, as shares of the one before
 * @param {readonly [number, number]} y
 * @returns {Field}
 */
export function resampled(before, size, x, y) {
  const field = emptyField(size);
  const [columns, rows] = [places(before.size, size, x), places(before.size, size, y)];
  for (let row = 0; row < size; row += 1) {
    if (rows[row] < 0) continue;
    const from = rows[row] * before.size;
    for (let column = 0; column < size; column += 1) {
      if (columns[column] >= 0) field.looks[row * size + column] = before.looks[from + columns[column]];
    }
  }
  return field;
}

/**
 * @param {number} before
 * @param {number} size
 * @param {readonly [number, number]} ends
 * @returns {Int32Array} −1 outside
 */
function places(before, size, [low, high]) {
  return Int32Array.from({ length: size }, (_, pixel) => {
    const place = Math.floor((low + (high - low) * ((pixel + 0.5) / size)) * before);
    return place >= 0 && place < before ? place : -1;
  });
}

/** So many pixels are counted at the most; of more every third, or fifth … */
const COUNTED = 2 ** 18;

/**
 * How many pixels there are of each kind; the unknown are left out.
 * @param {Field} field
 * @returns {{ kind: number, share: number }[]} the most frequent first
 */
export function shares({ looks }) {
  const counts = new Uint32Array(KINDS);
  const stride = 2 * Math.ceil((looks.length / COUNTED - 1) / 2) + 1; // odd, so that every column comes
  for (let pixel = 0; pixel < looks.length; pixel += stride) counts[kindOf(looks[pixel])] += 1;
  const known = counts.reduce((sum, count) => sum + count, 0) - counts[UNKNOWN];
  return Array.from(counts, (count, kind) => ({ kind, share: count / known }))
    .filter(({ kind, share }) => kind !== UNKNOWN && share > 0)
    .sort((one, other) => other.share - one.share);
}
