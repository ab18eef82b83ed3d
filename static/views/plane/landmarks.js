/** The places a run is looking for, or should not stop at. */

import { saddleCross, star } from "../markers.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/scale.js").View} View
 * @typedef {{ minima: ArrayLike<number>, saddles: ArrayLike<number>, floor: number | null }} Landmarks flat x, y, loss;
 *   minima lowest first; the lowest loss there is, null where none is known
 * @typedef {{ x: number, y: number, lowest: boolean }} Minimum
 * @typedef {{ minima: Minimum[], saddles: { x: number, y: number }[], higher: boolean }} Signs `higher`: whether a
 *   minimum is among them that is not the lowest
 */

/** So many are shown, wherever they lie. */
const FEW_MINIMA = 6;
const FEW_SADDLES = 4;
/** Of more, so many of those next to a run, */
const NEAREST_MINIMA = 5;
const NEAREST_SADDLES = 3;
/** that are as near as this, in diagonals of the picture. */
const NEAR_MINIMUM = 0.12;
const NEAR_SADDLE = 0.05;
/** Points of a run that are looked at. */
const LOOKS = 40;

/**
 * The signs that serve the picture: the lowest minimum, those that runs have reached and those nearby; saddles where
 * they are few, or runs pass by.
 * @param {Landmarks} landmarks
 * @param {readonly { run: import("./path.js").Run }[]} paths
 * @param {View} view
 * @returns {Signs}
 */
export function signsOf({ minima, saddles, floor }, paths, view) {
  const isLowest = (/** @type {number} */ loss) => floor !== null && loss - floor <= 1e-9 * Math.max(1, Math.abs(floor));
  const looks = paths.flatMap(({ run }) => looksAt(run));
  const diagonal = Math.hypot(view.width, view.height) / view.unit;
  const stars = inView(minima, view).map(([x, y, loss]) => ({ x, y, lowest: isLowest(loss) }));
  const crosses = inView(saddles, view).map(([x, y]) => ({ x, y }));
  const lowest = stars.filter((each) => each.lowest);
  const near = nearest(stars, looks, NEAREST_MINIMA, NEAR_MINIMUM * diagonal);
  const shown = stars.length <= FEW_MINIMA ? stars
    : stars.filter((each) => near.includes(each) || (each.lowest && lowest.length <= FEW_MINIMA));
  return {
    minima: shown,
    saddles: crosses.length <= FEW_SADDLES ? crosses : nearest(crosses, looks, NEAREST_SADDLES, NEAR_SADDLE * diagonal),
    higher: shown.some((each) => !each.lowest),
  };
}

/**
 * The start, the end and some points in between.
 * @param {import("./path.js").Run} run
 */
function looksAt({ points, length }) {
  const stride = Math.max((length - 1) / LOOKS, 1);
  /** @type {[number, number][]} */
  const looks = [];
  for (let place = 0; place < length - 0.5; place += stride) looks.push(pointAt(points, Math.floor(place)));
  looks.push(pointAt(points, length - 1));
  return looks;
}

/**
 * @param {ArrayLike<number>} points
 * @param {number} step
 * @returns {[number, number]}
 */
const pointAt = (points, step) => [points[2 * step], points[2 * step + 1]];

/**
 * @param {ArrayLike<number>} rows flat x, y, loss
 * @param {View} view
 */
function inView(rows, { extent: [xmin, xmax, ymin, ymax] }) {
  /** @type {[number, number, number][]} */
  const found = [];
  for (let i = 0; i < rows.length; i += 3) {
    const [x, y] = [rows[i], rows[i + 1]];
    if (x >= xmin && x <= xmax && y >= ymin && y <= ymax) found.push([x, y, rows[i + 2]]);
  }
  return found;
}

/**
 * Of places those nearest to where runs have been.
 * @template {{ x: number, y: number }} Place
 * @param {Place[]} places
 * @param {[number, number][]} looks
 * @param {number} most
 * @param {number} reach
 * @returns {Place[]}
 */
function nearest(places, looks, most, reach) {
  const away = places.map(({ x, y }) => looks.reduce((least, [px, py]) => Math.min(least, Math.hypot(px - x, py - y)), Infinity));
  return places
    .map((place, index) => ({ place, away: Number(away[index]) }))
    .filter((each) => each.away <= reach)
    .sort((one, other) => one.away - other.away)
    .slice(0, most)
    .map(({ place }) => place);
}

/** In pixels, at scale 1. */
export const STAR_RADIUS = 9;
const CROSS_RADIUS = 7;

/**
 * Stars for minima, filled where none is lower; crosses for saddles.
 * @param {CanvasRenderingContext2D} context
 * @param {Signs} signs
 * @param {View} view
 * @param {Theme} theme
 */
export function drawLandmarks(context, { minima, saddles }, view, theme) {
  context.save();
  for (const { x, y } of saddles) {
    context.beginPath();
    saddleCross(context, ...view.toScreen(x, y), CROSS_RADIUS * theme.scale);
    fillWithHalo(context, theme, theme.text);
  }
  for (const { x, y, lowest } of minima) {
    context.beginPath();
    star(context, ...view.toScreen(x, y), STAR_RADIUS * theme.scale);
    fillWithHalo(context, theme, lowest ? theme.text : theme.surface);
  }
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {string} fill
 */
function fillWithHalo(context, theme, fill) {
  context.lineJoin = "round";
  context.lineWidth = (1.25 + 2 * theme.haloWidth) * theme.scale;
  context.strokeStyle = theme.halo;
  context.stroke();
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.25 * theme.scale;
  context.strokeStyle = theme.text;
  context.stroke();
}
