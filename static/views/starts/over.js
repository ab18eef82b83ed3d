/** What lies over the map of starts: contour lines, axes, and at each minimum that is reached the hue of its basin. */

import { MINIMA, MINIMUM, SHADES } from "../../math/field.js";
import { drawAxes } from "../plane/axes.js";
import { drawContours } from "../plane/landscape.js";
import { STAR_RADIUS } from "../plane/landmarks.js";

/**
 * @typedef {import("../../math/screen.js").Ink} Ink
 * @typedef {Object} Basins
 * @property {ArrayLike<number>} minima flat x, y, loss
 * @property {ReadonlySet<number>} reached indices of those in which runs end
 * @property {Ink} ink
 */

/** So many times as large as its star. */
const DISC = 1.6;
/** Of contour lines, over colours that mean something else. */
const FAINT = 0.55;
/** Of more minima than this only their stars are drawn. */
const MOST = 24;

/**
 * @param {CanvasRenderingContext2D} context cleared
 * @param {Basins} basins
 * @param {import("../../data/landscape.js").Landscape} landscape
 * @param {import("../../math/scale.js").View} view
 * @param {import("../theme.js").Theme} theme
 */
export function drawOverStarts(context, { minima, reached, ink }, landscape, view, theme) {
  context.save();
  context.globalAlpha = FAINT;
  drawContours(context, landscape, view, theme);
  context.restore();
  drawAxes(context, view, landscape.axes, theme);
  if (reached.size > MOST) return;
  for (const index of reached) {
    context.beginPath();
    context.arc(...view.toScreen(minima[3 * index], minima[3 * index + 1]), DISC * STAR_RADIUS * theme.scale, 0, 2 * Math.PI);
    context.fillStyle = `#${hexOf(ink.colours[(MINIMUM + (index % MINIMA)) * SHADES])}`;
    context.fill();
    context.lineWidth = 2 * theme.haloWidth * theme.scale;
    context.strokeStyle = theme.halo;
    context.stroke();
  }
}

/** An opaque pixel of an ImageData, as a style. @param {number} pixel */
function hexOf(pixel) {
  return Array.from(new Uint8Array(Uint32Array.of(pixel).buffer).slice(0, 3), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
