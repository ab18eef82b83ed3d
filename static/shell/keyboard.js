/** Keys that work everywhere: space plays, comma and full stop step; on a projector the arrows move η. */

import { input } from "../lab/dom.js";
import { goTo, togglePlay } from "../lab/playback.js";
import { labOf } from "./labs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** Keys go to the lab that has the focus or was used last. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const typing = target.matches("input:not([type=range], [type=radio], [type=checkbox]), textarea, select");
    const presses = event.key === " " && target.matches("button, summary, a, input[type=checkbox], input[type=radio]");
    const lab = labOf(target);
    if (typing || presses || !lab) return;
    const arrows = lab.root.dataset.profile === "projector" && !target.matches("input");
    const action = actionOf(event.key, lab, arrows ? input(lab.root, "rate") : null);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * @param {string} key
 * @param {Lab} lab
 * @param {HTMLInputElement | null} slider that takes the arrow keys, wherever the focus is
 * @returns {(() => void) | undefined}
 */
function actionOf(key, lab, slider) {
  const { step } = lab.state;
  /** @type {Record<string, () => void>} */
  const actions = { " ": () => togglePlay(lab), ",": () => goTo(lab, step - 1), ".": () => goTo(lab, step + 1) };
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
