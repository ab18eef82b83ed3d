/** Cutting lines at the edge of the picture. Iterates outside are never clamped into it. */

import { clamp } from "./clamp.js";

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box top is the smaller y, as on a screen */

/**
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
export const inside = (x, y, box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

/** The relative rounding of a coordinate: the wire keeps ten bits of the mantissa. */
const ROUNDING = 2 ** -11;

/** Room for one clipped segment, and for swapping its ends. */
export const segmentBuffer = () => new Float64Array(6);

/**
 * Liang–Barsky: the part of a segment inside the box, written to `out` as x0, y0, x1, y1.
 * The caller owns `out` (see `segmentBuffer`), so that thousands of segments allocate nothing.
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {Box} box
 * @param {Float64Array} out
 * @param {number} [tolerance] a segment across the box is left out if the rounding of its far ends may have shifted it
 *   further than this: between two iterates at 1e6 nobody knows whether the line passed through the picture
 * @returns {boolean} whether any of it is visible
 */
export function clipSegment(ax, ay, bx, by, box, out, tolerance = Infinity) {
  if (Math.abs(ax) + Math.abs(ay) <= Math.abs(bx) + Math.abs(by)) return clipFrom(ax, ay, bx, by, box, out, tolerance);
  const visible = clipFrom(bx, by, ax, ay, box, out, tolerance);
  out.copyWithin(4, 0, 2);
  out.copyWithin(0, 2, 4);
  out.copyWithin(2, 4, 6);
  return visible;
}

/**
 * Measures along the segment from its point nearest to the box: from an end at 1e38 the whole box would be lost to
 * rounding. `a` is the nearer end, for the same reason.
 * @type {typeof clipSegment}
 */
function clipFrom(ax, ay, bx, by, box, out, tolerance = Infinity) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const ahead = ((box.left + box.right) / 2 - ax) * ux + ((box.top + box.bottom) / 2 - ay) * uy;
  const nearest = clamp(ahead / length, 0, 1);
  const mx = ax + nearest * dx;
  const my = ay + nearest * dy;
  const [enterX, leaveX] = slab(mx, dx, box.left, box.right);
  const [enterY, leaveY] = slab(my, dy, box.top, box.bottom);
  const enter = Math.max(-nearest, enterX, enterY);
  const leave = Math.min(1 - nearest, leaveX, leaveY);
  if (!(enter <= leave)) return false;
  const cutStart = enter > -nearest;
  const cutEnd = leave < 1 - nearest;
  if (cutStart && cutEnd) {
    const x = mix(Math.abs(ax), Math.abs(bx), nearest);
    const y = mix(Math.abs(ay), Math.abs(by), nearest);
    if (ROUNDING * (x * Math.abs(uy) + y * Math.abs(ux)) > tolerance) return false;
  }
  // Clamping mends the rounding of an end that was cut; an end inside is left to the last bit.
  out[0] = cutStart ? clamp(mx + enter * dx, box.left, box.right) : ax;
  out[1] = cutStart ? clamp(my + enter * dy, box.top, box.bottom) : ay;
  out[2] = cutEnd ? clamp(mx + leave * dx, box.left, box.right) : bx;
  out[3] = cutEnd ? clamp(my + leave * dy, box.top, box.bottom) : by;
  return true;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} weight
 */
const mix = (a, b, weight) => a + (b - a) * weight;

const NOWHERE = /** @type {[number, number]} */ ([Infinity, -Infinity]);
const EVERYWHERE = /** @type {[number, number]} */ ([-Infinity, Infinity]);

/**
 * The parameters at which a + t·d enters and leaves [low, high].
 * @param {number} a
 * @param {number} d
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
function slab(a, d, low, high) {
  if (d === 0) return a >= low && a <= high ? EVERYWHERE : NOWHERE;
  const first = (low - a) / d;
  const second = (high - a) / d;
  return d > 0 ? [first, second] : [second, first];
}
