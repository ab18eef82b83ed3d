import assert from "node:assert/strict";
import test from "node:test";

import { heightOf, toneOf } from "../../static/math/interpolate.js";

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
