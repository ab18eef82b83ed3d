/** Paths along a run's points, into whatever is drawing. Inner loops: nothing is allocated here. */

import { clipSegment, inside, segmentBuffer } from "../../math/clip.js";

/** @typedef {import("../../math/scale.js").View} View */

const buffer = segmentBuffer();
let taken = new Uint8Array(0);

/** In pixels: a step back that ends this near to where the last one began is drawn already. */
const SAME_PLACE = 0.4;

/** In pixels: how far a line may lie off because its ends are rounded. */
const DOUBT = 1.5;

/**
 * Begins a path along the points, cut a little beyond the edge so that no line's end shows. Runs that settle, or swing
 * between two places, cost no more than what can be seen of them. Works in the plane's numbers and turns to pixels
 * last: at 1e20 pixels the origin's place on the screen would be lost.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} points
 * @param {number} from
 * @param {number} to
 * @param {View} view
 * @param {number} scale of the strokes to come
 * @returns {number} how many lines cross the picture from one side to another
 */
export function traceLine(context, points, from, to, { originX, originY, unit, extent }, scale) {
  const [xmin, xmax, ymin, ymax] = extent;
  const margin = (20 * scale) / unit;
  const box = { left: xmin - margin, right: xmax + margin, top: ymin - margin, bottom: ymax + margin };
  const samePlace = SAME_PLACE / unit;
  let [beforeX, beforeY] = [NaN, NaN];
  let [ax, ay] = [points[2 * from], points[2 * from + 1]];
  let penDown = false;
  let crossings = 0;
  context.beginPath();
  for (let i = from + 1; i <= to; i++) {
    let bx = points[2 * i];
    let by = points[2 * i + 1];
    if (Math.abs(bx - beforeX) < samePlace && Math.abs(by - beforeY) < samePlace) {
      bx = beforeX;
      by = beforeY;
      penDown = false;
    } else if (penDown && inside(bx, by, box)) {
      context.lineTo(originX + bx * unit, originY - by * unit);
    } else if (clipSegment(ax, ay, bx, by, box, buffer, DOUBT / unit)) {
      if (!penDown) context.moveTo(originX + buffer[0] * unit, originY - buffer[1] * unit);
      context.lineTo(originX + buffer[2] * unit, originY - buffer[3] * unit);
      const arrives = inside(bx, by, box);
      if (!penDown && !arrives) crossings += 1;
      penDown = arrives;
    }
    beforeX = ax;
    beforeY = ay;
    ax = bx;
    ay = by;
  }
  return crossings;
}

/**
 * Adds a marker for every iterate on the canvas that is not on top of one already there. Earlier dots win, so that
 * dots do not come and go while a run plays.
 * @param {import("../markers.js").Pen} pen
 * @param {ArrayLike<number>} points
 * @param {number} count
 * @param {View} view
 * @param {number} radius
 * @param {(pen: import("../markers.js").Pen, x: number, y: number, radius: number, index: number) => void} marker
 */
export function traceDots(pen, points, count, { originX, originY, unit, width, height }, radius, marker) {
  const columns = Math.ceil(width / radius) + 1;
  const cells = columns * (Math.ceil(height / radius) + 1);
  if (taken.length < cells) taken = new Uint8Array(cells);
  else taken.fill(0, 0, cells);
  const gap = (1.6 * radius) ** 2;
  let lastX = Infinity;
  let lastY = Infinity;
  for (let i = 0; i < count; i++) {
    const x = originX + points[2 * i] * unit;
    const y = originY - points[2 * i + 1] * unit;
    if (!(x >= 0 && x <= width && y >= 0 && y <= height)) continue;
    if ((x - lastX) ** 2 + (y - lastY) ** 2 < gap) continue;
    lastX = x;
    lastY = y;
    const cell = Math.floor(y / radius) * columns + Math.floor(x / radius);
    if (taken[cell] === 1) continue;
    taken[cell] = 1;
    marker(pen, x, y, radius, i);
  }
}
