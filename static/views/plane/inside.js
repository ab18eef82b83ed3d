/** What goes on inside a step, drawn true to scale: its arrows, the places it looks at, and how far its rates reach. */

import { clamp } from "../../math/clamp.js";
import { clipSegment, segmentBuffer } from "../../math/clip.js";
import { overlap } from "../../math/corners.js";
import { arrowhead, markerOf } from "../markers.js";
import { strokeLine, strokeWithHalo } from "../strokes.js";
import { fontOf } from "../theme.js";
import { cardSize, drawCard } from "./cards.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {import("../../math/clip.js").Box} Box
 * @typedef {import("../../math/inside.js").Scene} Scene
 * @typedef {import("../../math/inside.js").Move} Move
 * @typedef {Pick<View, "width" | "height" | "unit" | "extent" | "toScreen">} Window
 * @typedef {{ color: string, dash: readonly number[], width: number }} Look
 * @typedef {{ x: number, y: number, tipX: number, tipY: number, dx: number, dy: number, pixels: number, cut: boolean }} Shaft
 *   what is seen of an arrow, its direction on the screen, and how long all of it would be there
 */

/** A head is at least so long, in pixels at scale 1; an arrow that is shorter has a hollow one. */
export const SHORTEST_HEAD = 7;
const LONGEST_HEAD = 13;
/** Shorter than this, at scale 1, there is nothing to see. */
const NOTHING = 0.4;
/** An arrow at least so long has its word beside it. */
const NAMED = 20;
/** Of the ring around the iterate. */
const RING = 15;

/** @type {Look} */
const PLAIN = { color: "#D55E00", dash: [7, 5], width: 4.5 };
/** @type {readonly Look[]} */
const OWN = [
  { color: "#0072B2", dash: [12, 3], width: 3.25 },
  { color: "#009E73", dash: [9, 3, 2, 3], width: 3.25 },
  { color: "#CC79A7", dash: [3, 3], width: 3.25 },
  { color: "#E69F00", dash: [5, 3], width: 3.25 },
];
/** @type {Look} */
const PLACE = { color: "#E69F00", dash: [2, 4], width: 1.75 };
/** @type {Look} */
const RATES = { color: "#56B4E9", dash: [], width: 2 };

/**
 * Each quantity's look: plain descent's, the step's, and those of the optimizer's own in the order they are declared.
 * @param {readonly { id: string, kind: string }[]} inner
 * @param {Theme} theme
 * @returns {Map<string, Look>}
 */
export function looksOf(inner, theme) {
  const arrows = inner.filter(({ id, kind }) => kind === "arrow" && id !== "plain");
  const own = inner.map(({ id, kind }) => {
    if (id === "plain") return /** @type {const} */ ([id, PLAIN]);
    if (kind === "arrow") return /** @type {const} */ ([id, /** @type {Look} */ (OWN[arrows.findIndex((each) => each.id === id) % OWN.length])]);
    return /** @type {const} */ ([id, kind === "point" ? PLACE : RATES]);
  });
  return new Map([...own, ["step", { color: theme.text, dash: [], width: 2.25 }]]);
}

const buffer = segmentBuffer();

/**
 * What is seen of an arrow.
 * @param {Pick<Move, "from" | "move">} move
 * @param {Window} view
 * @returns {Shaft | null} null where nothing of it is in the picture
 */
export function shaftOf({ from: [x, y], move: [moveX, moveY] }, { extent: [left, right, top, bottom], unit, toScreen }) {
  const [endX, endY] = [x + moveX, y + moveY];
  if (!clipSegment(x, y, endX, endY, { left, right, top, bottom }, buffer)) return null;
  const length = Math.hypot(moveX, moveY);
  const [startX, startY] = toScreen(Number(buffer[0]), Number(buffer[1]));
  const cut = buffer[2] !== endX || buffer[3] !== endY;
  const [tipX, tipY] = toScreen(Number(buffer[2]), Number(buffer[3]));
  return { x: startX, y: startY, tipX, tipY, dx: moveX / (length || 1), dy: -moveY / (length || 1), pixels: length * unit, cut };
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Scene} scene
 * @param {Map<string, Look>} looks
 * @param {Window} view
 * @param {Theme} theme
 * @param {readonly Box[]} taken what words keep off
 * @param {number} [dot] how far the sign of w reaches, at scale 1
 */
export function drawInside(context, scene, looks, view, theme, taken, dot = RING) {
  const lookOf = (/** @type {string} */ id) => looks.get(id) ?? RATES;
  context.save();
  context.lineCap = "butt";
  context.lineJoin = "round";
  const [x, y] = view.toScreen(...scene.at);
  for (const { id, half: [long, short], angle } of scene.ovals) {
    context.beginPath();
    const pixels = (/** @type {number} */ length) => Math.min(length * view.unit, 1e5);
    context.ellipse(x, y, pixels(long), pixels(short), -angle, 0, 2 * Math.PI);
    strokeWithHalo(context, theme, lookOf(id).color, lookOf(id).width);
  }
  for (const { id, half: [halfX, halfY] } of scene.reaches) {
    const [width, height] = [halfX * view.unit, halfY * view.unit];
    context.beginPath();
    context.rect(x - width, y - height, 2 * width, 2 * height);
    strokeWithHalo(context, theme, lookOf(id).color, lookOf(id).width);
  }
  drawSum(context, scene, view, theme);
  for (const { id, at } of scene.places) drawPlace(context, [x, y], view.toScreen(...at), lookOf(id), theme);
  /** @type {{ shaft: Shaft, move: Move }[]} */
  const seen = [];
  for (const move of scene.moves) {
    const shaft = shaftOf(move, view);
    if (!shaft || shaft.pixels < NOTHING * theme.scale) continue;
    drawShaft(context, shaft, lookOf(move.id), theme);
    seen.push({ shaft, move });
  }
  const ring = dot * theme.scale;
  const lines = seen.flatMap(({ shaft }) => alongOf(shaft, theme.scale));
  const words = [...taken, { left: x - ring, right: x + ring, top: y - ring, bottom: y + ring }];
  context.font = fontOf(theme);
  for (const { shaft, move } of seen.toReversed()) nameShaft(context, shaft, move.name.toLowerCase(), lookOf(move.id).color, view, theme, words, lines);
  for (const { id, name, at } of scene.places) {
    const [placeX, placeY] = view.toScreen(...at);
    if (Math.hypot(placeX - x, placeY - y) < ring) continue;
    const place = { x, y, tipX: placeX, tipY: placeY, dx: 1, dy: 0, pixels: Infinity, cut: false };
    nameShaft(context, place, name.toLowerCase(), lookOf(id).color, view, theme, words, lines);
  }
  context.restore();
}

/**
 * Two parts of a step that begin at w: from their tips to where both lead.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Window} view
 * @param {Theme} theme
 */
function drawSum(context, { at, moves }, view, theme) {
  const parts = moves.filter(({ adds, from, move: [x, y] }) => adds && from[0] === at[0] && from[1] === at[1] && (x || y));
  const [one, other] = parts;
  if (!one || !other || parts.length > 2) return;
  context.beginPath();
  for (const [first, second] of [[one, other], [other, one]]) {
    const rest = shaftOf({ from: [at[0] + first.move[0], at[1] + first.move[1]], move: second.move }, view);
    if (!rest) continue;
    context.moveTo(rest.x, rest.y);
    context.lineTo(rest.tipX, rest.tipY);
  }
  strokeWithHalo(context, theme, theme.text, 1.25, [2, 3], [2, 3]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 * @param {Look} look
 * @param {Theme} theme
 */
function drawPlace(context, from, to, { color, dash, width }, theme) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  strokeWithHalo(context, theme, color, width, dash, dash);
  context.beginPath();
  markerOf("circle")(context, ...to, 5 * theme.scale);
  strokeWithHalo(context, theme, color, 2.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shaft} shaft
 * @param {Look} look
 * @param {Theme} theme
 */
function drawShaft(context, { x, y, tipX, tipY, dx, dy, pixels, cut }, { color, dash, width }, theme) {
  const { scale } = theme;
  const head = clamp(0.4 * pixels, SHORTEST_HEAD * scale, LONGEST_HEAD * scale);
  const hollow = !cut && pixels < SHORTEST_HEAD * scale;
  const back = cut || hollow ? 0 : 0.7 * head; // the line ends within its head
  const outline = (/** @type {number} */ size) => {
    context.beginPath();
    if (!cut) arrowhead(context, tipX, tipY, dx, dy, size);
    else {
      for (const behind of [2, 9]) { // it goes on beyond the edge
        const [toX, toY] = [tipX - behind * scale * dx, tipY - behind * scale * dy];
        const arm = 7 * scale;
        context.moveTo(toX - arm * (dx + dy), toY - arm * (dy - dx));
        context.lineTo(toX, toY);
        context.lineTo(toX - arm * (dx - dy), toY - arm * (dy + dx));
      }
    }
  };
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(tipX - back * dx, tipY - back * dy);
  strokeWithHalo(context, theme, color, width, dash);
  outline(head + width * scale);
  if (cut || hollow) strokeWithHalo(context, theme, color, cut ? 2.5 : 1.5);
  else {
    strokeLine(context, theme.halo, 2 * theme.haloWidth, [], scale);
    context.fillStyle = color;
    context.fill();
  }
}

/**
 * @param {CanvasRenderingContext2D} context with its font set
 * @param {Shaft} shaft
 * @param {string} word
 * @param {string} color
 * @param {Window} view
 * @param {Theme} theme
 * @param {Box[]} taken grows by the card
 * @param {readonly Box[]} lines better seen than covered
 */
function nameShaft(context, { x, y, tipX, tipY, dx, dy, pixels, cut }, word, color, view, theme, taken, lines) {
  if (pixels < NAMED * theme.scale) return;
  const { width, height } = cardSize(context, word, theme);
  const room = { left: 4, right: view.width - 4, top: 4, bottom: view.height - 4 };
  /** Moved into the picture, where it would lie over its edge. */
  const box = (/** @type {number} */ middleX, /** @type {number} */ middleY) => {
    const left = clamp(middleX - width / 2, room.left, room.right - width);
    const top = clamp(middleY - height / 2, room.top, room.bottom - height);
    return { left, right: left + width, top, bottom: top + height };
  };
  const gap = 8 * theme.scale;
  const beside = (/** @type {number} */ share, /** @type {number} */ side) => {
    const across = side * (gap + (Math.abs(dy) * width + Math.abs(dx) * height) / 2);
    return box(x + share * (tipX - x) - dy * across, y + share * (tipY - y) + dx * across);
  };
  const beyond = gap + Math.min(width / 2 / Math.abs(dx), height / 2 / Math.abs(dy));
  const places = [
    ...(cut ? [] : [box(tipX + beyond * dx, tipY + beyond * dy)]),
    ...[1, 0.8, 0.6, 0.45].flatMap((share) => [beside(share, 1), beside(share, -1)]),
  ];
  const free = places.filter((each) => taken.every((other) => !overlap(each, other)));
  const covered = free.map((each) => lines.filter((other) => overlap(each, other)).length);
  const place = free[covered.indexOf(Math.min(...covered))]; // the dearest of those that cover the least
  if (!place) return; // its row in the list has its look
  drawCard(context, word, place, theme, color);
  taken.push(place);
}

/**
 * Small boxes along an arrow.
 * @param {Shaft} shaft
 * @param {number} scale
 * @returns {Box[]}
 */
function alongOf({ x, y, tipX, tipY }, scale) {
  const half = 4 * scale;
  const count = Math.min(Math.ceil(Math.hypot(tipX - x, tipY - y) / (2 * half)), 200);
  return Array.from({ length: count + 1 }, (_, index) => {
    const [middleX, middleY] = [x + (index / (count || 1)) * (tipX - x), y + (index / (count || 1)) * (tipY - y)];
    return { left: middleX - half, right: middleX + half, top: middleY - half, bottom: middleY + half };
  });
}
