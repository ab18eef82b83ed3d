/** A map in words: what its sides are, how often runs end how, and what stands at a pixel. */

import { MINIMA, MINIMUM, OUTCOME, UNDEFINED } from "../../math/field.js";
import { formatNumber, formatPoint } from "../../math/format.js";
import { nameOf } from "./keys.js";

/**
 * @typedef {import("./keys.js").MapKey} MapKey
 * @typedef {import("../../math/span.js").Side} Side
 * @typedef {{ id: string, short: string }[]} Outcomes
 * @typedef {{ x: number, y: number, outcome: number, steps: number, loss: number, minimum: number, lost: number }} Reading
 */

/**
 * A value of a side, in as many digits as tell it from that of the next pixel.
 * @param {Side} side
 * @param {number} value
 * @param {number} pixels
 */
export function valueInWords({ min, max, log, whole }, value, pixels) {
  if (whole) return String(Math.round(value)).replace("-", "−");
  const step = (log ? Math.abs(value) * Math.log1p((max - min) / min) : max - min) / pixels;
  const digits = Math.ceil(Math.log10(Math.abs(value) / step)) + 1;
  if (!(digits > 3) || !Number.isFinite(digits)) return formatNumber(value);
  const text = digits > 16 ? String(value) : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** @param {number} share */
export const percent = (share) => {
  const hundredths = 100 * share;
  if (hundredths >= 1 || hundredths === 0) return `${Math.round(hundredths)} %`;
  return hundredths < 0.1 ? "under 0.1 %" : `${hundredths.toFixed(1)} %`;
};

/**
 * What a kind of pixels is called.
 * @param {number} kind
 * @param {Outcomes} outcomes in the server's order
 * @param {ArrayLike<number>} minima flat x, y, loss
 */
export function kindInWords(kind, outcomes, minima) {
  if (kind === UNDEFINED) return "no value";
  if (kind < UNDEFINED) return outcomes[kind - OUTCOME]?.short ?? "";
  const first = kind - MINIMUM;
  const place = formatPoint(minima[3 * first], minima[3 * first + 1]);
  return minima.length / 3 > first + MINIMA ? `${place} and others` : place;
}

/**
 * @param {MapKey} x
 * @param {MapKey} y
 * @param {import("../../math/piece.js").Piece} piece
 * @param {number} pixels
 */
export function sidesInWords(x, y, piece, pixels) {
  const told = (/** @type {MapKey} */ key, /** @type {Side} */ side) =>
    `${nameOf(key)} ${valueInWords(side, side.min, pixels)} to ${valueInWords(side, side.max, pixels)}`;
  return `${told(x, piece.x)} from left to right, ${told(y, piece.y)} from bottom to top`;
}

/**
 * @param {readonly { kind: number, share: number }[]} found
 * @param {Outcomes} outcomes
 * @param {ArrayLike<number>} minima
 */
export const sharesInWords = (found, outcomes, minima) =>
  found.map(({ kind, share }) => `${kindInWords(kind, outcomes, minima)} ${percent(share)}`).join(", ");

/**
 * How a run ends.
 * @param {Reading} reading
 * @param {Outcomes} outcomes
 * @param {ArrayLike<number>} minima
 */
export function endInWords({ outcome, steps, loss, minimum, lost }, outcomes, minima) {
  const word = outcomes[outcome]?.short;
  if (word === undefined) return "no value here";
  const place = minimum >= 0 && minima.length > 3 * minimum + 1
    ? ` at ${formatPoint(minima[3 * minimum], minima[3 * minimum + 1])}` : "";
  const after = (/** @type {number} */ count) => `after ${count} ${count === 1 ? "step" : "steps"}`;
  if (steps >= 0) return `${word}, there ${after(steps)}${place}`;
  if (lost >= 0) return `${word}, lost ${after(lost)}`;
  return `${word}${place}${Number.isFinite(loss) ? `, last loss ${formatNumber(loss)}` : ""}`;
}

/**
 * @param {MapKey} x
 * @param {MapKey} y
 * @param {import("../../math/piece.js").Piece} piece
 * @param {Reading} reading
 * @param {number} pixels
 */
export function pairInWords(x, y, piece, reading, pixels) {
  const told = (/** @type {MapKey} */ { symbol, label }, /** @type {Side} */ side, /** @type {number} */ value) =>
    `${symbol || label} = ${valueInWords(side, value, pixels)}`;
  return `${told(x, piece.x, reading.x)}, ${told(y, piece.y, reading.y)}`;
}
