/** A piece of a runner's line with its marker, as a legend has it. */

import { clearSheet, fitCanvas } from "./canvas.js";
import { markerOf } from "./markers.js";
import { strokeLine } from "./strokes.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./plane/path.js").Style} style
 */
export function drawSample(canvas, { color, dash, marker }) {
  const sheet = fitCanvas(canvas);
  const { context, width, height } = sheet;
  const unit = height / 12; // on a projector all of it is larger
  clearSheet(sheet);
  context.beginPath();
  context.moveTo(0, height / 2);
  context.lineTo(width, height / 2);
  strokeLine(context, color, 2, dash, unit);
  context.beginPath();
  markerOf(marker)(context, width / 2, height / 2, 4 * unit);
  context.fillStyle = color;
  context.fill();
}
