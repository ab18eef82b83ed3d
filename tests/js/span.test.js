import assert from "node:assert/strict";
import test from "node:test";

import { isApart, part, shareOf, shifted, spacing, valueAt, within } from "../../static/math/span.js";

/** @typedef {import("../../static/math/span.js").Side} Side */
/** @type {Side} */
const RATE = { key: "lr", min: 0.003, max: 0.1, log: true, whole: false };
/** @type {Side} */
const MOMENTUM = { key: "optimizer.momentum", min: 0, max: 0.99, log: false, whole: false };
/** @type {Side} */
const WARMUP = { key: "warmup", min: 0, max: 40, log: false, whole: true };
const FREE = { min: 1e-9, max: 1e9 };

test("values go evenly, or in equal ratios, and both ends are exact", () => {
  assert.equal(valueAt(MOMENTUM, 0.5), 0.495);
  assert.ok(Math.abs(valueAt(RATE, 0.5) - Math.sqrt(0.003 * 0.1)) < 1e-15);
  for (const side of [RATE, MOMENTUM]) assert.deepEqual([valueAt(side, 0), valueAt(side, 1)], [side.min, side.max]);
});

test("a share and its value belong together, beyond the ends too", () => {
  for (const side of [RATE, MOMENTUM]) {
    for (const share of [-0.7, 0.01, 0.5, 0.999, 1.6]) {
      assert.ok(Math.abs(shareOf(side, valueAt(side, share)) - share) < 1e-12);
    }
  }
});

test("the next larger number of float64", () => {
  for (const value of [1, 0.1, 3, 1e-300, 1e300, 2 ** 52, 0.5, -7.25]) {
    const size = Math.abs(value);
    assert.ok(size + spacing(value) > size, String(value));
    assert.equal(size + spacing(value) / 4, size, String(value));
  }
  assert.equal(spacing(1), Number.EPSILON);
});

test("neighbours stay apart through a factor of a million, and no further than float64", () => {
  let side = RATE;
  for (let times = 0; times < 24; times += 1) side = part(side, 0.41, 0.91, FREE);
  assert.ok((RATE.max - RATE.min) / (side.max - side.min) > 1e6);
  assert.ok(isApart(side, 512));
  const values = Array.from({ length: 512 }, (_, pixel) => valueAt(side, (pixel + 0.5) / 512));
  assert.equal(new Set(values).size, 512);
  while (isApart(part(side, 0.25, 0.75, FREE), 512)) side = part(side, 0.25, 0.75, FREE);
  const last = Array.from({ length: 512 }, (_, pixel) => valueAt(side, (pixel + 0.5) / 512));
  assert.equal(new Set(last).size, 512);
  const beyond = part(part(side, 0.25, 0.75, FREE), 0.25, 0.75, FREE);
  const merged = Array.from({ length: 512 }, (_, pixel) => valueAt(beyond, (pixel + 0.5) / 512));
  assert.ok(new Set(merged).size < 512);
});

test("a part goes no further than it may", () => {
  assert.deepEqual(part(MOMENTUM, -1, 2, { min: 0, max: 0.99 }), MOMENTUM);
  const wide = part(RATE, -1, 1, { min: 0.001, max: 1 });
  assert.equal(wide.min, 0.001);
});

test("a side of whole numbers shows whole ones, and not too few", () => {
  const near = part(WARMUP, 0.26, 0.49, { min: 0, max: 200 });
  assert.deepEqual([near.min, near.max], [10, 20]);
  assert.ok(isApart(near, 512));
  assert.ok(!isApart(part(near, 0.4, 0.5, FREE), 512));
});

test("what is moved keeps its size, up to the end", () => {
  const bounds = { min: 0, max: 0.99 };
  const piece = part(MOMENTUM, 0.5, 0.75, bounds);
  const next = shifted(piece, 0.5, bounds);
  assert.ok(Math.abs(next.max - next.min - (piece.max - piece.min)) < 1e-12);
  assert.ok(next.min > piece.min);
  const end = shifted(piece, 9, bounds);
  assert.ok(Math.abs(end.max - 0.99) < 1e-12);
  assert.ok(Math.abs(end.max - end.min - (piece.max - piece.min)) < 1e-12);
  const warmup = shifted({ ...WARMUP, min: 10, max: 20 }, 0.25, { min: 0, max: 200 });
  assert.equal(warmup.max - warmup.min, 10);
  assert.ok(warmup.min > 10);
});

test("a piece within another, as shares of it", () => {
  const near = part(RATE, 0.2, 0.4, FREE);
  const [from, to] = within(RATE, near);
  assert.ok(Math.abs(from - 0.2) < 1e-12 && Math.abs(to - 0.4) < 1e-12);
});
