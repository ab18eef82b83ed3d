import assert from "node:assert/strict";
import test from "node:test";

import { ratesQuery, readSlices, stepsQuery } from "../../static/data/slices.js";
import { stepSeen } from "../../static/lab/slices/model.js";
import { sideOf, sliceInWords } from "../../static/lab/slices/words.js";
import { endOf, parabola, rangeOf } from "../../static/math/slice.js";

/** A quadratic slice: L = 12.5 (1 − 25 t)². @param {number} rate @param {number} to @returns {import("../../static/data/slices.js").Slice} */
function quadratic(rate, to = 0.1) {
  const height = (/** @type {number} */ t) => 12.5 * (1 - 25 * t) ** 2;
  const from = -0.2 * to;
  return {
    step: 0, rate, loss: 12.5, taken: null,
    slope: {
      from, to, slope: -625, curvature: 15625, bottom: 0.04, promised: height(rate), landing: height(rate),
      heights: Float32Array.from({ length: 129 }, (_, place) => height(from + ((to - from) * place) / 128) - 12.5),
    },
  };
}

test("a slice says whether the step stops short, lands or goes past, and whether that is lower", () => {
  const told = (/** @type {number} */ rate) => sliceInWords(quadratic(rate), "slope");
  assert.equal(told(0.01), "Along the gradient the bottom is promised at 1/λ = 0.0400. This step, η = 0.0100, stops short of it, to a loss of 7.03: lower than before.");
  assert.match(told(0.04), /lands on it, to a loss of 0\.00: lower than before\.$/);
  assert.match(told(0.07), /goes past it, .*: lower than before\.$/);
  assert.match(told(0.08), /goes past it, .*: as high as before\.$/);
  assert.match(told(0.09), /goes past it, .*: higher than before\.$/);
});

test("along another direction than its own, a step is what plain descent would do", () => {
  const slice = quadratic(0.09);
  const both = { ...slice, taken: { ...slice.slope, bottom: NaN, slope: 3, landing: NaN } };
  assert.match(sliceInWords(both, "slope"), /Plain descent, η = 0\.0900, would go past it/);
  assert.equal(sliceInWords(both, "taken"), "Along the step taken the loss rises at first. This step, η = 0.0900, leads to where the loss has no value.");
  assert.equal(sideOf(slice, "taken"), slice.slope);
  const adaptive = { ...slice, taken: { ...slice.slope, bottom: 0.5 } };
  assert.match(sliceInWords(adaptive, "taken"), /^Along the step taken the bottom is promised at η = 0\.500\. This step, η = 0\.0900, stops short/);
  assert.match(sliceInWords({ ...slice, slope: { ...slice.slope, slope: 0 } }, "slope"), /slope is zero/);
});

test("what is shown of a slice has its valley, the level before, and a landing that is near", () => {
  for (const rate of [0.001, 0.04, 0.07, 0.1]) {
    const { slope, loss } = quadratic(rate, Math.max(0.1, 1.25 * rate));
    const range = rangeOf(slope, loss);
    assert.ok(range.low < -12.5 && range.high > 0);
    assert.ok(slope.landing - loss < range.high && slope.landing - loss > range.low);
    assert.ok(endOf(slope, range, rate) >= Math.max(rate, slope.bottom));
  }
  const far = quadratic(0.5, 0.16);
  assert.ok(rangeOf(far.slope, far.loss).high < 2 * 12.5);
  assert.equal(parabola(far.slope, 0.04), -12.5);
});

test("a promise that is far too good does not make the valley small", () => {
  const { slope, loss } = quadratic(0.01);
  const deep = { ...slope, curvature: 625, bottom: 1 / 25, slope: -62_500 };
  assert.ok(rangeOf(deep, loss).low > -2.5 * 12.5);
});

test("the step that is seen leads away from the playhead, and is no hidden one", () => {
  const state = (/** @type {number} */ step, /** @type {number} */ length, predict = false) => /** @type {any} */ ({ step, predict, run: { length } });
  assert.equal(stepSeen(state(3, 121)), 3);
  assert.equal(stepSeen(state(120, 121)), 119);
  assert.equal(stepSeen(state(0, 1)), 0);
  assert.equal(stepSeen(state(0, 1, true)), -1);
  assert.equal(stepSeen(state(3, 4, true)), 2);
  assert.equal(stepSeen(/** @type {any} */ ({ step: 0, run: null, predict: false })), -1);
});

test("slices are asked for under every rate without one, and read by index", () => {
  const setting = /** @type {any} */ ({ surface: "bowl", lr: 0.1, steps: 9, start: [1, 2] });
  assert.equal(ratesQuery(setting, 3), "surface=bowl&steps=9&start=1,2&over=lr&step=3&lr_digits=3");
  assert.equal(stepsQuery(setting, 0), "surface=bowl&lr=0.1&steps=9&start=1,2&over=step&step=0&count=128");
  const column = (/** @type {number[]} */ ...values) => Float64Array.from(values);
  const side = { reaches: column(1, 2), slopes: column(-1, -2), curvatures: column(3, 4), bottoms: column(5, NaN), promised: column(7, 8), landings: column(9, 10) };
  const named = Object.fromEntries(Object.entries(side).map(([name, values]) => [`slope_${name}`, values]));
  const slices = readSlices({
    tensors: { learning_rates: column(0.1, 0.2), steps: Int32Array.of(4, 5), rates: column(0.3, 0.4), losses: column(1, 2), slope_heights: Float32Array.of(1, 2, 3, 4), ...named },
    shapes: { slope_heights: [2, 2] }, metadata: { back: 0.2 },
  });
  const second = slices.at(1);
  assert.deepEqual([second.step, second.rate, second.loss, second.slope.from, second.slope.to, second.taken], [5, 0.4, 2, -0.4, 2, null]);
  assert.deepEqual([...Array.from(second.slope.heights)], [3, 4]);
});
