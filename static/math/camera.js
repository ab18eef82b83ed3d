/** A camera that goes round a box, and shows all of it. The world: x to the east, y to the north, z up. */

import { clamp } from "./clamp.js";

/**
 * @typedef {readonly [x: number, y: number, z: number]} Vector
 * @typedef {{ azimuth: number, elevation: number }} Orbit degrees: where the camera stands, counted from the east over the
 *   north, and how high
 * @typedef {{ x: number, y: number, low: number, high: number }} Block half its sides, round the origin; its lower and upper end
 * @typedef {{ width: number, height: number, left: number, right: number, top: number, bottom: number }} Frame pixels, and
 *   what is kept free of them along each side
 * @typedef {Object} Camera
 * @property {Float32Array} matrix world to clip space, column after column
 * @property {Vector} right a unit vector, as are the next two
 * @property {Vector} up
 * @property {Vector} toward from what is looked at to the camera
 * @property {number} scale pixels per unit in the middle of the block
 * @property {(x: number, y: number, z: number) => [number, number]} toScreen
 * @property {(x: number, y: number) => { from: Vector, way: Vector }} ray from the camera through a pixel
 */

/** Degrees that half of the longer side of the picture spans. */
const HALF_ANGLE = 14;
const LOWEST = 8;
const HIGHEST = 90;
const POINTS = ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"];

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
const dot = (/** @type {Vector} */ [ax, ay, az], /** @type {Vector} */ [bx, by, bz]) => ax * bx + ay * by + az * bz;

/**
 * @param {Orbit} orbit
 * @param {number} across degrees to the right
 * @param {number} up
 * @returns {Orbit}
 */
export function turned({ azimuth, elevation }, across, up) {
  const turn = (azimuth + across) % 360;
  return { azimuth: turn > 180 ? turn - 360 : turn <= -180 ? turn + 360 : turn, elevation: clamp(elevation + up, LOWEST, HIGHEST) };
}

/**
 * @param {Orbit} orbit
 * @returns {string} the south-west, 35° above
 */
export function orbitInWords({ azimuth, elevation }) {
  if (elevation >= HIGHEST) return "Seen from above.";
  const point = POINTS[((Math.round(azimuth / 45) % 8) + 8) % 8];
  return `Seen from the ${point}, ${Math.round(elevation)}° above.`;
}

/**
 * As near as shows the whole block in what is free of the picture, in its middle.
 * @param {Orbit} orbit
 * @param {Block} block
 * @param {Frame} frame
 * @returns {Camera}
 */
export function orbitCamera({ azimuth, elevation }, block, frame) {
  const { width, height } = frame;
  const [cosA, sinA] = [Math.cos(radians(azimuth)), Math.sin(radians(azimuth))];
  const [cosE, sinE] = [Math.cos(radians(elevation)), Math.sin(radians(elevation))];
  /** @type {Vector} */
  const right = [-sinA, cosA, 0];
  /** @type {Vector} */
  const up = [-cosA * sinE, -sinA * sinE, cosE];
  /** @type {Vector} */
  const toward = [cosA * cosE, sinA * cosE, sinE];
  const middle = (block.low + block.high) / 2;
  const focal = Math.max(width, height) / 2 / Math.tan(radians(HALF_ANGLE));
  const corners = cornersOf(block).map(([x, y, z]) => /** @type {Vector} */ ([x, y, z - middle]));
  const reach = Math.hypot(block.x, block.y, block.high - middle);
  const seen = corners.map((corner) => /** @type {Vector} */ ([dot(corner, right), dot(corner, up), dot(corner, toward)]));
  const [freeX, freeY] = [Math.max(width - frame.left - frame.right, 1), Math.max(height - frame.top - frame.bottom, 1)];

  const spans = (/** @type {number} */ distance) => {
    const at = seen.map(([x, y, z]) => [(focal * x) / (distance - z), (focal * y) / (distance - z)]);
    const range = (/** @type {0 | 1} */ axis) => [Math.min(...at.map((each) => each[axis])), Math.max(...at.map((each) => each[axis]))];
    return [...range(0), ...range(1)];
  };
  let [near, far] = [1.02 * reach, 2 * reach + (2 * focal * reach) / Math.min(freeX, freeY)];
  for (let turn = 0; turn < 30; turn++) {
    const distance = (near + far) / 2;
    const [west, east, south, north] = spans(distance);
    if (east - west <= freeX && north - south <= freeY) far = distance;
    else near = distance;
  }
  const distance = far;
  const [west, east, south, north] = spans(distance);
  // The middle of the picture is shifted, as of a lens: the block stays upright.
  const [originX, originY] = [frame.left + freeX / 2 - (west + east) / 2, frame.top + freeY / 2 + (south + north) / 2];

  /** @type {(x: number, y: number, z: number) => [number, number, number]} right, up and away from the camera */
  const inSight = (x, y, z) => {
    const point = /** @type {Vector} */ ([x, y, z - middle]);
    return [dot(point, right), dot(point, up), distance - dot(point, toward)];
  };
  return {
    matrix: matrixOf({ right, up, toward, middle, distance, reach, focal, width, height, originX, originY }),
    right,
    up,
    toward,
    scale: focal / distance,
    toScreen(x, y, z) {
      const [across, high, depth] = inSight(x, y, z);
      return [originX + (focal * across) / depth, originY - (focal * high) / depth];
    },
    ray(x, y) {
      const [across, high] = [(x - originX) / focal, (originY - y) / focal];
      const way = right.map((_, axis) => across * Number(right[axis]) + high * Number(up[axis]) - Number(toward[axis]));
      const from = toward.map((each, axis) => each * distance + (axis === 2 ? middle : 0));
      return { from: /** @type {any} */ (from), way: /** @type {any} */ (way) };
    },
  };
}

/** @param {Block} block @returns {Vector[]} */
const cornersOf = ({ x, y, low, high }) =>
  [-x, x].flatMap((east) => [-y, y].flatMap((north) => [low, high].map((up) => /** @type {Vector} */ ([east, north, up]))));

/**
 * @param {{ right: Vector, up: Vector, toward: Vector, middle: number, distance: number, reach: number, focal: number,
 *   width: number, height: number, originX: number, originY: number }} camera
 */
function matrixOf({ right, up, toward, middle, distance, reach, focal, width, height, originX, originY }) {
  const [near, far] = [distance - reach, distance + reach];
  const away = /** @type {const} */ ([-toward[0], -toward[1], -toward[2], distance + toward[2] * middle]); // the depth
  const row = (/** @type {Vector} */ [x, y, z], /** @type {number} */ factor, /** @type {number} */ shift) => {
    const own = [x, y, z, -z * middle];
    return own.map((each, column) => factor * each + shift * Number(away[column]));
  };
  const rows = [
    row(right, (2 * focal) / width, (2 * originX) / width - 1),
    row(up, (2 * focal) / height, 1 - (2 * originY) / height),
    away.map((each, column) => ((far + near) * each - (column === 3 ? 2 * far * near : 0)) / (far - near)),
    [...away],
  ];
  return Float32Array.from({ length: 16 }, (_, index) => Number(rows[index % 4]?.[index >> 2]));
}
