import assert from "node:assert/strict";
import test from "node:test";

import { coloured, createTrail, drape } from "../../static/math/drape.js";
import { reliefOf } from "../../static/math/relief.js";

/** @param {(x: number, y: number) => number} height @param {number} high of the tone */
function relief(height, high) {
  const side = 9;
  const heights = Float32Array.from({ length: side * side }, (_, at) => height((at % side) / 8, Math.floor(at / side) / 8));
  const grid = /** @type {any} */ ({ heights, nx: side, ny: side, extent: [0, 1, 0, 1] });
  const found = reliefOf(grid, /** @type {any} */ ({ kind: "linear", low: 0, high }), [0, 1, 0, 1], { cells: 20, linear: false });
  assert.ok(found);
  return found;
}

test("ground is whole where all of it has a value that is drawn", () => {
  assert.equal(relief((x) => x, 1).isWhole, true);
  assert.equal(relief((x) => x, 0.8).isWhole, false, "some is above what is drawn");
  assert.equal(relief((x, y) => (x + y > 1.5 ? NaN : x), 1).isWhole, false, "some has no value");
});

test("a piece has the colour of the step that made it, a dot that of the step that leaves it", () => {
  const trail = createTrail();
  const points = [0.1, 0.1, 0.5, 0.1, 0.5, 0.9, 0.9, 0.9];
  drape(trail, points, 4, relief(() => 0, 1));
  const { line, dots } = coloured(trail, 4, [0, 1, 2, 2], Uint8Array.of(10, 11, 12, 20, 21, 22, 30, 31, 32));
  assert.equal(line.length, 4 * trail.count);
  const reds = (/** @type {Uint8Array} */ bytes) => Array.from(bytes).filter((_, at) => at % 4 === 0);
  const red = reds(line);
  assert.deepEqual([...new Set(red)], [10, 20, 30]);
  trail.reached.slice(1, 4).forEach((until, step) => assert.equal(red[until - 1], [10, 20, 30][step]));
  assert.deepEqual(reds(dots), [10, 20, 30, 30]);
  assert.deepEqual(Array.from(line.slice(0, 3)), [10, 11, 12]);
});
