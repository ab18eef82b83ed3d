/** Contour lines of a grid of heights, by marching squares: short pieces, each straight within its cell. */

/**
 * The edges of a cell that a line crosses, by which of its corners lie above the level: pairs of 0 bottom, 1 right, 2 top,
 * 3 left. Corners count 1 lower left, 2 lower right, 4 upper right, 8 upper left.
 * @type {readonly (readonly number[])[]}
 */
const CROSSED = [
  [], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2],
  [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], [],
];

/**
 * @param {Float32Array} heights row by row, the first at the bottom
 * @param {number} columns
 * @param {import("./scale.js").Extent} extent
 * @param {ArrayLike<number>} levels
 * @returns {{ vertices: number[], starts: number[], levels: number[] }} every piece a line of two vertices
 */
export function contoursOf(heights, columns, [xmin, xmax, ymin, ymax], levels) {
  const rows = heights.length / columns;
  const [wide, high] = [(xmax - xmin) / (columns - 1), (ymax - ymin) / (rows - 1)];
  /** @type {number[]} */
  const vertices = [];
  /** @type {number[]} */
  const of = [];
  for (const level of Array.from(levels)) {
    for (let at = 0; at + columns < heights.length; at += 1) {
      const column = at % columns;
      if (column === columns - 1) continue;
      const [a, b] = [Number(heights[at]), Number(heights[at + 1])];
      const [d, c] = [Number(heights[at + columns]), Number(heights[at + columns + 1])];
      const above = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (above === 0 || above === 15 || Number.isNaN(a + b + c + d)) continue;
      const edges = CROSSED[above] ?? [];
      for (const edge of edges) {
        const x = edge % 2 ? Number(edge === 1) : (level - (edge ? d : a)) / (edge ? c - d : b - a);
        const y = edge % 2 ? (level - (edge === 1 ? b : a)) / (edge === 1 ? c - b : d - a) : Number(edge === 2);
        vertices.push(xmin + (column + x) * wide, ymin + ((at - column) / columns + y) * high);
      }
      for (let piece = 0; piece < edges.length; piece += 2) of.push(level);
    }
  }
  return { vertices, starts: Array.from({ length: of.length + 1 }, (_, piece) => 2 * piece), levels: of };
}
