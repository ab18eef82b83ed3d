/** A runner: one optimizer on its way, what was set for it, and what was answered. */

import { byId } from "../data/catalogue.js";
import { runOf } from "../data/family.js";
import { notchOf } from "./setting.js";

/**
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {import("../data/family.js").Run} Run
 * @typedef {Object} Runner never changed, but replaced
 * @property {string} id
 * @property {Setting} setting what the hands have set
 * @property {Setting} shown the setting that its answers belong to
 * @property {import("../data/family.js").Family | null} family
 * @property {Run | null} between the run itself where the learning rate lies between two notches
 * @property {Run | null} run the one on the screen
 * @property {import("../data/catalogue.js").Optimizer} style how its path looks
 */

/**
 * @param {string} id
 * @param {Setting} setting
 * @param {Catalogue} catalogue
 * @returns {Runner}
 */
export const createRunner = (id, setting, { optimizers }) =>
  ({ id, setting, shown: setting, family: null, between: null, run: null, style: byId(optimizers, setting.optimizer) });

/**
 * The runner with something new, and what follows from it.
 * @param {Runner} runner
 * @param {Partial<Runner>} patch
 * @param {Catalogue} catalogue
 * @returns {Runner}
 */
export function updated(runner, patch, { notches, optimizers }) {
  const next = { ...runner, ...patch };
  const sameRun = next.family === runner.family && next.between === runner.between && next.setting.lr === runner.setting.lr;
  return { ...next, run: sameRun ? runner.run : choose(next, notches), style: byId(optimizers, next.shown.optimizer) };
}

/**
 * The row of the family on a notch, between two the run itself; while that is on its way, the one before.
 * @param {Runner} runner
 * @param {readonly number[]} notches
 */
function choose({ setting, family, between, run }, notches) {
  const notch = notchOf(notches, setting.lr);
  if (notch !== null && family) return runOf(family, notch);
  return between?.rate === setting.lr || !run ? between : run;
}
