/** Slices as the server answers them: the loss along a line through a point of a run. */

import { toQuery } from "./query.js";

/**
 * @typedef {import("./query.js").Setting} Setting
 * @typedef {import("../math/slice.js").Side} Side
 * @typedef {Object} Slice at one step
 * @property {number} step
 * @property {number} rate η of it
 * @property {number} loss before it
 * @property {Side} slope along the gradient
 * @property {Side | null} taken along the step that was taken, where that is another direction
 * @typedef {Object} Slices
 * @property {ArrayLike<number>} rates base learning rate of each
 * @property {ArrayLike<number>} steps
 * @property {(index: number) => Slice} at
 */

/** Steps of a run that are asked for at once. */
export const STRETCH = 128;

/** One step under every learning rate of the slider. @param {Setting} setting @param {number} step */
export const ratesQuery = (setting, step) => `${toQuery(setting, (key) => key !== "lr")}&over=lr&step=${step}&lr_digits=3`;

/** Many steps of one run. @param {Setting} setting @param {number} first */
export const stepsQuery = (setting, first) => `${toQuery(setting)}&over=step&step=${first}&count=${STRETCH}`;

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Slices}
 */
export function readSlices({ tensors, shapes, metadata }) {
  const [, places = 0] = shapes.slope_heights ?? [];
  const side = (/** @type {"slope" | "step"} */ name, /** @type {number} */ index) => {
    const column = (/** @type {string} */ what) => Number(tensors[`${name}_${what}`][index]);
    const to = column("reaches");
    return {
      from: -metadata.back * to,
      to,
      heights: tensors[`${name}_heights`].subarray(index * places, (index + 1) * places),
      slope: column("slopes"),
      curvature: column("curvatures"),
      bottom: column("bottoms"),
      promised: column("promised"),
      landing: column("landings"),
    };
  };
  return {
    rates: tensors.learning_rates,
    steps: tensors.steps,
    at: (index) => ({
      step: Number(tensors.steps[index]),
      rate: Number(tensors.rates[index]),
      loss: Number(tensors.losses[index]),
      slope: side("slope", index),
      taken: tensors.step_heights ? side("step", index) : null,
    }),
  };
}
