import assert from "node:assert/strict";
import test from "node:test";

import { costInWords } from "../../static/lab/cost.js";
import { etaAt, fromHereOn, stretchesInWords, stretchesOf, takenBack } from "../../static/lab/earlier.js";
import { changed } from "../../static/lab/setting.js";
import { TONES, binOfRate, rateScale, toneOfRate } from "../../static/math/rates.js";

const setting = (/** @type {Record<string, unknown>} */ others) => /** @type {any} */ ({ lr: 0.02, steps: 120, ...others });

test("stretches are read as the server writes them and as the page does", () => {
  const there = [{ step: 30, rate: 0.075 }, { step: 50, rate: 0.1 }];
  assert.deepEqual(stretchesOf(setting({ earlier: [30, 0.075, 50, 0.1] })), there);
  assert.deepEqual(stretchesOf(setting({ earlier: "30,0.075,50,0.1" })), there);
  assert.deepEqual(stretchesOf(setting({})), []);
});

test("η is that of the stretch a step is in", () => {
  const one = setting({ earlier: "30,0.075,50,0.1" });
  assert.deepEqual([0, 29, 30, 49, 50, 119].map((step) => etaAt(one, step)), [0.075, 0.075, 0.1, 0.1, 0.02, 0.02]);
});

test("from here on appends what was before, and drops what came after", () => {
  assert.deepEqual(fromHereOn(setting({}), 30), { earlier: "30,0.02" });
  assert.deepEqual(fromHereOn(setting({ earlier: "30,0.075" }), 60), { earlier: "30,0.075,60,0.02" });
  assert.deepEqual(fromHereOn(setting({ earlier: "30,0.075,60,0.1" }), 40), { earlier: "30,0.075,40,0.1" });
  assert.equal(fromHereOn(setting({}), 0), null);
  assert.equal(fromHereOn(setting({}), 120), null);
  const many = Array.from({ length: 32 }, (_, index) => `${index + 1},0.1`).join(",");
  assert.equal(fromHereOn(setting({ earlier: many }), 60), null);
});

test("a change is taken back with the rate there was", () => {
  assert.deepEqual(takenBack(setting({ earlier: "30,0.075,60,0.1" })), { earlier: "30,0.075", lr: 0.1 });
  assert.deepEqual(takenBack(setting({ earlier: "30,0.075" })), { earlier: null, lr: 0.075 });
  assert.deepEqual(takenBack(setting({})), {});
});

test("it is said in words", () => {
  assert.equal(stretchesInWords(setting({ earlier: "30,0.075" })), "η = 0.0750 to step 30, then 0.0200");
  assert.equal(stretchesInWords(setting({ earlier: "30,0.075,50,0.1" })), "η = 0.0750 to step 30, then 0.100 to step 50, then 0.0200");
  assert.match(stretchesInWords(setting({ earlier: "30,0.075", steps: 20 })), /but the run ends before$/);
});

test("another surface or optimizer knows nothing of them, another schedule does", () => {
  const entry = (/** @type {string} */ id) => ({ id, name: id, parameters: [], start: [1, 1], samples: null });
  const catalogue = /** @type {any} */ ({
    surfaces: [entry("bowl"), entry("ravine")], optimizers: [entry("gd"), entry("adam")], schedules: [entry("constant"), entry("step")], parameters: [],
  });
  const one = setting({ surface: "bowl", optimizer: "gd", schedule: "constant", earlier: "30,0.075", start: [1, 1] });
  assert.equal(changed(one, { surface: "ravine" }, catalogue).earlier, undefined);
  assert.equal(changed(one, { optimizer: "adam" }, catalogue).earlier, undefined);
  assert.equal(changed(one, { f: "x**2" }, catalogue).earlier, undefined);
  assert.equal(changed(one, { schedule: "step" }, catalogue).earlier, "30,0.075");
});

test("what is counted is told truthfully", () => {
  const cost = { name: "SAM", gradients: 2, values: 0, hessians: 0 };
  assert.equal(costInWords(cost, null), "SAM asks for two gradients a step.");
  assert.equal(costInWords({ ...cost, name: "Adam", gradients: 1 }, 8), "Adam asks for one gradient a step, each of 8 samples.");
  assert.match(costInWords({ ...cost, gradients: 1, values: 31 }, null), /the loss up to 31 times.*not counted here/);
  assert.match(costInWords({ ...cost, gradients: 1, values: 1 }, null), /the loss once: not counted/);
  assert.match(costInWords({ ...cost, gradients: 1, hessians: 1 }, null), /second derivatives, once/);
});

test("rates become tones between the lowest and the highest that were used", () => {
  const run = (/** @type {number[]} */ rates, length = rates.length + 1) => ({ rates, length });
  assert.deepEqual(rateScale([run([0.1, 0.05, 0.02])]), { low: 0.02, high: 0.1, log: false });
  assert.deepEqual(rateScale([run([0.1, 0.05, 0.02], 3)]), { low: 0.05, high: 0.1, log: false }); // it left before the last
  assert.deepEqual(rateScale([run([0.1, 0.1]), run([0.4])]), { low: 0.1, high: 0.4, log: false });
  assert.deepEqual(rateScale([run([1, 0.001, 0.002, 0.004])]), { low: 0.001, high: 1, log: true });
  assert.equal(rateScale([run([], 1)]), null);
  const scale = { low: 0.001, high: 1, log: true };
  assert.ok(Math.abs(toneOfRate(Math.sqrt(0.001), scale) - 0.5) < 1e-12);
  assert.deepEqual([binOfRate(0, scale), binOfRate(1, scale)], [0, TONES - 1]);
  assert.equal(toneOfRate(0.3, { low: 0.3, high: 0.3, log: false }), 1);
});
