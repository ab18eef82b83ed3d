/** Where the parameters of a schedule stand on its curve of η, and what they are where a hand has put them. */

import { clamp } from "./clamp.js";

/**
 * @typedef {Object} Handle as schedules/base.py declares it
 * @property {string} name of the parameter, the schedule's or the run's
 * @property {"run" | "steps" | "share" | "rest" | "rate" | "factor" | "divisor" | "power" | "halvings"} counts what its value is
 * @property {string} [at] where one that goes up and down stands
 * @property {readonly string[]} [over] parameters by which η is divided before
 * @property {string} [after] the parameter whose steps come before
 * @property {string} [of] the parameter that says how many steps the schedule has
 * @property {number} [plus]
 * @typedef {Object} Curve what a place hangs on
 * @property {readonly Handle[]} handles of its schedule
 * @property {number} steps of the run
 * @property {number} warmup
 * @property {(step: number) => number} eta the number on the slider there
 * @property {(name: string) => number | null} value of a parameter; the first of a list; null where it is left to the run
 */

const ALONG = ["run", "steps", "share", "rest"];

/** Whether a handle moves along the steps. @param {Pick<Handle, "counts">} handle */
export const isAlong = ({ counts }) => ALONG.includes(counts);

/** What the run has left after warm-up. @param {Curve} curve */
const left = ({ steps, warmup }) => Math.max(steps - warmup, 1);
/** How many steps the schedule of a handle has. @type {(handle: Handle, curve: Curve) => number} */
const length = ({ of }, curve) => (of && curve.value(of)) || left(curve);
/** Where a handle's steps are counted from. @type {(handle: Handle, curve: Curve) => number} */
const origin = ({ counts, after, plus = 0 }, curve) =>
  (counts === "run" ? 0 : curve.warmup) + plus + (after ? curve.value(after) ?? 0 : 0);

/**
 * The step at which one stands that moves along them.
 * @param {Handle} handle
 * @param {number | null} value
 * @param {Curve} curve
 */
export function stepOf(handle, value, curve) {
  const total = length(handle, curve);
  const counted = value ?? (handle.after ? curve.value(handle.after) : null) ?? total;
  const { counts } = handle;
  return origin(handle, curve) + (counts === "share" ? counted * total : counts === "rest" ? (1 - counted) * total : counted);
}

/**
 * The step at which one stands that moves up and down.
 * @param {Handle} handle
 * @param {Curve} curve
 * @returns {number}
 */
export function anchorOf(handle, curve) {
  const { at = "" } = handle;
  if (at === "start") return 0;
  if (at === "first") return curve.warmup;
  if (at === "half") return curve.warmup + Math.floor(length(handle, curve) / 2);
  const other = curve.handles.find(({ name }) => name === at);
  return other ? stepOf(other, curve.value(at), curve) : curve.steps;
}

/** η where the value of a handle would be 1, or nothing divides it. @type {(handle: Handle, curve: Curve) => number} */
const baseOf = (handle, curve) =>
  (handle.over ?? []).reduce((rate, name) => rate / (curve.value(name) ?? 1), curve.eta(anchorOf(handle, curve)));

/**
 * η at which one stands that moves up and down.
 * @param {Handle} handle
 * @param {number} value
 * @param {Curve} curve
 */
export function rateOf(handle, value, curve) {
  const base = baseOf(handle, curve);
  switch (handle.counts) {
    case "rate": return value;
    case "factor": return base * value;
    case "divisor": return base / value;
    case "power": return base * value ** (anchorOf(handle, curve) - curve.warmup);
    default: return base * 0.5 ** value;
  }
}

/**
 * The notch whose place is nearest to a hand.
 * @param {readonly number[]} notches
 * @param {(value: number) => number} placeOf in pixels
 * @param {number} pixel
 */
export function nearestTo(notches, placeOf, pixel) {
  let best = 0;
  let least = Infinity;
  notches.forEach((value, index) => {
    const away = Math.abs(placeOf(value) - pixel);
    if (away < least) [best, least] = [index, away];
  });
  return Number(notches[best]);
}

/**
 * The steps of a list with one of them elsewhere: whole, from the first on; their order does not matter.
 * @param {readonly number[]} list
 * @param {number} index
 * @param {number} step
 * @param {number} most
 */
export const moved = (list, index, step, most) =>
  list.map((each, which) => (which === index ? clamp(Math.round(step), 1, most) : each));
