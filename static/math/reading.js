/** Numbers as people and this product write them, read back: `as_number` of common/numbers.py, and decimal commas. */

import { SUPERSCRIPT } from "./format.js";

const SPACES = /[\s\u00a0\u2007\u2009\u202f]/g;
const MINUS = /[−–‐－]/g;
const POWER = /[×·*]10(?:\^|\*\*)?([-+]?\d+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** One comma with three figures behind it: a thousand to some, one to others. */
const THOUSANDS = /^[-+]?[1-9]\d{0,2},\d{3}$/;

/** @param {string} text */
const plain = (text) => text
  .replaceAll(SPACES, "")
  .replaceAll(MINUS, "-")
  .replaceAll("＋", "+")
  .replace(POWER, (_, power) =>
    `e${power.replaceAll("⁻", "-").replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (/** @type {string} */ figure) => String(SUPERSCRIPT.indexOf(figure)))}`);

/**
 * @param {string} text
 * @returns {number} NaN where it is no number, or could be two
 */
export function readNumber(text) {
  const written = plain(text);
  if (THOUSANDS.test(written)) return NaN;
  const pointed = written.replace(",", ".");
  return NUMBER.test(pointed) ? Number(pointed) : NaN;
}

/**
 * What is said of a text that is not allowed.
 * @param {string} text
 * @param {string} allowed what is: "a number above 0"
 */
export function refusalOf(text, allowed) {
  const written = plain(text);
  if (!written) return `Write ${allowed}.`;
  if (!THOUSANDS.test(written)) return `“${text.trim()}” is not allowed: write ${allowed}.`;
  return `“${text.trim()}” can be read in two ways: write ${written.replace(",", "")} or ${written.replace(",", ".")}.`;
}

/**
 * The number one step away, where a step is one of the second digit.
 * @param {number} value
 * @param {number} way 1 or −1
 */
export function nudged(value, way) {
  const step = value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  return Number((value + way * step).toPrecision(12));
}
