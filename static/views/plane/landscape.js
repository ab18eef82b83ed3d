/** The surface itself, with contour lines and axes. Painted once a surface, view or size, not once a step. */

import { heightTable } from "../../math/colour.js";
import { packTable, rasterize } from "../../math/raster.js";
import { rising } from "../patterns.js";
import { drawAxes } from "./axes.js";

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
  drawHoles(context, landscape, view, theme);
  drawAxes(context, view, landscape.axes, theme);
}

/**
 * Hatched ground where the loss has no value.
 * @param {CanvasRenderingContext2D} context
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
function drawHoles(context, { holes, grid }, view, theme) {
  if (holes.starts.length < 2) return;
  const path = new Path2D();
  const vertices = beyondEdges(holes.vertices, grid.extent);
  for (let ring = 0; ring + 1 < holes.starts.length; ring++) {
    traceContour(path, vertices, holes.starts[ring], holes.starts[ring + 1], view);
  }
  context.save();
  context.clip(path, "evenodd");
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, view.width, view.height);
  context.beginPath();
  rising(context, { left: 0, top: 0, width: view.width, height: view.height }, 9 * theme.scale);
  context.strokeStyle = theme.textQuiet;
  context.globalAlpha = 0.4;
  context.lineWidth = theme.scale;
  context.stroke();
  context.globalAlpha = 0.8;
  context.stroke(path); // the half of it that lies inside
  context.restore();
}

/**
 * Of a coarse landscape a pixel for every two by two of the screen, however dense: it is drawn within a frame.
 * @param {CanvasRenderingContext2D} context
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
function drawHeights(context, { grid, tone, coarse }, view, theme) {
  const [width, height] = coarse
    ? [Math.ceil(view.width / 2), Math.ceil(view.height / 2)]
    : [context.canvas.width, context.canvas.height];
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  rasterize(pixels, width, height, grid, tone, view.extent, packTable(heightTable(theme.dark ? "dark" : "light")));
  if (!coarse) {
    context.putImageData(image, 0, 0);
    return;
  }
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d")?.putImageData(image, 0, 0);
  context.drawImage(small, 0, 0, view.width, view.height);
}

/**
 * Rings that end at the edge of what is known of the plane go on beyond it: a canvas is seldom of exactly that size.
 * @param {ArrayLike<number>} vertices
 * @param {import("../../math/scale.js").Extent} extent
 */
function beyondEdges(vertices, [xmin, xmax, ymin, ymax]) {
  const lows = [xmin, ymin];
  const highs = [xmax, ymax];
  const hair = 1e-9 * (xmax - xmin);
  return Float64Array.from(vertices, (value, index) => {
    const [low, high] = [Number(lows[index % 2]), Number(highs[index % 2])];
    if (value <= low + hair) return low - (xmax - xmin);
    return value >= high - hair ? high + (xmax - xmin) : value;
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Landscape} landscape
 * @param {View} view
 * @param {Theme} theme
 */
export function drawContours(context, { contours, levels }, view, theme) {
  const thin = new Path2D();
  const strong = new Path2D();
  const order = new Map(Array.from(levels, (level, index) => [level, index]));
  for (let line = 0; line < contours.levels.length; line++) {
    const index = order.get(contours.levels[line]) ?? 1;
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
