/** The legend names those signs alone that are in the picture. */

import { changesOf } from "./earlier.js";

/**
 * @param {import("./mount.js").Lab} lab
 * @param {import("../views/plane/landmarks.js").Signs | null} signs
 */
export function nameSigns({ root, state }, signs) {
  const { paths, time, landscape } = state;
  const changes = changesOf(state);
  const shown = {
    minimum: signs?.minima.some(({ lowest }) => lowest),
    other: signs?.higher,
    saddle: signs?.saddles.length,
    average: paths.some(({ run }) => run.averages),
    next: paths.some(({ run, pace }) => time / pace < run.length - 1),
    changed: changes?.steps.some((each) => each < changes.run.length),
    hole: landscape && landscape.holes.starts.length > 1,
  };
  for (const [sign, there] of Object.entries(shown)) {
    const item = root.querySelector(`[data-sign="${sign}"]`);
    if (item && item.hasAttribute("hidden") === Boolean(there)) item.toggleAttribute("hidden", !there);
  }
}
