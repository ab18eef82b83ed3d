import assert from "node:assert/strict";
import test from "node:test";

import { queryOf, testOf, truthInWords } from "../../static/data/range-test.js";
import { endsOf } from "../../static/views/chart/finder.js";

const ANSWER = {
  query: "surface=ravine&lr=0.075&steps=200&start=-8,1.5",
  learning_rates: [1e-5, 1e-3, 0.1, 0.5888], losses: [60, 50, 1e-3, 36000], smoothed: [60, 55, 20, 70],
  pytorch_lr_finder: { learning_rates: [1e-5, 0.5416], losses: [60, 9], smoothed: [60, 30] },
  suggestions: { fastai: { valley: 0.0038, steep: 0.0692, minimum: 0.0417, slide: null }, pytorch_lr_finder: { steepest: 0.2 }, limit: 0.079 },
  stability: 0.08,
};
const found = testOf(ANSWER);

test("an answer is two curves, five readings and the truth", () => {
  assert.deepEqual(found.readings.map(({ name, tool, rate }) => [name, tool, rate]), [
    ["valley", "fastai", 0.0038], ["steep", "fastai", 0.0692], ["minimum", "fastai", 0.0417], ["slide", "fastai", null], ["steepest", "pytorch", 0.2],
  ]);
  assert.deepEqual([found.limit, found.stability, found.steps], [0.079, 0.08, 200]);
});

test("the words follow from the numbers", () => {
  const words = truthInWords(found);
  assert.match(words, /Runs of 200 steps converge up to η = 0\.0790, in theory 0\.0800\./);
  assert.match(words, /the finder went on to 0\.589 though the limit is 0\.0790\./);
  assert.match(words, /Of the readings steepest lies above the limit\.$/);
  assert.match(truthInWords({ ...found, limit: 0.01 }), /steep, minimum and steepest lie above the limit\.$/);
  const late = truthInWords({ ...found, limit: 3, stability: null });
  assert.match(late, /converge up to η = 3\.00\. The finder stopped at 0\.589, before that\. Every reading lies below/);
  assert.match(truthInWords({ ...found, limit: null }), /^No limit was measured: in 200 steps/);
});

test("the rate and the steps of the run do not travel; what a field says does", () => {
  const setting = { surface: "bowl", optimizer: "gd", schedule: "constant", lr: 0.5, steps: 3, start: /** @type {[number, number]} */ ([2, 2]) };
  assert.equal(queryOf(setting, { lr_min: NaN, lr_max: 2, steps: NaN }), "surface=bowl&optimizer=gd&schedule=constant&start=2,2&lr_max=2&steps=6");
  assert.equal(queryOf({ ...setting, steps: 120 }, { lr_min: 1e-5, lr_max: NaN, steps: 50 }).split("&").slice(-2).join("&"), "lr_min=0.00001&steps=50");
});

test("the picture reaches from the lowest rate to all that is marked, and little above the start", () => {
  const marks = [{ name: "far", tool: /** @type {"fastai"} */ ("fastai"), rate: 2 }];
  const { rates, losses } = endsOf({ ...found, marks });
  assert.deepEqual(rates, [1e-5, 2]);
  assert.equal(losses[0], 1e-3);
  assert.ok(losses[1] > 60 && losses[1] < 90);
});

test("where no reading could be taken none lies below the limit, or above", () => {
  const none = { ...found, readings: found.readings.map((each) => ({ ...each, rate: null })) };
  assert.match(truthInWords(none), /too short for a reading\.$/);
});
