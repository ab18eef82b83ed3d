import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { readFamily, runOf } from "../../static/data/family.js";
import { fromPlanes } from "../../static/data/planes.js";

const example = JSON.parse(readFileSync(new URL("../formats/planes.json", import.meta.url), "utf-8"));
const planes = Uint8Array.from(example.planes);

test("planes are read as the service writes them", () => {
  assert.deepEqual(Array.from(fromPlanes(planes, example.shape)), example.read.flat(2));
  const moved = fromPlanes(planes, example.shape, [10, -1]);
  assert.deepEqual(Array.from(moved), example.read.flat(2).map((/** @type {number} */ value, /** @type {number} */ i) => value + (i % 2 ? -1 : 10)));
});

test("a row of a family has its own ends, exactly", () => {
  const flat = new Uint8Array(2 * 3 * 3);
  const family = readFamily({
    tensors: {
      learning_rates: Float64Array.of(0.1, 0.2), lengths: Int32Array.of(3, 1), outcomes: Uint8Array.of(0, 1),
      points: planes, losses: flat, rates: new Uint8Array(2 * 2 * 3), sharpness: flat,
      last_points: Float64Array.of(1.2345, 2, 3, 4.5678, 9, 9, 5, 6), last_losses: Float64Array.of(7, 8.8e145, 1, 2),
      last_rates: Float64Array.of(0.1, 0.2), last_directions: Float64Array.of(11, 12, 0, 0), last_sharpness: Float64Array.of(1, 2, 3, 4),
    },
    shapes: { points: example.shape, losses: [3, 2, 3], rates: [3, 2, 2], sharpness: [3, 2, 3] },
    metadata: { outcomes: ["converged", "diverged"], verdicts: [{}, {}], origin: [0, 0, -2], start: [5, 6], first_loss: 2 },
  });
  const [long, short] = [runOf(family, 0), runOf(family, 1)];
  assert.deepEqual(Array.from(long.points), [5, 6, 1.2345, 2, 3, 4.5678]);
  assert.deepEqual(Array.from(long.losses), [2, 7, 8.8e145]);
  assert.deepEqual(Array.from(long.directions), [NaN, NaN, 11, 12]);
  assert.deepEqual([long.exact, long.length, long.outcome], [false, 3, "converged"]);
  assert.deepEqual(Array.from(short.points).slice(0, 2), [5, 6]);
  assert.equal(short.losses[0], 2);
  assert.ok(Array.from(short.directions).every(Number.isNaN));
});
