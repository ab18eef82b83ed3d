/** A map in tiles: coarse at once, then finer, nearest to the hand first. */

import { valueAt } from "./span.js";

/**
 * @typedef {Object} Tile a square of a map of `pixels` × `pixels`
 * @property {number} pixels
 * @property {number} size pixels of the tile along each side
 * @property {number} column of its first pixel, from the left
 * @property {number} row of its first pixel, from the bottom
 */

/** Pixels along a side of the first picture. */
export const COARSE = 32;
/** Levels of detail grow by this much. */
const FINER = 4;

/**
 * How finely a map is asked for, one level after the other: 32, 128, then what is wanted.
 * @param {number} wanted pixels along a side, a power of two
 * @returns {number[]}
 */
export function levelsTo(wanted) {
  const levels = [];
  for (let pixels = Math.min(COARSE, wanted); pixels < wanted; pixels *= FINER) levels.push(pixels);
  return [...levels, wanted];
}

/**
 * The tiles of a level, those near a place first.
 * @param {number} pixels along a side of the map
 * @param {number} most of a tile
 * @param {readonly [number, number]} near shares of the map, from the left and from the bottom
 * @returns {Tile[]}
 */
export function tilesOf(pixels, most, [x, y]) {
  const size = Math.min(pixels, most);
  const count = pixels / size;
  const tiles = Array.from({ length: count * count }, (_, index) =>
    ({ pixels, size, column: (index % count) * size, row: Math.floor(index / count) * size }));
  const away = (/** @type {Tile} */ { column, row }) =>
    Math.hypot((column + size / 2) / pixels - x, (row + size / 2) / pixels - y);
  return tiles.sort((one, other) => away(one) - away(other));
}

/**
 * The values at the centres of the first and the last pixel of a stretch: what is asked with, both ends included. Of
 * whole numbers those nearest, each once.
 * @param {import("./span.js").Side} side
 * @param {number} pixels along the whole side
 * @param {number} first
 * @param {number} size
 * @returns {{ min: number, max: number, count: number }}
 */
export function stretch(side, pixels, first, size) {
  const ends = [first + 0.5, first + size - 0.5].map((pixel) => valueAt(side, pixel / pixels));
  if (!side.whole) return { min: ends[0], max: ends[1], count: size };
  const [min, max] = ends.map(Math.round);
  return { min, max, count: Math.min(max - min + 1, size) };
}

/**
 * For every pixel of a stretch the index of its value among those that were answered.
 * @param {import("./span.js").Side} side
 * @param {number} pixels
 * @param {number} first
 * @param {number} size
 * @param {ArrayLike<number>} values rising
 * @returns {Int32Array}
 */
export function indicesOf(side, pixels, first, size, values) {
  const found = new Int32Array(size);
  let at = 0;
  for (let pixel = 0; pixel < size; pixel += 1) {
    if (!side.whole) at = pixel;
    else {
      const value = valueAt(side, (first + pixel + 0.5) / pixels);
      while (at + 1 < values.length && Math.abs(values[at + 1] - value) <= Math.abs(values[at] - value)) at += 1;
    }
    found[pixel] = Math.min(at, values.length - 1);
  }
  return found;
}
