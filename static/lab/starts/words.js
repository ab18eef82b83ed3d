/** The map of starts in words: how often runs end where, and what comes of one start. */

import { MINIMUM } from "../../math/field.js";
import { formatPoint } from "../../math/format.js";
import { endInWords, kindInWords, percent } from "../map/words.js";

/**
 * @typedef {import("../map/words.js").Outcomes} Outcomes
 * @typedef {import("../map/words.js").Reading} Reading
 */

/** Kinds that a sentence names. */
const MOST = 5;

/** Whether no minimum lies lower than that one. @param {ArrayLike<number>} minima @param {number} index */
const isLowest = (minima, index) => minima[3 * index + 2] - minima[2] <= 1e-9 * Math.max(1, Math.abs(minima[2]));

/**
 * What a kind of starts is called: a minimum by its place, starred where none is lower.
 * @param {number} kind
 * @param {Outcomes} outcomes
 * @param {ArrayLike<number>} minima flat x, y, loss, the lowest first
 */
export function basinInWords(kind, outcomes, minima) {
  const word = kindInWords(kind, outcomes, minima);
  return kind < MINIMUM ? word : `${isLowest(minima, kind - MINIMUM) ? "★" : "☆"} ${word}`;
}

/**
 * 61 % of these starts end at the lowest minimum (2.90, −2.90), 12 % at the minimum (2.75, 2.75), 3 % diverges.
 * @param {readonly { kind: number, share: number }[]} found the most frequent first
 * @param {Outcomes} outcomes
 * @param {ArrayLike<number>} minima
 */
export function startsInWords(found, outcomes, minima) {
  const told = found.slice(0, MOST).map(({ kind, share }, index) => {
    const whose = index === 0 ? " of these starts" : "";
    const word = kindInWords(kind, outcomes, minima);
    if (kind < MINIMUM) return `${percent(share)}${whose}: ${word}`;
    const noun = isLowest(minima, kind - MINIMUM) ? "lowest minimum" : "minimum";
    return `${percent(share)}${whose} end at the ${noun} ${word}`;
  });
  const others = found.length > MOST ? ", and others" : "";
  return told.length ? `${told.join(", ")}${others}.` : "";
}

/**
 * From (1.20, 0.300): reaches (2.90, −2.90) after 41 steps.
 * @param {Reading} reading
 * @param {Outcomes} outcomes
 * @param {ArrayLike<number>} minima
 */
export function startInWords(reading, outcomes, minima) {
  const { x, y, minimum, steps } = reading;
  const from = `From ${formatPoint(x, y)}`;
  if (minimum < 0 || steps < 0) return `${from}: ${endInWords(reading, outcomes, minima)}`;
  const place = formatPoint(minima[3 * minimum], minima[3 * minimum + 1]);
  return `${from}: reaches ${place} after ${steps} ${steps === 1 ? "step" : "steps"}`;
}
