import assert from "node:assert/strict";
import test from "node:test";

import { contoursOf } from "../../static/math/contours.js";

/** @param {(x: number, y: number) => number} f over [-1, 1] × [-1, 1] */
const grid = (f, size = 41) => Float32Array.from({ length: size * size }, (_, at) =>
  f(-1 + (2 * (at % size)) / (size - 1), -1 + (2 * Math.floor(at / size)) / (size - 1)));

test("every piece lies on its level, and all of them go around", () => {
  const { vertices, starts, levels } = contoursOf(grid((x, y) => x * x + y * y), 41, [-1, 1, -1, 1], [0.25, 0.5]);
  assert.equal(starts.length, levels.length + 1);
  const turned = [0, 0];
  levels.forEach((level, piece) => {
    const [x0, y0, x1, y1] = vertices.slice(4 * piece, 4 * piece + 4).map(Number);
    for (const [x, y] of [[x0, y0], [x1, y1]]) assert.ok(Math.abs(Math.hypot(Number(x), Number(y)) - Math.sqrt(level)) < 2e-3);
    turned[level === 0.25 ? 0 : 1] += Math.abs(Math.atan2(Number(x0) * Number(y1) - Number(y0) * Number(x1), Number(x0) * Number(x1) + Number(y0) * Number(y1)));
  });
  for (const angle of turned) assert.ok(Math.abs(angle - 2 * Math.PI) < 1e-2);
});

test("a saddle's lines and those of a slope are where they are", () => {
  const plane = contoursOf(grid((x) => x, 5), 5, [-1, 1, -1, 1], [0.25]);
  assert.ok(plane.vertices.every((value, index) => index % 2 || Math.abs(value - 0.25) < 1e-6));
  assert.equal(plane.levels.length, 4);
  const saddle = contoursOf(grid((x, y) => x * y), 41, [-1, 1, -1, 1], [0.1]);
  for (let at = 0; at < saddle.vertices.length; at += 2) {
    assert.ok(Math.abs(Number(saddle.vertices[at]) * Number(saddle.vertices[at + 1]) - 0.1) < 5e-3);
  }
});

test("where there is no height there is no line", () => {
  const heights = grid((x, y) => (x > 0 ? NaN : y), 11);
  const { vertices } = contoursOf(heights, 11, [-1, 1, -1, 1], [0.1]);
  assert.ok(vertices.length > 0);
  assert.ok(vertices.every((value, index) => index % 2 || value <= 1e-9));
});
