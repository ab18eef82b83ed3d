/** What people write in a field is read as they mean it, or refused with what to write. */

import assert from "node:assert/strict";
import test from "node:test";

import { formatNumber, formatPoint, formatRate } from "../../static/math/format.js";
import { nudged, readNumber, refusalOf } from "../../static/math/reading.js";

const READ = /** @type {[string, number][]} */ ([
  ["0,05", 0.05], ["0,125", 0.125], ["1,5", 1.5], [" −8 ", -8], ["1e-3", 1e-3], ["2E3", 2000], ["4×10⁻³", 4e-3],
  ["3.74×10³⁷", 3.74e37], ["2·10^4", 2e4], ["2 × 10⁴", 2e4], [".5", 0.5], ["5.", 5], ["+1", 1], ["12 000", 12000],
  ["＋2", 2], ["1e−3", 1e-3], ["-0", -0],
]);

test("numbers are read as people write them", () => {
  for (const [text, value] of READ) assert.equal(readNumber(text), value, text);
});

test("what is no number, or could be two, is none", () => {
  for (const text of ["", " ", "abc", "1,2,3", "1.000,5", "1,000.5", "0x10", "1e", "e5", "--1", "∞", "NaN", "1,000", "12,500"]) {
    assert.ok(Number.isNaN(readNumber(text)), text);
  }
});

test("what this product prints is read back", () => {
  for (const value of [0.0412, -8, 1.5, 3.2e4, 4.12e-5, -3.74e37, 0.000123, 9990]) {
    for (const text of [formatNumber(value), formatRate(value)]) {
      assert.ok(Math.abs(readNumber(text) / value - 1) < 0.005, text);
    }
  }
  assert.equal(readNumber(formatPoint(-8, 1.5).slice(1, 6)), -8);
});

test("a refusal says what to write", () => {
  assert.equal(refusalOf("abc", "a number above 0"), "“abc” is not allowed: write a number above 0.");
  assert.equal(refusalOf("", "a number above 0"), "Write a number above 0.");
  assert.match(refusalOf("1,000", "a whole number"), /two ways: write 1000 or 1\.000/);
});

test("an arrow key moves the second figure", () => {
  assert.deepEqual([nudged(1.5, 1), nudged(0.05, -1), nudged(0, 1), nudged(-8, 1)], [1.6, 0.049, 0.1, -7.9]);
});
