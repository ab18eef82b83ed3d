/** What lies over a map: its sides with their numbers, a curve of theory, where the lab stands, where a hand points. */

import { sideName, sideTicks } from "../../math/sidelabels.js";
import { arrowhead } from "../markers.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{ left: number, top: number, width: number, height: number }} Plot where the map is, in pixels of the canvas
 * @typedef {readonly [number, number]} Place shares of the map, from the left and from the bottom
 * @typedef {Object} Over
 * @property {import("../../math/piece.js").Piece} piece
 * @property {{ x: string, y: string }} names
 * @property {import("../../math/limits.js").Curve | null} curve
 * @property {Place | null} home where the lab's own setting is
 * @property {Place | null} cursor
 * @property {number} pixel along each side, as a share of the map
 * @property {import("../../math/piece.js").Frame | null} frame that is being drawn
 */

/** Pixels of a side for each number along it. */
const ACROSS = 80, UP = 56;
const RING = 7;

/**
 * @param {CanvasRenderingContext2D} context cleared
 * @param {Over} over
 * @param {Plot} plot
 * @param {{ width: number, height: number }} sheet
 * @param {Theme} theme
 */
export function drawOver(context, over, plot, sheet, theme) {
  drawSides(context, over, plot, sheet, theme);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  if (over.curve) drawCurve(context, over.curve, plot, theme);
  if (over.home) drawHome(context, over.home, plot, theme);
  if (over.curve) labelCurve(context, over.curve, over.home, plot, theme);
  if (over.cursor) drawCursor(context, over.cursor, over.pixel, plot, theme);
  if (over.frame) drawFrame(context, over.frame, plot, theme);
  context.restore();
}

/** @param {Plot} plot @param {Place} place @returns {[number, number]} */
const pixelOf = ({ left, top, width, height }, [x, y]) => [left + x * width, top + (1 - y) * height];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<Over, "piece" | "names">} over
 * @param {Plot} plot
 * @param {{ width: number, height: number }} sheet
 * @param {Theme} theme
 */
export function drawSides(context, { piece, names }, plot, sheet, theme) {
  const { scale } = theme;
  const { left, top, width, height } = plot;
  const across = sideTicks(piece.x, Math.max(width / (ACROSS * scale), 1));
  const up = sideTicks(piece.y, Math.max(height / (UP * scale), 1));
  context.save();
  context.font = fontOf(theme);
  context.fillStyle = theme.textQuiet;
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  let free = -Infinity;
  for (const { share, label } of across.ticks) {
    const x = left + share * width;
    context.moveTo(x, top + height);
    context.lineTo(x, top + height + 4 * scale);
    const half = context.measureText(label).width / 2;
    const at = Math.min(x, sheet.width - half - 2);
    if (at - half < free) continue; // no label runs into the one before
    context.fillText(label, at, top + height + 6 * scale);
    free = at + half + 6 * scale;
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { share, label } of up.ticks) {
    const y = top + (1 - share) * height;
    context.moveTo(left, y);
    context.lineTo(left - 4 * scale, y);
    context.fillText(label, left - 6 * scale, Math.max(y, 7 * scale));
  }
  strokeLine(context, theme.textQuiet, 1, [], scale);
  context.fillStyle = theme.text;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(sideName(names.x, across.base), left + width / 2, sheet.height - 2, width);
  context.translate(0, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "top";
  context.fillText(sideName(names.y, up.base), 0, 2, height);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../../math/limits.js").Curve} curve
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawCurve(context, { points }, plot, theme) {
  context.beginPath();
  points.forEach((point, index) => {
    const [x, y] = pixelOf(plot, point);
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.lineJoin = "round";
  strokeWithHalo(context, theme, theme.text, 2, [7, 4]);
}

/** Pixels from the top of a low map that its buttons, side by side, and half a label take. */
const BUTTONS = 76;
/** Where along a curve its label may stand, the best first. */
const SPOTS = [0.7, 0.4, 0.9, 0.15];

/**
 * Where it hides neither the buttons nor where the lab stands.
 * @param {CanvasRenderingContext2D} context
 * @param {import("../../math/limits.js").Curve} curve
 * @param {Place | null} home
 * @param {Plot} plot
 * @param {Theme} theme
 */
function labelCurve(context, { label, points }, home, plot, theme) {
  const highest = 1 - (BUTTONS * theme.scale) / plot.height;
  const seen = points.filter(([x, y]) => x > 0.02 && x < 0.98 && y > 0.08 && y < Math.min(highest, 0.92));
  if (seen.length === 0) return;
  context.font = `600 ${fontOf(theme, 13)}`;
  context.textBaseline = "middle";
  const far = context.measureText(label).width + 20 * theme.scale;
  const spots = SPOTS.map((share) => {
    const [x, y] = pixelOf(plot, seen[Math.floor(seen.length * share)]);
    return { x, y, way: x < plot.left + plot.width / 2 ? 1 : -1 };
  });
  const [homeX, homeY] = home ? pixelOf(plot, home) : [Infinity, Infinity];
  const isFree = (/** @type {typeof spots[number]} */ { x, y, way }) =>
    Math.abs(homeY - y) > 24 * theme.scale || way * (homeX - x) < 0 || way * (homeX - x) > far;
  const { x, y, way } = spots.find(isFree) ?? spots[0];
  context.textAlign = way > 0 ? "left" : "right";
  card(context, label, x + way * 10 * theme.scale, y, way > 0, theme);
}

/**
 * Words on a ground of their own.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {boolean} toRight
 * @param {Theme} theme
 */
function card(context, text, x, y, toRight, { surface, text: color, scale }) {
  const width = context.measureText(text).width + 10 * scale;
  context.beginPath();
  context.roundRect(toRight ? x - 5 * scale : x - width + 5 * scale, y - 10 * scale, width, 20 * scale, 4 * scale);
  context.fillStyle = surface;
  context.fill();
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/**
 * A crosshair where the lab's own setting lies; beyond an edge an arrow that points to it.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} home
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawHome(context, [x, y], plot, theme) {
  const [inX, inY] = [x >= 0 && x <= 1, y >= 0 && y <= 1];
  const { left, top, width, height } = plot;
  const clamped = (/** @type {number} */ share) => Math.max(0, Math.min(share, 1));
  const [px, py] = pixelOf(plot, [clamped(x), clamped(y)]);
  const gap = (RING + 2) * theme.scale;
  context.beginPath();
  if (inX) {
    context.moveTo(px, top);
    if (inY) {
      context.lineTo(px, py - gap);
      context.moveTo(px, py + gap);
    }
    context.lineTo(px, top + height);
  }
  if (inY) {
    context.moveTo(left, py);
    if (inX) {
      context.lineTo(px - gap, py);
      context.moveTo(px + gap, py);
    }
    context.lineTo(left + width, py);
  }
  context.globalAlpha = 0.85;
  strokeWithHalo(context, theme, theme.text, 1);
  context.globalAlpha = 1;
  context.beginPath();
  if (inX && inY) {
    context.arc(px, py, RING * theme.scale, 0, 2 * Math.PI);
    strokeWithHalo(context, theme, theme.text, 2);
    return;
  }
  const [dx, dy] = [x < 0 ? -1 : x > 1 ? 1 : 0, y < 0 ? 1 : y > 1 ? -1 : 0];
  const length = Math.hypot(dx, dy);
  arrowhead(context, px - 3 * dx, py - 3 * dy, dx / length, dy / length, 14 * theme.scale);
  strokeWithHalo(context, theme, theme.text, 1);
  context.fillStyle = theme.text;
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place} cursor
 * @param {number} pixel
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawCursor(context, cursor, pixel, plot, theme) {
  const [x, y] = pixelOf(plot, cursor);
  const [width, height] = [plot.width, plot.height].map((each) => Math.max(pixel * each, 7) + 4);
  context.beginPath();
  context.rect(x - width / 2, y - height / 2, width, height);
  strokeWithHalo(context, theme, theme.accent, 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../../math/piece.js").Frame} frame
 * @param {Plot} plot
 * @param {Theme} theme
 */
function drawFrame(context, [left, right, bottom, top], plot, theme) {
  const [[x0, y0], [x1, y1]] = [pixelOf(plot, [left, top]), pixelOf(plot, [right, bottom])];
  context.beginPath();
  context.rect(x0, y0, x1 - x0, y1 - y0);
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.15;
  context.fill();
  context.globalAlpha = 1;
  strokeWithHalo(context, theme, theme.accent, 2);
}
