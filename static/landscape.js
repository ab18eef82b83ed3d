/** The server's landscape as the view draws it. */

/**
 * @param {import("./api.js").Bundle} bundle
 * @returns {import("./view/landscape.js").Landscape & { domain: import("./math/scale.js").Extent, formula: string }}
 */
export function readLandscape({ tensors, shapes, metadata }) {
  const tensor = (/** @type {string} */ name) => /** @type {Float32Array} */ (tensors[name]);
  const [rows = 0, columns = 0] = shapes.heights ?? [];
  return {
    grid: { heights: tensor("heights"), nx: columns, ny: rows, extent: metadata.extent },
    tone: metadata.tone,
    contours: { vertices: tensor("lines"), starts: tensor("line_starts"), levels: tensor("line_levels") },
    levels: metadata.levels,
    minima: tensor("minima"),
    saddles: tensor("saddles"),
    domain: metadata.domain,
    formula: metadata.formula,
  };
}
