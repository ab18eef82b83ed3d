/** What is said of a run: sentences that many lanes share, with the numbers of one. */

import { formatNumber } from "../math/format.js";

/** Where a number belongs: {name} in three digits, {name:d} whole, {name:step} so many steps. */
const PLACE = /\{(\w+)(?::(\w+))?\}/g;

/**
 * @param {import("./safetensors.js").Bundle["tensors"]} tensors
 * @param {import("./safetensors.js").Bundle["metadata"]} metadata
 * @param {(name: string, lane: number) => number} number
 * @returns {(lane: number) => import("./family.js").Verdict}
 */
export function saysOf({ verdict, evidence }, { verdicts, evidence: lines }, number) {
  const lanes = Number(verdict?.length);
  const told = (/** @type {string} */ sentence, /** @type {number} */ lane) =>
    sentence.replace(PLACE, (_, name, noun) => written(number(name, lane), noun));
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
