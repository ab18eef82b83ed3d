/** One run as it is drawn, whether it is a row of a family or an answer of its own. */

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
 * @property {ArrayLike<number>} directions flat; what η multiplied in that update
 * @property {ArrayLike<number>} sharpness
 * @property {ArrayLike<number> | null} felt the sharpness of each update divided by √v̂, where the optimizer divides by it
 * @property {string} outcome
 * @property {Verdict} verdict
 *
 * @typedef {Object} Family
 * @property {number} count
 * @property {number} steps
 * @property {import("./safetensors.js").Bundle["tensors"]} tensors
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
export function readFamily({ tensors, shapes, metadata }) {
  const [count = 0, points = 1] = shapes.losses ?? [];
  return {
    count,
    steps: points - 1,
    tensors,
    ids: metadata.outcomes,
    verdicts: metadata.verdicts,
    limits: metadata.limits,
    recommended: metadata.recommended,
    window: metadata.window,
    start: metadata.start,
  };
}

/**
 * A row of a family: views, no copies, because this happens in every frame of a drag.
 * @param {Family} family
 * @param {number} notch
 * @returns {Run}
 */
export function runOf({ tensors, steps, ids, verdicts }, notch) {
  const row = (/** @type {string} */ name, /** @type {number} */ width) =>
    /** @type {Float32Array} */ (tensors[name]).subarray(notch * width, (notch + 1) * width);
  const at = (/** @type {string} */ name) => tensors[name]?.[notch] ?? 0;
  return {
    rate: at("learning_rates"),
    steps,
    length: at("lengths"),
    points: row("points", 2 * (steps + 1)),
    losses: row("losses", steps + 1),
    rates: row("rates", steps),
    directions: row("directions", 2 * steps),
    sharpness: row("sharpness", steps + 1),
    felt: tensors.effective_sharpness ? row("effective_sharpness", steps) : null,
    outcome: ids[at("outcomes")] ?? "",
    verdict: /** @type {Verdict} */ (verdicts[notch]),
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
  };
}
