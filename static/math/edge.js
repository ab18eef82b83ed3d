/** Where a run leaves the picture. */

import { clipSegment, inside, segmentBuffer } from "./clip.js";

/**
 * @typedef {import("./clip.js").Box} Box
 * @typedef {{ x: number, y: number, dx: number, dy: number }} Crossing a place on the edge, and the heading there, a
 *   unit vector
 * @typedef {Crossing & { step: number, back: number }} Exit `step` is the first iterate outside, `back` the first one
 *   inside again, or −1
 */

/**
 * The first step of a run that ends outside the box.
 * @param {ArrayLike<number>} points flat x0, y0, x1, y1 …
 * @param {number} length number of valid points
 * @param {Box} box
 * @returns {Exit | null}
 */
export function firstExit(points, length, box) {
  let step = 0;
  while (step < length && inside(points[2 * step], points[2 * step + 1], box)) step++;
  if (step === length) return null;
  let back = step;
  while (back < length && !inside(points[2 * back], points[2 * back + 1], box)) back++;
  const x = points[2 * step];
  const y = points[2 * step + 1];
  const previous = Math.max(step - 1, 0);
  const crossing = step > 0
    ? edgeCrossing(points[2 * previous], points[2 * previous + 1], x, y, box)
    : edgeToward(x, y, box);
  return { step, back: back < length ? back : -1, ...crossing };
}

/**
 * The place on the edge that lies in the direction of a point outside, seen from the middle of the box.
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
export const edgeToward = (x, y, box) =>
  edgeCrossing((box.left + box.right) / 2, (box.top + box.bottom) / 2, x, y, box);

/**
 * @param {number} ax a point inside
 * @param {number} ay
 * @param {number} bx a point outside
 * @param {number} by
 * @param {Box} box
 * @returns {Crossing}
 */
function edgeCrossing(ax, ay, bx, by, box) {
  const out = segmentBuffer();
  clipSegment(ax, ay, bx, by, box, out);
  const distance = Math.hypot(bx - ax, by - ay) || 1;
  return { x: out[2], y: out[3], dx: (bx - ax) / distance, dy: (by - ay) / distance };
}
