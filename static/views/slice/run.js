/** A whole run over the slice of its first step: every landing, each leap from one to the next. */

import { strokeWithHalo } from "../strokes.js";
import { dot } from "./step.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("./slice.js").Scene} Scene
 * @typedef {import("./slice.js").Layout} Layout
 */

/** How high a leap rises over the higher of its ends, as a share of the plot, and of its own width. */
const LEAP = 0.14, OWN = 0.3;
/** Leaps before the last fade, to no less than this. */
const FADED = 0.2, FADE = 0.82;

/**
 * @param {CanvasRenderingContext2D} context clipped to the plot
 * @param {Scene} scene
 * @param {Layout} layout
 * @param {Theme} theme
 */
export function drawRun(context, { places, loss, style }, { plot, x, y }, theme) {
  if (!places) return;
  const { scale } = theme;
  // Far beyond the plot a canvas loses its way.
  const most = 4 * (plot.bottom - plot.top + plot.right - plot.left);
  const within = (/** @type {number} */ pixel) => Math.min(Math.max(pixel, -most), most);
  const at = places.map(({ t, loss: height }) => ({ x: within(x.toPixel(t)), y: within(y.toPixel(height - loss)) }));
  at.forEach((to, index) => {
    const from = at[index - 1];
    if (!from || Math.abs(to.x - from.x) < 2 * scale) return;
    context.globalAlpha = Math.max(FADE ** (at.length - 1 - index), FADED);
    const leap = Math.min(LEAP * (plot.bottom - plot.top), OWN * Math.abs(to.x - from.x));
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo((from.x + to.x) / 2, Math.min(from.y, to.y) - 2 * leap, to.x, to.y);
    strokeWithHalo(context, theme, style.color, 2);
  });
  context.globalAlpha = 1;
  at.forEach((place, index) => {
    const isLast = index === at.length - 1;
    dot(context, style.marker, place.x, place.y, isLast ? 7 : 4, style.color, theme.halo, theme);
  });
}
