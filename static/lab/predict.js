/** Predict first: the answer is hidden until somebody has said what it will be. */

/** @typedef {import("./mount.js").Lab} Lab */

/** What is true again once the answer is out. */
export const SHOWN = { predict: false, revealing: false };

/**
 * Hides the answer of this setting, and of the next.
 * @param {Lab} lab
 */
export const hide = (lab) => lab.set({ predict: true, revealing: false, guess: null, playing: false, playhead: Infinity });

/**
 * Plays the hidden run, at whose end the answer is shown; at once to who dislikes motion, or has seen enough.
 * @param {Lab} lab
 */
export function reveal(lab) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still || lab.state.revealing) lab.set({ ...SHOWN, playing: false, playhead: Infinity });
  else lab.set({ revealing: true, playing: true, playhead: 0 });
}
