/** A field of looks as the pixels of a screen: colours from tables, patterns from small squares of the screen. */

import { SHADES } from "./field.js";

/** How strongly a pattern may show: not at all, and in steps up to its full stroke. */
export const STRENGTHS = 4;

/**
 * @typedef {Object} Ink
 * @property {Uint32Array} colours opaque pixels, by strength of the pattern, then by look
 * @property {number} looks how many looks there are
 * @property {Uint8Array} strengths of every kind's pattern over a square of the screen: kind, then row, then column
 * @property {number} square pixels along its side
 */

/**
 * Paints rows of a picture that shows a whole field.
 * @param {Uint32Array} pixels of those rows alone, row by row from the top
 * @param {number} width of the picture
 * @param {number} height
 * @param {number} first row of the picture, from the top
 * @param {number} last the one after the last
 * @param {import("./field.js").Field} field
 * @param {Ink} ink
 */
export function paintRows(pixels, width, height, first, last, { size, looks }, ink) {
  const { colours, looks: count, strengths, square } = ink;
  const columns = Int32Array.from({ length: width }, (_, column) => Math.floor(((column + 0.5) / width) * size));
  const area = square * square;
  let to = 0;
  for (let row = first; row < last; row += 1) {
    const from = Math.floor((1 - (row + 0.5) / height) * size) * size;
    const line = (row % square) * square;
    let place = 0;
    for (let column = 0; column < width; column += 1) {
      const look = looks[from + columns[column]];
      const strength = strengths[((look / SHADES) | 0) * area + line + place];
      pixels[to++] = colours[strength * count + look];
      place = place + 1 === square ? 0 : place + 1;
    }
  }
}
