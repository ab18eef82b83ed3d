import assert from "node:assert/strict";
import test from "node:test";

import { captionAt, heightsOf, isBeyond, middleOf, readingAt } from "../../static/views/slider/strip.js";

/** @param {readonly number[]} losses */
const ends = (losses, floor = 0, first = 100) => ({ losses: Float64Array.from(losses), floor, first, steps: 120 });

test("a loss is drawn in decades above the floor", () => {
  const y = heightsOf(ends([5 + 10, 5 + 0.1, 5 + 0.001], 5, 5 + 10), 0, 100);
  const [high, middle, low] = [5 + 10, 5 + 0.1, 5 + 0.001].map(y);
  assert.ok(high < middle && middle < low);
  assert.ok(Math.abs((low - middle) - (middle - high)) < 1e-6);
});

test("what diverged, or rose far above the start, lies on the upper edge", () => {
  const family = ends([10, 1e-6, 1e30, Infinity]);
  const y = heightsOf(family, 4, 40);
  assert.deepEqual([y(1e30), y(Infinity)], [4, 4]);
  assert.deepEqual([10, 150, 1e30, Infinity].map((loss) => isBeyond(loss, family)), [false, false, true, true]);
  assert.ok(y(1e-6) > 30, "the scale is that of what is drawn, not of what is beyond");
});

test("what falls without end, or is at the floor to the last digit, lies on the lower edge", () => {
  const y = heightsOf(ends([10, -Infinity, 0, 1e-3]), 4, 40);
  assert.deepEqual([y(-Infinity), y(0)], [40, 40]);
  assert.ok(y(1e-3) < 40);
});

test("losses below zero where no floor is known keep their order", () => {
  const y = heightsOf(ends([2, 0.5, -3, -800], 0, 2.25), 4, 40);
  const heights = [2, 0.5, -3, -800].map(y);
  assert.deepEqual(heights, [...heights].sort((one, other) => one - other));
  assert.ok(heights.every((height) => height >= 4 && height <= 40));
});

test("a start at the minimum itself, and a family in which nothing is finite, are drawn too", () => {
  for (const family of [ends([0, 0, 3], 0, 0), ends([Infinity, Infinity])]) {
    const y = heightsOf(family, 4, 40);
    for (const loss of family.losses) assert.ok(y(loss) >= 4 && y(loss) <= 40, String(loss));
  }
});

const line = [0, 20, 40, 60, 80, 100].map((x) => ({ x, y: x < 50 ? 38 : 4 }));
const layout = { line, marked: [{ x: 0, y: 38 }], top: 4, bottom: 40, x: (/** @type {number} */ notch) => notch, y: () => 0, named: true, captioned: 20 };

test("words keep clear of the line, at the bottom or at the top", () => {
  assert.ok(middleOf(layout, 55, 100, 11) > 30);
  assert.ok(middleOf(layout, 0, 45, 11) < 15);
  assert.ok(Number.isNaN(middleOf(layout, 30, 70, 11)));
});

test("the caption goes as far to the left as it can", () => {
  assert.equal(captionAt(layout, 100, 11)?.x, 0);
  const crossed = { ...layout, line: [{ x: 5, y: 38 }, { x: 8, y: 5 }, { x: 60, y: 4 }] };
  const at = captionAt(crossed, 100, 11);
  assert.ok(at && at.x > 8 && at.x < 20 && at.y > 30);
  assert.equal(captionAt(crossed, 25, 11), null);
});

test("words keep clear of a marker too, which is wider than the line", () => {
  const flat = { ...layout, line: [0, 50, 100].map((x) => ({ x, y: 20 })), marked: [{ x: 84, y: 26 }] };
  assert.ok(middleOf(flat, 40, 70, 11) > 30);
  assert.ok(middleOf(flat, 70, 100, 11) < 15, "below it, there is no room");
  assert.ok(middleOf(flat, 40, 80, 11) < 15, "its edge counts");
  assert.ok(middleOf({ ...flat, marked: [] }, 70, 100, 11) > 30);
});

test("what η comes to steps aside, and is shorter, before it lies over anything", () => {
  const choices = [{ wide: 30 }, { wide: 15 }];
  const between = { ...layout, marked: [{ x: 95, y: 9 }, { x: 95, y: 35 }], line: [] };
  const room = { left: 50, right: 100 };
  assert.deepEqual(readingAt({ ...between, marked: [] }, choices, room, 11), { words: choices[0], right: 100, y: 40 - 0.55 * 11 });
  const aside = readingAt(between, choices, room, 11);
  assert.equal(aside.words, choices[0]);
  assert.ok(aside.right < 95 - 5.5);
  const narrow = { ...between, marked: [...between.marked, { x: 60, y: 9 }, { x: 60, y: 35 }] };
  assert.equal(readingAt(narrow, choices, room, 11).words, choices[1]);
  assert.deepEqual(readingAt(narrow, [{ wide: 60 }], room, 11).right, 100);
});
