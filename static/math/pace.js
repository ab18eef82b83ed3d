/** How fine a picture is drawn that moves: coarser where its frames come late, so that the hand does not wait. */

/** Milliseconds after which the next frame is late: two of three at 60 a second are missed. */
const LATE = 40;
/** So many late frames one after the other are no accident. */
const IN_A_ROW = 3;
const STEP = 0.8;
/** Coarser is ugly. */
const COARSEST = 0.6;
/** Milliseconds without a picture that end a movement. */
const PAUSE = 300;

export function createPace() {
  let share = 1;
  let late = 0;
  let before = -Infinity;
  return {
    /**
     * Another picture of a movement. A new movement begins a little finer than the last has ended.
     * @param {number} now milliseconds
     * @returns {number} the share of all pixels of a line that it has
     */
    moved(now) {
      if (now - before > PAUSE) [share, late] = [Math.min(share / STEP, 1), 0];
      before = now;
      return share;
    },
    /** @param {number} milliseconds from a picture to the next frame */
    took(milliseconds) {
      late = milliseconds > LATE ? late + 1 : 0;
      if (late < IN_A_ROW) return;
      [share, late] = [Math.max(share * STEP, COARSEST), 0];
    },
  };
}
