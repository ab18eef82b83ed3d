/** Several on their way: who runs, what is the same for all, and how each looks. */

import { byId } from "../data/catalogue.js";
import { toQuery } from "../data/query.js";
import { isOwn } from "../data/race.js";
import { guisesOf } from "./guises.js";
import { createRunner, updated } from "./runner.js";

/**
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {import("./state.js").LabState} LabState
 * @typedef {import("../data/race.js").Entry & { id: string }} Entry
 * @typedef {{ runners: readonly Entry[], active: number, target: number | null }} Race
 */

/** As many as can be told apart, and as an address may have. */
export const MOST = 6;

/** @param {Pick<LabState, "runners" | "active" | "target">} state @returns {Race} */
export const raceOf = ({ runners, active, target }) =>
  ({ runners: runners.map(({ id, setting, name, locked }) => ({ id, setting, name, locked })), active, target });

/** What a runner is called. @param {Pick<Runner, "name" | "shown" | "setting">} runner @param {Catalogue} catalogue */
export const nameOf = ({ name, setting }, { optimizers }) => name || byId(optimizers, setting.optimizer).name;

/**
 * A setting with the keys that are the same for all taken from another.
 * @param {Setting} setting
 * @param {Setting} from
 * @param {Catalogue} catalogue
 * @returns {Setting} the very same where they agree
 */
export function withShared(setting, from, catalogue) {
  const shared = Object.entries(from).filter(([key]) => !isOwn(key, catalogue));
  const own = Object.entries(setting).filter(([key]) => isOwn(key, catalogue));
  const next = inOrder(Object.fromEntries([...shared, ...own]), catalogue);
  return toQuery(next) === toQuery(setting) ? setting : next;
}

/**
 * Keys in the order of an address: the surface, what is done on it, numbers, the start.
 * @param {Record<string, any>} setting
 * @param {Catalogue} catalogue
 * @returns {Setting}
 */
function inOrder(setting, { parameters }) {
  const nouns = ["surface", "f", "domain", "optimizer", "schedule"];
  const order = [...nouns, ...parameters.map(({ name }) => name), "start"];
  const placeOf = (/** @type {string} */ key) => order.indexOf(key.split(".")[0] ?? "");
  const sorted = Object.entries(setting).sort(([one], [other]) => placeOf(one) - placeOf(other)); // a stable sort
  return /** @type {Setting} */ (Object.fromEntries(sorted));
}

/**
 * Everybody's setting where the one the hand is on has another; who is locked keeps what is its own.
 * @param {readonly Runner[]} runners
 * @param {number} active
 * @param {Setting} next
 * @param {Catalogue} catalogue
 * @returns {Setting[]}
 */
export function settingsWith(runners, active, next, catalogue) {
  return runners.map(({ setting, locked }, index) =>
    (index === active && !locked ? next : withShared(setting, next, catalogue)));
}

/** The race with something of one of its runners another. @param {Race} race @param {number} index @param {Partial<Entry>} patch @returns {Race} */
export const withEntry = (race, index, patch) =>
  ({ ...race, runners: race.runners.map((each, at) => (at === index ? { ...each, ...patch } : each)) });

/** The race without one of them; the last one stays. @param {Race} race @param {number} index @returns {Race} */
export function without(race, index) {
  if (race.runners.length === 1) return race;
  const runners = race.runners.filter((_, at) => at !== index);
  return { ...race, runners, active: Math.min(race.active > index ? race.active - 1 : race.active, runners.length - 1) };
}

/** The race with one of them so many places later; the hand stays on whom it is on. @param {Race} race @param {number} index @param {number} by @returns {Race} */
export function moved(race, index, by) {
  const to = Math.min(Math.max(index + by, 0), race.runners.length - 1);
  const runners = [...race.runners];
  runners.splice(to, 0, ...runners.splice(index, 1));
  const whom = race.runners[race.active];
  return { ...race, runners, active: whom ? runners.indexOf(whom) : 0 };
}

/** The race at other rates; who is locked, or has none here, keeps its own. @param {Race} race @param {readonly (number | null)[]} rates @returns {Race} */
export const atRates = (race, rates) => ({
  ...race,
  runners: race.runners.map((each, index) => {
    const lr = rates[index];
    return each.locked || lr == null || lr === each.setting.lr ? each : { ...each, setting: { ...each.setting, lr } };
  }),
});

/**
 * Whether two races are one, whichever of its runners the hand is on; the start of a formula is the server's choice, and comes later.
 * @param {Race} one
 * @param {Race | undefined} other
 */
export function sameRace(one, other) {
  if (!other || one.runners.length !== other.runners.length || one.target !== other.target) return false;
  return one.runners.every(({ setting, name, locked }, index) => {
    const beside = other.runners[index];
    const known = (/** @type {string} */ key) => key !== "start" || Boolean(setting.start && beside?.setting.start);
    return beside !== undefined && name === beside.name && locked === beside.locked
      && toQuery(setting, known) === toQuery(beside.setting, known);
  });
}

/**
 * The runners with other settings, and what follows from them.
 * @param {readonly Runner[]} runners
 * @param {readonly Setting[]} settings
 * @param {Catalogue} catalogue
 */
export function withSettings(runners, settings, catalogue) {
  const guises = guisesOf(runners.map(({ guise }, index) => ({ guise, setting: /** @type {Setting} */ (settings[index]) })), catalogue);
  return runners.map((runner, index) => {
    const [setting, guise] = [settings[index], guises[index]];
    return setting === runner.setting || !setting || !guise ? runner : updated(runner, { setting, guise }, catalogue);
  });
}

/**
 * Those who run now: who was there before keeps its answers and its guise.
 * @param {readonly Runner[]} before
 * @param {readonly Entry[]} entries
 * @param {Catalogue} catalogue
 */
export function lineUp(before, entries, catalogue) {
  const known = entries.map(({ id }) => before.find((each) => each.id === id));
  let last = Math.max(0, ...before.map(({ id }) => Number(id)), ...entries.map(({ id }) => Number(id)));
  const guises = guisesOf(entries.map(({ setting }, index) => ({ setting, guise: known[index]?.guise ?? { of: "", turn: 0 } })), catalogue);
  return entries.map(({ id, setting, name, locked }, index) => {
    const [runner, guise] = [known[index], guises[index] ?? { of: "", turn: 0 }];
    if (runner) return updated(runner, { setting, name, locked, guise }, catalogue);
    return createRunner({ id: id || String((last += 1)), setting, name, locked, guise }, catalogue);
  });
}
