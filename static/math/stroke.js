/** Curves that somebody draws: as few points as say the same, and what a stroke leaves of those before it. */

import { clamp } from "./clamp.js";

/** @typedef {{ x: number, y: number }} Point x a share of the run, y a factor of η */

/** So many say what a hand has drawn. */
export const MOST = 24;
/** The largest factor that is allowed. */
export const HIGHEST = 100;
/** Pixels that nobody would see. */
const UNSEEN = 1.5;

/** @param {unknown} list x, y, x, y … @returns {Point[]} */
export function readPoints(list) {
  const numbers = String(list).split(",").map(Number);
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, index) =>
    ({ x: Number(numbers[2 * index]), y: Number(numbers[2 * index + 1]) }));
}

/** As the address holds them: no longer than a hand is exact. @param {readonly Point[]} points */
export const writePoints = (points) =>
  points.map(({ x, y }) => `${Number(clamp(x, 0, 1).toFixed(4))},${Number(clamp(y, 0, HIGHEST).toPrecision(3))}`).join(",");

/**
 * The first, the last, and of the others those that lie farthest off the line so far, one after the other.
 * @param {readonly Point[]} points x never falls
 * @param {(y: number) => number} toPixel
 * @param {number} [most]
 * @returns {Point[]}
 */
export function simplified(points, toPixel, most = MOST) {
  if (points.length < 3) return [...points];
  const heights = points.map(({ y }) => toPixel(y));
  const kept = [0, points.length - 1];
  while (kept.length < most) {
    let [farthest, place, least] = [-1, -1, UNSEEN];
    for (let piece = 1; piece < kept.length; piece++) {
      const [from, to] = [Number(kept[piece - 1]), Number(kept[piece])];
      const [a, b] = [/** @type {Point} */ (points[from]).x, /** @type {Point} */ (points[to]).x];
      for (let index = from + 1; index < to; index++) {
        const share = b > a ? (/** @type {Point} */ (points[index]).x - a) / (b - a) : 0;
        const off = Math.abs(Number(heights[index]) - (Number(heights[from]) * (1 - share) + Number(heights[to]) * share));
        if (off > least) [farthest, place, least] = [index, piece, off];
      }
    }
    if (farthest < 0) break;
    kept.splice(place, 0, farthest);
  }
  return kept.map((index) => /** @type {Point} */ (points[index]));
}

/**
 * The points of a curve whose values are known at its first steps, or at all.
 * @param {ArrayLike<number>} rates not numbers where they are not known
 * @param {number} steps
 * @param {number} eta
 * @param {(y: number) => number} toPixel
 */
export function pointsOf(rates, steps, eta, toPixel) {
  const points = Array.from(rates, (rate, step) => ({ x: step / Math.max(steps - 1, 1), y: rate / eta }));
  return simplified(points.filter(({ y }) => Number.isFinite(y)), toPixel);
}

/** The height of straight lines from point to point; level beyond their ends. @param {readonly Point[]} points @param {number} x */
export function heightOf(points, x) {
  const after = points.findIndex((each) => each.x > x);
  const [from, to] = [points[after < 0 ? points.length - 1 : after - 1], points[after]];
  if (!from || !to) return (to ?? from)?.y ?? 1;
  return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
}

/**
 * A curve with a stroke over it: outside of the stroke it stays, and it jumps where the two do not meet.
 * @param {readonly Point[]} points
 * @param {readonly Point[]} stroke x rises
 * @param {(x: number) => number} before the curve's height
 * @param {(y: number) => number} toPixel
 * @returns {Point[]}
 */
export function redrawn(points, stroke, before, toPixel) {
  const [first, last] = [stroke[0], stroke.at(-1)];
  if (!first || !last) return [...points];
  const left = points.filter(({ x }) => x < first.x);
  const right = points.filter(({ x }) => x > last.x);
  const meets = (/** @type {Point} */ { x, y }) => Math.abs(toPixel(before(x)) - toPixel(y)) <= 4 * UNSEEN;
  if (left.length && !meets(first)) left.push({ x: first.x, y: before(first.x) });
  if (right.length && !meets(last)) right.unshift({ x: last.x, y: before(last.x) });
  const room = Math.max(MOST - left.length - right.length, 2);
  const all = [...left, ...simplified(stroke, toPixel, room), ...right];
  return all.length > MOST ? simplified(all, toPixel) : all;
}

/**
 * One point elsewhere: between its neighbours.
 * @param {readonly Point[]} points
 * @param {number} index
 * @param {Point} to
 * @returns {Point[]}
 */
export function put(points, index, { x, y }) {
  const [low, high] = [points[index - 1]?.x ?? 0, points[index + 1]?.x ?? 1];
  return points.map((each, which) => (which === index ? { x: clamp(x, low, high), y: clamp(y, 0, HIGHEST) } : each));
}

/**
 * One more, in its place; none where there is no room.
 * @param {readonly Point[]} points
 * @param {Point} point
 * @returns {{ points: Point[], index: number }}
 */
export function added(points, point) {
  if (points.length >= MOST) return { points: [...points], index: -1 };
  const after = points.findIndex(({ x }) => x > point.x);
  const index = after < 0 ? points.length : after;
  return { points: points.toSpliced(index, 0, point), index };
}

/** What a stroke has come by, a height a column: where it turns back, what was drawn last counts. */
export function columns() {
  /** @type {Map<number, number>} */
  const heights = new Map();
  /** @type {{ column: number, y: number } | null} */
  let before = null;
  return {
    /** @param {number} pixel @param {number} y @returns {void} */
    to(pixel, y) {
      const column = Math.round(pixel);
      const from = before ?? { column, y };
      const way = Math.sign(column - from.column);
      for (let at = from.column; at !== column; at += way) {
        const share = (at - from.column) / (column - from.column);
        heights.set(at, from.y * (1 - share) + y * share);
      }
      heights.set(column, y);
      before = { column, y };
    },
    /** @param {(pixel: number) => number} toShare @param {(pixel: number) => number} toFactor @returns {Point[]} */
    points: (toShare, toFactor) => [...heights].sort(([one], [other]) => one - other)
      .map(([column, y]) => ({ x: clamp(toShare(column), 0, 1), y: toFactor(y) }))
      .filter(({ x }, index, all) => index === 0 || x > Number(all[index - 1]?.x)),
  };
}
