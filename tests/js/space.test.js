/** The block of ground: how it is seen, picked, built, and how runs are laid over it. */

import assert from "node:assert/strict";
import test from "node:test";

import { orbitCamera, orbitInWords, turned } from "../../static/math/camera.js";
import { createTrail, drape } from "../../static/math/drape.js";
import { readable } from "../../static/math/extent.js";
import { between, heightAt, meets, meshOf, reliefOf, SIDE, VERTEX } from "../../static/math/relief.js";
import { inRings } from "../../static/math/rings.js";

const FRAME = { width: 900, height: 480, left: 40, right: 30, top: 44, bottom: 34 };
const BLOCK = { x: 1, y: 0.55, low: -0.05, high: 0.45 };
const ORBITS = [-180, -115, -20, 45, 100].flatMap((azimuth) => [8, 40, 90].map((elevation) => ({ azimuth, elevation })));
const CORNERS = [-1, 1].flatMap((x) => [-0.55, 0.55].flatMap((y) => [-0.05, 0.45].map((z) => /** @type {[number, number, number]} */ ([x, y, z]))));

/**
 * @param {(x: number, y: number) => number} f
 * @param {readonly [number, number, number, number]} extent
 */
function gridOf(f, extent, nx = 41, ny = 31) {
  const [xmin, xmax, ymin, ymax] = extent;
  const heights = Array.from({ length: nx * ny }, (_, node) =>
    f(xmin + ((xmax - xmin) * (node % nx)) / (nx - 1), ymin + ((ymax - ymin) * Math.floor(node / nx)) / (ny - 1)));
  return { heights, nx, ny, extent };
}

/** @type {import("../../static/math/interpolate.js").Tone} */
const EVEN = { kind: "linear", low: 0, high: 10, softness: 1 };
const relief = (/** @type {(x: number, y: number) => number} */ f, tone = EVEN, linear = false) =>
  /** @type {import("../../static/math/relief.js").Relief} */ (
    reliefOf(gridOf(f, [-4, 4, -3, 3]), tone, [-4, 4, -3, 3], { cells: 80, linear }));

test("the whole block is seen from everywhere, in what is free of the picture, and fills it", () => {
  for (const orbit of ORBITS) {
    const camera = orbitCamera(orbit, BLOCK, FRAME);
    const seen = CORNERS.map((corner) => camera.toScreen(...corner));
    const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    assert.ok(left >= 39.9 && right <= 870.1 && top >= 43.9 && bottom <= 446.1, JSON.stringify([orbit, left, right, top, bottom]));
    assert.ok(right - left > 829 || bottom - top > 401, JSON.stringify(orbit));
  }
});

test("the matrix leads to the same place as toScreen, within the depth that is drawn, the nearer before the further", () => {
  for (const orbit of ORBITS) {
    const camera = orbitCamera(orbit, BLOCK, FRAME);
    const project = (/** @type {[number, number, number]} */ [x, y, z]) =>
      [0, 1, 2, 3].map((row) => [x, y, z, 1].reduce((sum, each, column) => sum + each * Number(camera.matrix[4 * column + row]), 0));
    for (const corner of CORNERS) {
      const [x = 0, y = 0, z = 0, w = 1] = project(corner);
      const [sx, sy] = camera.toScreen(...corner);
      assert.ok(Math.abs(((x / w + 1) / 2) * 900 - sx) < 1e-3 && Math.abs(((1 - y / w) / 2) * 480 - sy) < 1e-3);
      assert.ok(w > 0 && Math.abs(z / w) <= 1.0001);
      const nearer = project(/** @type {any} */ (corner.map((each, axis) => each + 0.01 * Number(camera.toward[axis]))));
      assert.ok(Number(nearer[2]) / Number(nearer[3]) < z / w);
    }
  }
});

test("a ray goes through what its pixel shows", () => {
  for (const orbit of ORBITS) {
    const camera = orbitCamera(orbit, BLOCK, FRAME);
    const point = /** @type {const} */ ([0.3, -0.2, 0.11]);
    const { from, way } = camera.ray(...camera.toScreen(...point));
    const time = point.reduce((sum, each, axis) => sum + (each - Number(from[axis])) * Number(way[axis]), 0) / way.reduce((sum, each) => sum + each * each, 0);
    point.forEach((each, axis) => assert.ok(Math.abs(Number(from[axis]) + time * Number(way[axis]) - each) < 1e-9));
  }
});

test("a camera that is turned stays above ground and says where it stands", () => {
  assert.deepEqual(turned({ azimuth: 170, elevation: 80 }, 30, 30), { azimuth: -160, elevation: 90 });
  assert.equal(turned({ azimuth: 0, elevation: 10 }, 0, -50).elevation, 8);
  assert.equal(orbitInWords({ azimuth: -115, elevation: 48 }), "Seen from the south-west, 48° above.");
  assert.equal(orbitInWords({ azimuth: -90, elevation: 20 }), "Seen from the south, 20° above.");
  assert.equal(orbitInWords({ azimuth: 179, elevation: 20 }), "Seen from the west, 20° above.");
  assert.equal(orbitInWords({ azimuth: 10, elevation: 90 }), "Seen from above.");
});

test("between nodes a parabola is one, and a jump does not overshoot", () => {
  const parabola = [9, 4, 1, 0, 1, 4, 9];
  for (const at of [1.25, 2.5, 3.5, 4.75]) assert.ok(Math.abs(between(parabola, 0, 1, 7, at) - (at - 3) ** 2) < 1e-12);
  const step = [0, 0, 0, 5, 5, 5];
  for (let at = 0; at <= 5; at += 0.1) {
    const value = between(step, 0, 1, 6, at);
    assert.ok(value >= 0 && value <= 5);
  }
  assert.equal(between(step, 0, 1, 6, 2.5), 2.5);
  assert.equal(between([1, 7, 2, 7, 3, 7], 0, 2, 3, 1.5), 2.5, "every other");
});

test("heights are those of the tone, or even", () => {
  const bowl = (/** @type {number} */ x, /** @type {number} */ y) => (x * x + y * y) / 2.5;
  /** @type {import("../../static/math/interpolate.js").Tone} */
  const log = { kind: "log", low: 0, high: 10, softness: 0.1 };
  const [even, toned] = [relief(bowl, log, true), relief(bowl, log)];
  const at = 2 * toned.unit; // x = 2: height 1.6
  assert.ok(Math.abs(heightAt(even, at, 0) / even.high - 0.16) < 2e-3);
  assert.ok(Math.abs(heightAt(toned, at, 0) / toned.high - Math.log1p(16) / Math.log1p(100)) < 2e-3);
  assert.deepEqual([...even.tones], [...toned.tones], "colours stay");
  assert.deepEqual([toned.halfX, toned.halfY, toned.columns, toned.rows], [1, 0.75, 81, 61]);
});

test("of what is not known nothing is built", () => {
  const grid = gridOf(() => 1, [0, 1, 0, 1]);
  assert.equal(reliefOf(grid, EVEN, [2, 3, 0, 1], { cells: 20, linear: false }), null);
  assert.deepEqual(reliefOf(grid, EVEN, [-1, 0.5, 0.25, 2], { cells: 20, linear: false })?.extent, [0, 0.5, 0.25, 1]);
});

test("a ray meets the nearest ground, and none beside or above the block", () => {
  const hill = relief((x, y) => 8 * Math.exp(-(x * x) - y * y) + 0.5);
  const down = meets(hill, [0.2, -0.1, 5], [0, 0, -1]);
  assert.deepEqual(down?.map((each) => Math.round(each * 1e6) / 1e6), [0.2, -0.1]);
  const [x = 0] = meets(hill, [-3, 0, hill.high / 2], [1, 0, 0]) ?? [];
  assert.ok(x < -0.05 && Math.abs(heightAt(hill, x, 0) - hill.high / 2) < 1e-4, "its near side");
  assert.equal(meets(hill, [-3, 0, 0.97 * hill.high], [1, 0, 0]), null);
  assert.equal(meets(hill, [1.5, 0, 5], [0, 0, -1]), null);
  assert.equal(meets(hill, [0, 0, 5], [0, 0, 1]), null);
});

test("every triangle's corners are there, tops face up, sides face out and reach the base", () => {
  const block = relief((x, y) => x + y + 5);
  const { vertices, indices } = meshOf(block, -0.05);
  const nodes = vertices.length / VERTEX;
  assert.ok(indices.every((index) => index < nodes));
  assert.equal(indices.length, 6 * (80 * 60 + 2 * 80 + 2 * 60));
  for (let node = 0; node < nodes; node++) {
    const [x = 0, y = 0, z = 0, nx = 0, ny = 0, nz = 0, tone = 0] = vertices.subarray(node * VERTEX, (node + 1) * VERTEX);
    assert.ok(Math.abs(Math.hypot(nx, ny, nz) - 1) < 1e-5);
    if (tone === SIDE) assert.ok(nx * x + ny * y > 0.7 && (Math.abs(z + 0.05) < 1e-6 || Math.abs(z - heightAt(block, x, y)) < 1e-6));
    else assert.ok(nx < 0 && ny < 0 && nz > 0, "it rises to the north-east");
  }
});

/** Its points as [x, y] of the plane, a null where a stretch begins. @param {ReturnType<typeof createTrail>} trail */
function stretches({ line, count }, { unit, middleX, middleY } = relief(() => 1)) {
  /** @type {[number, number][][]} */
  const found = [];
  for (let i = 0; i < count; i++) {
    if (line[4 * i + 3] < 0) found.push([]);
    found.at(-1)?.push([line[4 * i] / unit + middleX, line[4 * i + 1] / unit + middleY]);
  }
  return found;
}

test("a run is cut where it leaves the block, and goes on where it comes back", () => {
  const trail = createTrail();
  const run = [0, 0, 2, 0, 8, 0, 8, 3, 2, 1.5, 1, 1];
  drape(trail, run, 6, relief(() => 1));
  const [out = [], back = []] = stretches(trail);
  const near = (/** @type {[number, number] | undefined} */ place, /** @type {[number, number]} */ wanted) =>
    assert.ok(place && Math.hypot(place[0] - wanted[0], place[1] - wanted[1]) < 1e-5, `${place}`);
  near(out[0], [0, 0]);
  near(out.at(-1), [4, 0]);
  near(back[0], [4, 2]);
  near(back.at(-1), [1, 1]);
  assert.equal(trail.dotsBy[5], 4, "those outside have no dot");
  assert.deepEqual([trail.reached[0], trail.reached[2]], [0, out.length]);
  assert.equal(trail.reached[5], trail.count);
  drape(trail, [-1e30, -1e30, 1.1e30, 1e30], 2, relief(() => 1));
  assert.equal(trail.count, 0, "nobody knows where that passed");
});

test("a run lies on the ground between its steps, in as many pieces as that takes", () => {
  const ground = relief((x) => 4 + 4 * Math.sin(2 * x));
  const trail = createTrail();
  drape(trail, [-3.5, 1, 3.5, -1], 2, ground);
  assert.ok(trail.count > 30);
  for (let i = 0; i + 1 < trail.count; i++) {
    const [x0, y0, z0] = trail.line.subarray(4 * i);
    const [x1, y1, z1] = trail.line.subarray(4 * i + 4);
    assert.ok(Math.abs(heightAt(ground, (x0 + x1) / 2, (y0 + y1) / 2) - (z0 + z1) / 2) < 0.0021);
  }
  drape(trail, [-3.5, 1, 3.5, -1], 2, relief(() => 1));
  assert.ok(trail.count < 22, "flat ground takes few");
});

test("where the ground is cut off at the top, so is the run", () => {
  const trail = createTrail();
  drape(trail, [-3, 0, 3, 0], 2, relief((x) => (Math.abs(x) < 1 ? 30 : 1)));
  assert.equal(stretches(trail).length, 2);
});

test("a run that swings between two places is laid once", () => {
  const trail = createTrail();
  const swing = Array.from({ length: 400 }, (_, index) => (index % 4 < 2 ? -1 : 1) * (index % 2 === 0 ? 1 : 0));
  drape(trail, swing, 200, relief(() => 1));
  assert.ok(trail.count < 60, String(trail.count));
});

test("inside rings, and not in what lies inside them again", () => {
  const vertices = [0, 0, 4, 0, 4, 4, 0, 4, 1, 1, 3, 1, 3, 3, 1, 3];
  const rings = { vertices, starts: [0, 4, 8] };
  assert.equal(inRings(rings, 0.5, 0.5), true);
  assert.equal(inRings(rings, 2, 2), false);
  assert.equal(inRings(rings, 5, 2), false);
  assert.equal(inRings({ vertices: [], starts: [0] }, 1, 1), false);
});

test("a start has as many digits as the picture", () => {
  assert.deepEqual(readable([1.23456, -2.98765], [-10, 10, -5, 5], 1000), [1.23, -2.99]);
  assert.deepEqual(readable([1234.5, 0], [0, 1e6, 0, 1], 1000), [1235, 0]);
});
