import assert from "node:assert/strict";
import test from "node:test";

import { linearTicks, logTicks, niceStep, symlogTicks } from "../../static/math/ticks.js";

test("steps are 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual([0.7, 1, 1.1, 3, 6, 40].map(niceStep), [1, 1, 2, 5, 10, 50]);
});

test("linear ticks are round, exact and inside", () => {
  assert.deepEqual(linearTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(linearTicks(-3.2, 3.2, 4), [-2, 0, 2]);
  assert.deepEqual(linearTicks(0, 2000, 2), [0, 1000, 2000]);
  assert.ok(linearTicks(-1, 1, 4).every((tick) => !Object.is(tick, -0)));
});

test("linear ticks survive ranges that are empty, lost in rounding or enormous", () => {
  assert.deepEqual(linearTicks(2, 2, 5), [2]);
  assert.ok(linearTicks(1e300, 1e300 * (1 + 1e-15), 5).length <= 6);
  const huge = linearTicks(-1.7e308, 1.7e308, 4);
  assert.ok(huge.length >= 2 && huge.length <= 9 && huge.every(Number.isFinite));
  assert.ok(linearTicks(0, 1e-310, 4).every(Number.isFinite));
});

test("log ticks are decades, finer where there is room and sparser where there is not", () => {
  assert.deepEqual(logTicks(1, 1000, 4), [1, 10, 100, 1000]);
  assert.deepEqual(logTicks(2, 50, 3), [3, 10, 30]);
  assert.deepEqual(logTicks(1, 10, 4), [1, 2, 5, 10]);
  assert.deepEqual(logTicks(1e-12, 1, 3), [1e-12, 1e-8, 1e-4, 1]);
  for (const [low, high] of [[1e-300, 1e300], [1e-38, 10], [1e-9, 1e3]]) {
    const ticks = logTicks(low, high, 3);
    assert.ok(ticks.length >= 2 && ticks.length <= 4, `${low} to ${high}: ${ticks}`);
  }
});

test("symlog ticks hold zero and both signs, ascending", () => {
  const ticks = symlogTicks(-1e6, 100, 1, 4);
  assert.ok(ticks.includes(0));
  assert.ok(ticks.some((tick) => tick < 0) && ticks.some((tick) => tick > 0));
  assert.deepEqual(ticks, ticks.toSorted((a, b) => a - b));
});
