/** Heights between the grid's nodes, and the tone a height is shown with. */

/**
 * @typedef {Object} HeightGrid nodes on the extent's ends and evenly between; row 0 is ymin
 * @property {ArrayLike<number>} heights ny rows of nx
 * @property {number} nx
 * @property {number} ny
 * @property {import("./scale.js").Extent} extent
 * @typedef {{ kind: "linear" | "log", low: number, high: number, softness: number }} Tone
 */

/**
 * The tone, 0 to 1, of a height (outside it for heights beyond the tone's ends).
 * @param {Tone} tone
 * @returns {(height: number) => number}
 */
export function toneOf({ kind, low, high, softness }) {
  if (kind === "linear") return (height) => (height - low) / (high - low || 1);
  const whole = Math.log1p((high - low) / softness) || 1;
  return (height) => Math.log1p(Math.max(height - low, 0) / softness) / whole;
}

/**
 * The inverse: the height a tone stands for.
 * @param {Tone} tone
 * @returns {(tone: number) => number}
 */
export function heightOf({ kind, low, high, softness }) {
  if (kind === "linear") return (tone) => low + tone * (high - low);
  const whole = Math.log1p((high - low) / softness);
  return (tone) => low + softness * Math.expm1(tone * whole);
}

/** How many nodes heights are continued into ground that has none. */
const CONTINUED = 2;

/**
 * Heights with something at every node: where there is none (NaN) what lies around, so that the colours of defined
 * ground go up to its edge, wherever between two nodes that is. What lies further in is never seen.
 * @param {ArrayLike<number>} heights rows of nx
 * @param {number} nx
 * @returns {ArrayLike<number>} the same where nothing is missing
 */
export function withoutGaps(heights, nx) {
  let missing = [];
  for (let node = 0; node < heights.length; node++) if (Number.isNaN(heights[node])) missing.push(node);
  if (missing.length === 0) return heights;
  const whole = Float64Array.from(heights);
  for (let turn = 0; turn < CONTINUED; turn++) {
    /** @type {number[]} */
    const found = missing.map((node) => meanAround(whole, node, nx));
    missing.forEach((node, index) => (whole[node] = found[index]));
    missing = missing.filter((_, index) => Number.isNaN(found[index]));
  }
  for (const node of missing) whole[node] = 0;
  return whole;
}

/**
 * The mean of those of the eight nodes around one that have a height, NaN if none has.
 * @param {Float64Array} heights
 * @param {number} node
 * @param {number} nx
 */
function meanAround(heights, node, nx) {
  const column = node % nx;
  let [sum, count] = [0, 0];
  for (let other = Math.max(column - 1, 0); other <= Math.min(column + 1, nx - 1); other++) {
    for (const way of [-nx, 0, nx]) {
      const height = heights[node - column + other + way]; // undefined beyond the first and the last row
      if (height === undefined || Number.isNaN(height)) continue;
      sum += height;
      count += 1;
    }
  }
  return count > 0 ? sum / count : NaN;
}
