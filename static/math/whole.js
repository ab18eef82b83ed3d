/** A whole run on the slice along its first step: only one that stays on that line has a place there. */

/** @typedef {{ t: number, loss: number }} Place t in units of η, as a slice counts */

/** Of its greatest distance from the start a run may be off the line: single precision is. */
const OFF = 1e-5;

/**
 * @param {{ points: ArrayLike<number>, losses: ArrayLike<number>, rates: ArrayLike<number>, length: number }} run
 * @param {number} step up to which it is looked at
 * @returns {Place[] | null} null of one that leaves the line
 */
export function placesOf({ points, losses, rates, length }, step) {
  if (length < 2 || !Number(rates[0])) return null;
  const [x, y] = [Number(points[0]), Number(points[1])];
  const away = (/** @type {number} */ k) => [x - Number(points[2 * k]), y - Number(points[2 * k + 1])];
  const [ux, uy] = away(1).map((each) => each / Number(rates[0]));
  const square = Number(ux) ** 2 + Number(uy) ** 2;
  if (!square) return null;
  const places = [];
  let [off, far] = [0, 0];
  for (let k = 0; k < length; k += 1) {
    const [dx, dy] = away(k);
    off = Math.max(off, Math.abs(Number(dx) * Number(uy) - Number(dy) * Number(ux)) / Math.sqrt(square));
    far = Math.max(far, Math.hypot(Number(dx), Number(dy)));
    if (k <= step) places.push({ t: (Number(dx) * Number(ux) + Number(dy) * Number(uy)) / square, loss: Number(losses[k]) });
  }
  return off <= OFF * far ? places : null;
}
