/** One run as it is drawn, whether it is a row of a family or an answer of its own. */

import { clamp } from "../math/clamp.js";
import { fromPlanes } from "./planes.js";

/**
 * @typedef {{ headline: string, explanation: string, evidence: string[] }} Verdict
 * @typedef {{ overshoot: number | null, stability: number | null, constant: number | null, preconditioned: number | null }} Limits
 * @typedef {Object} Run
 * @property {number} rate the learning rate on the slider
 * @property {number} steps how many were asked for
 * @property {number} length of the points that are finite
 * @property {ArrayLike<number>} points flat x0, y0, x1, y1 …
 * @property {ArrayLike<number>} losses
 * @property {ArrayLike<number>} rates η of the update from point k to point k + 1
 * @property {ArrayLike<number>} directions flat; what η multiplied in that update; of a row of a family only the last, the
 *   others are NaN
 * @property {ArrayLike<number>} sharpness
 * @property {ArrayLike<number> | null} felt the sharpness of each update divided by √v̂, where the optimizer divides by it
 * @property {string} outcome
 * @property {Verdict} verdict
 * @property {boolean} exact whether every number is; of a row of a family those at its end are
 *
 * @typedef {Object} Family
 * @property {number} count
 * @property {number} steps
 * @property {Record<string, import("./safetensors.js").Tensor>} tensors
 * @property {string[]} ids of the outcomes
 * @property {Verdict[]} verdicts
 * @property {Limits} limits
 * @property {number | null} recommended the notch to recommend
 * @property {[number, number] | null} window the first and the last notch of the widest window that converges
 * @property {[number, number]} start where every lane begins
 */

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Family}
 */
export function readFamily({ tensors: packed, shapes, metadata }) {
  const [, count = 0, points = 1] = shapes.losses ?? [];
  return {
    count,
    steps: points - 1,
    tensors: unpacked(packed, shapes, metadata),
    ids: metadata.outcomes,
    verdicts: metadata.verdicts,
    limits: metadata.limits,
    recommended: metadata.recommended,
    window: metadata.window,
    start: metadata.start,
  };
}

/** What is sent as byte planes, with how many numbers of it are exact at a run's end. */
const ENDS = { points: 2, losses: 2, sharpness: 2, rates: 1, effective_sharpness: 1 };

/**
 * The planes as numbers, with both ends of each run put in, which are sent exactly.
 * @param {import("./safetensors.js").Bundle["tensors"]} packed
 * @param {import("./safetensors.js").Bundle["shapes"]} shapes
 * @param {import("./safetensors.js").Bundle["metadata"]} metadata
 */
function unpacked(packed, shapes, { origin: [x, y, lowest], start, first_loss: firstLoss }) {
  /** @type {Record<string, readonly number[]>} */
  const origins = { points: [x, y], losses: [lowest] };
  /** @type {Record<string, readonly number[]>} */
  const firsts = { points: start, losses: [firstLoss] };
  /** @type {Record<string, import("./safetensors.js").Tensor>} */
  const tensors = { ...packed };
  for (const [name, rows] of Object.entries(ENDS)) {
    const [planes, ends, shape] = [packed[name], packed[`last_${name}`], shapes[name]];
    if (!planes || !ends || !shape) continue;
    const [, lanes = 0, steps = 0, width = 1] = shape;
    const values = fromPlanes(/** @type {Uint8Array} */ (planes), shape, origins[name]);
    for (let lane = 0; lane < lanes; lane += 1) {
      const [begin, last] = [lane * steps, Number(packed.lengths?.[lane]) - 1];
      for (let row = 0; row < rows; row += 1) {
        const step = clamp(last - 1 + row, 0, steps - 1);
        values.set(ends.subarray((lane * rows + row) * width, (lane * rows + row + 1) * width), (begin + step) * width);
      }
      if (firsts[name]) values.set(firsts[name], begin * width);
    }
    tensors[name] = values;
  }
  return tensors;
}

/**
 * A row of a family: views, no copies, because this happens in every frame of a drag.
 * @param {Family} family
 * @param {number} notch
 * @returns {Run}
 */
export function runOf({ tensors, steps, ids, verdicts }, notch) {
  const row = (/** @type {string} */ name, /** @type {number} */ width) =>
    /** @type {Float64Array} */ (tensors[name]).subarray(notch * width, (notch + 1) * width);
  const at = (/** @type {string} */ name) => tensors[name]?.[notch] ?? 0;
  const directions = new Float64Array(2 * steps).fill(NaN);
  if (at("lengths") > 1) directions.set(row("last_directions", 2), 2 * (at("lengths") - 2));
  return {
    rate: at("learning_rates"),
    steps,
    length: at("lengths"),
    points: row("points", 2 * (steps + 1)),
    losses: row("losses", steps + 1),
    rates: row("rates", steps),
    directions,
    sharpness: row("sharpness", steps + 1),
    felt: tensors.effective_sharpness ? row("effective_sharpness", steps) : null,
    outcome: ids[at("outcomes")] ?? "",
    verdict: /** @type {Verdict} */ (verdicts[notch]),
    exact: false,
  };
}

/**
 * A `/trajectory` answer.
 * @param {any} answer
 * @param {number} rate
 * @param {number} steps
 * @returns {Run}
 */
export function runOfTrajectory(answer, rate, steps) {
  return {
    rate,
    steps,
    length: answer.points.length,
    points: Float64Array.from(answer.points.flat()),
    losses: Float64Array.from(answer.losses),
    rates: Float64Array.from(answer.learning_rates),
    directions: Float64Array.from(answer.directions.flat()),
    sharpness: Float64Array.from(answer.sharpness, (value) => value ?? NaN),
    felt: answer.effective_sharpness && Float64Array.from(answer.effective_sharpness, (value) => value ?? NaN),
    outcome: answer.outcome,
    verdict: answer.diagnosis,
    exact: true,
  };
}
