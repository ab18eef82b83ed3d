/** What a race comes to, read out of its losses. */

/**
 * The first step whose loss is no higher than a target; −1 where none is.
 * @param {ArrayLike<number>} losses
 * @param {number} length of them that count
 * @param {number} target
 */
export function stepsTo(losses, length, target) {
  for (let step = 0; step < length; step++) if (Number(losses[step]) <= target) return step;
  return -1;
}

/**
 * The lane with the lowest loss after so many steps; one that has ended before has none there. Of several as low, the first.
 * @param {readonly number[]} losses of each lane, NaN where it has none
 * @returns {number | null}
 */
export function lowest(losses) {
  /** @type {number | null} */
  let best = null;
  losses.forEach((loss, lane) => {
    if (Number.isFinite(loss) && (best === null || loss < Number(losses[best]))) best = lane;
  });
  return best;
}
