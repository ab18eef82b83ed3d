/** Playback: the playhead moves by itself, or a step at a time. */

import { SHOWN } from "./predict.js";

/** @typedef {import("./mount.js").Lab} Lab */

const STEPS_A_SECOND = 30;
/** A long run is not a long wait: at speed 1 it plays in at most this many seconds. */
const LONGEST = 8;
/** Seconds at the end before a loop begins again. */
const REST = 1;

/**
 * Puts the playhead on a step and leaves it there.
 * @param {Lab} lab
 * @param {number} step
 */
export const goTo = (lab, step) => lab.set({ playhead: Math.max(step, 0), playing: false });

/**
 * Plays on from the playhead; from the start where it stands at the end.
 * @param {Lab} lab
 */
export function togglePlay(lab) {
  const { playing, step, last } = lab.state;
  lab.set(playing ? { playing: false } : { playing: true, playhead: step >= last ? 0 : step });
}

/**
 * The first picture tells its story once, to who likes motion.
 * @param {Lab} lab
 */
export function playOnce(lab) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  lab.set({ playhead: 0 });
  const off = lab.on(["run"], ({ run, playhead }) => {
    if (!run) return;
    off();
    if (playhead === 0) lab.set({ playing: true });
  });
}

/**
 * Moves the playhead of a lab whenever it is playing.
 * @param {Lab} lab
 * @returns {() => void} dispose
 */
export function keepPlaying(lab) {
  let frame = 0;
  const playOn = (/** @type {number} */ before, /** @type {number} */ position) => {
    frame = requestAnimationFrame((now) => {
      const { playing, run, last, speed, revealing, loop } = lab.state;
      if (!playing || !run) return;
      const pace = speed * Math.max(STEPS_A_SECOND, last / LONGEST);
      const next = position + (pace * (now - before)) / 1000;
      const rested = (next - last) / pace; // at the end it waits, as the next steps would take
      if (next >= last && loop && !revealing) {
        lab.set({ playhead: rested < REST ? Infinity : 0 });
        playOn(now, rested < REST ? next : 0);
      } else if (next >= last) lab.set({ playhead: Infinity, playing: false, ...(revealing ? SHOWN : {}) });
      else {
        lab.set({ playhead: Math.floor(next) });
        playOn(now, next);
      }
    });
  };
  const off = lab.on(["playing"], ({ playing, step }) => {
    cancelAnimationFrame(frame);
    if (playing) frame = requestAnimationFrame((now) => playOn(now, step));
  });
  return () => {
    off();
    cancelAnimationFrame(frame);
  };
}
