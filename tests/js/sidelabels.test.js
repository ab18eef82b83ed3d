import assert from "node:assert/strict";
import test from "node:test";

import { sideName, sideTicks } from "../../static/math/sidelabels.js";

const side = (/** @type {number} */ min, /** @type {number} */ max, log = false, whole = false) =>
  ({ key: "lr", min, max, log, whole });

test("round numbers stand at their places", () => {
  const { ticks, base } = sideTicks(side(0.01, 1, true), 6);
  assert.equal(base, null);
  assert.deepEqual(ticks.find(({ label }) => label === "0.1")?.share, 0.5);
  assert.deepEqual(sideTicks(side(0, 10), 5).ticks.map(({ label }) => label), ["0", "2", "4", "6", "8", "10"]);
  assert.ok(sideTicks(side(0, 3, false, true), 12).ticks.every(({ label }) => Number.isInteger(Number(label))));
});

test("deep inside, labels are differences that can be told apart", () => {
  const [min, max] = [0.0312345678901, 0.0312345678901 + 4e-12];
  const { ticks, base } = sideTicks(side(min, max, true), 4);
  assert.equal(base, min);
  assert.ok(ticks.length >= 3);
  assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length);
  assert.match(String(ticks[1]?.label), /^\+.*×10⁻¹²$|^\+10⁻¹²$/);
  assert.equal(sideName("Learning rate η", base), `Learning rate η − ${min}`);
  assert.equal(sideName("Learning rate η", null), "Learning rate η");
});
