/** Round numbers along an axis. */

/** Steps in decades that read well as exponents. */
const STRIDES = [1, 2, 3, 4, 5, 10, 15, 20, 30, 50, 100, 150, 200];

/**
 * The 1, 2 or 5 times a power of ten nearest above `raw`.
 * @param {number} raw a positive number
 */
export function niceStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  return (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10) * power;
}

/**
 * Multiples of a nice step inside [low, high], about `count` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function linearTicks(low, high, count) {
  const span = high / count - low / count; // divided first: high − low may overflow
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const step = niceStep(span);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  if (last - first > 4 * count) return [low]; // the span is lost in the rounding of its ends
  // Dividing by a whole number keeps 0.3 from becoming 0.30000000000000004.
  const inverse = step < 1 ? Math.round(1 / step) : 0;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const tick = first + index;
    return (Number.isFinite(inverse) && inverse > 0 ? tick / inverse : tick * step) + 0;
  });
}

/**
 * About `count` round numbers: 1-2-5 or 1-3 in every decade where there is room, else decades, thinned if need be.
 * @param {number} low a positive number
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function logTicks(low, high, count) {
  const decades = Math.log10(high) - Math.log10(low);
  if (!(decades > 0)) return [low];
  if (decades < 0.3) return linearTicks(low, high, count);
  for (const factors of [[1, 2, 5], [1, 3]]) {
    if (factors.length * decades > 2 * count) continue;
    const ticks = decadeTicks(low, high, 1, factors);
    if (ticks.length <= count + 1) return ticks;
  }
  const stride = STRIDES.find((each) => decades / each < count + 1) ?? 300;
  return decadeTicks(low, high, stride, [1]);
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} stride in decades
 * @param {readonly number[]} factors
 */
export function decadeTicks(low, high, stride, factors) {
  const ticks = [];
  const first = Math.floor(Math.log10(low) / stride) * stride;
  for (let exponent = first; exponent <= Math.log10(high) + 1e-9; exponent += stride) {
    for (const factor of factors) {
      const tick = Number(`${factor}e${exponent}`); // 10 ** -5 is not the double nearest to 0.00001 everywhere
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * Zero, and decades of both signs that lie outside the linear part.
 * @param {number} low
 * @param {number} high
 * @param {number} softness
 * @param {number} count
 * @returns {number[]}
 */
export function symlogTicks(low, high, softness, count) {
  const up = high > softness ? Math.log10(high / softness) : 0;
  const down = low < -softness ? Math.log10(-low / softness) : 0;
  const share = Math.max(1, Math.round((count * up) / (up + down || 1)));
  const positive = up > 0 ? logTicks(softness, high, share) : [];
  const negative = down > 0 ? logTicks(softness, -low, Math.max(1, count - share)) : [];
  const zero = low <= 0 && high >= 0 ? [0] : [];
  return [...negative.reverse().map((tick) => -tick), ...zero, ...positive];
}
