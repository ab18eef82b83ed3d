/** What goes on inside a step, in words and numbers. */

import { formatNumber, formatPoint, withSubscripts } from "../../math/format.js";

/**
 * @typedef {import("../../math/inside.js").Inside} Inside
 * @typedef {import("../../math/inside.js").Quantity} Quantity
 */

const DIFFERS = /** @type {Record<string, string>} */ ({ decay: "with φw", noise: "with noise", batch: "of this step's batch", clip: "no longer than c" });

/** A number, or a dash where it has left the finite numbers. @param {number | null | undefined} value */
const told = (value) => formatNumber(value ?? NaN);
/** @param {readonly (number | null)[] | undefined} row */
export const pair = (row) => (row ? `(${told(row[0])}, ${told(row[1])})` : "");

/**
 * @param {Inside} inside
 * @param {number} k
 * @param {string} name of the optimizer
 */
export function sentenceOf({ inner, steps }, k, name) {
  const parts = inner.filter(({ kind, adds }) => kind === "arrow" && adds);
  const added = parts.length > 1 ? `: ${parts.map(({ name: each, values }) => `${each.toLowerCase()} ${pair(values[k])}`).join(" and ")}` : "";
  const places = inner.filter(({ kind }) => kind === "point").map(({ name: each, values }) => ` ${each}: ${pair(values[k])}.`);
  return `At step ${k} the gradient alone would move w by ${pair(inner[0]?.values[k])}. ${name} moves it by ${pair(steps[k])}${added}.${places.join("")}`;
}

/** @param {Quantity} quantity @param {number} k */
export function valueOf({ kind, values, axes }, k) {
  const row = values[k];
  if (kind === "matrix" || (kind === "rates" && row && row.length > 2)) {
    const [long, short] = axes?.[k] ?? [];
    return `${told(long)} and ${told(short)}`;
  }
  return pair(row);
}

/**
 * The curvature that the step feels, and the most that it can bear.
 * @param {Inside} inside
 * @param {number} k
 * @param {string} symbol of that curvature
 * @returns {[string, string, string][]}
 */
function limitOf({ effective_sharpness: felt, thresholds, preconditioned, learning_rates }, k, symbol) {
  const [here, most, rate] = [felt?.[k], thresholds?.[k], learning_rates[k]?.[0]];
  if (typeof here !== "number" || typeof most !== "number" || typeof rate !== "number") return [];
  const limit = Number((most * rate).toPrecision(3));
  return [
    [preconditioned ? "Preconditioned sharpness" : "Sharpness", symbol, told(here)],
    [here > most ? "Above its limit: steps grow" : "Below its limit", `${limit}/η`, told(most)],
  ];
}

/**
 * The numbers of an update that are not drawn: what they are, their letter, and their value.
 * @param {Inside} inside
 * @param {number} k
 * @param {string} felt the symbol of the curvature that the optimizer feels
 * @returns {[name: string, symbol: string, value: string][]}
 */
export function rowsOf(inside, k, felt) {
  const sub = withSubscripts(String(k));
  const eta = inside.learning_rates[k];
  return [
    ["Point", `w${sub}`, formatPoint(.../** @type {[number, number]} */ ([...inside.points[k] ?? []]))],
    ["Learning rate", "η", eta && eta[0] === eta[1] ? told(eta[0]) : pair(eta)],
    [inside.differs.length ? `Gradient ${inside.differs.map((each) => DIFFERS[each] ?? each).join(", ")}` : "Gradient", "∇L", pair(inside.gradients[k])],
    ...(inside.differs.length ? [/** @type {[string, string, string]} */ (["Gradient of the surface", "∇L", pair(inside.slopes[k])])] : []),
    ...inside.inner.filter(({ kind }) => kind === "vector").map(({ name, symbol, values }) => /** @type {[string, string, string]} */ ([name, symbol, pair(values[k])])),
    ...limitOf(inside, k, felt),
  ];
}

/** @param {number} times larger than in the picture; NaN where that has no scale */
export function scaleOf(times) {
  const hollow = "a hollow head is longer than its arrow, which ends at its tip.";
  if (!Number.isFinite(times)) return `A${hollow.slice(1)}`;
  return `${times >= 1 ? `Enlarged ${formatNumber(times)} times` : `Made ${formatNumber(1 / times)} times smaller`}; ${hollow}`;
}
