/** The learning-rate range test: what is asked, what is answered, and what is so, in words. */

import { clamp } from "../math/clamp.js";
import { formatRate } from "../math/format.js";
import { toQuery } from "./query.js";

/**
 * @typedef {{ rates: readonly number[], losses: readonly number[], smoothed: readonly number[] }} Curve up to where a tool stops
 * @typedef {"fastai" | "pytorch"} Tool
 * @typedef {{ name: string, tool: Tool, rate: number | null }} Reading rate: null where the curve is too short for one
 * @typedef {Object} Test
 * @property {Curve} fastai
 * @property {Curve} pytorch
 * @property {readonly Reading[]} readings what the tools suggest
 * @property {number | null} limit up to which runs converge; null where none was measured
 * @property {number | null} stability the limit in theory
 * @property {number} steps
 */

/** The fewest updates of a test, and the most a page asks for. */
export const FEWEST = 6, MOST = 2000;

/** The curve of the tool that went on longer. @param {Test} test */
export const longest = ({ fastai, pytorch }) => (pytorch.rates.length > fastai.rates.length ? pytorch : fastai);

/**
 * Of a setting all that matters to the test: what is set for η does not.
 * @param {import("./query.js").Setting} setting
 * @param {Readonly<Record<string, number>>} given by a field; NaN where it is empty
 */
export function queryOf(setting, given) {
  const own = { ...given, steps: given.steps || clamp(setting.steps, FEWEST, MOST) };
  const mine = Object.entries(own).filter(([, value]) => value > 0).map(([key, value]) => `${key}=${value}`);
  return [toQuery(setting, (key) => key !== "lr" && key !== "steps"), ...mine].join("&");
}

/** @param {any} answer of `/range-test` @returns {Test} */
export function testOf({ learning_rates, losses, smoothed, pytorch_lr_finder, suggestions, stability, query }) {
  const readings = (/** @type {Tool} */ tool, /** @type {Record<string, number | null>} */ rates) =>
    Object.entries(rates).map(([name, rate]) => ({ name, tool, rate }));
  return {
    fastai: { rates: learning_rates, losses, smoothed },
    pytorch: { rates: pytorch_lr_finder.learning_rates, losses: pytorch_lr_finder.losses, smoothed: pytorch_lr_finder.smoothed },
    readings: [...readings("fastai", suggestions.fastai), ...readings("pytorch", suggestions.pytorch_lr_finder)],
    limit: suggestions.limit,
    stability,
    steps: Number(new URLSearchParams(query).get("steps")),
  };
}

/** The readings for which the curves were long enough. @param {Pick<Test, "readings">} test */
export const readOf = ({ readings }) => readings.flatMap((each) => (each.rate === null ? [] : [{ ...each, rate: each.rate }]));

/** Those of them that lie above the limit. @param {Pick<Test, "readings" | "limit">} test */
export const aboveOf = (test) => readOf(test).filter(({ rate }) => test.limit !== null && rate > test.limit);

/**
 * What is so, from the numbers alone.
 * @param {Test} test
 */
export function truthInWords(test) {
  const { fastai, pytorch, limit, stability, steps } = test;
  const stops = [fastai, pytorch].map(({ rates }) => Number(rates.at(-1)));
  if (limit === null) {
    return `No limit was measured: in ${steps} steps none of the slider's rates converges, or the highest still does. The finder went on to ${formatRate(Math.max(...stops))}.`;
  }
  const theory = stability === null ? "" : `, in theory ${formatRate(stability)}`;
  const measured = `Runs of ${steps} steps converge up to η = ${formatRate(limit)}${theory}.`;
  const late = Number(stops[0]) > limit
    ? `Smoothing lags, and too large a rate takes steps to show: the finder went on to ${formatRate(Number(stops[0]))} though the limit is ${formatRate(limit)}.`
    : `The finder stopped at ${formatRate(Number(stops[0]))}, before that.`;
  const above = aboveOf(test).map(({ name }) => name);
  const list = above.length > 1 ? `${above.slice(0, -1).join(", ")} and ${above.at(-1)} lie` : `${above[0]} lies`;
  const none = readOf(test).length ? "Every reading lies below the limit." : "The curves are too short for a reading.";
  return `${measured} ${late} ${above.length ? `Of the readings ${list} above the limit.` : none}`;
}
