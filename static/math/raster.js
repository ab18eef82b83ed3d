/** Heights to pixels: interpolates heights, then looks colours up, so that no colour is a blend of two others. */

import { clamp } from "./clamp.js";
import { heightOf } from "./interpolate.js";

/**
 * How far beyond the grid its outermost cells are continued. A canvas's aspect is never exactly the grid's; a strip of
 * a pixel or two is extrapolated, anything wider stays unpainted rather than invented.
 */
const MARGIN_CELLS = 4;

/**
 * For every pixel its cell (−1 where unpainted) and the place inside the cell.
 * @typedef {{ cells: Int32Array, weights: Float32Array }} Lattice
 */

/**
 * @param {number} count pixels
 * @param {number} first coordinate of the first pixel's centre, in cells
 * @param {number} step cells per pixel
 * @param {number} nodes
 * @returns {Lattice}
 */
function lattice(count, first, step, nodes) {
  const cells = new Int32Array(count);
  const weights = new Float32Array(count);
  for (let pixel = 0; pixel < count; pixel++) {
    const place = first + pixel * step;
    const cell = clamp(Math.floor(place), 0, nodes - 2);
    const painted = place >= -MARGIN_CELLS && place <= nodes - 1 + MARGIN_CELLS;
    cells[pixel] = painted ? cell : -1;
    weights[pixel] = place - cell;
  }
  return { cells, weights };
}

/**
 * @param {Uint8ClampedArray} table 256 × red, green, blue
 * @returns {Uint32Array} opaque pixels in the byte order of ImageData
 */
export function packTable(table) {
  const bytes = new Uint8ClampedArray(1024).fill(255);
  for (let index = 0; index < 256; index++) bytes.set(table.subarray(3 * index, 3 * index + 3), 4 * index);
  return new Uint32Array(bytes.buffer);
}

/**
 * Fills `pixels` (width × height, row 0 on top) with the colours of the heights a view shows.
 * @param {Uint32Array} pixels
 * @param {number} width of the raster; it spans the whole view
 * @param {number} height
 * @param {import("./interpolate.js").HeightGrid} grid
 * @param {import("./interpolate.js").Tone} tone
 * @param {import("./scale.js").Extent} visible
 * @param {Uint32Array} colours from `packTable`
 */
export function rasterize(pixels, width, height, grid, tone, visible, colours) {
  const { nx, ny, heights, extent } = grid;
  const cellsX = (nx - 1) / (extent[1] - extent[0]);
  const cellsY = (ny - 1) / (extent[3] - extent[2]);
  const stepX = ((visible[1] - visible[0]) / width) * cellsX;
  const stepY = ((visible[3] - visible[2]) / height) * cellsY;
  const columns = lattice(width, (visible[0] - extent[0]) * cellsX + stepX / 2, stepX, nx);
  const rows = lattice(height, (visible[3] - extent[2]) * cellsY - stepY / 2, -stepY, ny);
  const blend = new Float32Array(nx);
  const floors = colourFloors(tone);
  for (let row = 0; row < height; row++) {
    if (rows.cells[row] < 0) continue;
    blendRows(blend, heights, rows.cells[row] * nx, rows.weights[row]);
    let colour = 0;
    for (let column = 0; column < width; column++) {
      const cell = columns.cells[column];
      if (cell < 0) continue;
      const value = blend[cell] + (blend[cell + 1] - blend[cell]) * columns.weights[column];
      // Neighbours differ little: walking from one colour to the next is far cheaper than a logarithm a pixel.
      while (value >= floors[colour + 1]) colour++;
      while (value < floors[colour]) colour--;
      pixels[row * width + column] = colours[colour];
    }
  }
}

/**
 * The lowest height of each of the 256 colours, and the end of the last.
 * @param {import("./interpolate.js").Tone} tone
 */
function colourFloors(tone) {
  const toHeight = heightOf(tone);
  const floors = Float64Array.from({ length: 257 }, (_, index) => toHeight((index - 0.5) / 255));
  floors[0] = -Infinity;
  floors[256] = NaN; // never reached, by an infinite height neither
  return floors;
}

/**
 * One row of heights between two rows of the grid.
 * @param {Float32Array} blend
 * @param {ArrayLike<number>} heights
 * @param {number} offset of the lower row
 * @param {number} weight
 */
function blendRows(blend, heights, offset, weight) {
  const upper = offset + blend.length;
  for (let column = 0; column < blend.length; column++) {
    const low = heights[offset + column];
    blend[column] = low + (heights[upper + column] - low) * weight;
  }
}
