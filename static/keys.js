/** Keys that work everywhere: space plays, comma and full stop step; on a projector the arrows move η. */

import { input } from "./dom.js";
import { togglePlay } from "./panels/transport.js";

/**
 * @param {import("./lab.js").LabStore} store
 * @param {string} profile
 */
export function listenToKeys(store, profile) {
  const slider = input("rate");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const typing = target.matches("input:not([type=range], [type=radio], [type=checkbox]), textarea, select");
    const presses = event.key === " " && target.matches("button, summary, a, input[type=checkbox], input[type=radio]");
    if (typing || presses) return;
    const action = actionOf(event.key, store, profile === "projector" && !target.matches("input") ? slider : null);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * @param {string} key
 * @param {import("./lab.js").LabStore} store
 * @param {HTMLInputElement | null} slider that takes the arrow keys, wherever the focus is
 * @returns {(() => void) | undefined}
 */
function actionOf(key, store, slider) {
  const to = (/** @type {number} */ step) => () => store.set({ playhead: Math.max(step, 0), playing: false });
  const { step } = store.state;
  /** @type {Record<string, () => void>} */
  const actions = { " ": () => togglePlay(store), ",": to(step - 1), ".": to(step + 1) };
  if (slider) {
    const nudge = (/** @type {number} */ way) => () => {
      slider.valueAsNumber += way;
      slider.dispatchEvent(new Event("input"));
      slider.dispatchEvent(new Event("change"));
    };
    Object.assign(actions, { ArrowRight: nudge(1), ArrowUp: nudge(1), ArrowLeft: nudge(-1), ArrowDown: nudge(-1) });
    // A clicker sends these.
    Object.assign(actions, { PageDown: nudge(1), PageUp: nudge(-1) });
  }
  return actions[key];
}
