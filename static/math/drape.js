/** A run laid over the ground: cut where it leaves the block, never pulled inside. Inner loops: nothing is allocated here. */

import { clipSegment, inside, segmentBuffer } from "./clip.js";
import { heightAt } from "./relief.js";

/**
 * @typedef {import("./relief.js").Relief} Relief
 * @typedef {Object} Trail
 * @property {Float32Array} line x, y, z of the box and how far along, four numbers a point; −1 less that where a stretch
 *   begins
 * @property {number} count points of it
 * @property {Uint32Array} reached points once a step is reached
 * @property {Float32Array} dots x, y, z of the iterates on the ground
 * @property {Uint32Array} dotsBy how many there are up to a step
 * @property {number} crossings how many lines lead from one side to another
 */

/** Of the box: a step back that ends this near to where the last one began is there already. */
const SAME_PLACE = 0.0015;
/** Of the box: how far a line may lie off because its ends are rounded. */
const DOUBT = 0.006;
/** Of the box: how long a straight piece may be, how short one is not halved any more, */
const LONGEST = 0.1;
const SHORTEST = 0.012;
/** and how far the ground in its middle may lie off it. */
const FLAT = 0.002;

const buffer = segmentBuffer();

/** @returns {Trail} an empty one, filled again and again */
export const createTrail = () => ({
  line: new Float32Array(1024),
  count: 0,
  reached: new Uint32Array(256),
  dots: new Float32Array(768),
  dotsBy: new Uint32Array(256),
  crossings: 0,
});

/**
 * @param {Trail} trail
 * @param {ArrayLike<number>} points flat x0, y0, x1, y1 … of the plane
 * @param {number} length how many count
 * @param {Relief} relief
 */
export function drape(trail, points, length, relief) {
  const { extent: [left, right, top, bottom], unit, middleX, middleY, high } = relief;
  const box = { left, right, top, bottom };
  const same = SAME_PLACE / unit;
  Object.assign(trail, { count: 0, crossings: 0 });
  if (trail.reached.length < length) [trail.reached, trail.dotsBy] = [new Uint32Array(2 * length), new Uint32Array(2 * length)];
  if (trail.dots.length < 3 * length) trail.dots = new Float32Array(6 * length);
  let far = 0;
  let dots = 0;
  let [penDown, hasPlace] = [false, false];
  let [lastX, lastY, lastZ] = [0, 0, 0];

  const put = (/** @type {number} */ px, /** @type {number} */ py) => {
    const [x, y] = [(px - middleX) * unit, (py - middleY) * unit];
    const z = heightAt(relief, x, y);
    if (!(z <= high * 1.001)) { // above the block: the ground is not drawn there either
      hasPlace = false;
      return;
    }
    if (hasPlace) far += Math.hypot(x - lastX, y - lastY, z - lastZ);
    if (4 * trail.count + 4 > trail.line.length) {
      const longer = new Float32Array(2 * trail.line.length);
      longer.set(trail.line);
      trail.line = longer;
    }
    const at = 4 * trail.count;
    trail.line[at] = x;
    trail.line[at + 1] = y;
    trail.line[at + 2] = z;
    trail.line[at + 3] = hasPlace ? far : -1 - far;
    trail.count += 1;
    [hasPlace, lastX, lastY, lastZ] = [true, x, y, z];
  };
  const dot = (/** @type {number} */ px, /** @type {number} */ py) => {
    if (!inside(px, py, box)) return;
    const [x, y] = [(px - middleX) * unit, (py - middleY) * unit];
    const z = heightAt(relief, x, y);
    if (!(z <= high * 1.001)) return;
    trail.dots[3 * dots] = x;
    trail.dots[3 * dots + 1] = y;
    trail.dots[3 * dots + 2] = z;
    dots += 1;
  };

  const ground = (/** @type {number} */ px, /** @type {number} */ py) => heightAt(relief, (px - middleX) * unit, (py - middleY) * unit);
  /** A piece as it lies: halved until it is straight. Its first end is there already. */
  const lay = (/** @type {number} */ x0, /** @type {number} */ y0, /** @type {number} */ z0, /** @type {number} */ x1, /** @type {number} */ y1, /** @type {number} */ z1, /** @type {number} */ long) => {
    const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const mz = ground(mx, my);
    if (long > SHORTEST && Math.abs(mz - (z0 + z1) / 2) > FLAT) {
      lay(x0, y0, z0, mx, my, mz, long / 2);
      lay(mx, my, mz, x1, y1, z1, long / 2);
    } else put(x1, y1);
  };

  let [beforeX, beforeY] = [NaN, NaN];
  let [ax, ay] = [points[0], points[1]];
  if (length > 0) dot(ax, ay);
  [trail.reached[0], trail.dotsBy[0]] = [0, dots];
  for (let step = 1; step < length; step++) {
    const [bx, by] = [points[2 * step], points[2 * step + 1]];
    if (Math.abs(bx - beforeX) < same && Math.abs(by - beforeY) < same) {
      penDown = false;
    } else {
      if (clipSegment(ax, ay, bx, by, box, buffer, DOUBT / unit)) {
        const [x0, y0, x1, y1] = [buffer[0], buffer[1], buffer[2], buffer[3]];
        if (!penDown) {
          hasPlace = false;
          put(x0, y0);
        }
        const long = Math.hypot(x1 - x0, y1 - y0) * unit;
        const pieces = Math.max(Math.ceil(long / LONGEST), 1);
        let [px, py, pz] = [x0, y0, ground(x0, y0)];
        for (let piece = 1; piece <= pieces; piece++) {
          const [qx, qy] = [x0 + ((x1 - x0) * piece) / pieces, y0 + ((y1 - y0) * piece) / pieces];
          const qz = ground(qx, qy);
          lay(px, py, pz, qx, qy, qz, long / pieces);
          [px, py, pz] = [qx, qy, qz];
        }
        const arrives = inside(bx, by, box);
        if (!arrives && !inside(ax, ay, box)) trail.crossings += 1;
        penDown = arrives;
      } else penDown = false;
      dot(bx, by);
    }
    [trail.reached[step], trail.dotsBy[step]] = [trail.count, dots];
    [beforeX, beforeY, ax, ay] = [ax, ay, bx, by];
  }
}

/**
 * Something a step has for what is drawn of it: each point of the line has that of the step which led there, each dot its own.
 * @param {Trail} trail
 * @param {number} length
 * @param {ArrayLike<number>} bins of each step, indices of a table
 * @param {Uint8Array} table three bytes each
 * @returns {{ line: Uint8Array, dots: Uint8Array }} four bytes each, the last of them unused
 */
export function coloured({ count, reached, dotsBy }, length, bins, table) {
  const [line, dots] = [new Uint8Array(4 * count), new Uint8Array(4 * (dotsBy[length - 1] ?? 0))];
  const put = (/** @type {Uint8Array} */ to, /** @type {number} */ from, /** @type {number} */ until, /** @type {number} */ step) => {
    const at = 3 * bins[step];
    for (let point = from; point < until; point++) {
      to[4 * point] = table[at];
      to[4 * point + 1] = table[at + 1];
      to[4 * point + 2] = table[at + 2];
    }
  };
  for (let step = 0; step < length; step++) {
    if (step > 0) put(line, reached[step - 1], reached[step], step - 1);
    put(dots, step > 0 ? dotsBy[step - 1] : 0, dotsBy[step], step);
  }
  return { line, dots };
}
