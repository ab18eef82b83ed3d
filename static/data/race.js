/** A race as the address has it: the first runner whole, of each other what it does otherwise. */

import { toQuery } from "./query.js";

/**
 * @typedef {import("./query.js").Setting} Setting
 * @typedef {Pick<import("./catalogue.js").Catalogue, "own" | "optimizers" | "schedules">} Known
 * @typedef {Object} Entry one who runs
 * @property {Setting} setting
 * @property {string} name what it is called, if not as its optimizer
 * @property {boolean} locked whether it keeps what it has
 * @typedef {Object} Race
 * @property {readonly Entry[]} runners
 * @property {number} active which of them the hand is on
 * @property {number | null} target the loss to which steps are counted, where somebody has said it
 */

/** @param {string} key */
const nounOf = (key) => key.split(".")[0] ?? "";

/** Whether a runner may have this key for itself. @param {string} key @param {Pick<Known, "own">} known */
export const isOwn = (key, { own }) => own.includes(nounOf(key));

/**
 * What a runner does otherwise than the first, as a query.
 * @param {Setting} first
 * @param {Setting} other
 * @param {Known} known
 * @returns {string} letter for letter as `difference` of setting/race.py writes it
 */
export function difference(first, other, known) {
  const usual = defaultsOf(other, known);
  const isPart = (/** @type {string} */ key) => key.includes(".");
  const isSame = (/** @type {string} */ key) => other[nounOf(key)] === first[nounOf(key)];
  const differs = Object.entries(other).filter(([key, value]) => {
    if (!isOwn(key, known)) return false;
    const before = isPart(key) && !isSame(key) ? usual[key] : first[key];
    return before === undefined || before === null || String(value) !== String(before);
  });
  const gone = Object.keys(first).filter((key) =>
    isOwn(key, known) && !(key in other) && (!isPart(key) || isSame(key)));
  return [toQuery(Object.fromEntries(differs)), ...gone.map((key) => `${encodeURIComponent(key)}=`)].filter(Boolean).join("&");
}

/** @param {Setting} setting @param {Known} known @returns {Record<string, unknown>} */
function defaultsOf(setting, { optimizers, schedules }) {
  const entries = { optimizer: optimizers, schedule: schedules };
  return Object.fromEntries(Object.entries(entries).flatMap(([noun, all]) =>
    (all.find(({ id }) => id === setting[noun])?.parameters ?? []).map((each) => [`${noun}.${each.name}`, each.default])));
}

/**
 * A whole race as a query.
 * @param {Race} race
 * @param {Known} known
 */
export function raceQuery({ runners, active, target }, known) {
  const [first, ...others] = runners;
  if (!first) return "";
  const locked = runners.flatMap((each, index) => (each.locked ? [index + 1] : []));
  const beside = {
    ...(active > 0 ? { active: active + 1 } : {}),
    ...(runners.some(({ name }) => name) ? { names: runners.map(({ name }) => name).join(",") } : {}),
    ...(locked.length ? { locked: locked.join(",") } : {}),
    ...(target === null ? {} : { target }),
  };
  return [
    toQuery(first.setting),
    ...others.map(({ setting }) => `vs=${encodeURIComponent(difference(first.setting, setting, known))}`),
    toQuery(beside),
  ].filter(Boolean).join("&");
}
