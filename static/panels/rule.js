/** The update rule with the numbers of the step the playhead stands on. */

import { part, scope, write } from "../lab/dom.js";
import { formatPoint, formatRate } from "../math/format.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function rulePanel(root, lab) {
  const own = scope();
  const numbers = part(root, "rule-numbers", HTMLOutputElement);
  own.until(lab.on(["run", "step"], ({ run, step }) => {
    if (run) write(numbers, ruleOf(run, step));
  }));
  return own.dispose;
}

/**
 * The update that leads away from a step; at the last step the one that led there.
 * @param {import("../data/family.js").Run} run
 * @param {number} step
 * @returns {string} w₃₈ = w₃₇ − η d = (1.20, −0.310) − 0.0412 · (1.20, −7.75) = (1.15, 0.00930)
 */
export function ruleOf({ points, rates, directions, length }, step) {
  const k = Math.min(step, length - 2);
  if (k < 0) return "";
  const pair = (/** @type {ArrayLike<number>} */ values, /** @type {number} */ at) =>
    formatPoint(Number(values[2 * at]), Number(values[2 * at + 1]));
  return `w${subscript(k + 1)} = w${subscript(k)} − η d = ${pair(points, k)} − ${formatRate(Number(rates[k]))}`
    + ` · ${pair(directions, k)} = ${pair(points, k + 1)}`;
}

/** @param {number} index */
const subscript = (index) => String(index).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? "");
