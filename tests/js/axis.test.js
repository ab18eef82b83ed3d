import assert from "node:assert/strict";
import test from "node:test";

import { axisScale, axisTicks, valueAxis } from "../../static/math/axis.js";

/**
 * @param {number[]} values
 * @param {"linear" | "log"} kind
 */
const axisOf = (values, kind) => valueAxis([{ values, length: values.length }], kind);

test("a linear axis holds zero and a round top above the data", () => {
  assert.deepEqual(axisOf([0.075, 0.075], "linear"), { kind: "linear", low: 0, high: 0.1, softness: 0, zero: false });
  const { low, high } = axisOf([-3, 4], "linear");
  assert.ok(low <= -3 && high >= 4);
  assert.deepEqual([axisOf([0, 0], "linear").low, axisOf([0, 0], "linear").high], [0, 1]);
});

test("a log axis takes whole decades, or 1-2-5 where there are few", () => {
  const wide = axisOf([0.003, 4000], "log");
  assert.deepEqual([wide.kind, wide.low, wide.high, wide.zero], ["log", 0.001, 10000, false]);
  const narrow = axisOf([25, 26.7], "log");
  assert.deepEqual([narrow.low, narrow.high], [20, 50]);
});

test("zeros get a place of their own, true negatives a symlog axis, rounding neither", () => {
  assert.equal(axisOf([8, 0, 0], "log").zero, true);
  assert.equal(axisOf([0, 0], "log").kind, "log");
  assert.equal(axisOf([5, 1, -1e-7], "log").kind, "log");
  assert.equal(axisOf([5, 1, -1e-7], "log").zero, true);
  assert.equal(axisOf([5, 1, -40], "log").kind, "symlog");
});

test("the offset is taken off before anything is judged", () => {
  const axis = valueAxis([{ values: [-1, -1.4], length: 2, offset: -1.5 }], "log");
  assert.equal(axis.kind, "log");
  assert.ok(axis.low <= 0.1 && axis.high >= 0.5);
});

test("values that are enormous, tiny or missing leave a finite axis", () => {
  for (const values of [[1e300, 1e-300], [1e300, -1e300], [-1e-300], [NaN, Infinity], []]) {
    for (const kind of /** @type {const} */ (["linear", "log"])) {
      const axis = axisOf(values, kind);
      assert.ok(Number.isFinite(axis.low) && Number.isFinite(axis.high) && axis.low < axis.high, `${values} ${kind}`);
      const scale = axisScale(axis, [100, 0]);
      for (const value of values.filter((each) => Number.isFinite(each) && (axis.kind !== "log" || each > 0))) {
        const pixel = scale.toPixel(value);
        assert.ok(pixel >= -1e-6 && pixel <= 100 + 1e-6, `${value} at ${pixel} of ${JSON.stringify(axis)}`);
      }
      assert.ok(axisTicks(axis, 3).every(Number.isFinite));
    }
  }
});
