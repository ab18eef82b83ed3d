import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { nearest, notchesOf, sliderOf } from "../../static/math/notches.js";

/** @type {{ parameter: any, surroundings: any, notches: number[] }[]} */
const SHARED = JSON.parse(readFileSync(new URL("../setting/notches.json", import.meta.url), "utf8"));

test("every slider has the notches that the service has families of", () => {
  assert.ok(SHARED.length > 40);
  for (const { parameter, surroundings, notches } of SHARED) {
    assert.deepEqual(notchesOf(parameter, sliderOf(parameter, surroundings)), notches, JSON.stringify(parameter));
  }
});

test("the nearest notch is that on the slider's own scale", () => {
  assert.equal(nearest([0.01, 0.1, 1], 0.04, { scale: "log" }), 1);
  assert.equal(nearest([0.01, 0.1, 1], 0.04, {}), 0);
  assert.equal(nearest([0, 5, 10], 7.4, {}), 1);
  assert.equal(nearest([0.01, 1, 100], Infinity, { scale: "log" }), 2);
});
