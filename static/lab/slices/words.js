/** A slice in words: where its bottom is promised, where the step lands, and whether that is lower. */

import { formatNumber, formatRate } from "../../math/format.js";

/**
 * @typedef {import("../../data/slices.js").Slice} Slice
 * @typedef {"slope" | "taken" | "whole"} Way
 */

/** As a share of the way to the bottom: a step that ends so near lands on it. */
const NEAR = 0.05;
/** Of the loss: a change of less is none. */
const SAME = 1e-9;

/** @param {Slice} slice @param {Way} way */
export const sideOf = (slice, way) => (way === "taken" && slice.taken) || slice.slope;

/**
 * Along the gradient the bottom is promised at 1/λ = 0.0417. This step, η = 0.0750, goes past it, to a loss of 48.9:
 * lower than before. Along another direction the bottom is not at one over the curvature.
 * @param {Slice} slice
 * @param {Way} way
 */
export function sliceInWords(slice, way) {
  const { rate, loss } = slice;
  const side = sideOf(slice, way);
  if (side.slope === 0 && side === slice.slope) return "The slope is zero here: there is no way down to follow.";
  const isTaken = side === slice.taken;
  const isOther = slice.taken !== null && !isTaken;
  const along = isTaken ? "Along the step taken" : "Along the gradient";
  const who = isOther ? "Plain descent" : "This step";
  const does = (/** @type {string} */ is, /** @type {string} */ would) => (isOther ? `would ${would}` : is);
  const has = Number.isFinite(side.bottom);
  const share = rate / side.bottom;
  const promise = has ? `the bottom is promised at ${isTaken ? "η" : "1/λ"} = ${formatRate(side.bottom)}`
    : side.slope > 0 ? "the loss rises at first" : "the slope does not level off, no bottom is promised";
  const goes = !has ? does("leads", "lead")
    : Math.abs(share - 1) <= NEAR ? does("lands on it", "land on it") : share < 1
      ? does("stops short of it", "stop short of it") : does("goes past it", "go past it");
  const told = `${along} ${promise}. ${who}, η = ${formatRate(rate)}, ${goes}${has ? ", to" : " to"}`;
  if (Number.isNaN(side.landing)) return `${told} where the loss has no value.`;
  return `${told} a loss of ${formatNumber(side.landing)}: ${comparedWith(loss, side.landing)}.`;
}

/**
 * Step 3 of 60 crosses the bottom, to a loss of 1.05: lower than before.
 * @param {import("../../math/whole.js").Place[]} places up to the one that is looked at
 * @param {number} bottom where it is promised
 * @param {number} steps of the run
 */
export function wholeInWords(places, bottom, steps) {
  const [before, now] = [places.at(-2), places.at(-1)];
  if (!before || !now) return `The start. From here the bottom is promised at 1/λ = ${formatRate(bottom)}.`;
  const goes = !Number.isFinite(bottom) ? "leads to"
    : Math.abs(now.t / bottom - 1) <= SAME ? "lands on the bottom, at"
      : (before.t - bottom) * (now.t - bottom) < 0 ? "crosses the bottom, to" : "stays on its side of the bottom, at";
  return `Step ${places.length - 1} of ${steps} ${goes} a loss of ${formatNumber(now.loss)}: ${comparedWith(before.loss, now.loss)}.`;
}

/** @param {number} before @param {number} after */
function comparedWith(before, after) {
  const change = after - before;
  return Math.abs(change) <= SAME * Math.abs(before) ? "as high as before" : change < 0 ? "lower than before" : "higher than before";
}
