import assert from "node:assert/strict";
import test from "node:test";

import { heightTable } from "../../static/math/colour.js";
import { toneOf } from "../../static/math/interpolate.js";
import { packTable, rasterize } from "../../static/math/raster.js";

/** Colours that name their own index. */
const INDICES = Uint32Array.from({ length: 256 }, (_, index) => index + 1);

/** @type {import("../../static/math/interpolate.js").HeightGrid} */
const GRID = { heights: [0, 1, 2, 4, 5, 6, 8, 9, 30], nx: 3, ny: 3, extent: [0, 2, 0, 2] };

test("every pixel shows the tone of the height interpolated at its centre", () => {
  for (const kind of /** @type {const} */ (["linear", "log"])) {
    const tone = { kind, low: 0, high: 30, softness: 0.5 };
    const pixels = new Uint32Array(40 * 20);
    rasterize(pixels, 40, 20, GRID, tone, [0, 2, 0, 2], INDICES);
    for (let row = 0; row < 20; row++) {
      for (let column = 0; column < 40; column++) {
        const height = sampleHeight(GRID, (column + 0.5) / 20, 2 - (row + 0.5) / 10);
        const wanted = toneOf(tone)(height) * 255;
        const shown = pixels[row * 40 + column] - 1;
        assert.ok(Math.abs(shown - wanted) <= 0.5 + 1e-3, `${kind} ${column},${row}: ${shown} is not ${wanted}`);
      }
    }
  }
});

test("a strip at the edge is continued, more than that stays unpainted", () => {
  const pixels = new Uint32Array(100);
  rasterize(pixels, 100, 1, GRID, { kind: "linear", low: 0, high: 8, softness: 1 }, [-8, 2, 0.9, 1.1], INDICES);
  assert.equal(pixels[39], 0);
  assert.notEqual(pixels[41], 0);
  assert.notEqual(pixels[99], 0);
});

test("heights beyond the tone, infinite or missing do not break the picture", () => {
  const grid = { ...GRID, heights: [-1e38, 1e38, Infinity, -Infinity, NaN, 3, 0, 0, 0] };
  const pixels = new Uint32Array(900);
  rasterize(pixels, 30, 30, grid, { kind: "log", low: 0, high: 8, softness: 1 }, [0, 2, 0, 2], INDICES);
  assert.ok(pixels.every((pixel) => pixel >= 1 && pixel <= 256));
});

test("packed colours are opaque, red first", () => {
  const table = heightTable("light");
  const bytes = new Uint8Array(packTable(table).buffer);
  assert.deepEqual([...bytes.subarray(0, 4)], [...table.subarray(0, 3), 255]);
  assert.deepEqual([...bytes.subarray(1020)], [...table.subarray(765), 255]);
});

/**
 * @param {import("../../static/math/interpolate.js").HeightGrid} grid
 * @param {number} x
 * @param {number} y
 * @returns {number} bilinear, NaN outside the grid: what the raster must show, worked out one place at a time
 */
function sampleHeight({ heights, nx, ny, extent: [xmin, xmax, ymin, ymax] }, x, y) {
  if (!(x >= xmin && x <= xmax && y >= ymin && y <= ymax)) return NaN;
  const across = ((x - xmin) / (xmax - xmin)) * (nx - 1);
  const up = ((y - ymin) / (ymax - ymin)) * (ny - 1);
  const column = Math.min(Math.floor(across), nx - 2);
  const row = Math.min(Math.floor(up), ny - 2);
  const corner = row * nx + column;
  const lower = mix(heights[corner], heights[corner + 1], across - column);
  const upper = mix(heights[corner + nx], heights[corner + nx + 1], across - column);
  return mix(lower, upper, up - row);
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} weight
 */
const mix = (a, b, weight) => a + (b - a) * weight;
