/** A text with some of its characters pointed at. */

import assert from "node:assert/strict";
import test from "node:test";

import { pointedAt } from "../../static/math/excerpt.js";

const told = (/** @type {string} */ text, /** @type {number[]} */ ...at) =>
  pointedAt(text, at).map(({ piece, marked }) => (marked ? `[${piece}]` : piece)).join("");

test("each place that is wrong is pointed at, in the order of the text", () => {
  assert.equal(told("x^2 + foo(y) + 3 z", 6, 17), "x^2 + [f]oo(y) + 3 [z]");
  assert.equal(told("z", 0), "[z]");
  assert.equal(told("zz", 0, 1), "[z][z]");
});

test("what is missing at the end is pointed at behind it", () => {
  assert.equal(told("x +", 3), "x +[ ]");
  assert.equal(told("x +", 2), "x [+]");
});

test("characters are counted, not their halves", () => {
  assert.equal(told("𝑥² + z", 5), "𝑥² + [z]");
});

test("of a long text what is around the first is shown", () => {
  const long = `${"x + ".repeat(30)}z${" + y".repeat(30)}`;
  const shown = told(long, 120);
  assert.match(shown, /^….{24}\[z\].+…$/);
  assert.ok(shown.length < 64);
  assert.match(told(long, 0), /^\[x\].+…$/);
  assert.match(told(long, long.length - 1), /^….+\[y\]$/);
});
