import assert from "node:assert/strict";
import test from "node:test";

import { remedied, toQuery } from "../../static/state.js";

const entry = (/** @type {string} */ id, /** @type {Record<string, number>} */ parameters) => ({
  id,
  name: id,
  parameters: Object.entries(parameters).map(([name, value]) => ({ name, default: value })),
});
const catalogue = /** @type {any} */ ({
  surfaces: [entry("bowl", {})],
  optimizers: [entry("gd", { weight_decay: 0 }), entry("momentum", { momentum: 0.9, dampening: 0 })],
  schedules: [entry("constant", {}), entry("step", { step_size: 30 })],
});
const setting = /** @type {any} */ ({
  surface: "bowl", optimizer: "gd", "optimizer.weight_decay": 0, schedule: "constant", lr: 0.1, steps: 9, start: [1, 2],
});

test("a remedy of another rate changes nothing else", () => {
  assert.deepEqual(remedied(setting, { lr: 0.5 }, catalogue), { ...setting, lr: 0.5 });
});

test("another optimizer comes with its own parameters, in the place of the old one's", () => {
  const change = { optimizer: "momentum", "optimizer.momentum": 0.5, "optimizer.dampening": 0, lr: 0.2 };
  const expected = "surface=bowl&optimizer=momentum&optimizer.momentum=0.5&optimizer.dampening=0&schedule=constant&lr=0.2&steps=9&start=1,2";
  assert.equal(toQuery(remedied(setting, change, catalogue)), expected);
});

test("a schedule, a warm-up and another start", () => {
  const change = { schedule: "step", "schedule.step_size": 7, warmup: 20, start: [-1, 0.5] };
  const expected = "surface=bowl&optimizer=gd&optimizer.weight_decay=0&schedule=step&schedule.step_size=7&lr=0.1&steps=9&start=-1,0.5&warmup=20";
  assert.equal(toQuery(remedied(setting, change, catalogue)), expected);
});
