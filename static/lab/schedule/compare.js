/** The same run under other schedules: as many steps, at the same η and each at the best of its own. */

import { Problem } from "../../data/problem.js";
import { byId } from "../../data/catalogue.js";
import { changed } from "../setting.js";

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {import("../../data/query.js").Setting} Setting
 * @typedef {import("../../data/family.js").Run} Run
 * @typedef {Object} Rival
 * @property {string} id of its schedule
 * @property {string} name
 * @property {Run | null} run at the same η; null where it could not be had
 * @property {{ rate: number, loss: number } | null} best
 */

const RIVALS = ["cosine", "one_cycle"];

/** The notch that ends lowest. @param {import("../../data/family.js").Family} family */
const bestOf = ({ lowest, values, lastLoss }) => (lowest === null ? null : { rate: Number(values[lowest]), loss: lastLoss(lowest) });

/** The schedules to be compared, the present one first. @param {Setting} setting */
export const compared = ({ schedule }) => [schedule, ...RIVALS.filter((id) => id !== schedule)];

/**
 * @param {Lab} lab
 * @param {Setting} setting
 * @returns {Promise<Rival[]>}
 */
export async function rivalsOf({ source, catalogue }, setting) {
  return Promise.all(compared(setting).map(async (id) => {
    const other = changed(setting, { schedule: id }, catalogue);
    const entry = { id, name: byId(catalogue.schedules, id).name };
    try {
      const [run, family] = await Promise.all([source.run(other), source.family(other)]);
      return { ...entry, run, best: bestOf(family) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { ...entry, run: null, best: null };
    }
  }));
}

/**
 * The present schedule and those as a race: the same but for that, so that all have as many steps and gradients.
 * @param {Lab} lab
 * @returns {import("../race.js").Race}
 */
export function raceOfSchedules({ state: { runners, active, target, setting }, catalogue }) {
  const entryOf = (/** @type {string} */ id, /** @type {number} */ index) => ({
    id: index === 0 ? runners[active]?.id ?? "" : "",
    setting: changed(setting, { schedule: id }, catalogue),
    name: byId(catalogue.schedules, id).name.replaceAll(",", " "),
    locked: false,
  });
  return { runners: compared(setting).map(entryOf), active: 0, target };
}
