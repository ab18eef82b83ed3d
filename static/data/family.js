/** One run as it is drawn, whether it is a row of a family or an answer of its own. */

import { laneOfPlanes, numbersOfBytes } from "./planes.js";
import { saysOf } from "./words.js";

/**
 * @typedef {{ headline: string, explanation: string, evidence: string[] }} Verdict
 * @typedef {{ overshoot: number | null, stability: number | null, constant: number | null, preconditioned: number | null }} Limits
 * @typedef {Object} Run
 * @property {number} rate the learning rate that was set
 * @property {number} steps how many were asked for
 * @property {number} length of the points that are finite
 * @property {ArrayLike<number>} points flat x0, y0, x1, y1 …
 * @property {ArrayLike<number>} losses
 * @property {ArrayLike<number> | null} averages flat; the mean of its points that the optimizer keeps, if it keeps one
 * @property {ArrayLike<number>} rates η of the update from point k to point k + 1, as scheduled or as the optimizer chose it; where
 *   a run has ended before its steps, there may be those of a schedule, NaN, or no more
 * @property {ArrayLike<number> | null} secondRates those of y, where it has its own
 * @property {ArrayLike<number>} directions flat; what η multiplied in that update; of a row of a family only the last, the
 *   others are NaN
 * @property {ArrayLike<number>} sharpness
 * @property {ArrayLike<number> | null} felt the sharpness that each update felt, where it is another: where the optimizer
 *   divides by √v̂, or y has rates of its own
 * @property {number | null} limit c of the c/η that this must stay below; null where none is known
 * @property {string} outcome
 * @property {Verdict} verdict
 * @property {boolean} exact whether every number is; of a row of a family those at its end are
 *
 * @typedef {Object} Ends where the runs of a family end, from the same start
 * @property {Float64Array} losses the last of each; ∞ of one that diverged, −∞ of one that falls without end
 * @property {number} floor of the surface; 0 where none is known
 * @property {number} first the loss at the start
 * @property {number} steps
 *
 * @typedef {Object} Family
 * @property {string} over the key in which its runs differ
 * @property {number} count
 * @property {ArrayLike<number>} values of that key; of flags and words their places
 * @property {Uint8Array} outcomes of every notch
 * @property {string[]} ids of the outcomes
 * @property {Limits} limits
 * @property {number | null} recommended the notch to recommend
 * @property {[number, number] | null} window the first and the last notch of the widest window that converges
 * @property {number | null} lowest the notch that ends lowest, of those that neither diverge nor fall without end
 * @property {[number, number]} start of the setting
 * @property {() => Ends} ends
 * @property {(notch: number) => Run} run the run of a notch
 * @property {(notch: number) => number} lastLoss where it ends, without reading the rest
 */

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Family}
 */
export function readFamily({ tensors, shapes, metadata }) {
  const [, count = 0] = shapes.losses ?? [];
  return {
    over: metadata.over,
    count,
    values: /** @type {Float64Array} */ (tensors.values ?? tensors.learning_rates),
    outcomes: /** @type {Uint8Array} */ (tensors.outcomes),
    ids: metadata.outcomes,
    limits: metadata.limits,
    recommended: metadata.recommended,
    window: metadata.window,
    lowest: metadata.lowest,
    start: metadata.start,
    ...readerOf(tensors, shapes, metadata),
  };
}

/**
 * Reads a lane when it is asked for: the numbers of one come out of their bytes in a part of a frame, those of all would
 * hold a hand up.
 * @param {import("./safetensors.js").Bundle["tensors"]} tensors
 * @param {import("./safetensors.js").Bundle["shapes"]} shapes
 * @param {import("./safetensors.js").Bundle["metadata"]} metadata
 * @returns {Pick<Family, "run" | "ends" | "lastLoss">}
 */
function readerOf(tensors, shapes, metadata) {
  const { centre, outcomes: ids, columns, shared } = metadata;
  const shapeOf = (/** @type {string} */ name) => /** @type {number[]} */ (shapes[name]);
  const [, , points = 1] = shapeOf("losses");
  const steps = points - 1;
  const table = numbersOfBytes(/** @type {Uint8Array} */ (tensors.numbers), shapeOf("numbers"));
  const lanes = Number(tensors.lengths?.length);
  const at = (/** @type {string} */ name, /** @type {number} */ index) => Number(tensors[name]?.[index]);
  /** What was sent exactly: of every lane, or of all alike. @type {(name: string, lane: number) => number} */
  const number = (name, lane) => Number(name in shared ? shared[name] : table[columns.indexOf(name) * lanes + lane]);
  /** The same of what not every family has. @type {(name: string, lane: number) => number | null} */
  const known = (name, lane) => (name in shared || columns.includes(name) ? number(name, lane) : null);
  const along = (/** @type {string} */ name, /** @type {number} */ lane, origin = [0]) =>
    laneOfPlanes(/** @type {Uint8Array} */ (tensors[name]), shapeOf(name), lane, origin);

  /** Whatever of a tensor there is, with the last of a run put in, which is exact, and nothing after it. @type {(name: string, lane: number, last: number) => Float64Array | null} */
  const measured = (name, lane, last) => {
    if (!tensors[name]) return null;
    const values = along(name, lane);
    if (last >= 0) values[last] = number(`last_${name}`, lane);
    return values.fill(NaN, last + 1);
  };
  const plan = tensors.rate_plan;
  /** η of each update. @type {(lane: number, last: number) => Float64Array} */
  const ratesOf = (lane, last) =>
    plan ? Float64Array.from({ length: steps }, (_, k) => Number(plan[k]) + Number(plan[steps + k]) * at("learning_rates", lane))
      : /** @type {Float64Array} */ (measured("rates", lane, Math.max(last, 0)));
  const say = saysOf(tensors, metadata, number);
  const ended = (/** @type {number} */ lane) => edgeOf(ids[at("outcomes", lane)]) ?? number("last_loss", lane);

  /** @type {Family["ends"]} */
  const ends = () => ({
    losses: Float64Array.from({ length: lanes }, (_, lane) => ended(lane)),
    floor: number("floor", 0),
    first: number("first_loss", 0),
    steps: number("steps", 0),
  });
  const run = (/** @type {number} */ lane) => {
    const length = at("lengths", lane);
    const last = length - 1;
    const path = along("points", lane, centre);
    const losses = along("losses", lane, [number("floor", lane)]);
    path.set([number("first_x", lane), number("first_y", lane)]);
    losses[0] = number("first_loss", lane);
    const averages = tensors.averages ? along("averages", lane, centre) : null;
    averages?.set(path.subarray(0, 2));
    const directions = new Float64Array(2 * steps).fill(NaN);
    if (last > 0) {
      path.set(["x0", "y0", "x1", "y1"].map((name) => number(name, lane)), 2 * last - 2);
      losses[last] = number("last_loss", lane);
      directions.set([number("dx", lane), number("dy", lane)], 2 * last - 2);
    }
    return {
      rate: at("learning_rates", lane),
      steps: number("steps", lane),
      length,
      points: path,
      losses,
      averages,
      rates: ratesOf(lane, last - 1),
      secondRates: measured("second_rates", lane, Math.max(last - 1, 0)),
      directions,
      sharpness: measured("sharpness", lane, last) ?? new Float64Array(points).fill(known("same_sharpness", lane) ?? NaN),
      felt: measured("felt", lane, last - 1),
      limit: known("limit", lane) || null,
      outcome: ids[at("outcomes", lane)] ?? "",
      verdict: say(lane),
      exact: false,
    };
  };
  return { run, ends, lastLoss: (lane) => number("last_loss", lane) };
}

/** Where a run ends that comes to no end: ∞, −∞; undefined of any other. @param {string} outcome */
export const edgeOf = (outcome) => /** @type {Record<string, number>} */ ({ diverged: Infinity, escaped: -Infinity })[outcome];

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
    averages: answer.averages && Float64Array.from(answer.averages.flat(), (value) => value ?? NaN),
    rates: Float64Array.from(answer.learning_rates),
    secondRates: answer.second_learning_rates && Float64Array.from(answer.second_learning_rates),
    directions: Float64Array.from(answer.directions.flat()),
    sharpness: Float64Array.from(answer.sharpness, (value) => value ?? NaN),
    felt: answer.effective_sharpness && Float64Array.from(answer.effective_sharpness, (value) => value ?? NaN),
    limit: answer.limit,
    outcome: answer.outcome,
    verdict: answer.diagnosis,
    exact: true,
  };
}
