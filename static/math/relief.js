/** A surface as a block of ground: its heights on a finer grid, in a box round the origin whose longer side is 2. */

import { clamp } from "./clamp.js";
import { toneOf } from "./interpolate.js";

/**
 * @typedef {import("./interpolate.js").HeightGrid} HeightGrid
 * @typedef {import("./interpolate.js").Tone} Tone
 * @typedef {import("./scale.js").Extent} Extent
 * @typedef {import("./camera.js").Vector} Vector
 * @typedef {Object} Relief
 * @property {Extent} extent what of the plane it shows
 * @property {number} unit of the box per unit of x and of y
 * @property {number} middleX of the plane, where the box has 0
 * @property {number} middleY
 * @property {number} halfX of the box
 * @property {number} halfY
 * @property {number} high how tall the box is
 * @property {number} columns nodes
 * @property {number} rows
 * @property {Float32Array} z heights in the box, 0 the lowest of the tone and `high` the highest; row 0 is south
 * @property {Float32Array} tones
 * @property {boolean} isWhole whether all of its ground is there: has a value, and none above the highest
 */

/** How tall the box is, of the mean of its sides. */
const TALL = 0.28;

/**
 * @param {HeightGrid} grid
 * @param {Tone} tone
 * @param {Extent} wanted
 * @param {{ cells: number, linear: boolean }} how cells along the longer side; whether heights are drawn evenly whatever
 *   the tone is
 * @returns {Relief | null} null where nothing is known of what is wanted
 */
export function reliefOf(grid, tone, wanted, { cells, linear }) {
  const extent = common(grid.extent, wanted);
  if (!extent) return null;
  const [xmin, xmax, ymin, ymax] = extent;
  const unit = 2 / Math.max(xmax - xmin, ymax - ymin);
  const [halfX, halfY] = [((xmax - xmin) * unit) / 2, ((ymax - ymin) * unit) / 2];
  const [columns, rows] = [halfX, halfY].map((half) => Math.max(Math.round(half * cells), 4) + 1); // the longer half is 1
  const heights = finer(grid, extent, columns, rows);
  const high = TALL * (halfX + halfY);
  const tones = heights.map(toneOf(tone));
  const evenly = toneOf({ ...tone, kind: "linear" });
  const z = (linear ? heights.map(evenly) : tones).map((each) => each * high);
  const isWhole = z.every((each) => each >= -0.001 * high && each <= 1.001 * high) && tones.every((each) => each >= -0.001);
  return { extent, unit, middleX: (xmin + xmax) / 2, middleY: (ymin + ymax) / 2, halfX, halfY, high, columns, rows, z, tones, isWhole };
}

/**
 * @param {Extent} one
 * @param {Extent} other
 * @returns {Extent | null}
 */
function common([ax, bx, ay, by], [cx, dx, cy, dy]) {
  const [xmin, xmax, ymin, ymax] = [Math.max(ax, cx), Math.min(bx, dx), Math.max(ay, cy), Math.min(by, dy)];
  return xmax > xmin && ymax > ymin ? [xmin, xmax, ymin, ymax] : null;
}

/**
 * Heights at more nodes than the grid has.
 * @param {HeightGrid} grid
 * @param {Extent} extent inside the grid's
 * @param {number} columns
 * @param {number} rows
 */
function finer({ heights, nx, ny, extent: [west, east, south, north] }, [xmin, xmax, ymin, ymax], columns, rows) {
  const found = new Float32Array(columns * rows);
  const line = new Float64Array(nx);
  const place = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ nodes) =>
    clamp(((value - low) / (high - low)) * (nodes - 1), 0, nodes - 1);
  for (let row = 0; row < rows; row++) {
    const at = place(ymin + ((ymax - ymin) * row) / (rows - 1), south, north, ny);
    for (let column = 0; column < nx; column++) line[column] = between(heights, column, nx, ny, at);
    for (let column = 0; column < columns; column++) {
      const across = place(xmin + ((xmax - xmin) * column) / (columns - 1), west, east, nx);
      found[row * columns + column] = between(line, 0, 1, nx, across);
    }
  }
  return found;
}

/**
 * Between two of evenly spaced values: a parabola, exactly where they are one; a straight line where the bends on both
 * sides disagree, so that nothing overshoots at a jump or a crease.
 * @param {ArrayLike<number>} values
 * @param {number} first
 * @param {number} stride
 * @param {number} count
 * @param {number} at in steps from the first
 */
export function between(values, first, stride, count, at) {
  const cell = clamp(Math.floor(at), 0, count - 2);
  const weight = at - cell;
  const here = first + cell * stride;
  const [low, high] = [values[here], values[here + stride]];
  const straight = low + (high - low) * weight;
  if (cell === 0 || cell >= count - 2) return straight;
  const before = values[here - stride] - 2 * low + high;
  const after = low - 2 * high + values[here + 2 * stride];
  if (!(before * after > 0)) return straight;
  const bend = Math.abs(before) < Math.abs(after) ? before : after;
  return straight + (bend * weight * (weight - 1)) / 2;
}

/**
 * How high the ground is at a place of the box; outside, as at its edge.
 * @param {Relief} relief
 * @param {number} x of the box
 * @param {number} y
 */
export function heightAt({ z, columns, rows, halfX, halfY }, x, y) {
  const across = clamp((x / halfX + 1) / 2, 0, 1) * (columns - 1);
  const up = clamp((y / halfY + 1) / 2, 0, 1) * (rows - 1);
  const [column, row] = [Math.min(Math.floor(across), columns - 2), Math.min(Math.floor(up), rows - 2)];
  const [u, v] = [across - column, up - row];
  const node = row * columns + column;
  const south = z[node] + (z[node + 1] - z[node]) * u;
  const north = z[node + columns] + (z[node + columns + 1] - z[node + columns]) * u;
  return south + (north - south) * v;
}

/**
 * Where a ray first meets the ground, from either side.
 * @param {Relief} relief
 * @param {Vector} from
 * @param {Vector} way
 * @returns {[x: number, y: number] | null} of the box
 */
export function meets(relief, [fx, fy, fz], [wx, wy, wz]) {
  const { halfX, halfY, high, columns } = relief;
  const slabs = [[fx, wx, -halfX, halfX], [fy, wy, -halfY, halfY], [fz, wz, -0.001 * high, 1.001 * high]];
  let [first, last] = [0, Infinity];
  for (const [start, speed, low, top] of slabs) {
    if (speed === 0 && (start < low || start > top)) return null;
    if (speed === 0) continue;
    const [one, other] = [(low - start) / speed, (top - start) / speed];
    first = Math.max(first, Math.min(one, other));
    last = Math.min(last, Math.max(one, other));
  }
  if (!(first < last) || !Number.isFinite(last)) return null;
  const above = (/** @type {number} */ time) => fz + time * wz - heightAt(relief, fx + time * wx, fy + time * wy);
  const cell = (2 * halfX) / (columns - 1);
  const steps = clamp(Math.ceil(((last - first) * Math.hypot(wx, wy, wz)) / (0.6 * cell)), 8, 800);
  let [before, was] = [first, above(first)];
  for (let step = 1; step <= steps; step++) {
    const time = first + ((last - first) * step) / steps;
    const is = above(time);
    if (was * is <= 0 && was !== is) return crossing(above, before, time, was, (time_) => [fx + time_ * wx, fy + time_ * wy]);
    [before, was] = [time, is];
  }
  return null;
}

/**
 * @param {(time: number) => number} above
 * @param {number} early
 * @param {number} late
 * @param {number} sign of `above` at the earlier time
 * @param {(time: number) => [number, number]} place
 */
function crossing(above, early, late, sign, place) {
  for (let turn = 0; turn < 24; turn++) {
    const middle = (early + late) / 2;
    if (above(middle) * sign > 0) early = middle;
    else late = middle;
  }
  return place((early + late) / 2);
}

/** Numbers a vertex: place, normal, tone. */
export const VERTEX = 7;
/** The tone of a vertex of the block's sides. */
export const SIDE = -10;

/**
 * The ground as triangles, and the four sides of the block below it.
 * @param {Relief} relief
 * @param {number} base how far down the sides go
 * @returns {{ vertices: Float32Array, indices: Uint32Array }}
 */
export function meshOf(relief, base) {
  const { columns, rows, z, tones, halfX, halfY } = relief;
  const around = edgeOf(columns, rows);
  const vertices = new Float32Array(VERTEX * (columns * rows + 2 * around.reduce((sum, { nodes }) => sum + nodes.length, 0)));
  const indices = new Uint32Array(6 * ((columns - 1) * (rows - 1) + around.reduce((sum, { nodes }) => sum + nodes.length - 1, 0)));
  const [stepX, stepY] = [(2 * halfX) / (columns - 1), (2 * halfY) / (rows - 1)];
  let [place, corner] = [0, 0];
  /** @type {(x: number, y: number, z: number, nx: number, ny: number, nz: number, tone: number) => void} */
  const put = (x, y, height, nx, ny, nz, tone) => {
    vertices[place] = x;
    vertices[place + 1] = y;
    vertices[place + 2] = height;
    vertices[place + 3] = nx;
    vertices[place + 4] = ny;
    vertices[place + 5] = nz;
    vertices[place + 6] = tone;
    place += VERTEX;
  };
  const triangle = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) => {
    indices[corner] = a;
    indices[corner + 1] = b;
    indices[corner + 2] = c;
    corner += 3;
  };
  for (let row = 0; row < rows; row++) {
    const [south, north] = [Math.max(row - 1, 0) * columns, Math.min(row + 1, rows - 1) * columns];
    const high = Math.min(row + 1, rows - 1) - Math.max(row - 1, 0);
    for (let column = 0; column < columns; column++) {
      const [west, east] = [Math.max(column - 1, 0), Math.min(column + 1, columns - 1)];
      const slopeX = (z[row * columns + east] - z[row * columns + west]) / ((east - west) * stepX);
      const slopeY = (z[north + column] - z[south + column]) / (high * stepY);
      const node = row * columns + column;
      const length = Math.hypot(slopeX, slopeY, 1);
      put(column * stepX - halfX, row * stepY - halfY, z[node], -slopeX / length, -slopeY / length, 1 / length, tones[node]);
      if (column === columns - 1 || row === rows - 1) continue;
      // Split along the diagonal that rises less, so that a valley's floor is not cut into teeth.
      const [a, b, c, d] = [node, node + 1, node + columns, node + columns + 1];
      const isFlatter = Math.abs(z[a] - z[d]) < Math.abs(z[b] - z[c]);
      triangle(a, b, isFlatter ? d : c);
      triangle(isFlatter ? a : b, d, c);
    }
  }
  for (const { nodes, normal: [nx, ny] } of around) {
    nodes.forEach((node, index) => {
      const [x, y] = [(node % columns) * stepX - halfX, Math.floor(node / columns) * stepY - halfY];
      const own = place / VERTEX;
      put(x, y, z[node], nx, ny, 0, SIDE);
      put(x, y, base, nx, ny, 0, SIDE);
      if (index === 0) return;
      triangle(own - 2, own - 1, own);
      triangle(own, own - 1, own + 1);
    });
  }
  return { vertices, indices };
}

/**
 * The nodes along each side, and which way it faces.
 * @param {number} columns
 * @param {number} rows
 */
function edgeOf(columns, rows) {
  const row = (/** @type {number} */ at) => Array.from({ length: columns }, (_, index) => at * columns + index);
  const column = (/** @type {number} */ at) => Array.from({ length: rows }, (_, index) => index * columns + at);
  return [
    { nodes: row(0), normal: [0, -1] },
    { nodes: row(rows - 1), normal: [0, 1] },
    { nodes: column(0), normal: [-1, 0] },
    { nodes: column(columns - 1), normal: [1, 0] },
  ];
}
