/**
 * Numbers as a person reads them. One rule, letter for letter that of `digits` in common/numbers.py: three significant
 * digits, plain from 0.001 to 9990, a power of ten beyond; a true minus sign; zero has no sign.
 */

const MINUS = "−";
const FIGURE_SPACE = "\u2007";
const WIDEST = "−0.00123".length;
export const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";

/** @param {string} text */
const withMinus = (text) => text.replaceAll("-", MINUS);

/**
 * @param {number} value
 * @returns {string} −0.310, 1.20, 12.3, 8150, 3.20×10⁴, 4.12×10⁻⁵, 0.00
 */
export function formatNumber(value) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0.00";
  const [mantissa = "", power = ""] = value.toExponential(2).split("e");
  const exponent = Number(power);
  if (exponent < -3 || exponent > 3) return `${withMinus(mantissa)}×10${superscript(exponent)}`;
  return withMinus(exponent === 3 ? String(Number(value.toPrecision(3))) : value.toPrecision(3));
}

/**
 * The same, padded on the left to one width, for numbers that change in place (set tabular figures).
 * @param {number} value
 */
export const formatSteady = (value) => formatNumber(value).padStart(WIDEST, FIGURE_SPACE);

/**
 * A learning rate: always three significant digits, plain notation over the whole slider.
 * @param {number} rate
 * @returns {string} 0.0412, 0.000100, 10.0
 */
export function formatRate(rate) {
  const size = Number(rate.toPrecision(3));
  return size >= 1e-6 && size < 1e-3 ? rate.toPrecision(3) : formatNumber(rate);
}

/** @param {number} count @param {string} noun @returns {string} 1 step, 2 steps */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * @param {number} x
 * @param {number} y
 * @returns {string} (1.20, −0.310)
 */
export const formatPoint = (x, y) => `(${formatNumber(x)}, ${formatNumber(y)})`;

/**
 * A tick's label: no more digits than the tick has, powers of ten where it is large or small.
 * @param {number} value
 * @returns {string} 0, −2.5, 0.01, 10⁻⁵, 2×10⁶
 */
export const formatTick = (value) => tickFrom(value, 1e-3);

/**
 * The same for a learning rate, which is written plainly over the whole slider.
 * @param {number} rate
 * @returns {string} 0.0005
 */
const formatRateTick = (rate) => tickFrom(rate, 1e-4);

/**
 * @param {number} value
 * @param {number} least that is written plainly
 */
function tickFrom(value, least) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= least && size < 1e4) return withMinus(String(Number(value.toPrecision(6))));
  const [mantissa = "", exponent = ""] = String(Number(value.toPrecision(3)).toExponential()).split("e");
  const power = `10${superscript(Number(exponent))}`;
  if (mantissa === "1") return power;
  return mantissa === "-1" ? MINUS + power : `${withMinus(mantissa)}×${power}`;
}

/**
 * How the numbers of a chart are written, at its playhead and along its axis.
 * @typedef {{ value: (value: number) => string, tick: (value: number) => string }} Format
 */

/** @type {Format} */
export const NUMBERS = { value: formatNumber, tick: formatTick };
/** @type {Format} */
export const RATES = { value: formatRate, tick: formatRateTick };

/** @param {number} exponent */
function superscript(exponent) {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPT[Number(digit)]).join("");
  return (exponent < 0 ? "⁻" : "") + digits;
}

/** @param {string} text @returns {string} its digits as subscripts */
export const withSubscripts = (text) => text.replaceAll(/\d/g, (digit) => SUBSCRIPT[Number(digit)] ?? "");
