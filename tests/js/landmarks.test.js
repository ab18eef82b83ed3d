import assert from "node:assert/strict";
import test from "node:test";

import { fitView } from "../../static/math/scale.js";
import { signsOf } from "../../static/views/plane/landmarks.js";

const VIEW = fitView([0, 100, 0, 50], 1000, 500);

/** A lattice of pits, the lowest in its middle, and saddles between them. */
const MANY = {
  minima: Array.from({ length: 11 * 6 }, (_, i) => [10 * (i % 11), 10 * Math.floor(i / 11)])
    .map(([x = 0, y = 0]) => [x, y, Math.hypot(x - 50, y - 20)])
    .sort((one, other) => Number(one[2]) - Number(other[2]))
    .flat(),
  saddles: Array.from({ length: 10 * 6 }, (_, i) => [10 * (i % 10) + 5, 10 * Math.floor(i / 10), 50]).flat(),
  floor: 0,
};
const run = (/** @type {number[]} */ ...points) => [{ run: { points, length: points.length / 2 } }];

test("where there are few all are shown", () => {
  const few = { minima: [10, 10, 0, 90, 40, 1], saddles: [50, 25, 2], floor: 0 };
  const { minima, saddles, higher } = signsOf(few, run(0, 0), VIEW);
  assert.deepEqual(minima.map(({ x, lowest }) => [x, lowest]), [[10, true], [90, false]]);
  assert.deepEqual(saddles, [{ x: 50, y: 25 }]);
  assert.equal(higher, true);
});

test("of many the lowest, those reached and those nearby", () => {
  const { minima, saddles } = signsOf(MANY, run(12, 42, 10, 40.1), VIEW);
  assert.ok(minima.some(({ x, y, lowest }) => lowest && x === 50 && y === 20));
  assert.ok(minima.some(({ x, y }) => x === 10 && y === 40));
  assert.ok(minima.length <= 6 && saddles.length <= 3);
  assert.ok([...minima.filter(({ lowest }) => !lowest), ...saddles].every(({ x, y }) => Math.hypot(x - 11, y - 41) < 15));
});

test("nothing outside of the picture, and nothing of a run that left it", () => {
  const { minima, saddles } = signsOf(MANY, run(1e30, -1e30), fitView([200, 300, 0, 50], 1000, 500));
  assert.deepEqual([minima, saddles], [[], []]);
  assert.deepEqual(signsOf(MANY, run(1e30, -1e30), VIEW).minima.map(({ lowest }) => lowest), [true]);
});

test("no sign needs a run, and a surface may have none", () => {
  assert.equal(signsOf(MANY, [], VIEW).minima.length, 1);
  assert.deepEqual(signsOf({ minima: [], saddles: [], floor: null }, run(1, 1), VIEW), { minima: [], saddles: [], higher: false });
});
