/** Learning rates as tones, from the lowest of a run to its highest. */

import { clamp } from "./clamp.js";

/** @typedef {{ low: number, high: number, log: boolean }} RateScale */

/** So many tones are told apart; 0 is the lowest. */
export const TONES = 24;

/**
 * The scale of what was used. In logarithms where most of it would else lie in the lowest tenth.
 * @param {readonly { rates: ArrayLike<number>, length: number }[]} runs
 * @returns {RateScale | null} null where nothing was
 */
export function rateScale(runs) {
  const all = runs.flatMap(({ rates, length }) => Array.from(rates).slice(0, Math.max(length - 1, 0)));
  const used = Float64Array.from(all.filter((rate) => Number.isFinite(rate) && rate >= 0)).sort();
  const [low, high] = [used[0], used.at(-1)];
  if (low === undefined || high === undefined) return null;
  const middle = Number(used[Math.floor(used.length / 2)]);
  const positive = used.find((rate) => rate > 0) ?? 0;
  if (middle < high / 10 && positive > 0 && positive < high) return { low: positive, high, log: true };
  return { low, high, log: false };
}

/** @param {number} rate @param {RateScale} scale @returns {number} 0 to 1; the highest where there is but one */
export function toneOfRate(rate, { low, high, log }) {
  if (!(high > low)) return 1;
  const share = log ? Math.log(Math.max(rate, low) / low) / Math.log(high / low) : (rate - low) / (high - low);
  return clamp(Number.isFinite(share) ? share : 0, 0, 1);
}

/** @param {number} rate @param {RateScale} scale */
export const binOfRate = (rate, scale) => Math.round(toneOfRate(rate, scale) * (TONES - 1));
