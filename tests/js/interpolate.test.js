import assert from "node:assert/strict";
import test from "node:test";

import { heightOf, sampleHeight, toneOf } from "../../static/math/interpolate.js";

/** @type {import("../../static/math/interpolate.js").HeightGrid} */
const GRID = { heights: [0, 2, 4, 10, 14, 18, 20, 26, 32], nx: 3, ny: 3, extent: [-1, 1, 0, 4] };

test("nodes are met, cells are bilinear, row 0 is ymin, and outside is nothing", () => {
  assert.equal(sampleHeight(GRID, -1, 0), 0);
  assert.equal(sampleHeight(GRID, 1, 0), 4);
  assert.equal(sampleHeight(GRID, -1, 4), 20);
  assert.equal(sampleHeight(GRID, 1, 4), 32);
  assert.equal(sampleHeight(GRID, -0.5, 1), (0 + 2 + 10 + 14) / 4);
  assert.ok(Number.isNaN(sampleHeight(GRID, 1.01, 0)));
});

test("tones run from 0 to 1 and invert", () => {
  /** @type {import("../../static/math/interpolate.js").Tone[]} */
  const tones = [
    { kind: "linear", low: -3, high: 7, softness: 1 },
    { kind: "log", low: -3, high: 1e6, softness: 0.5 },
  ];
  for (const tone of tones) {
    assert.equal(toneOf(tone)(tone.low), 0);
    assert.equal(toneOf(tone)(tone.high), 1);
    for (const value of [0.1, 0.5, 0.9]) assert.ok(Math.abs(toneOf(tone)(heightOf(tone)(value)) - value) < 1e-9);
  }
  const wanted = Math.log1p(10 / 0.5) / Math.log1p((1e6 + 3) / 0.5);
  assert.ok(Math.abs(toneOf(tones[1])(7) - wanted) < 1e-12);
});
