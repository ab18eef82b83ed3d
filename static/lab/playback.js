/** Playback: the playhead moves by itself, or a step at a time. */

import { SHOWN } from "./predict.js";
import { budgetOf } from "./state.js";

/** @typedef {import("./mount.js").Lab} Lab */

const STEPS_A_SECOND = 30;
/** A long run is not a long wait: at speed 1 it plays in at most this many seconds. */
const LONGEST = 8;
/** Seconds at the end before a loop begins again. */
const REST = 1;

/**
 * Puts the playhead on a time of the race, a step where one runs alone, and leaves it there.
 * @param {Lab} lab
 * @param {number} time
 */
export const goTo = (lab, time) => lab.set({ playhead: Math.max(time, 0), playing: false });

/**
 * Plays on from the playhead; from the start where it stands at the end.
 * @param {Lab} lab
 */
export function togglePlay(lab) {
  const { playing, time, end } = lab.state;
  lab.set(playing ? { playing: false } : { playing: true, playhead: time >= end ? 0 : time });
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
      const { playing, run, runners, end, speed, revealing, loop } = lab.state;
      if (!playing || !run) return;
      const pace = speed * Math.max(STEPS_A_SECOND, end / LONGEST);
      const next = position + (pace * (now - before)) / 1000;
      const budget = Math.min(budgetOf(runners), end);
      const goal = loop || position < budget ? budget : end; // beyond it go those whose steps are dear
      const rested = (next - budget) / pace; // at the end it waits, as the next steps would take
      if (next >= goal && loop && !revealing) {
        lab.set({ playhead: rested < REST ? Infinity : 0 });
        playOn(now, rested < REST ? next : 0);
      } else if (next >= goal) lab.set({ playhead: goal === budget ? Infinity : end, playing: false, ...(revealing ? SHOWN : {}) });
      else {
        lab.set({ playhead: Math.floor(next) });
        playOn(now, next);
      }
    });
  };
  const off = lab.on(["playing"], ({ playing, time }) => {
    cancelAnimationFrame(frame);
    if (playing) frame = requestAnimationFrame((now) => playOn(now, time));
  });
  return () => {
    off();
    cancelAnimationFrame(frame);
  };
}
