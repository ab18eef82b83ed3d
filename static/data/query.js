/** A setting in the words of the query grammar, and the questions it asks. */

import { clamp } from "../math/clamp.js";

/**
 * @typedef {string | number | boolean} Value
 * @typedef {{ start: readonly [number, number], lr: number, steps: number, surface: string, optimizer: string, schedule: string }
 *   & Record<string, Value | readonly [number, number]>} Setting the query grammar's keys, as the server wrote them
 */

/**
 * @param {Readonly<Record<string, unknown>>} setting
 * @param {(key: string) => boolean} [keep]
 */
export function toQuery(setting, keep = () => true) {
  return Object.entries(setting)
    .filter(([key]) => keep(key))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll("%2C", ",")}`)
    .join("&");
}

/** Every learning rate of the slider at once, as round as its labels. @param {Setting} setting */
export const familyQuery = (setting) => `${toQuery(setting, (key) => key !== "lr")}&lr_digits=3&packed=1`;

/** One learning rate alone, as a family has it. @param {Setting} setting */
export const laneQuery = (setting) =>
  `${toQuery(setting, (key) => key !== "lr")}&lr_min=${setting.lr}&lr_max=${setting.lr}&lr_count=1&packed=1`;

/** Every notch of another key's slider at once: of a start the other coordinate stays. @param {Setting} setting @param {string} key */
export function overQuery(setting, key) {
  const axis = ["start.x", "start.y"].indexOf(key);
  const start = axis < 0 || !setting.start ? setting.start : setting.start.map((each, index) => (index === axis ? 0 : each));
  const others = toQuery({ ...setting, ...(start ? { start } : {}) }, (each) => each !== key);
  return `${others}&over=${key}&over_digits=3${key === "seed" ? "&over_min=0&over_max=60" : ""}&packed=1`;
}

/**
 * The ground under every notch of a surface's parameter.
 * @param {Setting} setting
 * @param {string} key
 * @param {number} aspect width over height of the stage
 * @param {import("../math/scale.js").Extent | null} zoom
 */
export const groundsQuery = (setting, key, aspect, zoom) =>
  `${toQuery(setting, (each) => isOfSurface(each) && each !== key)}&over=${key}&over_digits=3${seen(aspect, zoom)}`;

/** One run, or what would have gone better. @param {Setting} setting */
export const runQuery = (setting) => toQuery(setting);

/**
 * @param {Setting} setting
 * @param {number} aspect width over height of the stage
 * @param {import("../math/scale.js").Extent | null} [zoom] what of the plane is looked at, if not the whole domain
 */
export function landscapeQuery(setting, aspect, zoom = null) {
  return `${toQuery(setting, isOfSurface)}${seen(aspect, zoom)}`;
}

/**
 * What of the plane is seen. In steps of 3 %, as far as a landscape reaches beyond its edges: one answer serves many screens.
 * @param {number} aspect
 * @param {import("../math/scale.js").Extent | null} zoom
 */
function seen(aspect, zoom) {
  const rounded = 1.03 ** Math.round(Math.log(clamp(aspect, 0.21, 4.9)) / Math.log(1.03));
  return `&aspect=${rounded.toFixed(4)}${zoom ? `&view=${zoom.join(",")}` : ""}`;
}

/** The keys that name a surface, one of the catalogue's or a typed formula. @param {string} key */
export const isOfSurface = (key) => key === "surface" || key.startsWith("surface.") || key === "f" || key === "domain";
