/** The piece of a map that is shown: enlarged, moved, framed; and where float64 ends. */

import { isApart, part, shifted } from "./span.js";

/**
 * @typedef {import("./span.js").Side} Side
 * @typedef {import("./span.js").Bounds} Bounds
 * @typedef {{ x: Side, y: Side }} Piece
 * @typedef {{ x: Bounds, y: Bounds }} Reach
 * @typedef {readonly [number, number, number, number]} Frame left, right, bottom and top, as shares of a piece
 * @typedef {{ piece: Piece, end: Side | null }} Nearer `end`: the side on which float64 ends, so that it is no nearer
 */

/**
 * What lies in a frame. A side of whole numbers that has no more to show stays; where neighbouring pixels of another
 * would become one number nothing is enlarged any further.
 * @param {Piece} piece
 * @param {Frame} frame
 * @param {Reach} reach
 * @param {number} pixels that must differ along each side
 * @returns {Nearer}
 */
export function framed(piece, [left, right, bottom, top], reach, pixels) {
  const x = sideIn(piece.x, left, right, reach.x, pixels);
  const y = sideIn(piece.y, bottom, top, reach.y, pixels);
  const end = x && y ? null : x ? piece.y : piece.x;
  return { piece: x && y ? { x, y } : piece, end };
}

/**
 * @param {Side} side
 * @param {number} from
 * @param {number} to
 * @param {Bounds} bounds
 * @param {number} pixels
 * @returns {Side | null} null where float64 ends
 */
function sideIn(side, from, to, bounds, pixels) {
  const next = part(side, from, to, bounds);
  const isWider = next.max - next.min > side.max - side.min; // there is always a way out
  if ((isApart(next, pixels) || isWider) && next.min < next.max) return next;
  return side.whole ? side : null;
}

/**
 * Enlarged by a factor; what is at (x, y) keeps its place.
 * @param {Piece} piece
 * @param {number} factor above 1 to see less, and larger
 * @param {number} x share of the piece, from the left
 * @param {number} y likewise, from the bottom
 * @param {Reach} reach
 * @param {number} pixels
 * @returns {Nearer}
 */
export const enlarged = (piece, factor, x, y, reach, pixels) =>
  framed(piece, [x - x / factor, x + (1 - x) / factor, y - y / factor, y + (1 - y) / factor], reach, pixels);

/**
 * @param {Piece} piece
 * @param {number} x share of the piece by which what is seen moves on to the right
 * @param {number} y likewise, to the top
 * @param {Reach} reach
 * @returns {Piece}
 */
export const moved = (piece, x, y, reach) => ({ x: shifted(piece.x, x, reach.x), y: shifted(piece.y, y, reach.y) });

/** @param {Piece} piece @param {Piece} other */
export const isSame = (piece, other) =>
  ["x", "y"].every((name) => {
    const [one, two] = [piece[/** @type {"x"} */ (name)], other[/** @type {"x"} */ (name)]];
    return one.key === two.key && one.min === two.min && one.max === two.max;
  });
