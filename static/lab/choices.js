/** What choosing a surface, an optimizer or a schedule changes. */

import { byId } from "../data/catalogue.js";

/** The optimizer that a surface's own rate is for. */
export const PLAIN = "gd";
/** A choice among the schedules that is two: so much of the run warms up, then cosine. */
export const WARMED = "warmup";
const SHARE = 0.1;

/** @param {import("../data/query.js").Setting} setting */
export const isWarmed = ({ schedule, warmup }) => schedule === "cosine" && Number(warmup) > 0;

/**
 * Whether the recommended rate comes with a choice: a surface knows one for plain gradient descent alone.
 * @param {string} noun
 * @param {import("../data/query.js").Setting} setting
 */
export const recommends = (noun, { optimizer }) => noun === "surface" && optimizer !== PLAIN;

/**
 * @param {string} noun
 * @param {string} id
 * @param {{ state: { setting: import("../data/query.js").Setting }, catalogue: import("../data/catalogue.js").Catalogue }} lab
 * @returns {import("./setting.js").Patch}
 */
export function choiceOf(noun, id, { state: { setting }, catalogue }) {
  if (noun === "schedule") return scheduled(id, setting);
  if (noun !== "surface") return { [noun]: id };
  const { lr, steps } = byId(catalogue.surfaces, id);
  return { surface: id, steps, ...(setting.optimizer === PLAIN ? { lr } : {}) };
}

/**
 * What choosing a schedule changes; the warm-up that came with one goes with it.
 * @param {string} id
 * @param {import("../data/query.js").Setting} setting
 */
export function scheduled(id, setting) {
  if (id === WARMED) return { schedule: "cosine", warmup: Math.max(Math.round(SHARE * setting.steps), 1) };
  return { schedule: id, ...(id === "cosine" || isWarmed(setting) ? { warmup: 0 } : {}) };
}
