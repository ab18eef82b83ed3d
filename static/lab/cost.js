/** What a run has cost: gradients, and what else an optimizer asks of the loss. */

import { counted } from "../math/format.js";

/** @typedef {{ name: string, gradients: number, values: number, hessians: number }} Cost of a step */

const NUMBERS = ["no", "one", "two", "three"];
/** @param {number} count */
const spelt = (count) => NUMBERS[count] ?? String(count);

/**
 * What is counted, and what is not.
 * @param {Cost} cost
 * @param {number | null} batch samples a gradient is of, if not all
 */
export function costInWords({ name, gradients, values, hessians }, batch) {
  const each = `${name} asks for ${spelt(gradients)} ${gradients === 1 ? "gradient" : "gradients"} a step`;
  const of = batch === null ? "" : `, each of ${counted(batch, "sample")}`;
  const others = [
    ...(values === 1 ? ["the loss once"] : values > 1 ? [`the loss up to ${values} times, more at some steps than at others`] : []),
    ...(hessians ? ["the Hessian, the matrix of second derivatives, once"] : []),
  ];
  return `${each}${of}.${others.length ? ` Beside that it asks for ${others.join(" and ")}: not counted here.` : ""}`;
}
