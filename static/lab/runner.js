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
 * @property {boolean} fresh whether the family belongs to the setting that is shown, not to one before
 * @property {Run | null} itself an answer of its own, exact in every number, for the learning rate it was asked with
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
  ({ id, setting, shown: setting, family: null, fresh: false, itself: null, run: null, style: byId(optimizers, setting.optimizer) });

/**
 * The runner with something new, and what follows from it.
 * @param {Runner} runner
 * @param {Partial<Runner>} patch
 * @param {Catalogue} catalogue
 * @returns {Runner}
 */
export function updated(runner, patch, { notches, optimizers }) {
  const next = { ...runner, ...patch };
  const sameRun = next.family === runner.family && next.fresh === runner.fresh && next.itself === runner.itself
    && next.setting.lr === runner.setting.lr;
  return { ...next, run: sameRun ? runner.run : choose(next, notches), style: byId(optimizers, next.shown.optimizer) };
}

/**
 * The run itself where it has been asked for; else, on a notch, the row of the family; while that is on its way, the one
 * before.
 * @param {Runner} runner
 * @param {readonly number[]} notches
 */
function choose({ setting, family, fresh, itself, run }, notches) {
  if (itself?.rate === setting.lr) return itself;
  const notch = notchOf(notches, setting.lr);
  return notch !== null && family && fresh ? runOf(family, notch) : run;
}
