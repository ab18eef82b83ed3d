import assert from "node:assert/strict";
import test from "node:test";

import { fitView } from "../../static/math/scale.js";
import { markerOf } from "../../static/views/markers.js";
import { traceDots, traceLine } from "../../static/views/plane/trace.js";

const VIEW = fitView([0, 100, 0, 50], 100, 50); // a pixel a unit
const CIRCLE = markerOf("circle");

/** A pen that remembers; only what a trace calls. */
function recorder() {
  /** @type {[string, number, number][]} */
  const calls = [];
  const note = (/** @type {string} */ name) =>
    (/** @type {number} */ x, /** @type {number} */ y) => calls.push([name, x, y]);
  const pen = { beginPath() {}, moveTo: note("move"), lineTo: note("line"), arc: note("arc") };
  return { calls, pen: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (pen)) };
}

test("a line inside the picture goes through its points, y upwards", () => {
  const { calls, pen } = recorder();
  traceLine(pen, [10, 10, 20, 30, 40, 5], 0, 2, VIEW, 1);
  assert.deepEqual(calls, [["move", 10, 40], ["line", 20, 20], ["line", 40, 45]]);
});

test("a line that leaves and returns is cut beyond the edge, never bent", () => {
  const { calls, pen } = recorder();
  traceLine(pen, [50, 25, 1e38, 25, 50, 26], 0, 2, VIEW, 1);
  const rounded = calls.map(([name, x]) => [name, Math.round(x)]);
  assert.deepEqual(rounded, [["move", 50], ["line", 120], ["move", 120], ["line", 50]]);
});

test("swinging to and fro between two places, or standing still, is drawn once", () => {
  const { calls, pen } = recorder();
  const points = Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? [10, 10] : [30, 20])[i % 2]);
  traceLine(pen, points, 0, 199, VIEW, 1);
  assert.equal(calls.filter(([name]) => name === "line").length, 1);
});

test("a slow drift is not lost", () => {
  const { calls, pen } = recorder();
  const points = Array.from({ length: 400 }, (_, i) => [10 + i / 10, i % 4 < 2 ? 10 : 30][i % 2]);
  traceLine(pen, points, 0, 199, VIEW, 1);
  const reached = Math.max(...calls.map(([, x]) => x));
  assert.ok(reached > points[398] - 0.8, `${reached}`);
});

test("one dot a step where there is room, none on top of another, none outside", () => {
  const spaced = recorder();
  traceDots(spaced.pen, [10, 10, 20, 10, 500, 10, 30, 10], 4, VIEW, 2, CIRCLE);
  assert.deepEqual(spaced.calls.filter(([name]) => name === "arc").map(([, x]) => x), [10, 20, 30]);
  const swinging = recorder();
  traceDots(swinging.pen, Array.from({ length: 4000 }, (_, i) => (i % 4 < 2 ? 10 : 30)), 2000, VIEW, 2, CIRCLE);
  assert.equal(swinging.calls.filter(([name]) => name === "arc").length, 2);
});
