import assert from "node:assert/strict";
import test from "node:test";

import { besideThumb, endsInWords, spreadLabels, stopsOf, zonesOf } from "../../static/math/track.js";

test("labels that do not touch stay where they want to be", () => {
  assert.deepEqual(spreadLabels([10, 50, 90], [10, 10, 10], 0, 100), [10, 50, 90]);
});

test("labels that touch move apart around their middle, and stay inside", () => {
  assert.deepEqual(spreadLabels([50, 52], [10, 10], 0, 100), [46, 56]);
  assert.deepEqual(spreadLabels([1, 2], [10, 10], 0, 100), [5, 15]);
  assert.deepEqual(spreadLabels([99, 99], [10, 20], 0, 100), [75, 90]);
});

test("chains of labels never overlap", () => {
  const sizes = [12, 30, 8, 20, 25];
  const centres = spreadLabels([40, 41, 60, 61, 62], sizes, 0, 200);
  for (let i = 1; i < centres.length; i++) {
    assert.ok(centres[i] - centres[i - 1] >= (sizes[i] + sizes[i - 1]) / 2 - 1e-9);
  }
  assert.deepEqual(spreadLabels([], [], 0, 10), []);
});

test("zones are the stretches of one outcome", () => {
  assert.deepEqual(zonesOf(Uint8Array.of(1, 1, 0, 3, 3, 3)), [
    { outcome: 1, first: 0, last: 1 },
    { outcome: 0, first: 2, last: 2 },
    { outcome: 3, first: 3, last: 5 },
  ]);
  assert.deepEqual(zonesOf([]), []);
});

test("stops are the middles of stretches, slivers left out and what lies on their sides joined", () => {
  const outcomes = [1, 1, 1, 1, 1, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 2, 2, 2];
  assert.deepEqual(stopsOf(outcomes), [
    { outcome: 1, first: 0, last: 4, middle: 2 },
    { outcome: 0, first: 6, last: 14, middle: 12 },
    { outcome: 2, first: 15, last: 17, middle: 16 },
  ]);
  assert.deepEqual(stopsOf([1, 2, 1]).map(({ middle }) => middle), [0, 1, 2]); // nothing but slivers
  assert.deepEqual(stopsOf([]), []);
});

test("a label that the thumb would cover is pushed aside as little as needed, and left out where there is no room", () => {
  const room = { low: 0, high: 200 };
  assert.equal(besideThumb(100, 40, room, { at: 20, size: 10 }), 100);
  assert.equal(besideThumb(100, 40, room, { at: 100, size: 10 }), 125);
  assert.equal(besideThumb(100, 40, room, { at: 110, size: 10 }), 85);
  assert.equal(besideThumb(100, 40, { low: 70, high: 200 }, { at: 110, size: 10 }), 135);
  assert.ok(Number.isNaN(besideThumb(100, 40, { low: 75, high: 125 }, { at: 99, size: 10 })));
});

test("where rates end is told in words", () => {
  const values = ["0.1", "0.2", "0.3", "0.4"];
  assert.equal(endsInWords({ lowest: 2, recommended: 1, window: [1, 2] }, 120, values),
    "Lowest loss after 120 steps at 0.3; works from 0.2 to 0.3, recommended 0.2");
  assert.equal(endsInWords({ lowest: 2, recommended: null, window: [1, 1] }, 9, values), "Lowest loss after 9 steps at 0.3; works at 0.2 alone");
  assert.equal(endsInWords({ lowest: null, recommended: null, window: null }, 9, values), "No lowest loss after 9 steps; no rate works");
});
