/** Maps to begin with: each shows something that a curve alone does not. */

/**
 * @typedef {Object} Preset
 * @property {string} name
 * @property {string} shows a sentence
 * @property {Readonly<Record<string, any>>} setting keys of the query grammar; all others are as the surface has them
 * @property {readonly [key: string, min: number, max: number]} x
 * @property {readonly [key: string, min: number, max: number]} y
 */

/** @type {readonly Preset[]} */
export const PRESETS = [
  {
    name: "Momentum",
    shows: "Momentum moves the limit from 2/λ to 2(1 + β)/λ, and the fastest pair lies near both its edges.",
    setting: { surface: "ravine", optimizer: "momentum" },
    x: ["lr", 0.002, 0.4],
    y: ["optimizer.momentum", 0, 0.99],
  },
  {
    name: "Curvature",
    shows: "The steeper the ravine, the lower the limit: 2/κ, a straight line between logarithms.",
    setting: { surface: "ravine" },
    x: ["lr", 0.001, 3],
    y: ["surface.kappa", 1, 1000],
  },
  {
    name: "Start",
    shows: "Off a quadratic it matters where a run begins, and rates between two good ones may be bad.",
    setting: { surface: "three_hump_camel", start: [2, -1], steps: 200 },
    x: ["lr", 0.01, 0.6],
    y: ["start.x", -2.5, 2.5],
  },
  {
    name: "Two rates",
    shows: "A rate of its own for each parameter: at ζ = 1/κ the ravine is round.",
    setting: { surface: "ravine" },
    x: ["lr", 0.005, 10],
    y: ["lr_ratio", 0.002, 10],
  },
  {
    name: "Fractal: Himmelblau",
    shows: "One rate for each parameter: the edge of divergence never becomes smooth, however closely one looks.",
    setting: { surface: "himmelblau", start: [-1, -1], steps: 300 },
    x: ["lr", 0.003, 0.1],
    y: ["lr_ratio", 0.03, 33],
  },
  {
    name: "Fractal: network",
    shows: "The same edge where a network of one neuron learns from 32 samples.",
    setting: { surface: "tiny_network", start: [-0.4, 0.5], steps: 200 },
    x: ["lr", 1, 20],
    y: ["lr_ratio", 0.05, 4],
  },
];
