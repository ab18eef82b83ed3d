/** Text on top of a picture. */

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @param {Theme} theme
 * @param {number} [size] in CSS pixels at scale 1
 */
export const fontOf = (theme, size = 12) => `${size * theme.scale}px ${theme.font}`;

/**
 * Text with a halo, readable on any height. Uses the context's font and alignment.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
export function haloText(context, text, x, y, theme) {
  context.lineJoin = "round";
  context.lineWidth = 2 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.globalAlpha = 0.6;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}
