/** The server's samples, and the model that is fitted to them, as a chart draws them. */

import { toQuery } from "./query.js";

/**
 * @typedef {Object} Fit
 * @property {readonly string[]} columns the inputs and, last, the output
 * @property {readonly string[]} labels what these stand for
 * @property {import("../math/scale.js").Extent} extent what the chart shows: of one input with the output, of two with each other
 * @property {number} inputs how many the model has
 * @property {number} side of two inputs, how many are along each side of their grid
 * @property {readonly Float32Array[]} samples a column each
 * @property {Float32Array} places of one input: where the model is shown, rising
 * @property {Int16Array} at of each sample, which of these
 * @property {number} count how many curves there are
 * @property {(index: number) => Float32Array} curve what the model says at one point of a run, or where one rate ends
 * @property {(step: number) => Int16Array | null} drawn the samples of a step's batch; null where it sees them all
 */

/** The model at each step of a run. @param {import("./query.js").Setting} setting */
export const stepsQuery = (setting) => `${toQuery(setting)}&of=steps`;
/** The model where each rate of the slider ends. @param {import("./query.js").Setting} setting */
export const ratesQuery = (setting) => `${toQuery(setting, (key) => key !== "lr")}&of=rates`;

/**
 * @param {import("./safetensors.js").Bundle} bundle
 * @returns {Fit}
 */
export function readFit({ tensors, shapes, metadata }) {
  const [columns = 0, rows = 0] = shapes.samples ?? [];
  const [count = 0, width = 0] = shapes.curves ?? [];
  const [steps = 0, batch = 0] = shapes.drawn ?? [];
  const tensor = (/** @type {string} */ name) => /** @type {any} */ (tensors[name]);
  const { columns: names, labels, extent, inputs, side } = metadata;
  return {
    columns: names,
    labels,
    extent,
    inputs,
    side,
    samples: Array.from({ length: columns }, (_, column) => tensor("samples").subarray(column * rows, (column + 1) * rows)),
    places: tensor("inputs").subarray(0, width),
    at: tensor("at"),
    count,
    curve: (index) => tensor("curves").subarray(index * width, (index + 1) * width),
    drawn: (step) => (step < steps ? tensor("drawn").subarray(step * batch, (step + 1) * batch) : null),
  };
}
