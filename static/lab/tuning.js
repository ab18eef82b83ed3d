/** At which learning rate each runner of a race is at its best, and how that was found. */

import { lowest } from "../math/tally.js";
import { formatRate } from "../math/format.js";
import { nameOf } from "./race.js";
import { budgetOf, gradientsAt, paceOf, stepAt } from "./state.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Runner} Runner
 */

/**
 * The rate at which each ends lowest when all have used as many gradients, and the search for it in words.
 * @param {Pick<Lab, "state" | "catalogue">} lab
 * @returns {{ rates: (number | null)[], words: string }} null of who is locked, or has none
 */
export function tuning({ state: { runners }, catalogue }) {
  const { notches } = catalogue;
  const budget = budgetOf(runners);
  const found = runners.map((runner) => bestOf(runner, stepAt(budget, paceOf(runner, runners)), notches));
  const told = runners.map((runner, index) => {
    const rate = found[index];
    const name = nameOf(runner, catalogue);
    if (runner.locked) return `${name} is locked`;
    return rate == null ? `${name} has none` : `${name} ${formatRate(rate)}${windowOf(runner, notches)}`;
  });
  const [low, high] = [notches[0], notches.at(-1)];
  return {
    rates: runners.map(({ locked }, index) => (locked ? null : found[index] ?? null)),
    words: `Best of ${notches.length} rates from ${low} to ${high} for each, by the loss after ${gradientsAt(budget, runners)} gradients: ${told.join("; ")}.`,
  };
}

/** @param {Runner} runner @param {number} after so many steps, or all that it has @param {readonly number[]} notches */
function bestOf({ family, setting }, after, notches) {
  if (!family) return null;
  const step = Math.min(after, setting.steps);
  const losses = Array.from({ length: family.count }, (_, notch) => {
    const { losses: along, length } = family.run(notch);
    return step < length ? Number(along[step]) : NaN;
  });
  const best = lowest(losses);
  return best === null ? null : Number(notches[best]);
}

/** @param {Runner} runner @param {readonly number[]} notches */
function windowOf({ family }, notches) {
  if (!family?.window) return "";
  const [from, to] = family.window.map((notch) => formatRate(Number(notches[notch])));
  return ` (works from ${from} to ${to})`;
}
