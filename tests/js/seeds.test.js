/** Many seeds: what an answer becomes, what is shown of it, and when. */

import assert from "node:assert/strict";
import test from "node:test";

import { lengthOf, readSeeds } from "../../static/data/seeds.js";
import { createState } from "../../static/lab/state.js";
import { isNoisy } from "../../static/lab/setting.js";
import { inWords } from "../../static/panels/seeds.js";
import { toQuery } from "../../static/data/query.js";

/** Two other seeds, two steps; the second of them leaves after its start. */
const bundle = {
  tensors: {
    points: new Float32Array([0, 1, 2, 3, 4, 5, 0, 1, NaN, NaN, NaN, NaN]),
    mean_points: new Float32Array([0, 1, NaN, NaN, NaN, NaN]),
    mean_losses: new Float64Array([9, NaN, NaN]),
    spread: new Float64Array([9, 4, 1, 9, NaN, NaN]),
    ends: new Int32Array([0, 2, 1]),
  },
  shapes: { points: [2, 3, 2] },
  metadata: { outcomes: ["too_slow", "converged", "diverged"], seeds: 3, floor: null },
};

test("an answer becomes paths, each as far as it goes", () => {
  const fan = readSeeds("lr=1", bundle);
  assert.deepEqual(fan.paths.map((path) => [...path].slice(0, 2)), [[0, 1], [0, 1]]);
  assert.deepEqual(fan.paths.map(lengthOf), [3, 1]);
  assert.equal(lengthOf(fan.mean), 1);
  assert.deepEqual([...fan.low], [9, 4, 1]);
  assert.deepEqual(fan.ends, [{ outcome: "converged", count: 2 }, { outcome: "diverged", count: 1 }]);
});

test("it is told in words, with what is not known left out", () => {
  const fan = readSeeds("lr=1", bundle);
  assert.equal(inWords(fan), "3 seeds: 2 converged, 1 diverged. Loss at the end: four fifths between 1.00 and beyond all bounds.");
  const settled = { ...fan, losses: new Float64Array([9, 2]), low: new Float64Array([9, 1]), high: new Float64Array([9, 3]) };
  const floor = { loss: 0.5, excess: 0.5, is_exact: true };
  assert.match(inWords({ ...settled, floor }), /mean 2\.00, four fifths between 1\.00 and 3\.00\. Noise floor: 0\.500\.$/);
  assert.match(inWords({ ...settled, floor: { ...floor, is_exact: false } }), /Noise floor near the minimum: 0\.500\.$/);
});

test("it is shown while it is of this setting, and while the answer is not hidden", () => {
  const catalogue = /** @type {any} */ ({ optimizers: [{ id: "gd", color: "#000", dash: [], marker: "circle", gradients: 1 }], notches: [] });
  const setting = /** @type {any} */ ({ optimizer: "gd", lr: 1, noise: 2 });
  const store = createState({ runners: [{ setting, name: "", locked: false }], active: 0, target: null }, catalogue, { predict: false, allowed: 0, zoom: null, look: "plane", seeds: "both" }, "measure");
  const fan = readSeeds(toQuery(setting), bundle);
  store.set({ fanned: fan });
  assert.equal(store.state.fan, fan);
  store.set({ predict: true });
  assert.equal(store.state.fan, null);
  store.set({ predict: false, seeds: "" });
  assert.equal(store.state.fan, null);
  store.set({ seeds: "mean" });
  assert.equal(store.state.fan, fan);
  store.set({ runners: store.state.runners.map((each) => ({ ...each, setting: { ...setting, lr: 2 } })) });
  assert.equal(store.state.fan, null);
});

test("noise is added, or comes from batches that are smaller than the data", () => {
  const catalogue = /** @type {any} */ ({ surfaces: [{ id: "bowl", samples: null }, { id: "data", samples: 28 }] });
  const noisy = (/** @type {object} */ setting) => isNoisy(/** @type {any} */ (setting), catalogue);
  assert.equal(noisy({ surface: "bowl", noise: 1 }), true);
  assert.equal(noisy({ surface: "bowl", noise: 0, batch: 4 }), false);
  assert.equal(noisy({ f: "x", noise: 1 }), true);
  assert.equal(noisy({ surface: "data", noise: 0, batch: 4 }), true);
  assert.equal(noisy({ surface: "data", noise: 0, batch: 28 }), false);
  assert.equal(noisy({ surface: "data", noise: 0 }), false);
});
