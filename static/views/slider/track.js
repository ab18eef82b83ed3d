/** The learning-rate slider's track: what becomes of the run at every notch, and the rates that theory marks. */

import { besideThumb, spreadLabels, zonesOf } from "../../math/track.js";
import { notchCentre, notchOfRate } from "../../math/scale.js";
import { fillOutcome } from "../patterns.js";
import { fontOf } from "../theme.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {{ width: number, height: number }} Size
 * @typedef {Object} TrackData
 * @property {ArrayLike<number>} outcomes one a notch, an index into `ids`
 * @property {readonly string[]} ids
 * @property {Readonly<Record<string, string>>} labels by id: a word short enough for a zone
 * @property {number} thumb width of the slider's thumb in CSS pixels
 * @property {number} at the notch it stands on
 * @typedef {{ label: string, centre: number, width: number }} Label
 * @typedef {Object} MarksData
 * @property {readonly { rate: number, label: string }[]} marks
 * @property {{ first: number, last: number, label: string, color: string } | null} [zone] of the track, named beneath it:
 *   there it has room however narrow it is, and no thumb lies over it
 * @property {number} lowest rate of the first notch
 * @property {number} highest rate of the last
 * @property {number} count of notches
 * @property {number} thumb
 */

/** The outcome that is looked for; its name stands beneath the track (`drawMarks`). */
const GOOD = "converged";
/** The height of a word's card, at scale 1. */
const TALL = 16;

/**
 * Where on the track it goes well: the widest such zone.
 * @param {Pick<TrackData, "outcomes" | "ids" | "labels">} data
 * @param {Theme} theme
 */
export function goodZone({ outcomes, ids, labels }, theme) {
  const zones = zonesOf(outcomes).filter(({ outcome }) => ids[outcome] === GOOD);
  const [widest] = zones.sort((one, other) => other.last - other.first - (one.last - one.first));
  return widest ? { first: widest.first, last: widest.last, label: labels[GOOD] ?? "", color: theme.outcomes[GOOD] ?? "" } : null;
}

/**
 * Where the words of the zones stand, each on a card: in the middle of its zone, pushed aside by the thumb, left out where
 * there is no room.
 * @param {CanvasRenderingContext2D} context
 * @param {TrackData} data
 * @param {Size} size of the canvas, which is as wide as the slider
 * @param {Theme} theme
 * @returns {Label[]}
 */
export function placeLabels(context, { outcomes, ids, labels, thumb, at }, { width, height }, theme) {
  const { scale } = theme;
  const edge = (/** @type {number} */ notch) => notchCentre(notch, outcomes.length, width, thumb);
  const gap = 3 * scale;
  if (TALL * scale > height) return [];
  context.font = fontOf(theme);
  return zonesOf(outcomes).flatMap(({ outcome, first, last }) => {
    const label = labels[ids[outcome]] ?? "";
    if (ids[outcome] === GOOD || label === "") return [];
    const room = { low: edge(first - 0.5) + gap, high: edge(last + 0.5) - gap };
    const card = context.measureText(label).width + 10 * scale;
    if (card > room.high - room.low) return [];
    const centre = besideThumb((room.low + room.high) / 2, card, room, { at: edge(at), size: thumb + 2 * gap });
    return Number.isNaN(centre) ? [] : [{ label, centre, width: card }];
  });
}

/**
 * @param {CanvasRenderingContext2D} context cleared
 * @param {TrackData} data
 * @param {readonly Label[]} placed
 * @param {Size} size
 * @param {Theme} theme
 */
export function drawTrack(context, { outcomes, ids, thumb }, placed, { width, height }, theme) {
  const count = outcomes.length;
  const edge = (/** @type {number} */ notch) => notchCentre(notch, count, width, thumb);
  context.save();
  context.beginPath();
  context.roundRect(edge(-0.5), 0, edge(count - 0.5) - edge(-0.5), height, Math.min(4 * theme.scale, height / 2));
  context.clip();
  context.font = fontOf(theme);
  for (const { outcome, first, last } of zonesOf(outcomes)) {
    const area = { left: edge(first - 0.5), top: 0, width: edge(last + 0.5) - edge(first - 0.5), height };
    if (ids[outcome] !== undefined) fillOutcome(context, ids[outcome], area, theme);
  }
  for (const label of placed) drawLabel(context, label, height, theme);
  context.restore();
}

/**
 * On a card, since a pattern behind letters makes them hard to read.
 * @param {CanvasRenderingContext2D} context
 * @param {Label} label
 * @param {number} height of the track
 * @param {Theme} theme
 */
function drawLabel(context, { label, centre, width }, height, { scale, surface, text }) {
  context.beginPath();
  context.roundRect(centre - width / 2, (height - TALL * scale) / 2, width, TALL * scale, 3 * scale);
  context.fillStyle = surface;
  context.fill();
  context.fillStyle = text;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(label, centre, height / 2 + 0.5 * scale);
}

/**
 * Small triangles pointing up at the track, each with its label beneath; labels keep clear of each other.
 * @param {CanvasRenderingContext2D} context cleared
 * @param {MarksData} data
 * @param {Size} size
 * @param {Theme} theme
 */
export function drawMarks(context, { marks, zone = null, lowest, highest, count, thumb }, { width }, theme) {
  const { scale } = theme;
  const toPixel = (/** @type {number} */ rate) =>
    notchCentre(notchOfRate(rate, lowest, highest, count), count, width, thumb);
  const placed = marks
    .map(({ rate, label }) => ({ label, x: toPixel(rate) }))
    .filter(({ x }) => x >= 0 && x <= width)
    .sort((one, other) => one.x - other.x);
  const edge = (/** @type {number} */ notch) => notchCentre(notch, count, width, thumb);
  const [left, right] = zone ? [edge(zone.first - 0.5), edge(zone.last + 0.5)] : [0, 0];
  const named = zone ? { label: zone.label, x: (left + right) / 2 } : null;
  const all = [...placed, ...(named ? [named] : [])].sort((one, other) => one.x - other.x);
  context.save();
  context.font = fontOf(theme);
  context.fillStyle = theme.text;
  context.textAlign = "center";
  context.textBaseline = "top";
  const sizes = all.map(({ label }) => context.measureText(label).width + 8 * scale);
  const centres = spreadLabels(all.map(({ x }) => x), sizes, 0, width);
  if (zone) {
    context.fillStyle = zone.color;
    context.fillRect(left, 0, Math.max(right - left, 2 * scale), 3 * scale);
    leader(context, (left + right) / 2, centres[all.findIndex((each) => each === named)], zone.color, scale);
  }
  all.forEach((each, i) => {
    context.fillStyle = each === named && zone ? zone.color : theme.text;
    context.fillText(each.label, centres[i], 9 * scale);
  });
  context.fillStyle = theme.text;
  context.beginPath();
  for (const { x } of placed) {
    context.moveTo(x, 0);
    context.lineTo(x + 4.5 * scale, 7 * scale);
    context.lineTo(x - 4.5 * scale, 7 * scale);
    context.closePath();
  }
  context.fill();
  context.restore();
}

/**
 * From a narrow zone to its name, which may have had to give way.
 * @param {CanvasRenderingContext2D} context
 * @param {number} from
 * @param {number} to
 * @param {string} color
 * @param {number} scale
 */
function leader(context, from, to, color, scale) {
  context.beginPath();
  context.moveTo(from, 2 * scale);
  context.lineTo(to, 9 * scale);
  context.lineWidth = 1.25 * scale;
  context.strokeStyle = color;
  context.stroke();
}
