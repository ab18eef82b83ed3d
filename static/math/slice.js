/** What of a slice is shown: its valley, the level from which the step sets out, and where it lands, if that is near. */

/**
 * @typedef {Object} Side the loss along one direction; t is in units of η
 * @property {number} from the t at which it begins
 * @property {number} to and ends
 * @property {ArrayLike<number>} heights above the loss at t = 0, evenly spread; NaN where the loss has no value
 * @property {number} slope at t = 0
 * @property {number} curvature there
 * @property {number} bottom where both promise it, along the gradient 1/λ; NaN where they promise none
 * @property {number} promised loss at t = η
 * @property {number} landing loss there in truth; not finite where there is none
 * @typedef {{ low: number, high: number }} Range above the loss before the step
 */

/** Of the depth of the valley: what is seen above the level before, at the least; where a landing is still shown, at
 * the most; what is seen above where it is not; and the air below. */
const ABOVE = 0.35, NEAR = 3, BEYOND = 1.5, AIR = 0.14;
/** So many times as deep as the valley a promise is shown; and so much more of t than there must be. */
const DEEPER = 1.6, BESIDE = 1.15;
/** Of the loss: a valley less deep is rounding. */
const ROUNDING = 1e-11;

/** What slope and curvature promise, above the loss before. @param {Pick<Side, "slope" | "curvature">} side @param {number} t */
export const parabola = ({ slope, curvature }, t) => slope * t + (curvature * t * t) / 2;

/**
 * @param {Side} side
 * @param {number} loss before the step
 * @returns {Range}
 */
export function rangeOf(side, loss) {
  const heights = Array.from(side.heights).filter(Number.isFinite);
  const least = ROUNDING * Math.max(Math.abs(loss), 1e-290);
  const lowest = -Math.min(0, ...heights);
  const promised = side.bottom <= side.to ? -parabola(side, side.bottom) : 0;
  // A promise that is far too good does not make the valley small.
  const depth = Math.max(lowest, lowest > least ? Math.min(promised, DEEPER * lowest) : promised, least);
  const isDeep = side.slope < 0 || depth > least;
  // Where the way leads uphill at once there is no valley: all of it is shown.
  const valley = isDeep ? depth : Math.max(...heights, least);
  const up = side.landing - loss;
  const near = Number.isFinite(up) && up <= NEAR * valley;
  const high = Math.max(ABOVE * valley, near ? up * (1 + AIR) : BEYOND * valley);
  const low = -(isDeep ? valley : 0);
  return { low: low - AIR * (high - low), high };
}

/**
 * How far ahead a slice is shown: to where its curve leaves the range for good, and no less than to the promised bottom,
 * and to where the step lands.
 * @param {Side} side
 * @param {Range} range
 * @param {number} rate
 */
export function endOf({ from, to, heights, bottom }, { high }, rate) {
  let last = heights.length - 1;
  while (last > 0 && !(heights[last] <= high)) last -= 1;
  const leaves = from + ((to - from) * Math.min(last + 1, heights.length - 1)) / (heights.length - 1);
  const wanted = Math.max(leaves * BESIDE, bottom > 0 ? bottom * BESIDE : 0, rate * BESIDE);
  return wanted > 0 ? Math.min(wanted, to) : to;
}
