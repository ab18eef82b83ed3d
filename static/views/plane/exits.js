/** Where a run has left the picture, and where it is now: arrows at the edge, never an iterate pulled inside. */

import { inside } from "../../math/clip.js";
import { overlap } from "../../math/corners.js";
import { edgeToward, firstExit } from "../../math/edge.js";
import { formatPoint } from "../../math/format.js";
import { cardPlaces, cardSize, drawCard } from "./cards.js";
import { arrowhead } from "../markers.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/edge.js").Crossing} Arrow its tip and heading
 * @typedef {import("../../math/clip.js").Box} Box
 * @typedef {Pick<import("../../math/scale.js").View, "width" | "height" | "extent" | "toScreen"> & {
 *   heading?: (arrow: Arrow) => [dx: number, dy: number] }} Seen where a heading leads on the screen, if the plane is not seen
 *   from above
 * @typedef {Object} ExitData
 * @property {import("./path.js").Run} run
 * @property {number} step
 * @property {string} color
 * @property {readonly Box[]} taken what cards keep off, on the screen
 */

/**
 * At most two arrows: the first exit, and the direction of the current iterate with its numbers. An exit ahead of the
 * playhead is faint and says nothing.
 * @param {CanvasRenderingContext2D} context
 * @param {ExitData} data
 * @param {Seen} view
 * @param {Theme} theme
 */
export function drawExits(context, { run, step, color, taken }, view, theme) {
  const [xmin, xmax, ymin, ymax] = view.extent;
  const plane = { left: xmin, right: xmax, top: ymin, bottom: ymax };
  const exit = firstExit(run.points, run.length, plane);
  if (!exit) return;
  const out = toScreen(exit, view);
  context.font = fontOf(theme);
  const left = exit.step > 0 || (exit.back >= 0 && exit.back <= step); // a start outside has not left: its handle says so
  context.globalAlpha = exit.step > step ? 0.45 : 1;
  if (left) drawArrow(context, out, color, theme);
  context.globalAlpha = 1;
  if (exit.step > step) return;

  const room = inset({ left: 0, right: view.width, top: 0, bottom: view.height }, 6 * theme.scale);
  const arrows = [...taken, around(out, theme.scale)];
  /** @type {Box[]} */
  const cards = [];
  const [x, y] = [run.points[2 * step], run.points[2 * step + 1]];
  if (!inside(x, y, plane)) {
    const now = toScreen(edgeToward(x, y, plane), view);
    drawArrow(context, now, color, theme);
    arrows.push(around(now, theme.scale));
    const text = `step ${step}: ${formatPoint(x, y)}`;
    const places = cardPlaces(cardSize(context, text, theme), now, room, theme.scale);
    const place = places.find((each) => isFree(each, arrows)) ?? places[2];
    drawCard(context, text, place, theme, color);
    cards.push(place);
  }
  if (!left) return;
  const text = exitSentence(exit, step);
  const places = cardPlaces(cardSize(context, text, theme), out, room, theme.scale);
  const place = places.find((each) => isFree(each, [...arrows, ...cards]));
  if (place) drawCard(context, text, place, theme, color);
}

/**
 * @param {import("../../math/edge.js").Exit} exit
 * @param {number} now the playhead's step
 */
function exitSentence({ step, back }, now) {
  if (back < 0 || back > now) return `leaves at step ${step}`;
  return back - step === 1 ? `step ${step} outside` : `steps ${step}–${back - 1} outside`;
}

/**
 * @param {Arrow} arrow in the plane
 * @param {Seen} view
 * @returns {Arrow}
 */
function toScreen(arrow, view) {
  const [x, y] = view.toScreen(arrow.x, arrow.y);
  const [dx, dy] = view.heading?.(arrow) ?? [arrow.dx, -arrow.dy];
  return { x, y, dx, dy };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Arrow} arrow
 * @param {string} color
 * @param {Theme} theme
 */
function drawArrow(context, { x, y, dx, dy }, color, theme) {
  context.beginPath();
  arrowhead(context, x - dx, y - dy, dx, dy, 14 * theme.scale);
  context.lineWidth = 2 * theme.haloWidth * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = color;
  context.fill();
}

/**
 * @param {Arrow} arrow
 * @param {number} scale
 * @returns {Box}
 */
function around({ x, y, dx, dy }, scale) {
  const [middleX, middleY, reach] = [x - 7 * dx * scale, y - 7 * dy * scale, 9 * scale];
  return { left: middleX - reach, right: middleX + reach, top: middleY - reach, bottom: middleY + reach };
}

/**
 * @param {Box} box
 * @param {readonly Box[]} others
 */
const isFree = (box, others) => others.every((other) => !overlap(box, other));

/**
 * @param {Box} box
 * @param {number} margin
 * @returns {Box}
 */
const inset = ({ left, right, top, bottom }, margin) =>
  ({ left: left + margin, right: right - margin, top: top + margin, bottom: bottom - margin });
