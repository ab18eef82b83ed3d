import assert from "node:assert/strict";
import test from "node:test";

import { toQuery } from "../../static/data/query.js";
import { changed, hasKey } from "../../static/lab/setting.js";

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
  assert.deepEqual(changed(setting, { lr: 0.5 }, catalogue), { ...setting, lr: 0.5 });
});

test("another optimizer comes with its own parameters, in the place of the old one's", () => {
  const change = { optimizer: "momentum", "optimizer.momentum": 0.5, "optimizer.dampening": 0, lr: 0.2 };
  const expected = "surface=bowl&optimizer=momentum&optimizer.momentum=0.5&optimizer.dampening=0&schedule=constant&lr=0.2&steps=9&start=1,2";
  assert.equal(toQuery(changed(setting, change, catalogue)), expected);
});

test("a schedule, a warm-up and another start", () => {
  const change = { schedule: "step", "schedule.step_size": 7, warmup: 20, start: [-1, 0.5] };
  const expected = "surface=bowl&optimizer=gd&optimizer.weight_decay=0&schedule=step&schedule.step_size=7&lr=0.1&steps=9&start=-1,0.5&warmup=20";
  assert.equal(toQuery(changed(setting, change, catalogue)), expected);
});

test("null leaves a key to the run", () => {
  assert.deepEqual(changed({ ...setting, batch: 4 }, { batch: null }, catalogue), setting);
});

test("where nothing is another it is the very same setting", () => {
  assert.equal(changed(setting, { lr: 0.1, start: [1, 2], optimizer: "gd" }, catalogue), setting);
  assert.equal(changed(setting, {}, catalogue), setting);
  assert.notEqual(changed(setting, { start: [1, 2.5] }, catalogue), setting);
});

test("a formula stands where a surface stood, and the server chooses its start", () => {
  const typed = changed({ ...setting, batch: 4 }, { f: "x^2" }, catalogue);
  assert.equal(toQuery(typed), "f=x%5E2&domain=-3,3,-3,3&optimizer=gd&optimizer.weight_decay=0&schedule=constant&lr=0.1&steps=9");
  const back = changed({ ...typed, start: [1, 1] }, { surface: "bowl" }, catalogue);
  assert.equal(back.f, undefined);
  assert.equal(back.surface, "bowl");
});

test("to name what is chosen already resets nothing", () => {
  const tuned = { ...setting, "optimizer.weight_decay": 0.5 };
  assert.deepEqual(changed(tuned, { optimizer: "gd", lr: 0.2 }, catalogue), { ...tuned, lr: 0.2 });
});

test("a parameter means something as long as there is what has it", () => {
  const has = (/** @type {string} */ schedule, /** @type {string} */ key) => hasKey(/** @type {any} */ ({ schedule }), key, catalogue);
  assert.deepEqual([has("step", "schedule.step_size"), has("constant", "schedule.step_size"), has("constant", "warmup"), has("constant", "start.x")],
    [true, false, true, true]);
});
