/** Numbers along a side of a map; deep inside it what they differ by, since all that is before it is the same. */

import { formatTick } from "./format.js";
import { shareOf } from "./span.js";
import { linearTicks, logTicks } from "./ticks.js";

/** A side so narrow, against its values, is labelled with differences: six digits do not tell its values apart. */
const NARROW = 1e-4;

/**
 * @typedef {{ share: number, label: string }} SideTick
 * @param {import("./span.js").Side} side
 * @param {number} count of ticks, about
 * @returns {{ ticks: SideTick[], base: number | null }} base: what every label is to be added to
 */
export function sideTicks(side, count) {
  const { min, max, log, whole } = side;
  const width = max - min;
  if (!whole && width < NARROW * Math.max(Math.abs(min), Math.abs(max))) {
    const ticks = linearTicks(0, width, count).map((tick) => ({ share: tick / width, label: `+${formatTick(tick)}` }));
    return { ticks: ticks.map((each) => (each.share === 0 ? { ...each, label: "0" } : each)), base: min };
  }
  const values = (log ? logTicks : linearTicks)(min, max, Math.max(count, 1));
  const ticks = values.filter((value) => !whole || Number.isInteger(value))
    .map((value) => ({ share: shareOf(side, value), label: formatTick(value) }))
    .filter(({ share }) => share >= -1e-9 && share <= 1 + 1e-9);
  return { ticks, base: null };
}

/**
 * The name of a side, with what its numbers are to be added to.
 * @param {string} name
 * @param {number | null} base
 */
export const sideName = (name, base) => (base === null ? name : `${name} − ${String(base).replaceAll("-", "−")}`);
