/** A row says in words what is chosen. */

import assert from "node:assert/strict";
import test from "node:test";

import { scheduled } from "../../static/lab/choices.js";
import { curveOf, WORDS } from "../../static/panels/rows.js";

const entry = (/** @type {string} */ id, /** @type {string} */ name, /** @type {any[]} */ parameters = []) => ({ id, name, parameters });
const CATALOGUE = /** @type {any} */ ({
  surfaces: [
    entry("ravine", "Ravine", [{ name: "kappa", label: "Condition number", symbol: "κ", kind: "number", default: 25 }]),
    entry("data", "Data", [{ name: "scaled", label: "Scaled feature", symbol: "s", kind: "flag", default: false }]),
  ],
  optimizers: [entry("momentum", "Momentum", [{ name: "momentum", label: "Momentum", symbol: "β", kind: "number", default: 0.9 }])],
  schedules: [entry("cosine", "Cosine", [{ name: "eta_min", label: "Lowest rate", symbol: "η_min", kind: "number", default: 0 }])],
});
const said = (/** @type {keyof typeof WORDS} */ row, /** @type {any} */ setting) => WORDS[row]?.(setting, CATALOGUE);

test("the rows of the hand", () => {
  assert.equal(said("surface", { surface: "ravine", "surface.kappa": 25 }), "Ravine, κ = 25");
  assert.equal(said("surface", { surface: "data", "surface.scaled": true }), "Data, scaled feature");
  assert.equal(said("surface", { surface: "data", "surface.scaled": false }), "Data");
  assert.equal(said("surface", { f: "x^2 + y^2" }), "x^2 + y^2");
  assert.equal(said("optimizer", { optimizer: "momentum", "optimizer.momentum": 0.9 }), "Momentum");
  assert.equal(said("optimizer", { optimizer: "momentum", "optimizer.momentum": 0.8 }), "Momentum, β = 0.8");
  assert.equal(said("schedule", { schedule: "cosine", "schedule.eta_min": 0, warmup: 0 }), "Cosine");
  assert.equal(said("schedule", { schedule: "cosine", "schedule.eta_min": 0.01, warmup: 12 }), "Warm-up of 12, then cosine, η min = 0.01");
  assert.equal(said("noise", { noise: 0 }), "none");
  assert.equal(said("noise", { noise: 1, batch: 8, clip: 2 }), "σ = 1, batches of 8, clipped at 2");
  assert.equal(said("start", { start: [-8, 1.5], steps: 120 }), "(−8, 1.5), 120 steps");
});

test("the drawing of a schedule goes from its first rate to its last, the highest at the top", () => {
  assert.equal(curveOf([0.1, 0.1, 0.1], 3), "M0.0 0.0L16.0 0.0L32.0 0.0");
  const falling = curveOf(Array.from({ length: 500 }, (_, step) => 1 - step / 499), 500);
  assert.match(falling, /^M0\.0 0\.0L.*L32\.0 10\.0$/);
  assert.ok(falling.length < 600);
  assert.equal(curveOf([0.1, 0.1, NaN, NaN, NaN], 5), "M0.0 0.0L8.0 0.0"); // it left after two
  assert.equal(curveOf([0.1, 0.1], 5), "M0.0 0.0L8.0 0.0");
  assert.equal(curveOf([0.1], 1), "M0.0 0.0L32.0 0.0");
  assert.equal(curveOf([], 5), "");
});

test("warm-up comes and goes with the choice that brings it, and one's own stays", () => {
  const cosine = /** @type {any} */ ({ schedule: "cosine", warmup: 12, steps: 120 });
  assert.deepEqual(scheduled("warmup", /** @type {any} */ ({ schedule: "constant", steps: 300 })), { schedule: "cosine", warmup: 30 });
  assert.deepEqual(scheduled("constant", cosine), { schedule: "constant", warmup: 0 });
  assert.deepEqual(scheduled("cosine", cosine), { schedule: "cosine", warmup: 0 });
  assert.deepEqual(scheduled("step", /** @type {any} */ ({ schedule: "constant", warmup: 5, steps: 120 })), { schedule: "step" });
});
