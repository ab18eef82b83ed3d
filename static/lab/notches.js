/** The notches of a parameter's slider in the present setting. */

import { notchesOf, sliderOf } from "../math/notches.js";
import { COORDINATES } from "./setting.js";

/**
 * @typedef {import("../data/catalogue.js").Parameter} Parameter
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/query.js").Setting} Setting
 */

/**
 * @param {{ state: { setting: Setting }, catalogue: Catalogue }} lab
 * @param {string} key
 * @param {Parameter} parameter
 */
export const notchesFor = ({ state: { setting }, catalogue }, key, parameter) =>
  notchesOf(parameter, endsFor(setting, catalogue, key, parameter));

/**
 * The ends of the slider of a key.
 * @param {Setting} setting
 * @param {Catalogue} catalogue
 * @param {string} key
 * @param {Parameter} parameter
 */
export function endsFor(setting, catalogue, key, parameter) {
  const axis = COORDINATES.indexOf(key);
  const surface = catalogue.surfaces.find(({ id }) => id === setting.surface);
  const extent = surface?.domain ?? String(setting.domain).split(",").map(Number);
  /** @type {readonly [number, number] | null} */
  const domain = axis < 0 ? null : [Number(extent[2 * axis]), Number(extent[2 * axis + 1])];
  return sliderOf(parameter, { domain, samples: surface?.samples ?? null, steps: setting.steps, lr: setting.lr });
}

/**
 * Where a slider stands while the run itself decides.
 * @param {{ state: { setting: Setting }, catalogue: Catalogue }} lab
 * @param {Parameter} parameter
 */
export function automatic({ state: { setting }, catalogue }, { name }) {
  if (name === "clip") return Infinity; // never
  if (name === "batch") return catalogue.surfaces.find(({ id }) => id === setting.surface)?.samples ?? 1;
  return Math.max(setting.steps - Number(setting.warmup ?? 0), 1);
}
