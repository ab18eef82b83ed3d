import assert from "node:assert/strict";
import test from "node:test";

import { lowest, stepsTo } from "../../static/math/tally.js";

test("the first step that is low enough, among those that count", () => {
  assert.equal(stepsTo([5, 3, 4, 1], 4, 3), 1);
  assert.equal(stepsTo([5, 3, 4, 1], 3, 1), -1);
  assert.equal(stepsTo([5], 1, 9), 0);
  assert.equal(stepsTo([NaN, 1], 2, 2), 1);
});

test("the lowest that is a number, the first of several", () => {
  assert.equal(lowest([NaN, 3, 1, 1, Infinity]), 2);
  assert.equal(lowest([NaN, Infinity]), null);
});
