import assert from "node:assert/strict";
import test from "node:test";

import { createState } from "../../static/lab/state.js";

const catalogue = /** @type {any} */ ({ optimizers: [{ id: "gd", color: "#000", dash: [], marker: "circle", gradients: 1 }], notches: [] });
const run = /** @type {any} */ ({ length: 11, steps: 10, outcome: "diverged", verdict: { headline: "Diverges", explanation: "", evidence: ["no"] } });
const family = /** @type {any} */ ({ recommended: 3 });

/** @param {boolean} predict @param {number} allowed */
function lab(predict, allowed = 0) {
  const store = createState({ runners: [{ setting: /** @type {any} */ ({ optimizer: "gd", steps: 10 }), name: "", locked: false }], active: 0, target: null }, catalogue, { predict, allowed, zoom: null, look: "plane" }, "measure");
  store.set({ runners: store.state.runners.map((runner) => ({ ...runner, run, family })) });
  return store;
}

/** @param {import("../../static/lab/state.js").LabState} state */
const seen = (state) => [state.run?.length, state.step, state.last, state.run?.outcome, state.family, state.paths[0]?.family, state.paths[0]?.run.length];

test("while the answer is hidden there is the start, no outcome and no family", () => {
  const { state } = lab(true);
  assert.deepEqual(seen(state), [1, 0, 0, "", null, null, 1]);
  assert.deepEqual(state.run?.verdict, { headline: "", explanation: "", evidence: [] });
});

test("a teacher allows the first steps, no more than the run has", () => {
  assert.deepEqual(seen(lab(true, 3).state), [4, 3, 3, "", null, null, 4]);
  assert.deepEqual(seen(lab(true, 99).state), [11, 10, 10, "", null, null, 11]);
});

test("a run that is revealed grows with the playhead", () => {
  const { state, set } = lab(true);
  set({ revealing: true, playhead: 0 });
  assert.deepEqual(seen(state), [1, 0, 10, "", null, null, 1]);
  set({ playhead: 7 });
  assert.deepEqual(seen(state), [8, 7, 10, "", null, null, 8]);
  set({ predict: false, revealing: false, playhead: Infinity });
  assert.deepEqual(seen(state), [11, 10, 10, "diverged", family, family, 11]);
  assert.equal(state.run, run); // itself: nothing is copied while a hand moves
});
