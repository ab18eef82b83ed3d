/** Which corner of a picture a card may lie in: one where it covers nothing that matters. */

import { inside } from "./clip.js";

/**
 * @typedef {import("./clip.js").Box} Box
 * @typedef {"top-left" | "top-right" | "bottom-left" | "bottom-right"} Corner
 * @typedef {{ x: number, y: number, weight: number }} Dot a place on the screen that had better be seen
 */

/** A card stays where it is unless another corner is this much better: nothing hops about. */
const WORTH_MOVING = 1;

/**
 * @param {readonly Corner[]} corners that are allowed, the dearest first
 * @param {(corner: Corner) => Box} place what the card would cover there
 * @param {readonly Dot[]} dots
 * @param {readonly Box[]} taken
 * @param {Corner | undefined} now where it is
 * @returns {Corner}
 */
export function freeCorner(corners, place, dots, taken, now) {
  const cost = (/** @type {Corner} */ corner) => {
    const box = place(corner);
    const covered = dots.reduce((sum, { x, y, weight }) => sum + (inside(x, y, box) ? weight : 0), 0);
    const blocked = taken.some((other) => overlap(box, other)) ? 1000 : 0;
    return covered + blocked + 0.01 * corners.indexOf(corner) - (corner === now ? WORTH_MOVING : 0);
  };
  if (now && corners.includes(now) && cost(now) < 0) return now; // no other costs less than nothing, and places are dear
  const costs = corners.map(cost);
  return /** @type {Corner} */ (corners[costs.indexOf(Math.min(...costs))]);
}

/**
 * @param {Box} one
 * @param {Box} other
 */
export const overlap = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
