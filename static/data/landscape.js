/** The server's landscape as a view draws it. */

import { withoutGaps } from "../math/interpolate.js";

/**
 * @typedef {{ vertices: ArrayLike<number>, starts: ArrayLike<number>, levels: ArrayLike<number> }} Contours flat x, y
 *   of all lines; where each line begins, and where the last one ends; the level of each
 * @typedef {Object} Landscape
 * @property {import("../math/interpolate.js").HeightGrid} grid
 * @property {import("../math/interpolate.js").Tone} tone
 * @property {Contours} contours
 * @property {ArrayLike<number>} levels every level there is, ascending
 * @property {{ vertices: ArrayLike<number>, starts: ArrayLike<number> }} holes rings around the ground where the loss has no
 *   value: flat x, y, and where each begins and the last one ends
 * @property {ArrayLike<number>} minima flat x, y, loss
 * @property {ArrayLike<number>} saddles flat x, y, loss
 * @property {import("../math/scale.js").Extent} domain
 * @property {string} formula MathML
 * @property {[string, string]} axes what x and y stand for
 * @property {boolean} coarse whether it is of a hand that is still moving
 * @property {number | null} floor the lowest loss there is, null where none is known
 */

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Landscape}
 */
export function readLandscape({ tensors, shapes, metadata }) {
  const tensor = (/** @type {string} */ name) => /** @type {Float32Array} */ (tensors[name]);
  const [rows = 0, columns = 0] = shapes.heights ?? [];
  return {
    grid: { heights: withoutGaps(tensor("heights"), columns), nx: columns, ny: rows, extent: metadata.extent },
    tone: metadata.tone,
    contours: { vertices: tensor("lines"), starts: tensor("line_starts"), levels: tensor("line_levels") },
    holes: { vertices: tensor("holes"), starts: tensor("hole_starts") },
    levels: metadata.levels,
    minima: tensor("minima"),
    saddles: tensor("saddles"),
    domain: metadata.domain,
    formula: metadata.formula,
    axes: metadata.axes,
    floor: metadata.floor,
    coarse: false,
  };
}
