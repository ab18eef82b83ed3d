/** The update rule with the numbers of the step the playhead stands on. */

import { part, scope, write } from "../lab/dom.js";
import { formatPoint, formatRate, withSubscripts } from "../math/format.js";

/** @typedef {import("../lab/state.js").LabState["shown"]} Shown */

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function rulePanel(root, lab) {
  const own = scope();
  const numbers = part(root, "rule-numbers", HTMLOutputElement);
  own.until(lab.on(["run", "step"], ({ run, step, style, shown }) => {
    if (run) write(numbers, ruleOf(run, step, style.move) + aboutGradient(shown, style.move));
  }));
  return own.dispose;
}

/**
 * The update that leads away from a step; at the last step the one that led there.
 * @param {Pick<import("../data/family.js").Run, "points" | "rates" | "length">
 *   & { directions?: ArrayLike<number>, secondRates?: ArrayLike<number> | null }} run
 * @param {number} step
 * @param {string} move what the optimizer subtracts from w, in its own letters
 * @returns {string} w₃₈ = w₃₇ − η∇L = (1.20, −0.310) − 0.0412 · (1.20, −7.75) = (1.15, 0.00930)
 */
export function ruleOf({ points, rates, secondRates, directions, length }, step, move) {
  const k = Math.min(step, length - 2);
  if (k < 0) return "";
  const [rate, second] = [Number(rates[k]), Number(secondRates?.[k] ?? rates[k])];
  const pair = (/** @type {ArrayLike<number> | undefined} */ values, /** @type {number} */ at, times = [1, 1]) => {
    const [x, y] = [values?.[2 * at], values?.[2 * at + 1]];
    return x === undefined || y === undefined ? "…" // what was not sent is not made up
      : formatPoint(Number(times[0]) * x, Number(times[1]) * y);
  };
  const shown = secondRates ? `(${formatRate(rate)}, ${formatRate(second)})` : formatRate(rate);
  // Rprop's step is no multiple of η.
  const moved = move.startsWith("η") ? `${shown} · ${pair(directions, k)}` : pair(directions, k, [rate, second]);
  return `w${withSubscripts(`${k + 1}`)} = w${withSubscripts(`${k}`)} − ${move} = ${pair(points, k)} − ${moved} = ${pair(points, k + 1)}`;
}

/**
 * What a step's ∇L is beside the slope of the surface.
 * @param {Shown} shown
 * @param {string} move
 */
function aboutGradient(shown, move) {
  const beside = shown["optimizer.decoupled_weight_decay"] || move.includes("φ");
  const parts = [
    ...(shown["optimizer.weight_decay"] && !beside ? ["with φw"] : []),
    ...(shown.noise || shown.batch ? ["with noise"] : []),
    ...(shown.clip ? ["no longer than c"] : []),
  ];
  return parts.length ? `; ∇L ${parts.join(", ")}` : "";
}
