import assert from "node:assert/strict";
import test from "node:test";

import { legendTicks } from "../../static/views/plane/legend.js";

test("a legend names round heights, apart from each other, from low to high", () => {
  /** @type {import("../../static/math/interpolate.js").Tone[]} */
  const tones = [
    { kind: "linear", low: -9, high: 26, softness: 1 },
    { kind: "log", low: 0, high: 475, softness: 1 },
    { kind: "log", low: -1.435, high: 50, softness: 0.8 },
    { kind: "log", low: 0, high: 1e6, softness: 1e-3 },
  ];
  for (const tone of tones) {
    const ticks = legendTicks(tone);
    assert.ok(ticks.length >= 3 && ticks.length <= 7, `${ticks.length} ticks`);
    assert.ok(ticks.some(({ label }) => label === "0"));
    for (let i = 1; i < ticks.length; i++) {
      assert.ok(ticks[i].position - ticks[i - 1].position >= 0.16 - 1e-9);
      assert.ok(ticks[i].height > ticks[i - 1].height);
    }
    assert.ok(ticks.every(({ label }) => label.length <= 6), ticks.map(({ label }) => label).join(" "));
  }
});

test("a legend names heights that differ little, far from zero", () => {
  const ticks = legendTicks({ kind: "log", low: 1000, high: 1000.04, softness: 0.001 });
  assert.ok(ticks.length >= 3, `${ticks.length} ticks`);
  assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length);
});
