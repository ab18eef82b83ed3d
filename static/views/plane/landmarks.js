/** The places a run is looking for, or should not stop at. */

import { saddleCross, star } from "../markers.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 */

const CROWD = 24;

/**
 * Stars for minima, filled where none is lower; crosses for saddles.
 * @param {CanvasRenderingContext2D} context
 * @param {{ minima: ArrayLike<number>, saddles: ArrayLike<number> }} landscape flat x, y, loss
 * @param {View} view
 * @param {Theme} theme
 */
export function drawLandmarks(context, { minima, saddles }, view, theme) {
  const lowest = minima.length > 0 ? lowestLoss(minima) : 0;
  // Where there are dozens, only the lowest keep their size.
  const size = theme.scale * ((minima.length + saddles.length) / 3 > CROWD ? 0.6 : 1);
  for (let i = 0; i < minima.length; i += 3) {
    const [x, y] = view.toScreen(minima[i], minima[i + 1]);
    const path = new Path2D();
    const best = isLowest(minima[i + 2], lowest);
    star(path, x, y, 9 * (best ? theme.scale : size));
    fillWithHalo(context, path, theme, best ? theme.text : theme.surface, theme.text);
  }
  for (let i = 0; i < saddles.length; i += 3) {
    const [x, y] = view.toScreen(saddles[i], saddles[i + 1]);
    const path = new Path2D();
    saddleCross(path, x, y, 7 * size);
    fillWithHalo(context, path, theme, theme.text, theme.text);
  }
}

/** @param {ArrayLike<number>} minima */
const lowestLoss = (minima) => Math.min(...Array.from(minima).filter((_, i) => i % 3 === 2));

/**
 * @param {number} loss
 * @param {number} lowest
 */
const isLowest = (loss, lowest) => loss - lowest <= 1e-9 * Math.max(1, Math.abs(lowest));

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} path
 * @param {Theme} theme
 * @param {string} fill
 * @param {string} stroke
 */
function fillWithHalo(context, path, theme, fill, stroke) {
  context.lineJoin = "round";
  context.lineWidth = (1.25 + 2 * theme.haloWidth) * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
  context.lineWidth = 1.25 * theme.scale;
  context.strokeStyle = stroke;
  context.stroke(path);
}
