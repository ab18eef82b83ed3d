import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { anchorOf, isAlong, moved, nearestTo, rateOf, stepOf } from "../../static/math/handles.js";

/** @type {{ schedule: string, lr: number, steps: number, options: any, handles: any[], places: [number, number | null][] }[]} */
const SHARED = JSON.parse(readFileSync(new URL("../schedules/handles.json", import.meta.url), "utf8"));

test("every handle stands where its declaration says, as the service reads it", () => {
  assert.ok(SHARED.length > 15);
  for (const { schedule, lr, steps, options, handles, places } of SHARED) {
    const value = (/** @type {string} */ name) => (Array.isArray(options[name]) ? options[name][0] : options[name]);
    const curve = { handles, steps, warmup: options.warmup, eta: () => lr, value };
    handles.forEach((handle, index) => {
      const [step, rate] = places[index] ?? [NaN, NaN];
      const about = `${schedule} ${handle.name}`;
      const found = isAlong(handle) ? stepOf(handle, value(handle.name), curve) : anchorOf(handle, curve);
      assert.ok(Math.abs(found - step) < 1e-9, about);
      assert.equal(isAlong(handle), rate === null, about);
      if (rate !== null) assert.ok(Math.abs(rateOf(handle, value(handle.name), curve) - rate) < 1e-12, about);
    });
  }
});

test("where η was another one before, what stands there is a factor of that", () => {
  const curve = { handles: [], steps: 100, warmup: 10, eta: (/** @type {number} */ step) => (step < 30 ? 0.4 : 0.1), value: () => null };
  assert.equal(rateOf({ name: "start_factor", counts: "factor", at: "first" }, 0.5, curve), 0.2);
  assert.equal(rateOf({ name: "end_factor", counts: "factor", at: "end" }, 0.5, curve), 0.05);
});

test("a hand takes the notch whose place is the nearest", () => {
  assert.equal(nearestTo([1, 10, 100], Math.log10, 1.4), 10);
  assert.equal(nearestTo([0, 1], (value) => -5 * value, -4), 1);
});

test("a step of a list moves alone, whole and within the run", () => {
  assert.deepEqual(moved([60, 90], 1, 71.6, 120), [60, 72]);
  assert.deepEqual(moved([60, 90], 0, -4, 120), [1, 90]);
});
