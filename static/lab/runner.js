/** A runner: one optimizer on its way, what was set for it, and what was answered. */

import { byId } from "../data/catalogue.js";
import { runOf } from "../data/family.js";
import { overQuery, toQuery } from "../data/query.js";
import { styled } from "./guises.js";
import { notchOf, valueOf } from "./setting.js";

/**
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {import("../data/family.js").Run} Run
 * @typedef {Object} Across
 * @property {string} key of that slider
 * @property {string} query which settings it is of: all that differ in nothing else
 * @property {import("../data/family.js").Family | null} family null while it is on its way
 * @property {import("../data/grounds.js").Grounds | null} grounds of its notches, where they differ
 *
 * @typedef {Object} Runner never changed, but replaced
 * @property {string} id
 * @property {string} name what it is called, if not as its optimizer
 * @property {boolean} locked whether it keeps what it has
 * @property {import("./guises.js").Guise} guise how it differs from others of its optimizer
 * @property {Setting} setting what the hands have set
 * @property {Setting} shown the setting that its answers belong to
 * @property {import("../data/family.js").Family | null} family
 * @property {boolean} fresh whether the family belongs to the setting that is shown, not to one before
 * @property {Run | null} itself an answer of its own, exact in every number, for the learning rate it was asked with
 * @property {Across | null} across the family behind the slider that a hand is on, if that is not the learning rate's
 * @property {Run | null} run the one on the screen
 * @property {import("../data/catalogue.js").Optimizer} style how its path looks
 */

/**
 * @param {Pick<Runner, "id" | "setting" | "name" | "locked" | "guise">} entry
 * @param {Catalogue} catalogue
 * @returns {Runner}
 */
export const createRunner = (entry, catalogue) =>
  ({ ...entry, shown: entry.setting, family: null, fresh: false, itself: null, across: null, run: null, style: styleOf(entry, entry.setting, catalogue) });

/**
 * How a runner looks while this setting of it is shown.
 * @param {Pick<Runner, "guise"> & { style?: Runner["style"] }} runner
 * @param {Setting} shown
 * @param {Catalogue} catalogue
 */
function styleOf({ guise, style }, { optimizer }, { optimizers }) {
  if (guise.of === optimizer) return styled(byId(optimizers, optimizer), guise.turn, optimizers);
  return style?.id === optimizer ? style : byId(optimizers, optimizer); // its next guise is for what is on its way
}

/**
 * The runner with something new, and what follows from it.
 * @param {Runner} runner
 * @param {Partial<Runner>} patch
 * @param {Catalogue} catalogue
 * @returns {Runner}
 */
export function updated(runner, patch, catalogue) {
  const next = { ...runner, ...patch };
  const across = next.setting === runner.setting && next.across === runner.across ? null : laneAcross(next);
  if (across) {
    // What is shown is a lane of that family; of the slider's own nothing is known for this setting yet.
    const lane = { ...next, shown: next.setting, fresh: false, itself: null, run: across };
    return { ...lane, style: styleOf(lane, lane.shown, catalogue) };
  }
  const sameRun = next.family === runner.family && next.fresh === runner.fresh && next.itself === runner.itself
    && next.setting.lr === runner.setting.lr;
  return { ...next, run: sameRun ? runner.run : choose(next, catalogue.notches), style: styleOf(next, next.shown, catalogue) };
}

/** Whether the family that a hand is on, or will be in a moment, is of this setting. @param {Runner} runner */
export const isAcross = ({ setting, across }) => across !== null && across.query === overQuery(setting, across.key);

/** Whether it has the run of this setting. @param {Runner} runner */
export const isCovered = (runner) => isAcross(runner) && notchAcross(runner) >= 0;

/** The lane of that family that is of this setting; −1 between two notches, and where there is no run. @param {Runner} runner */
export const notchAcross = ({ setting, across }) =>
  across?.family ? Array.from(across.family.values).indexOf(Number(valueOf(setting, across.key))) : -1;

/**
 * The run of that notch, where it is there and the one on the screen is another.
 * @param {Runner} runner
 * @returns {Run | null}
 */
function laneAcross(runner) {
  const { across, setting, shown, run } = runner;
  const notch = isAcross(runner) ? notchAcross(runner) : -1;
  if (!across?.family || notch < 0 || (run && toQuery(setting) === toQuery(shown))) return null;
  return runOf(across.family, notch);
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
