/** A run on the surface. */

import { clamp } from "../../math/clamp.js";
import { lightnessOf } from "../../math/colour.js";
import { drawCurrent, drawGhostDot, drawGhostStep } from "./iterate.js";
import { markerOf } from "../markers.js";
import { strokeWithHalo } from "../strokes.js";
import { traceDots, traceLine } from "./trace.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {{ points: ArrayLike<number>, length: number, averages?: ArrayLike<number> | null }} Run flat x0, y0, x1, y1 …;
 *   the first `length` points count
 * @typedef {{ color: string, dash: readonly number[], marker: string }} Style an optimizer's look, from the catalogue
 * @typedef {Object} PathData
 * @property {Run} run
 * @property {number} playhead the step the reader stands on
 * @property {Style} style
 * @property {boolean} [ghost] whether the next step is hinted at
 * @property {Tint | null} [tint] draws the way so far in other colours than the optimizer's
 * @typedef {Object} Tint
 * @property {(context: CanvasRenderingContext2D, run: Run, step: number, view: View, style: Style, theme: Theme) => void} draw
 * @property {(run: Run) => Uint8Array} bins the colour of each step
 * @property {Uint8Array} table red, green and blue of each colour
 */

/** More lines than this across the whole picture fade, the first and the last few excepted: what lies below is seen. */
const MOST_CROSSINGS = 12;
export const FIRST_STEPS = 5;
/** The dash of a mean of points, whatever the optimizer's own. */
export const AVERAGE = [1.5, 3];
export const LAST_STEPS = 4;

/** How faint a line is that crosses the picture so often. @param {number} crossings */
export const fading = (crossings) => (crossings > MOST_CROSSINGS ? Math.max(0.2, MOST_CROSSINGS / crossings) : 1);

/** Of an iterate's dot, at scale 1: of the whole run, steady while it plays. @param {number} length */
export const radiusOf = (length) => Math.max(1.8, 4.6 - 0.85 * Math.log10(length));

/** A halo closer than this to its line, in OKLab lightness, would not set it off. */
const SETS_OFF = 0.3;

/**
 * A path crosses every height, so line and halo must contrast by themselves: a dark line on the dark page gets a thin
 * light edge, and the other way round. The line keeps its one colour in both themes.
 * @param {Theme} theme
 * @param {string} color
 * @returns {Theme}
 */
export function withHaloFor(theme, color) {
  const distance = Math.abs(lightnessOf(color) - (theme.dark ? 0.25 : 1));
  return distance < SETS_OFF ? { ...theme, halo: theme.text, haloWidth: 1 } : theme;
}

/**
 * The run up to the playhead, the faint rest of it, and where it stands. Does not clear the canvas, so that runs can be
 * compared on one.
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {PathData} data
 * @param {View} view
 * @param {Theme} pageTheme
 */
export function drawPath(context, data, view, pageTheme) {
  const { run, style } = data;
  if (run.length === 0) return;
  const last = run.length - 1;
  const step = clamp(data.playhead, 0, last);
  const theme = withHaloFor(pageTheme, style.color);
  context.save();
  context.lineCap = "round";
  context.lineJoin = "bevel"; // cheapest by a third, and every corner lies under a dot
  const ghost = data.ghost === true && step < last;
  if (step < last) drawRest(context, run, step, view, style, theme);
  if (ghost) drawGhostStep(context, run.points, step, view, pageTheme);
  if (run.averages) drawAverages(context, run.averages, step, view, style, theme);
  if (data.tint) data.tint.draw(context, run, step, view, style, pageTheme);
  else drawTravelled(context, run, step, view, style, theme);
  if (ghost) drawGhostDot(context, run.points, step, view, pageTheme);
  drawCurrent(context, run.points, step, view, style, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {number} step
 * @param {View} view
 * @param {Style} style
 * @param {Theme} theme
 */
function drawRest(context, run, step, view, style, theme) {
  traceLine(context, run.points, step, run.length - 1, view, theme.scale);
  context.globalAlpha = 0.4;
  strokeWithHalo(context, theme, style.color, 1.5);
  context.globalAlpha = 1;
}

/**
 * The mean of the points, as far as the playhead, and a ring where it stands.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} averages
 * @param {number} step
 * @param {View} view
 * @param {Style} style
 * @param {Theme} theme
 */
function drawAverages(context, averages, step, view, style, theme) {
  traceLine(context, averages, 0, step, view, theme.scale);
  strokeWithHalo(context, theme, style.color, 1.5, AVERAGE, AVERAGE);
  context.beginPath();
  traceDots(context, [Number(averages[2 * step]), Number(averages[2 * step + 1])], 1, view, 5 * theme.scale, markerOf("circle"));
  strokeWithHalo(context, theme, style.color, 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {number} step
 * @param {View} view
 * @param {Style} style
 * @param {Theme} theme
 */
function drawTravelled(context, run, step, view, style, theme) {
  const { scale } = theme;
  const stroke = () => strokeWithHalo(context, theme, style.color, 2.25, style.dash);
  const crossings = traceLine(context, run.points, 0, step, view, scale);
  if (fading(crossings) < 1) {
    context.globalAlpha = fading(crossings);
    stroke();
    context.globalAlpha = 1;
    traceLine(context, run.points, 0, Math.min(FIRST_STEPS, step), view, scale);
    stroke();
    traceLine(context, run.points, Math.max(step - LAST_STEPS, 0), step, view, scale);
  }
  stroke();

  const radius = scale * radiusOf(run.length);
  context.beginPath();
  traceDots(context, run.points, step + 1, view, radius, markerOf(style.marker));
  context.lineWidth = 1.5 * theme.haloWidth * scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = style.color;
  context.fill();
}
