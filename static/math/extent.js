/** The part of the plane a picture shows, enlarged, moved, and kept within reason. */

import { clamp } from "./clamp.js";

/** @typedef {import("./scale.js").Extent} Extent */

/** How many times smaller, and larger, than a surface's domain a view may be. */
const NEAREST = 500;
const FARTHEST = 8;
/** The bounds of a domain: the server draws nothing beyond them. */
const SMALLEST_SIDE = 1e-5;
const LARGEST_SIDE = 1e6;
const EDGE = 1e6;

/**
 * Enlarged by a factor; the point keeps its place in the picture.
 * @param {Extent} extent
 * @param {number} factor above 1 to see less of the plane, and larger
 * @param {number} x
 * @param {number} y
 * @returns {Extent}
 */
export const enlarged = ([xmin, xmax, ymin, ymax], factor, x, y) =>
  [x - (x - xmin) / factor, x + (xmax - x) / factor, y - (y - ymin) / factor, y + (ymax - y) / factor];

/**
 * @param {Extent} extent
 * @param {number} dx
 * @param {number} dy
 * @returns {Extent}
 */
export const moved = ([xmin, xmax, ymin, ymax], dx, dy) => [xmin + dx, xmax + dx, ymin + dy, ymax + dy];

/**
 * The nearest that may be shown: neither too near nor too far, something of the surface's surroundings in sight.
 * @param {Extent} extent
 * @param {Extent} domain of the surface
 * @returns {Extent}
 */
export function within(extent, domain) {
  const [across, up] = [Math.abs(domain[1] - domain[0]), Math.abs(domain[3] - domain[2])];
  const whole = Math.max(across, up);
  const side = Math.max(extent[1] - extent[0], extent[3] - extent[2]);
  const least = Math.max(whole / NEAREST, SMALLEST_SIDE);
  const most = Math.min(whole * FARTHEST, LARGEST_SIDE);
  const [x, y] = [(extent[0] + extent[1]) / 2, (extent[2] + extent[3]) / 2];
  const sized = enlarged(extent, side / clamp(side, least, most), x, y);
  const reach = (whole * FARTHEST) / 2;
  const target = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ half) =>
    clamp(at, Math.max(low - reach, -EDGE + half), Math.min(high + reach, EDGE - half));
  const [halfX, halfY] = [(sized[1] - sized[0]) / 2, (sized[3] - sized[2]) / 2];
  const [dx, dy] = [target(x, domain[0], domain[1], halfX) - x, target(y, domain[2], domain[3], halfY) - y];
  return moved(sized, dx, dy);
}

/**
 * With no more digits than a picture has: an address is short, and one view has one.
 * @param {Extent} extent
 * @returns {Extent}
 */
export function rounded([xmin, xmax, ymin, ymax]) {
  const digits = clamp(3 - Math.floor(Math.log10(Math.max(xmax - xmin, ymax - ymin))), 0, 12);
  const round = (/** @type {number} */ value) => Number(value.toFixed(digits));
  return [round(xmin), round(xmax), round(ymin), round(ymax)];
}

/**
 * A point with as many digits as a picture that wide has: it can be read, and said again.
 * @param {readonly [number, number]} point
 * @param {Extent} extent
 * @param {number} width in pixels
 * @returns {[number, number]}
 */
export function readable([x, y], [xmin, xmax], width) {
  const digits = clamp(Math.ceil(-Math.log10((xmax - xmin) / width)), 0, 12);
  return [Number(x.toFixed(digits)), Number(y.toFixed(digits))];
}
