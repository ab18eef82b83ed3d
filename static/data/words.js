/** What is said of a run: sentences that many lanes share, with the numbers of one. */

import { formatNumber } from "../math/format.js";

/** Where a number belongs: {name} in three digits, {name:d} whole, {name:step} so many steps. */
const PLACE = /\{(\w+)(?::(\w+))?\}/g;

/**
 * @param {import("./safetensors.js").Bundle["tensors"]} tensors
 * @param {Record<string, ArrayLike<number>>} ends what was sent exactly
 * @param {import("./safetensors.js").Bundle["metadata"]} metadata
 * @returns {(lane: number) => import("./family.js").Verdict}
 */
export function saysOf({ verdict, evidence }, ends, { verdicts, evidence: lines, columns, shared }) {
  const lanes = Number(verdict?.length);
  const numberOf = (/** @type {string} */ name, /** @type {number} */ lane) => {
    if (name in shared) return shared[name];
    return name === "last_loss" ? ends.last_losses?.[lane] : ends.numbers?.[columns.indexOf(name) * lanes + lane];
  };
  const told = (/** @type {string} */ sentence, /** @type {number} */ lane) =>
    sentence.replace(PLACE, (_, name, noun) => written(Number(numberOf(name, lane)), noun));
  return (lane) => {
    const [headline, explanation] = verdicts[Number(verdict?.[lane])];
    const shows = lines.filter((/** @type {string} */ _, /** @type {number} */ line) => evidence?.[line * lanes + lane]);
    return {
      headline,
      explanation: told(explanation, lane),
      evidence: shows.map((/** @type {string} */ line) => told(line, lane)),
    };
  };
}

/** @param {number} value @param {string | undefined} noun */
function written(value, noun) {
  if (noun === undefined) return formatNumber(value);
  const number = String(Math.round(value));
  return noun === "d" ? number : `${number} ${noun}${number === "1" ? "" : "s"}`;
}
