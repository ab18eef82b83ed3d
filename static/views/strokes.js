/** The path that a context holds, as a line: dashed, or with a halo that keeps it apart from its ground. */

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} color
 * @param {number} width in CSS pixels at scale 1
 * @param {readonly number[]} dash likewise
 * @param {number} scale
 */
export function strokeLine(context, color, width, dash, scale) {
  context.lineWidth = width * scale;
  context.strokeStyle = color;
  context.setLineDash(dash.map((part) => part * scale));
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {string} color
 * @param {number} width
 * @param {readonly number[]} [dash]
 * @param {readonly number[]} [haloDash]
 */
export function strokeWithHalo(context, theme, color, width, dash = [], haloDash = []) {
  strokeLine(context, theme.halo, width + 2 * theme.haloWidth, haloDash, theme.scale);
  strokeLine(context, color, width, dash, theme.scale);
}
