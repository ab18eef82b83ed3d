/** Playback: play, step, scrub. */

import { button, find, input, write } from "../dom.js";

/** @typedef {import("../lab.js").LabStore} LabStore */

const STEPS_A_SECOND = 30;
/** A long run is not a long wait: at speed 1 it plays in at most this many seconds. */
const LONGEST = 8;

/** @param {LabStore} store */
export function transportPanel(store) {
  const [scrub, play] = [input("scrub"), button("play")];
  const count = find("step-count", HTMLOutputElement);
  const speed = find("speed", HTMLSelectElement);
  const go = (/** @type {number} */ playhead) => store.set({ playhead: Math.max(playhead, 0), playing: false });

  button("to-start").addEventListener("click", () => go(0));
  button("to-end").addEventListener("click", () => go(Infinity));
  button("step-back").addEventListener("click", () => go(store.state.step - 1));
  button("step-forward").addEventListener("click", () => go(store.state.step + 1));
  play.addEventListener("click", () => togglePlay(store));
  scrub.addEventListener("input", () => go(scrub.valueAsNumber));
  speed.addEventListener("change", () => store.set({ speed: Number(speed.value) }));

  store.on(["step", "lane"], ({ step, lane }) => {
    const last = Math.max((lane?.length ?? 1) - 1, 0);
    scrub.max = String(last);
    scrub.valueAsNumber = step;
    write(count, `${step} / ${last}`);
    scrub.setAttribute("aria-valuetext", `step ${step} of ${last}`);
  });
  store.on(["playing"], ({ playing }) => {
    play.dataset.playing = String(playing);
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    if (playing) requestAnimationFrame((now) => playOn(store, now, store.state.step));
  });
}

/**
 * Plays on from the playhead; from the start where it stands at the end.
 * @param {LabStore} store
 */
export function togglePlay(store) {
  const { playing, step, lane } = store.state;
  const atEnd = step >= (lane?.length ?? 1) - 1;
  store.set(playing ? { playing: false } : { playing: true, playhead: atEnd ? 0 : step });
}

/**
 * @param {LabStore} store
 * @param {number} before time of the last frame, in milliseconds
 * @param {number} position the playhead, in fractions of a step
 */
function playOn(store, before, position) {
  requestAnimationFrame((now) => {
    const { playing, lane, speed } = store.state;
    if (!playing || !lane) return;
    const last = lane.length - 1;
    const pace = speed * Math.max(STEPS_A_SECOND, last / LONGEST);
    const next = position + (pace * (now - before)) / 1000;
    if (next >= last) store.set({ playhead: Infinity, playing: false });
    else {
      store.set({ playhead: Math.floor(next) });
      playOn(store, now, next);
    }
  });
}
