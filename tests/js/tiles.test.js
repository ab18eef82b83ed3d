import assert from "node:assert/strict";
import test from "node:test";

import { valueAt } from "../../static/math/span.js";
import { indicesOf, levelsTo, stretch, tilesOf } from "../../static/math/tiles.js";

const RATE = { key: "lr", min: 0.003, max: 0.1, log: true, whole: false };
const WARMUP = { key: "warmup", min: 0, max: 20, log: false, whole: true };

test("coarse at once, then finer", () => {
  assert.deepEqual(levelsTo(512), [32, 128, 512]);
  assert.deepEqual(levelsTo(32), [32]);
  assert.deepEqual(levelsTo(2048), [32, 128, 512, 2048]);
});

test("the tiles of a level cover it once, those near the hand first", () => {
  const tiles = tilesOf(512, 128, [0.9, 0.1]);
  assert.equal(tiles.length, 16);
  const covered = new Set(tiles.flatMap(({ column, row, size }) =>
    Array.from({ length: size }, (_, index) => `${column + index} ${row}`)));
  assert.equal(covered.size, 512 * 4);
  assert.deepEqual([tiles[0]?.column, tiles[0]?.row], [384, 0]);
  assert.deepEqual([tiles.at(-1)?.column, tiles.at(-1)?.row], [0, 384]);
  assert.equal(tilesOf(64, 128, [0, 0]).length, 1);
});

test("a tile asks for the centres of its first and last pixel, and so for those between", () => {
  const { min, max, count } = stretch(RATE, 512, 128, 128);
  assert.equal(count, 128);
  const inner = { ...RATE, min, max };
  for (const pixel of [0, 1, 64, 127]) {
    const own = valueAt(inner, pixel / 127); // as the server spaces them
    assert.ok(Math.abs(own / valueAt(RATE, (128 + pixel + 0.5) / 512) - 1) < 1e-13);
  }
});

test("of whole numbers each is asked for once, and every pixel finds its own", () => {
  const { min, max, count } = stretch(WARMUP, 64, 0, 64);
  assert.deepEqual([min, max, count], [0, 20, 21]);
  const values = Array.from({ length: count }, (_, index) => index);
  const found = indicesOf(WARMUP, 64, 0, 64, values);
  for (let pixel = 0; pixel < 64; pixel += 1) {
    assert.ok(Math.abs(found[pixel] - valueAt(WARMUP, (pixel + 0.5) / 64)) <= 0.5, String(pixel));
  }
  assert.deepEqual(Array.from(indicesOf(RATE, 64, 8, 4, [1, 2, 3, 4])), [0, 1, 2, 3]);
});
