/** Undo, redo and reset: buttons of the page, for the lab that was used last. */

import { pristine } from "../lab/setting.js";
import { labOf, onPress } from "./labs.js";

export function undoButtons() {
  const find = (/** @type {string} */ name) => document.querySelector(`button[data-part="${name}"]`);
  const refresh = () => {
    for (const [name, key, other] of /** @type {const} */ ([["undo", "canUndo", "redo"], ["redo", "canRedo", "undo"]])) {
      const [button, beside] = [find(name), find(other)];
      if (!(button instanceof HTMLButtonElement)) continue;
      const isLast = document.activeElement === button;
      button.disabled = !labOf(button)?.state[key];
      // Who has undone everything keeps a place in the page.
      if (isLast && button.disabled && beside instanceof HTMLButtonElement) {
        beside.disabled = false;
        beside.focus();
      }
    }
  };
  onPress("undo", (button) => labOf(button)?.undo());
  onPress("redo", (button) => labOf(button)?.redo());
  onPress("reset", (button) => {
    const lab = labOf(button);
    if (lab) lab.change(pristine(lab.state.setting, lab.catalogue), { replace: true });
  });
  for (const type of ["descentlab:history", "focusin", "pointerdown"]) document.addEventListener(type, refresh);
  refresh();
}
