/** The keys that a map may have: every number of the present setting, its words, and how far it goes. */

import { byId, coordinate } from "../../data/catalogue.js";
import { endsFor } from "../notches.js";
import { COORDINATES } from "../setting.js";

/**
 * @typedef {import("../../data/catalogue.js").Parameter} Parameter
 * @typedef {import("../../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../../data/query.js").Setting} Setting
 * @typedef {import("../../math/span.js").Side} Side
 * @typedef {import("../../math/span.js").Bounds} Bounds
 * @typedef {Object} MapKey
 * @property {string} key
 * @property {string} label
 * @property {string} symbol
 * @property {string} group whose it is, in words
 * @property {Side} side where its slider goes
 * @property {Bounds} bounds as far as a map may go
 */

/** Beyond its slider a key is shown so many times as far: of one that has ratios, so many times smaller and larger. */
const BEYOND = 2;
const BEYOND_RATIO = 1000;
const KINDS = ["number", "integer"];

/**
 * @param {Setting} setting
 * @param {Catalogue} catalogue
 * @returns {MapKey[]}
 */
export function mapKeys(setting, catalogue) {
  const { surfaces, optimizers, schedules, parameters } = catalogue;
  const surface = surfaces.find(({ id }) => id === setting.surface);
  const hasData = Boolean(surface && surface.samples !== null);
  /** @type {(parameter: Parameter, key: string, group: string) => MapKey} */
  const made = (parameter, key, group) => {
    const side = sideOf(parameter, key, endsFor(setting, catalogue, key, parameter));
    const { label, symbol = "" } = parameter;
    return { key, label, symbol: symbol.replace("_", "\u2009"), group, side, bounds: boundsOf(parameter, side) };
  };
  /** @type {(noun: string, entry: { name: string, parameters: Parameter[] } | undefined) => MapKey[]} */
  const own = (noun, entry) =>
    (entry?.parameters ?? []).filter(({ kind }) => KINDS.includes(kind))
      .map((each) => made(each, `${noun}.${each.name}`, entry?.name ?? ""));
  return [
    ...parameters.filter(({ name, kind }) => KINDS.includes(kind) && !(hasData && name === "noise"))
      .map((each) => made(each, each.name, "Run")),
    ...(setting.start ? COORDINATES : []).map((key) => made(coordinate(key), key, "Start")),
    ...own("optimizer", byId(optimizers, setting.optimizer)),
    ...own("schedule", byId(schedules, setting.schedule)),
    ...own("surface", surface),
  ];
}

/**
 * @param {Parameter} parameter
 * @param {string} key
 * @param {readonly [number, number]} ends
 * @returns {Side}
 */
const sideOf = ({ scale, kind }, key, [min, max]) =>
  ({ key, min, max, log: scale === "log" && min > 0, whole: kind === "integer" });

/**
 * @param {Parameter} parameter
 * @param {Side} side
 * @returns {Bounds}
 */
function boundsOf({ minimum = -Infinity, maximum = Infinity, below }, { min, max, log, whole }) {
  const width = max - min;
  const [least, most] = log ? [min / BEYOND_RATIO, max * BEYOND_RATIO] : [min - BEYOND * width, max + BEYOND * width];
  const bounds = { min: Math.max(least, minimum), max: Math.min(most, below ? max : maximum) };
  return whole ? { min: Math.ceil(bounds.min), max: Math.floor(bounds.max) } : bounds;
}

/**
 * The side of a key between two values, as it is spread.
 * @param {MapKey} key
 * @param {number} min
 * @param {number} max
 * @returns {Side}
 */
export const sideBetween = ({ side }, min, max) => ({ ...side, min, max, log: side.log && min > 0 });

/** As a sentence has it: Learning rate η. @param {MapKey} key */
export const nameOf = ({ label, symbol }) => [label, symbol].filter(Boolean).join(" ");
