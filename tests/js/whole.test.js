import assert from "node:assert/strict";
import test from "node:test";

import { placesOf } from "../../static/math/whole.js";

/** Gradient descent on λ(x² + y²)/2, whose every step multiplies the distance by 1 − ηλ. @param {number} eta @param {number} steps */
function bowl(eta, steps, lambda = 2) {
  const at = (/** @type {number} */ k) => (1 - eta * lambda) ** k;
  const all = Array.from({ length: steps + 1 }, (_, k) => at(k));
  return {
    points: all.flatMap((each) => [3 * each, -each]),
    losses: all.map((each) => 5 * lambda * each ** 2),
    rates: Array(steps).fill(eta),
    length: steps + 1,
  };
}

test("a run on a line has its places along the first step, in units of η", () => {
  const places = placesOf(bowl(0.9, 3), 3) ?? [];
  // The minimum is at t = 1/λ from the start: 0, then η, and on as (1 − (1 − ηλ)ᵏ)/λ.
  const stated = [0, 1, 2, 3].map((k) => (1 - (-0.8) ** k) / 2);
  assert.equal(places.length, 4);
  places.forEach(({ t }, k) => assert.ok(Math.abs(t - Number(stated[k])) < 1e-12));
  assert.ok(Math.abs(Number(places[1]?.t) - 0.9) < 1e-12);
  assert.deepEqual(places.map(({ loss }) => loss), bowl(0.9, 3).losses);
});

test("it is told up to the step that is looked at", () => {
  assert.equal(placesOf(bowl(0.5, 5), 2)?.length, 3);
});

test("a run that leaves the line has none, however late it does", () => {
  const run = bowl(0.1, 4);
  run.points[9] = Number(run.points[9]) + 0.01;
  assert.equal(placesOf(run, 0), null);
});

test("nor has one that does not move, nor one without a step", () => {
  assert.equal(placesOf({ points: [1, 1, 1, 1], losses: [1, 1], rates: [0.1], length: 2 }, 1), null);
  assert.equal(placesOf({ points: [1, 1], losses: [1], rates: [], length: 1 }, 0), null);
});
