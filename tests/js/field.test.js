import assert from "node:assert/strict";
import test from "node:test";

import {
  MINIMUM, OUTCOME, SHADES, UNDEFINED, emptyField, fill, kindOf, lookOf, resampled, shadeOf, shares,
} from "../../static/math/field.js";
import { paintRows } from "../../static/math/screen.js";

const tile = { pixels: 2, size: 2, column: 0, row: 0 };
const places = { columns: Int32Array.of(0, 1), rows: Int32Array.of(0, 1), width: 2 };
const ends = { outcomes: [0, 3, 255, 0], steps: [10, -1, -1, 90], minima: [0, -1, -1, 1], lost: [-1, 40, -1, -1] };
const kinds = (/** @type {import("../../static/math/field.js").Field} */ { looks }) => Array.from(looks, kindOf);

test("the sooner the lower the shade; no arrival has none", () => {
  assert.equal(shadeOf(0, 100), 0);
  assert.equal(shadeOf(-1, 100), 0);
  assert.ok(shadeOf(10, 100) < shadeOf(20, 100));
  assert.equal(shadeOf(100, 100), SHADES - 1);
});

test("a look is how a run ends, or the minimum it reaches", () => {
  assert.equal(kindOf(lookOf(0, 5, 1, 100, false)), OUTCOME);
  assert.equal(kindOf(lookOf(0, 5, 1, 100, true)), MINIMUM + 1);
  assert.equal(kindOf(lookOf(3, -1, -1, 100, true)), OUTCOME + 3);
  assert.equal(kindOf(lookOf(255, -1, -1, 100, false)), UNDEFINED);
});

test("a coarse tile fills squares, a finer one fills its part again", () => {
  const field = emptyField(4);
  fill(field, tile, ends, places, 100, false);
  assert.deepEqual(kinds(field), [1, 1, 4, 4, 1, 1, 4, 4, 15, 15, 1, 1, 15, 15, 1, 1]);
  fill(field, { pixels: 4, size: 2, column: 2, row: 2 }, ends, places, 100, false);
  assert.deepEqual(kinds(field).slice(8), [15, 15, 1, 4, 15, 15, 15, 1]);
});

test("the shade of a run is when it arrives, or when it is lost", () => {
  const field = emptyField(2);
  fill(field, tile, ends, places, 100, false);
  assert.deepEqual(Array.from(field.looks, (look) => look % SHADES), [10, 40, -1, 90].map((step) => shadeOf(step, 100)));
});

test("shares leave out what is not known", () => {
  const field = emptyField(4);
  assert.deepEqual(shares(field), []);
  fill(field, { ...tile, pixels: 4 }, ends, places, 100, false);
  assert.deepEqual(shares(field), [{ kind: 1, share: 0.5 }, { kind: 4, share: 0.25 }, { kind: 15, share: 0.25 }]);
});

test("of a large field enough pixels are counted, of every column", () => {
  const field = emptyField(1024);
  field.looks.fill(OUTCOME * SHADES);
  for (let pixel = 0; pixel < field.looks.length; pixel += 4) field.looks[pixel] = (OUTCOME + 3) * SHADES;
  const [first, second] = shares(field);
  assert.deepEqual([first?.kind, second?.kind], [1, 4]);
  assert.ok(Math.abs(Number(second?.share) - 0.25) < 0.001);
});

test("the old picture stays where the next piece shows the same", () => {
  const field = emptyField(4);
  fill(field, tile, ends, places, 100, false);
  assert.deepEqual(kinds(resampled(field, 4, [0, 1], [0, 1])), kinds(field));
  assert.deepEqual(kinds(resampled(field, 2, [0.5, 1], [0, 0.5])), [4, 4, 4, 4]);
  assert.deepEqual(kinds(resampled(field, 2, [0.5, 1.5], [0, 1])), [4, 0, 1, 0]);
});

test("a screen shows the first row at its foot, colours by look, patterns by place", () => {
  const field = emptyField(2);
  fill(field, tile, ends, places, 100, false);
  const looks = 32 * SHADES;
  const colourOf = (/** @type {number} */ index) => Math.floor(index / looks) * 1000 + kindOf(index % looks);
  const colours = Uint32Array.from({ length: 4 * looks }, (_, index) => colourOf(index));
  const strengths = new Uint8Array(32 * 4);
  strengths.set([0, 3, 3, 0], 4 * (OUTCOME + 3)); // a pattern of what diverges: a chessboard of two pixels
  const pixels = new Uint32Array(16);
  paintRows(pixels, 4, 4, 0, 4, field, { colours, looks, strengths, square: 2 });
  assert.deepEqual(Array.from(pixels), [15, 15, 1, 1, 15, 15, 1, 1, 1, 1, 4, 3004, 1, 1, 3004, 4]);
  const strip = new Uint32Array(4);
  paintRows(strip, 4, 4, 3, 4, field, { colours, looks, strengths, square: 2 });
  assert.deepEqual(Array.from(strip), [1, 1, 3004, 4]);
});
