/** Stretches of the slider where the same becomes of the run. */

/**
 * Neighbouring notches of one outcome.
 * @param {ArrayLike<number>} outcomes
 * @returns {{ outcome: number, first: number, last: number }[]} both ends included
 */
export function zonesOf(outcomes) {
  /** @type {{ outcome: number, first: number, last: number }[]} */
  const zones = [];
  for (let notch = 0; notch < outcomes.length; notch++) {
    const zone = zones.at(-1);
    if (zone?.outcome === outcomes[notch]) zone.last = notch;
    else zones.push({ outcome: outcomes[notch], first: notch, last: notch });
  }
  return zones;
}
