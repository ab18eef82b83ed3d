/** A canvas whose pixels are the screen's pixels. */

/**
 * @typedef {Object} Sheet a canvas ready to be drawn on in CSS pixels
 * @property {CanvasRenderingContext2D} context
 * @property {number} width in CSS pixels
 * @property {number} height
 * @property {number} ratio device pixels per CSS pixel
 */

/**
 * Fits the backing store to the size the style sheet gave the canvas, and lets the context draw in CSS pixels. Reads
 * layout: call it from a ResizeObserver or when the ratio changes, not once a frame. A canvas that changes size is
 * blank.
 * @param {HTMLCanvasElement} canvas
 * @param {number} [maximumRatio]
 * @returns {Sheet}
 */
export function fitCanvas(canvas, maximumRatio = 3) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no canvas 2D.");
  const ratio = Math.min(globalThis.devicePixelRatio || 1, maximumRatio);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const [columns, rows] = [Math.max(Math.round(width * ratio), 1), Math.max(Math.round(height * ratio), 1)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height, ratio };
}

/** @param {Sheet} sheet */
export const clearSheet = ({ context, width, height }) => context.clearRect(-1, -1, width + 2, height + 2);

/**
 * The place nearest to `position` where a line of that width covers whole device pixels.
 * @param {number} position
 * @param {number} ratio
 * @param {number} [lineWidth]
 */
export function crisp(position, ratio, lineWidth = 1) {
  const half = (Math.round(lineWidth * ratio) % 2) / 2;
  return (Math.round(position * ratio - half) + half) / ratio;
}
