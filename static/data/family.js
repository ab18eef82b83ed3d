/** One run as it is drawn, whether it is a row of a family or an answer of its own. */

import { laneOfPlanes, numbersOfBytes } from "./planes.js";
import { saysOf } from "./words.js";

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
 * @property {Uint8Array} outcomes of every notch
 * @property {string[]} ids of the outcomes
 * @property {Limits} limits
 * @property {number | null} recommended the notch to recommend
 * @property {[number, number] | null} window the first and the last notch of the widest window that converges
 * @property {[number, number]} start where every lane begins
 * @property {(notch: number) => Run} run the run of a notch
 */

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Family}
 */
export function readFamily({ tensors, shapes, metadata }) {
  const [, count = 0, points = 1] = shapes.losses ?? [];
  return {
    count,
    steps: points - 1,
    outcomes: /** @type {Uint8Array} */ (tensors.outcomes),
    ids: metadata.outcomes,
    limits: metadata.limits,
    recommended: metadata.recommended,
    window: metadata.window,
    start: metadata.start,
    run: readerOf(tensors, shapes, metadata),
  };
}

/**
 * Reads a lane when it is asked for: the numbers of one come out of their bytes in a part of a frame, those of all would
 * hold a hand up.
 * @param {import("./safetensors.js").Bundle["tensors"]} tensors
 * @param {import("./safetensors.js").Bundle["shapes"]} shapes
 * @param {import("./safetensors.js").Bundle["metadata"]} metadata
 * @returns {Family["run"]}
 */
function readerOf(tensors, shapes, metadata) {
  const { start, first_loss: firstLoss, origin: [x, y, lowest], outcomes: ids, sharpness, columns, shared } = metadata;
  const shapeOf = (/** @type {string} */ name) => /** @type {number[]} */ (shapes[name]);
  const [, , points = 1] = shapeOf("losses");
  const steps = points - 1;
  const table = numbersOfBytes(/** @type {Uint8Array} */ (tensors.numbers), shapeOf("numbers"));
  const lanes = Number(tensors.lengths?.length);
  const at = (/** @type {string} */ name, /** @type {number} */ index) => Number(tensors[name]?.[index]);
  /** What was sent exactly: of every lane, or of all alike. @type {(name: string, lane: number) => number} */
  const number = (name, lane) => Number(name in shared ? shared[name] : table[columns.indexOf(name) * lanes + lane]);
  const along = (/** @type {string} */ name, /** @type {number} */ lane, origin = [0]) =>
    laneOfPlanes(/** @type {Uint8Array} */ (tensors[name]), shapeOf(name), lane, origin);

  /** Whatever of a tensor there is, with the last of a run put in, which is exact. @type {(name: string, lane: number, last: number) => Float64Array | null} */
  const measured = (name, lane, last) => {
    if (!tensors[name]) return null;
    const values = along(name, lane);
    if (last >= 0) values[last] = number(`last_${name}`, lane);
    return values;
  };
  const plan = tensors.rate_plan;
  /** η of each update. @type {(lane: number, last: number) => Float64Array} */
  const ratesOf = (lane, last) =>
    plan ? Float64Array.from({ length: steps }, (_, k) => Number(plan[k]) + Number(plan[steps + k]) * at("learning_rates", lane))
      : /** @type {Float64Array} */ (measured("rates", lane, Math.max(last, 0)));
  const say = saysOf(tensors, metadata, number);

  return (lane) => {
    const length = at("lengths", lane);
    const last = length - 1;
    const path = along("points", lane, [x, y]);
    const losses = along("losses", lane, [lowest]);
    path.set(start);
    losses[0] = firstLoss;
    const directions = new Float64Array(2 * steps).fill(NaN);
    if (last > 0) {
      path.set(["x0", "y0", "x1", "y1"].map((name) => number(name, lane)), 2 * last - 2);
      losses[last] = number("last_loss", lane);
      directions.set([number("dx", lane), number("dy", lane)], 2 * last - 2);
    }
    return {
      rate: at("learning_rates", lane),
      steps,
      length,
      points: path,
      losses,
      rates: ratesOf(lane, last - 1),
      directions,
      sharpness: measured("sharpness", lane, last) ?? new Float64Array(points).fill(sharpness ?? NaN),
      felt: measured("felt", lane, last - 1),
      outcome: ids[at("outcomes", lane)] ?? "",
      verdict: say(lane),
      exact: false,
    };
  };
}

/** @param {Family} family @param {number} notch @returns {Run} */
export const runOf = (family, notch) => family.run(notch);

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
