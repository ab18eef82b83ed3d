/** The surface itself, with contour lines, axes, minima and saddles. Painted once a surface or size, not once a step. */

import { heightTable } from "../../math/colour.js";
import { packTable, rasterize } from "../../math/raster.js";
import { drawAxes } from "./axes.js";
import { drawLandmarks } from "./landmarks.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("../../data/landscape.js").Landscape} Landscape
 */

const STRONG_EVERY = 5;

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels, fitted with a ratio of at most 2
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
export function drawLandscape(context, landscape, view, theme) {
  drawHeights(context, landscape, view, theme);
  drawContours(context, landscape, view, theme);
  drawAxes(context, view, theme);
  drawLandmarks(context, landscape, view, theme);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
function drawHeights(context, { grid, tone }, view, theme) {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  rasterize(pixels, width, height, grid, tone, view.extent, packTable(heightTable(theme.dark ? "dark" : "light")));
  context.putImageData(image, 0, 0);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
function drawContours(context, { contours, levels }, view, theme) {
  const thin = new Path2D();
  const strong = new Path2D();
  const order = new Map(Array.from(levels, (level, index) => [Math.fround(level), index]));
  for (let line = 0; line < contours.levels.length; line++) {
    const index = order.get(Math.fround(contours.levels[line])) ?? 1;
    const path = index % STRONG_EVERY === 0 ? strong : thin;
    traceContour(path, contours.vertices, contours.starts[line], contours.starts[line + 1], view);
  }
  context.save();
  context.strokeStyle = theme.dark ? "white" : "black";
  context.lineJoin = "round";
  context.lineWidth = 0.75 * theme.scale;
  context.globalAlpha = theme.dark ? 0.14 : 0.17;
  context.stroke(thin);
  context.lineWidth = theme.scale;
  context.globalAlpha = theme.dark ? 0.28 : 0.32;
  context.stroke(strong);
  context.restore();
}

/**
 * @param {Path2D} path
 * @param {ArrayLike<number>} vertices
 * @param {number} from
 * @param {number} to
 * @param {View} view
 */
function traceContour(path, vertices, from, to, { originX, originY, unit }) {
  path.moveTo(originX + vertices[2 * from] * unit, originY - vertices[2 * from + 1] * unit);
  for (let i = from + 1; i < to; i++) {
    path.lineTo(originX + vertices[2 * i] * unit, originY - vertices[2 * i + 1] * unit);
  }
}
