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
