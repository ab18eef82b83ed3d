/** A learning rate that was changed in mid-run: the stretches before, as the grammar's `earlier` has them. */

import { formatRate } from "../math/format.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {{ step: number, rate: number }} Stretch to before which step the slider stood at which η
 */

/** No more than the grammar allows. */
const MOST = 32;

/** @param {Setting} setting @returns {Stretch[]} */
export function stretchesOf({ earlier }) {
  if (earlier === undefined || earlier === null || earlier === "") return [];
  const numbers = String(earlier).split(",").map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({ step: Number(numbers[2 * index]), rate: Number(numbers[2 * index + 1]) }));
}

/**
 * A run whose η was changed in mid-run, and before which steps; null for any other.
 * @template Run
 * @param {{ run: Run | null, shown: Setting }} state
 */
export const changesOf = ({ run, shown }) =>
  (run && shown.earlier !== undefined ? { run, steps: stretchesOf(shown).map((each) => each.step) } : null);

/** @param {readonly Stretch[]} stretches */
const write = (stretches) => (stretches.length ? stretches.flatMap(({ step, rate }) => [step, rate]).join(",") : null);

/** The number on the slider at a step. @param {Setting} setting @param {number} step */
export const etaAt = (setting, step) => stretchesOf(setting).find((each) => step < each.step)?.rate ?? setting.lr;

/**
 * From a step on the slider stands for what comes after: what was before stays as it was.
 * @param {Setting} setting
 * @param {number} step
 * @returns {import("./setting.js").Patch | null} null where nothing comes after, or there is no room for more
 */
export function fromHereOn(setting, step) {
  const before = stretchesOf(setting).filter((each) => each.step < step);
  if (step < 1 || step >= setting.steps || before.length >= MOST) return null;
  return { earlier: write([...before, { step, rate: etaAt(setting, step - 1) }]) };
}

/**
 * The last change of η taken back.
 * @param {Setting} setting
 * @returns {import("./setting.js").Patch}
 */
export function takenBack(setting) {
  const stretches = stretchesOf(setting);
  const last = stretches.at(-1);
  return last ? { earlier: write(stretches.slice(0, -1)), lr: last.rate } : {};
}

/**
 * "η = 0.0750 to step 30, then 0.0200".
 * @param {Setting} setting
 */
export function stretchesInWords(setting) {
  const stretches = stretchesOf(setting);
  const parts = stretches.map(({ step, rate }, index) => `${index ? "then " : ""}${formatRate(rate)} to step ${step}`);
  const isOver = (stretches.at(-1)?.step ?? 0) >= setting.steps;
  return `η = ${parts.join(", ")}, then ${isOver ? `${formatRate(setting.lr)}, but the run ends before` : formatRate(setting.lr)}`;
}
