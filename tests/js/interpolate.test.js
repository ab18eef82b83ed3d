import assert from "node:assert/strict";
import test from "node:test";

import { heightOf, toneOf, withoutGaps } from "../../static/math/interpolate.js";

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

test("heights are continued a little into ground that has none, and are left alone elsewhere", () => {
  const whole = [1, 2, 3, 4, 5, 6];
  assert.equal(withoutGaps(whole, 3), whole);
  const row = [NaN, NaN, NaN, NaN, 2, 4, NaN, 8];
  assert.deepEqual(Array.from(withoutGaps(row, 8)), [0, 0, 2, 2, 2, 4, 6, 8]);
  const corner = [NaN, 1, 5, 3, 5, 9];
  assert.deepEqual(Array.from(withoutGaps(corner, 3)), [3, 1, 5, 3, 5, 9]);
});
