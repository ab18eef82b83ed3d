/** Where η was changed in mid-run: a small rhombus on the path. */

import { strokeWithHalo } from "../strokes.js";

const SIZE = 6;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ points: ArrayLike<number>, length: number }} run
 * @param {readonly number[]} steps
 * @param {import("../../math/scale.js").View} view
 * @param {import("../theme.js").Theme} theme
 */
export function drawChanges(context, { points, length }, steps, view, theme) {
  const size = SIZE * theme.scale;
  for (const step of steps) {
    if (step >= length) continue;
    const [x, y] = view.toScreen(Number(points[2 * step]), Number(points[2 * step + 1]));
    if (!(x >= 0 && x <= view.width && y >= 0 && y <= view.height)) continue;
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.lineTo(x - size, y);
    context.closePath();
    strokeWithHalo(context, theme, theme.text, 1.75);
    context.fillStyle = theme.surface;
    context.fill();
  }
}
