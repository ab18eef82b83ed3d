/** The present schedule as a curve that hands take hold of. */

import { byId } from "../../data/catalogue.js";
import { isAlong, rateOf, stepOf, anchorOf } from "../../math/handles.js";
import { etaAt } from "../earlier.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../math/handles.js").Handle} Handle
 * @typedef {import("../../math/handles.js").Curve} Curve
 * @typedef {Object} Grip a handle of the present setting
 * @property {string} id
 * @property {string} key of the grammar
 * @property {Handle} handle
 * @property {import("../../data/catalogue.js").Parameter} parameter
 * @property {number} index of a list, −1 of a single value
 * @property {number | null} value null where it is left to the run
 */

/** @param {unknown} value */
const listOf = (value) => (value === undefined || value === null ? [] : String(value).split(",").map(Number));

/** @param {Lab} lab */
const scheduleOf = ({ state: { setting }, catalogue }) => byId(catalogue.schedules, setting.schedule);

/** @param {Lab} lab @param {string} name */
const keyOf = (lab, name) =>
  (scheduleOf(lab).parameters.some((each) => each.name === name) ? `schedule.${name}` : name);

/** @param {Lab} lab @returns {Curve} */
export function curveOf(lab) {
  const { setting } = lab.state;
  return {
    handles: scheduleOf(lab).handles,
    steps: setting.steps,
    warmup: Number(setting.warmup ?? 0),
    eta: (step) => etaAt(setting, step),
    value: (name) => listOf(setting[keyOf(lab, name)])[0] ?? null,
  };
}

/** What can be taken hold of now. @param {Lab} lab @returns {Grip[]} */
export function gripsOf(lab) {
  const { setting } = lab.state;
  const { handles, parameters } = scheduleOf(lab);
  const curve = curveOf(lab);
  return handles.flatMap((handle) => {
    if (handle.name === "warmup_start" && !Number(setting.warmup)) return []; // nothing rises
    if (handle.after && stepOf({ ...handle, after: "" }, curve.value(handle.after), curve) >= curve.steps) return []; // not in this run
    const key = keyOf(lab, handle.name);
    const parameter = [...parameters, ...lab.catalogue.parameters].find(({ name }) => name === handle.name);
    if (!parameter) return [];
    const values = listOf(setting[key]);
    if (parameter.kind !== "integers") return [{ id: key, key, handle, parameter, index: -1, value: values[0] ?? null }];
    return values.map((value, index) => ({ id: `${key} ${index}`, key, handle, parameter, index, value }));
  });
}

/**
 * Where a handle stands if its parameter is so much.
 * @param {Grip} grip
 * @param {number | null} value
 * @param {Curve} curve
 * @returns {{ step: number, rate: number | null }}
 */
export function placeOf({ handle }, value, curve) {
  if (isAlong(handle)) return { step: stepOf(handle, value, curve), rate: null };
  return { step: anchorOf(handle, curve), rate: rateOf(handle, Number(value), curve) };
}

/** @param {Lab} lab @param {string} key */
export const listIn = (lab, key) => listOf(lab.state.setting[key]);
