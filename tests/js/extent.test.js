import assert from "node:assert/strict";
import test from "node:test";

import { enlarged, moved, rounded, within } from "../../static/math/extent.js";

/** @type {import("../../static/math/scale.js").Extent} */
const DOMAIN = [-2, 2, -1, 3];

test("what is pointed at stays where it is while all else moves apart", () => {
  const [xmin, xmax, ymin, ymax] = enlarged(DOMAIN, 4, 1, 2);
  assert.deepEqual([xmin, xmax, ymin, ymax], [0.25, 1.25, 1.25, 2.25]);
  assert.equal((1 - xmin) / (xmax - xmin), (1 - DOMAIN[0]) / 4);
  assert.deepEqual(enlarged(enlarged(DOMAIN, 4, 1, 2), 1 / 4, 1, 2), DOMAIN);
});

test("moving keeps the size", () => {
  assert.deepEqual(moved(DOMAIN, 0.5, -1), [-1.5, 2.5, -2, 2]);
});

test("a view is neither too near, nor too far, nor elsewhere", () => {
  const width = (/** @type {import("../../static/math/scale.js").Extent} */ [low, high]) => high - low;
  assert.ok(width(within(enlarged(DOMAIN, 1e9, 1, 1), DOMAIN)) > 0.005);
  assert.ok(width(within(enlarged(DOMAIN, 1e-9, 1, 1), DOMAIN)) < 40);
  const [xmin] = within(moved(DOMAIN, 1e9, 0), DOMAIN);
  assert.ok(xmin < 40 && xmin > 2);
  assert.deepEqual(within(DOMAIN, DOMAIN), DOMAIN);
});

test("a view at rest has no more digits than a picture", () => {
  assert.deepEqual(rounded([1 / 3, 2 / 3, 1 / 7, 1 / 7 + 1 / 3]), [0.3333, 0.6667, 0.1429, 0.4762]);
  assert.deepEqual(rounded([-12345.678, 23456.789, 0, 1]), [-12346, 23457, 0, 1]);
});
