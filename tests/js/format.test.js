import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { counted, formatNumber, formatPoint, formatRate, formatSteady, formatTick, RATES } from "../../static/math/format.js";

test("three significant digits, a true minus sign, powers beyond", () => {
  /** @type {[number, string][]} */
  const examples = [
    [-0.31, "−0.310"], [1.2, "1.20"], [12.345, "12.3"], [123.4, "123"], [0.00412, "0.00412"],
    [999.6, "1000"], [8149, "8150"], [9996, "1.00×10⁴"], [32000, "3.20×10⁴"], [4.12e-5, "4.12×10⁻⁵"],
    [-1.3e38, "−1.30×10³⁸"], [0.0009999, "0.00100"], [0.00099949, "9.99×10⁻⁴"],
  ];
  for (const [value, text] of examples) assert.equal(formatNumber(value), text);
});

test("zero has no sign, and what is no number is no number", () => {
  assert.equal(formatNumber(0), "0.00");
  assert.equal(formatNumber(-0), "0.00");
  assert.equal(formatNumber(NaN), "–");
  assert.equal(formatNumber(-Infinity), "−∞");
});

test("steady numbers have one width whatever their size", () => {
  for (let exponent = -99; exponent < 100; exponent++) {
    const isPlain = exponent >= -3 && exponent <= 3;
    for (const sign of isPlain ? [-1, 1] : []) assert.equal(formatSteady(sign * 1.2345 * 10 ** exponent).length, 8);
  }
});

test("a rate keeps three significant digits over the whole slider", () => {
  assert.equal(formatRate(0.0412), "0.0412");
  assert.equal(formatRate(1e-4), "0.000100");
  assert.equal(formatRate(10), "10.0");
  assert.equal(formatRate(1e-9), "1.00×10⁻⁹");
  assert.equal(formatRate(0), "0.00");
});

test("points and ticks", () => {
  assert.equal(formatPoint(32000, -81), "(3.20×10⁴, −81.0)");
  const ticks = [0, -2.5, 0.01, 1e-5, -1e10, 2e6, 1000];
  assert.deepEqual(ticks.map(formatTick), ["0", "−2.5", "0.01", "10⁻⁵", "−10¹⁰", "2×10⁶", "1000"]);
});

test("along an axis of rates, too, the slider's rates are plain", () => {
  assert.deepEqual([0, 2e-5, 5e-4, 0.1].map(RATES.tick), ["0", "2×10⁻⁵", "0.0005", "0.1"]);
  assert.equal(RATES.value(5e-4), "0.000500");
});

test("numbers are written as the service writes them", () => {
  const { numbers, rates } = JSON.parse(readFileSync(new URL("../reference/written_numbers.json", import.meta.url), "utf-8"));
  for (const [value, text] of numbers) assert.equal(formatNumber(value), text);
  for (const [rate, text] of rates) assert.equal(formatRate(rate), text);
});

test("one of a thing is one", () => {
  assert.deepEqual([0, 1, 74].map((count) => counted(count, "gradient")), ["0 gradients", "1 gradient", "74 gradients"]);
});
