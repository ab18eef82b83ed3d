import assert from "node:assert/strict";
import test from "node:test";

import { clipSegment, inside, segmentBuffer } from "../../static/math/clip.js";
import { edgeToward, firstExit } from "../../static/math/edge.js";

const BOX = { left: 0, right: 100, top: 0, bottom: 50 };

/**
 * @param {[number, number, number, number]} segment
 * @returns {number[] | null} to a billionth of a pixel
 */
function clip(...segment) {
  const out = segmentBuffer();
  if (!clipSegment(...segment, BOX, out)) return null;
  return Array.from(out.subarray(0, 4), (value) => Math.round(value * 1e9) / 1e9 + 0);
}

test("what lies inside stays to the last bit, what lies outside is gone", () => {
  const out = segmentBuffer();
  assert.ok(clipSegment(1 / 3, 0.2, 99.3, 49.7, BOX, out));
  assert.deepEqual([...out.subarray(0, 4)], [1 / 3, 0.2, 99.3, 49.7]);
  assert.equal(clip(-10, -1, 200, -1), null);
  assert.equal(clip(-10, 20, 20, -50), null);
  assert.equal(clip(150, 10, 150, 40), null);
  assert.deepEqual(clip(5, 5, 5, 5), [5, 5, 5, 5]);
});

test("a cut end lies on the edge, and the direction of the segment is kept", () => {
  assert.deepEqual(clip(50, 25, 150, 25), [50, 25, 100, 25]);
  assert.deepEqual(clip(150, 25, 50, 25), [100, 25, 50, 25]);
  assert.deepEqual(clip(-50, 25, 150, 25), [0, 25, 100, 25]);
  assert.deepEqual(clip(50, -25, 50, 75), [50, 0, 50, 50]);
});

test("coordinates up to 1e38 are cut where they cross, from either end", () => {
  for (const far of [1e6, 1e20, 1e38]) {
    assert.deepEqual(clip(10, 20, far + 10, 2 * far + 20), [10, 20, 25, 50]);
    assert.deepEqual(clip(far + 10, 2 * far + 20, 10, 20), [25, 50, 10, 20]);
  }
  assert.deepEqual(clip(-1e38, 25, 1e38, 25), [0, 25, 100, 25]);
  assert.deepEqual(clip(20, 3e38, 20.5, -2e38)?.map(Math.round), [20, 50, 20, 0]);
});

test("a line is left out where the rounding of its ends hides its way", () => {
  const out = segmentBuffer();
  const visible = (/** @type {number} */ far, /** @type {number} */ other) =>
    clipSegment(-far, -far, other, other, BOX, out, 0.5);
  assert.equal(visible(300, 330), true);
  assert.equal(visible(1e5, 1.1e5), false);
  assert.equal(visible(-20, 1e30), true, "one end is near");
  assert.equal(clipSegment(20, -1e30, 20.5, 1e30, BOX, out, 0.5), true, "only its height is far");
});

test("the first exit, its place, its direction and the return", () => {
  const points = [50, 25, 90, 25, 110, 25, 200, 25, 95, 25, 300, 25];
  assert.deepEqual(firstExit(points, 6, BOX), { step: 2, back: 4, x: 100, y: 25, dx: 1, dy: 0 });
  assert.equal(firstExit(points, 4, BOX)?.back, -1);
  assert.equal(firstExit(points, 2, BOX), null);
  assert.equal(firstExit([500, 25], 1, BOX)?.step, 0);
});

test("the edge towards a far point is seen from the middle", () => {
  const { x, y, dx, dy } = edgeToward(1e38, 1e38, BOX);
  assert.deepEqual([x, y], [75, 50]);
  assert.ok(Math.abs(dx - Math.SQRT1_2) < 1e-9 && Math.abs(dy - Math.SQRT1_2) < 1e-9);
  assert.ok(inside(x, y, BOX));
});
